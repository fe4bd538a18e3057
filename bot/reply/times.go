package reply

import (
	"strings"
	"time"
)

// times.go weighs an answer to "which of these times suits you".

// A ballot gathers what the clauses say of the slots.
type ballot struct {
	q                *table
	yes, no, touched slots // touched: spoken of in words that were not understood
	preferred        slots
	grudging         slots   // offered "i nödfall"
	gladly           slots   // of those named: all but the ones offered "i nödfall"
	all              verdict // said of no time in particular
	times            []Time
	pending          target // named without a verdict so far
	last             target
	doubts           []string
	ask              []Option
	question, fixed  bool
	suggested        bool // a time was proposed in words that leave a doubt
	past             bool // this sentence tells of what has been
	request          int  // the sentence that asks to be called or told
	other            bool // another time is wished for, without saying which
}

// A target is what a clause spoke of, and what it said.
type target struct {
	slots    slots
	times    []Time
	sentence int
	verdict  verdict
	set      bool
	weak     bool // the number of a line: something must follow before it counts
}

func answerTimes(ts []token, now time.Time, q Question) Answer {
	b := &ballot{request: -1, q: &table{reader: dayReader(now), now: now, slots: q.Slots}}
	cs := b.q.clauses(ts)
	if len(cs) == 1 && len(cs[0].ms) == 1 && len(cs[0].outside()) == 0 && cs[0].ts[0].kind == kNumber {
		cs[0].ms[0].sole = true
	}
	for i := range cs {
		if i == 0 || cs[i].sentence != cs[i-1].sentence {
			b.past = tellsPast(cs[i:])
		}
		b.hear(&cs[i])
	}
	b.flush()
	return b.answer()
}

// tellsPast reports whether the first sentence of cs tells of what has been
// and names no time to come.
func tellsPast(cs []clause) (past bool) {
	for i := range cs {
		if cs[i].sentence != cs[0].sentence {
			break
		}
		past = past || cs[i].has(tPast)
		for _, m := range cs[i].ms {
			if !m.is(fPast | fHabit | fSpan) {
				return false
			}
			past = past || m.is(fPast)
		}
	}
	return past
}

// mild are the tags that change nothing about an answer.
const mild = tFill | tAct | tThanks | tWish | tMe | tYou | tBack | tAnd | tSo | tSame | tPhone | tDoc | tTopic | tAlso | tBoss | tMan

// harmless reports whether a clause says nothing about any time.
func (c *clause) harmless() bool {
	return len(c.ms) == 0 && c.tags&^mild == 0 && c.unknown == 0
}

func (b *ballot) hear(c *clause) {
	if c.has(tFix) {
		b.takeBack()
	}
	if c.has(tPhone) {
		b.request = c.sentence
	}
	if c.harmless() {
		return
	}
	c.resolveThan()
	rs := b.readings(c)
	switch {
	case c.has(tSpell):
		b.doubt("spelling", b.q.choices(b.q.all()))
	case c.has(tMan) && c.question:
		b.doubt("third", nil)
	case c.question:
		b.asked(c, rs)
	case len(rs) > 0:
		b.told(c, rs)
	case c.has(tAll | tBoth | tNone | tAny):
		b.every(c)
	case b.past && (c.unknown > 0 || judge(c.ts) == none || len(c.ms) > 0):
	default:
		b.remark(c)
	}
}

// takeBack forgets what was said before "nej förresten".
func (b *ballot) takeBack() {
	said := target{slots: b.yes | b.pending.slots, verdict: yes, sentence: -1}
	said.set = said.slots != 0
	*b = ballot{q: b.q, question: b.question, fixed: true, past: b.past, last: said, request: -1}
}

func (b *ballot) doubt(why string, ask []Option) {
	b.doubts = append(b.doubts, why)
	b.ask = append(b.ask, ask...)
}

// readings resolves the mentions of a clause; those that name no time to come
// are dropped from it.
func (b *ballot) readings(c *clause) (rs []reading) {
	kept := c.ms[:0:0]
	for k := range c.ms {
		m := c.ms[k]
		if m.has == fThat || m.is(fNum) && m.has&^(fNum|fHours) == 0 && !c.chooses(k) {
			continue
		}
		if c.has(tAny) || c.whole() {
			m.has |= fAll
		}
		r := b.q.read(m)
		if r.skip {
			c.dropped = true
			continue
		}
		kept, rs = append(kept, m), append(rs, r)
	}
	c.ms = kept
	return rs
}

