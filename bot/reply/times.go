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
	all              verdict // said of no time in particular
	allIn, yesIn     int     // the sentences all, and the last yes to a time, were said in
	askIn            int     // the sentence that asks what, when or who
	timesIn          int     // the sentence that names another time, and not as one more
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
	b := &ballot{request: -1, yesIn: -1, askIn: -1, timesIn: -1, q: &table{reader: dayReader(now), now: now, slots: q.Slots}}
	cs := b.q.clauses(ts)
	markSole(cs)
	for i := range cs {
		if i == 0 || cs[i].sentence != cs[i-1].sentence {
			b.past = tellsPast(cs[i:])
		}
		b.hear(&cs[i])
	}
	b.flush()
	return b.answer()
}

// markSole marks a number that is the whole answer but for greetings.
func markSole(cs []clause) {
	var said *clause
	for i := range cs {
		switch c := &cs[i]; {
		case c.harmless():
		case said != nil || len(c.ms) != 1 || len(c.outside()) > 0 || c.ts[0].kind != kNumber:
			return
		default:
			said = c
		}
	}
	if said != nil {
		said.ms[0].sole = true
	}
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
	*b = ballot{q: b.q, question: b.question, fixed: true, past: b.past, last: said, request: -1, yesIn: -1, timesIn: -1, askIn: b.askIn}
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
		if m.has == fThat {
			continue
		}
		if m.is(fNum) && m.has&^(fNum|fHours) == 0 && !c.chooses(k) {
			c.stray = c.stray || m.is(fHours) || m.num >= 7 && m.num <= 17
			continue
		}
		if c.has(tAny) || c.whole() {
			m.has |= fAll
		}
		r := b.q.read(m)
		if m.is(fMany) && m.pick == 0 {
			r = b.rest(c, m)
		}
		if m.is(fEdge) && b.q.edges(m) {
			r = reading{slots: r.slots, wide: true, why: "vague", ask: r.ask}
		}
		if r.skip {
			c.dropped = true
			c.habits |= b.q.habit(m)
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
	if before.word == "till" && m.from > 1 && c.ts[m.from-2].tag&(tYes|tNo|tCan) != 0 {
		before = c.ts[m.from-2]
	}
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
	if len(kept) == 0 {
		c.refused = true
		return
	}
	c.ms = kept
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

// answer weighs it all.
func (b *ballot) answer() Answer {
	if b.fixed && b.yes|b.no == 0 && b.all == none && len(b.times) == 0 {
		b.doubt("correction", nil)
	}
	if b.all == yes && b.yes == 0 && len(b.q.slots) == 1 && !b.otherwise() {
		b.yes = 1
	}
	a := Answer{Question: b.question}
	switch {
	case len(b.doubts) > 0 && b.question && !b.suggested && b.yes == 0 && len(b.times) == 0 && b.doubts[0] != "move" && b.doubts[0] != "cancel":
		a.Intent = Asks
	case len(b.doubts) > 0:
		a.Intent, a.Why, a.Ask = Unclear, b.doubts[0], b.ask
	case b.yes != 0 && b.yes&^b.grudging == 0:
		a.Intent, a.Why = Unclear, "hedge"
	case b.yes&(b.no|b.touched) != 0 || b.yes != 0 && (b.all == no || b.other):
		a.Intent, a.Why = Unclear, "mixed"
	case b.yes != 0:
		a.Intent, a.Accepted, a.Times = Accept, b.yes.list(), b.times
		a.Preferred = b.prefers()
	case len(b.times) > 0:
		a.Intent, a.Times = Propose, b.times
	case b.all == no || len(b.q.slots) > 0 && b.no == b.q.all():
		a.Intent = Decline
	case b.question:
		a.Intent = Asks
	case b.all == yes:
		a.Intent, a.Why = Unclear, "which"
	default:
		a.Intent, a.Why = Unclear, "nothing"
	}
	if a.Intent == Unclear && a.Ask == nil {
		a.Ask = b.q.choices(b.q.all() &^ b.no)
	}
	return a
}

// otherwise reports whether the yes was said together with another time: "ja,
// fast en timme senare" is no yes to the time as it stands.
func (b *ballot) otherwise() bool { return len(b.times) > 0 && b.timesIn == b.allIn }

func (b *ballot) prefers() int {
	if p := b.preferred & b.yes; p.len() == 1 && b.yes.len() > 1 {
		return p.list()[0]
	}
	return 0
}
