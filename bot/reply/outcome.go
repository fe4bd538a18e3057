package reply

import (
	"time"

	"example.org/stegvis/bot/care"
)

// outcome.go weighs an answer to "is the intyg extended (until when), ended or
// changed".

// A ruling gathers what the clauses say of how it is to go on.
type ruling struct {
	q        *table
	question Question
	extend   int // clauses that say so
	end      int
	change   int
	bare     verdict // ja or nej with nothing more
	until    care.Date
	untils   int
	ongoing  bool
	doubts   []string
	ask      []Option
	asks     bool
	more     bool // a length of time to be added was named
	till     bool // the clause before ended with "slutdatum:"
}

func answerOutcome(ts []token, now time.Time, q Question) Answer {
	since := dayReader(now).today
	if q.End.After(since) {
		since = q.End
	}
	r := &ruling{q: &table{reader: reader{today: care.DateOf(now), since: since}, now: now}, question: q}
	for _, c := range r.q.clauses(ts) {
		r.hear(&c)
	}
	return r.answer()
}

func (r *ruling) hear(c *clause) {
	if c.has(tFix) {
		*r = ruling{q: r.q, question: r.question, asks: r.asks}
	}
	if c.question {
		r.asks = true
		return
	}
	negative := c.has(tNot | tNo | tBad)
	defer func() { r.till = c.endsWithTill() }()
	switch {
	case c.has(tHedge):
		r.doubt("hedge")
	case c.has(tDefer) && (hasSym(c.ts, sTill) || c.says("datum", "datumet", "slutdatumet")) && r.extend > 0: // only the day is still to come
	case c.has(tDefer):
		r.doubt("defer")
	case c.has(tIf) && !c.kindly():
		r.doubt("condition")
	case c.hearsay():
		r.doubt("third")
	case c.has(tEnd) && c.has(tExtend) && !c.negatedExtension():
		r.doubt("mixed")
	case c.has(tEnd) && c.has(tNot|tBad) && !c.negatedExtension():
		r.doubt("mixed")
	case c.has(tEnd):
		r.end++
		r.noUntil(c)
	case c.has(tExtend) && c.has(tNo):
		r.doubt("mixed")
	case c.has(tExtend) && negative:
		r.end++
	case c.has(tExtend):
		r.extend++
		r.read(c)
		r.change += count1(c.has(tChange))
	case c.has(tChange) && negative:
	case c.has(tChange):
		r.change++
		r.read(c)
	case c.has(tYes) && !negative && len(c.ms) == 0 && c.unknown == 0:
		if !c.has(tGood) && c.ts[0].kind != kEmoji {
			r.say(yes)
		}
	case c.has(tNo) && !c.has(tYes) && len(c.ms) == 0 && c.unknown == 0:
		r.say(no)
	default:
		r.rest(c)
	}
	if c.has(tOngoing) && !negative {
		r.ongoing = true
	}
}

// endsWithTill reports whether a day is still to come: "nytt slutdatum:".
func (c *clause) endsWithTill() bool {
	return len(c.ts) > 0 && c.ts[len(c.ts)-1].sym&sTill != 0
}

// hearsay reports whether a clause tells what somebody else says.
func (c *clause) hearsay() bool {
	return c.says("säger", "sa", "sade", "enligt", "tycker", "vill") && !c.has(tMe)
}

func count1(ok bool) int {
	if ok {
		return 1
	}
	return 0
}

func (r *ruling) say(v verdict) {
	if r.bare != none && r.bare != v {
		v = mixed
	}
	r.bare = v
}

func (r *ruling) doubt(why string) { r.doubts = append(r.doubts, why) }

// negatedExtension reports whether the end was said as "inte förlängas".
func (c *clause) negatedExtension() bool {
	for _, t := range c.ts {
		if t.tag&tEnd != 0 && (hasWord(t.word, "inte") || hasWord(t.word, "ej") || hasWord(t.word, "ingen") || hasWord(t.word, "inget") || hasWord(t.word, "not") || hasWord(t.word, "no")) {
			return true
		}
	}
	return false
}

func hasWord(phrase, w string) bool {
	for i := 0; i+len(w) <= len(phrase); i++ {
		if phrase[i:i+len(w)] == w && (i == 0 || phrase[i-1] == ' ') && (i+len(w) == len(phrase) || phrase[i+len(w)] == ' ') {
			return true
		}
	}
	return false
}

// noUntil checks that a day named with the end is the end as it stands.
func (r *ruling) noUntil(c *clause) {
	for _, m := range c.ms {
		from, _, why := (reader{today: r.q.today}).daysOf(m)
		if why != "" || m.is(dayFacets) && !m.is(fPast|fHabit) && from != r.question.End && from.Add(-1) != r.question.End && !from.IsZero() {
			r.doubt("conflict")
		}
	}
}

// rest takes up a clause without a verb of its own: "till 31/3", "6 månader
// till", "t.o.m. sista februari".
func (r *ruling) rest(c *clause) {
	if c.after&tBut != 0 && len(c.ms) == 0 {
		r.doubt("words")
		return
	}
	if c.has(tBusy|tPast|tThird) && !c.has(tOngoing) && !c.leadsTo() {
		return
	}
	if c.strangers() > 0 && !c.leadsTo() || c.has(tNot|tNo|tBad) {
		return
	}
	r.read(c)
}