// whole reports whether the clause speaks of a whole week: "hela", "alla
// dagar".
func (c *clause) whole() bool {
	for _, t := range c.ts {
		if t.word == "hela" || t.word == "alla dagar" {
			return true
		}
	}
	return false
}

// chooses reports whether the bare number that is mention k stands where a
// choice would: "vi tar 2", not "vi är 2".
func (c *clause) chooses(k int) bool {
	m := c.ms[k]
	if m.is(fHours) {
		return false
	}
	before, after := token{kind: kMark}, token{kind: kMark}
	if m.from > 0 {
		before = c.ts[m.from-1]
	}
	if m.to < len(c.ts) {
		after = c.ts[m.to]
	}
	const lead = tCan | tPrefer | tAnd | tOr | tNot | tYes | tNo | tBad | tExcept | tOnly | tBut | tElse | tThanks | tWish | tMan | tGood | tFix | tSo | tInstead | tThan | tNone
	const tail = tCan | tGood | tPrefer | tNot | tBad | tAnd | tOr | tAlso | tYes | tNo | tThanks | tWish | tHedge | tMaybeNo | tInstead | tThan | tThat | tBut | tExcept
	leads := before.kind == kMark || before.word == "svar är" || before.word == "svaret är" || before.kind == kLine || before.tag&lead != 0 || before.sym&(sThe|sOn|sChoice) != 0
	trails := after.kind == kMark || after.kind == kLine || after.kind == kEmoji || after.tag&tail != 0 || k+1 < len(c.ms) && c.ms[k+1].from == m.to
	if after.tag&tHave != 0 && m.to+1 < len(c.ts) && c.ts[m.to+1].tag&(tGood|tCan) != 0 {
		trails = true
	}
	if before.word == "blir" || before.word == "bli" || strings.HasSuffix(before.word, "kommer") || before.tag&(tHave|tNeed) != 0 && before.tag&tCan == 0 {
		leads = false
	}
	return leads && trails
}

// resolveThan reads "hellre 14 än 13.30 på onsdagen": what is preferred takes
// over the day it leaves out, and what it is preferred to falls away.
func (c *clause) resolveThan() {
	if !c.has(tThan) {
		return
	}
	at := 0
	for i, t := range c.ts {
		if t.tag&tThan != 0 {
			at = i
		}
	}
	var kept []mention
	for _, m := range c.ms {
		if m.from < at {
			kept = append(kept, m)
			continue
		}
		for k := range kept {
			kept[k].borrow(m)
		}
	}
	if len(kept) > 0 {
		c.ms = kept
	}
}

// borrow gives m the day of another mention, if it has none.
func (m *mention) borrow(from mention) {
	if m.is(dayFacets) || !from.is(dayFacets) {
		return
	}
	if m.is(fNum) {
		m.has = m.has&^fNum | fClock
		m.clock = clockAt(m.num, 0, false)
	}
	m.has |= from.has & (dayFacets | fOn | fNow | fNext)
	m.weekday, m.day, m.last, m.dom = from.weekday, from.day, from.last, from.dom
}

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
	b.flushUnless(c)
	b.last = target{sentence: c.sentence, set: true}
	for k, r := range rs {
		v := vs[k]
		if v == none && c.has(tBusy) {
			v = no
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
	case c.unknown > 0 || c.has(tHeld|tUnheld|tSorry|tBroken):
		return "words"
	case c.has(tHedge):
		return "hedge"
	case c.has(tDefer):
		return "defer"
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
	case why == "" && c.tags&^plain != 0 && !(len(b.q.slots) == 0 && c.tags&^(plain|tPhone) == 0):
		why = "words"
	case why == "" && b.last.set && b.lastWas(no, c) && c.after&(tBut|tElse) == 0 && !c.has(tPrefer|tInstead|tBut|tCan):
		why = "list"
	}
	if why != "" {
		b.touched |= r.slots
		if why != "words" {
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

// flushUnless keeps pending what the clause c may still speak of.
func (b *ballot) flushUnless(c *clause) { b.flush() }

func (b *ballot) touch(rs []reading) {
	for _, r := range rs {
		b.touched |= r.slots
	}
}
