package reply

import "strings"

// How a clause that names times is counted: as a yes, as a no, as a time named
// with nothing said of it yet, or as a doubt.

// told takes up a clause that names times.
func (b *ballot) told(c *clause, rs []reading) {
	if c.has(tExcept) && b.except(c, rs) {
		return
	}
	vs, ok := c.verdicts()
	if !ok {
		b.doubt("mixed", nil)
		b.touch(rs)
		return
	}
	b.flush()
	b.last = target{sentence: c.sentence, set: true}
	if hasTimes(rs) && !c.has(tAlso|tElse) && c.after&tElse == 0 {
		b.timesIn = c.sentence
	}
	for k, r := range rs {
		v := vs[k]
		if v == none && c.has(tBusy) || c.refused {
			v = no
		}
		if k > 0 && v != no && len(c.gap(k)) == 0 && !c.ms[k-1].is(fList) {
			b.doubt("which", nil)
		}
		b.vote(c, r, v)
		b.last.verdict = v
		b.last.slots |= r.slots
		b.last.times = append(b.last.times, r.times...)
	}
}

// vote takes up what a clause says of one time.
func (b *ballot) vote(c *clause, r reading, v verdict) {
	switch v {
	case no:
		if b.all == no && b.allIn == c.sentence {
			b.all = none // "nej, inte onsdag": the nej was about this one
		}
		if c.has(tIf) && !c.kindly() {
			b.doubt("condition", nil)
		}
		b.no |= r.slots
	case yes:
		if why := c.reservation(r); why != "" {
			b.doubt(why, b.q.choices(r.slots))
			b.touched |= r.slots
			return
		}
		b.count(c, r)
	case none:
		b.bare(c, r)
	}
}

func (b *ballot) count(c *clause, r reading) {
	if r.why != "" {
		b.doubt(r.why, r.ask)
		b.touched |= r.slots
		return
	}
	b.yes |= r.slots
	b.touched &^= r.slots
	b.yesIn = c.sentence
	if c.reluctant() {
		b.grudging |= r.slots
	}
	b.times = append(b.times, r.times...)
	if c.has(tPrefer) && !c.has(tElse) {
		b.preferred |= r.slots
	}
}

// reservation returns what keeps a clause from being a plain yes.
func (c *clause) reservation(r reading) string {
	switch {
	case c.stray:
		return "which"
	case len(c.ms) > 0 && c.ms[0].from > 0 && c.ts[0].tag&tIf != 0:
		return "condition"
	case c.unknown > 0 || c.has(tHeld|tUnheld|tSorry|tBroken):
		return "words"
	case c.has(tHedge):
		return "hedge"
	case c.has(tDefer) || c.says("beslut", "beslutet"):
		return "defer"
	case c.says("bra om", "bra ifall") && c.has(tMe) && !c.has(tYou):
		return "condition"
	case c.has(tIf) && !c.kindly():
		return "condition"
	case c.has(tThird) && !c.has(tMe|tBoss) && (len(r.times) == 0 || c.has(tPast)), c.has(tThird) && c.has(tPast):
		return "third"
	case c.has(tMove):
		return "move"
	case c.has(tCancel):
		return "cancel"
	case c.has(tBusy) && !c.has(tGood|tSuits):
		return "busy"
	}
	return ""
}

// plain are the tags of words that may stand around a time that is named and
// nothing more, and still leave it a choice.
const plain = tFill | tPrefer | tMe | tYou | tAlso | tOnly | tElse | tAnd | tOr | tInstead | tThanks | tWish | tBut | tSo | tBack | tAny | tAll | tBoth | tWant | tBoss | tThat | tFix | tMan | tThan

// bare takes up a time that was named and nothing more, until the next clause
// says something of it.
func (b *ballot) bare(c *clause, r reading) {
	why := c.reservation(r)
	switch {
	case why == "" && c.fallsBack():
		why = "condition"
	case why == "" && len(r.times) > 0 && len(c.outside()) == 0 && c.ms[0].has == fOff|fDay:
		why = "nothing"
	case why == "" && c.offers(b, r):
	case why == "" && c.tags&^plain != 0 && !(len(b.q.slots) == 0 && c.tags&^(plain|tPhone) == 0):
		why = "words"
	case why == "" && b.last.set && b.lastWas(no, c) && c.after&(tBut|tElse) == 0 && !c.has(tPrefer|tInstead|tBut|tCan):
		why = "list"
	}
	if why != "" {
		b.touched |= r.slots
		if why != "words" || c.named() && b.yesIn == c.sentence {
			b.doubt(why, b.q.choices(r.slots))
		}
		return
	}
	if r.why != "" {
		b.doubt(r.why, r.ask)
		b.touched |= r.slots
		return
	}
	b.pending.set = true
	b.yesIn = c.sentence
	b.pending.weak = r.numbered
	b.pending.sentence = c.sentence
	b.pending.slots |= r.slots
	b.pending.times = append(b.pending.times, r.times...)
	if c.reluctant() {
		b.grudging |= r.slots
	}
	if c.has(tPrefer) {
		b.preferred |= r.slots
	}
}

// offers reports whether "jag har fredag kl 13" names a time that is free: it
// does when none of ours will do.
func (c *clause) offers(b *ballot, r reading) bool {
	return len(r.times) > 0 && b.all == no && c.has(tMe) && c.has(tHave) && c.tags&^(plain|tHave|tMaybeNo) == 0 && c.unknown == 0
}

// named reports whether a clause begins with what seems to be a name.
func (c *clause) named() bool {
	for _, t := range c.ts {
		if t.kind == kWord && t.tag&(tBut|tAnd|tSo) == 0 {
			return t.upper && t.sym|sym(t.tag) == 0
		}
	}
	return false
}

// reluctant reports whether a clause offers a time only if it must be.
func (c *clause) reluctant() bool {
	return c.says("i nödfall", "i värsta fall", "om det krisar", "om inte annat", "skulle det krisa", "vid behov")
}

// fallsBack reports whether a clause is "om det inte går tisdag".
func (c *clause) fallsBack() bool {
	return len(c.ms) > 0 && c.ms[0].from == 1 && (strings.HasPrefix(c.ts[0].word, "om ") || strings.HasPrefix(c.ts[0].word, "skulle "))
}

func (b *ballot) lastWas(v verdict, c *clause) bool {
	return b.last.sentence == c.sentence && b.last.verdict == v
}

// flush turns what was named without a verdict into a yes.
func (b *ballot) flush() {
	if b.pending.weak {
		b.touched |= b.pending.slots
		b.pending = target{}
	}
	b.yes |= b.pending.slots
	b.times = append(b.times, b.pending.times...)
	b.pending = target{}
}

func (b *ballot) touch(rs []reading) {
	for _, r := range rs {
		b.touched |= r.slots
	}
}