// leadsTo reports whether a mention follows "till" or "t.o.m.".
func (c *clause) leadsTo() bool {
	for _, m := range c.ms {
		if c.until(m) {
			return true
		}
	}
	return false
}

func (c *clause) until(m mention) bool {
	return m.from > 0 && c.ts[m.from-1].sym&sTill != 0
}

// read takes up the days and lengths of a clause.
func (r *ruling) read(c *clause) {
	for k, m := range c.ms {
		switch {
		case m.is(fHabit | fPast):
		case m.is(fSpan) && m.half == 0 || m.is(fClock|fHalf) || m.has == fNum:
		case m.is(fSpan):
			r.length(c, m)
		case m.is(dayFacets):
			r.day(c, k, m)
		}
	}
}

// length adds a length of time to the end of the intyg. Where the last day of
// a month makes two readings of it, it is asked.
func (r *ruling) length(c *clause, m mention) {
	if c.strangers() > 0 && !c.has(tExtend) || m.num < 1 {
		return
	}
	r.more = true
	a, ok := after(r.question.End, m.num, m.half)
	next, ok2 := after(r.question.End.Add(1), m.num, m.half)
	if !ok || !ok2 || r.question.End.IsZero() || m.half == uDay && c.has(tVisit) {
		r.doubt("length")
		return
	}
	b := next.Add(-1)
	if m.half >= uMonth && next.Day < r.question.End.Add(1).Day {
		b = next // the month is shorter than the day it is counted from
	}
	if b != a {
		r.ask = append(r.ask, Option{Date: a}, Option{Date: b})
		r.untils = 2
		return
	}
	r.set(a)
}

func (r *ruling) day(c *clause, k int, m mention) {
	from, to, why := r.q.daysOf(m)
	switch {
	case why != "":
		r.doubt(why)
	case from.IsZero() || m.is(fVague):
		r.untils = 2
	case c.followUp(k, m):
	case m.spelt:
	case !c.until(m) && !r.till && !c.has(tExtend) && r.extend == 0 && !(r.question.Kind == Extension && c.tags&^plain == 0):
	case !c.until(m) && c.starts(m):
		r.untils = 2
	case !to.After(r.question.End) || !m.is(fYear) && m.is(fDay|fDom|fRange) && !yearBefore(to).Before(r.q.today.Add(-60)):
		r.doubt("passed")
		r.ask = append(r.ask, Option{Date: to})
	case to.Days(r.question.End) > 330 && !m.is(fDay) || to.Days(r.q.today) > 800:
		r.untils = 2
		r.ask = append(r.ask, Option{Date: to})
	default:
		r.set(to)
	}
}

// yearBefore is the same day the year before: what a date without a year would
// have meant, had it not passed.
func yearBefore(d care.Date) care.Date { return d.AddMonths(-12) }

// starts reports whether a mention follows "från".
func (c *clause) starts(m mention) bool {
	return m.from > 0 && c.ts[m.from-1].sym&sFrom != 0
}

// followUp reports whether a day is that of the next follow-up rather than of
// the end.
func (c *clause) followUp(k int, m mention) bool {
	from := 0
	if k > 0 {
		from = c.ms[k-1].to
	}
	before := clause{ts: c.ts[from:m.from]}
	return before.says("uppföljning", "uppföljningen", "nästa uppföljning", "uppföljs", "utvärdering", "utvärderas", "träffar", "träffas", "bokad", "bokat", "besök", "hembesök")
}

func (r *ruling) set(d care.Date) {
	if d != r.until {
		r.until = d
		r.untils++
	}
}

func (r *ruling) answer() Answer {
	a := Answer{Intent: Answered, Question: r.asks, Ask: r.ask, Ongoing: r.ongoing}
	extended := r.extend > 0 || r.more || r.ongoing || r.untils > 0 && (r.bare == yes || r.question.Kind == Extension)
	if r.question.Kind == Extension && r.bare == yes {
		extended = true
	}
	ended := r.end > 0 || r.question.Kind == Extension && r.bare == no
	switch {
	case len(r.doubts) > 0:
		return Answer{Intent: Unclear, Why: r.doubts[0], Question: r.asks, Ask: r.ask}
	case ended && (extended || r.change > 0), r.bare == mixed, r.bare == no && extended, r.bare == yes && r.end > 0 && r.question.Kind == Extension:
		return Answer{Intent: Unclear, Why: "mixed", Question: r.asks}
	case ended:
		a.Outcome, a.Ongoing = "close", false
	case r.change > 0:
		a.Outcome = "change"
		a.Until = r.single()
	case extended:
		a.Outcome = "extend"
		a.Until = r.single()
	case r.asks:
		return Answer{Intent: Asks}
	default:
		return Answer{Intent: Unclear, Why: "which", Ask: []Option{{Outcome: "extend"}, {Outcome: "close"}, {Outcome: "change"}}}
	}
	return a
}

func (r *ruling) single() care.Date {
	if r.untils == 1 {
		return r.until
	}
	return care.Date{}
}
