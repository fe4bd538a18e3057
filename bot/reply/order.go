package reply

import (
	"time"

	"example.org/stegvis/bot/care"
)

// order.go weighs an answer to "when can you start, and is a joint visit
// needed". Each half may be missing: what is not said is asked for again.

// An offer gathers what the clauses say of an order.
type offer struct {
	q        *table
	start    care.Date
	starts   int // how many different days were named
	startIn  int // the sentence it was named in
	visits   verdict
	times    []Time
	topic    topic
	refused  bool // firmly
	full     bool // no room, perhaps only for a while
	deferred bool
	question bool
	ask      []Option
	why      string
	strict   bool // only what names the start or the visit counts
}

// A topic is which half of the question is being spoken of.
type topic int

const (
	open topic = iota
	starting
	visiting
)

func answerOrder(ts []token, now time.Time) Answer { return hearOrder(ts, now, false).answer() }

func hearOrder(ts []token, now time.Time, strict bool) *offer {
	o := &offer{q: &table{reader: dayReader(now), now: now}, strict: strict}
	cs := o.q.clauses(ts)
	for i := range cs {
		if i == 0 || cs[i].sentence != cs[i-1].sentence {
			o.topic = open
		}
		o.number(&cs[i])
		if cs[i].has(tDefer) && !cs[i].has(tStart) && i+1 < len(cs) && cs[i+1].after&tIf != 0 && cs[i+1].has(tVisit) {
			o.topic = visiting // "återkommer om hembesök"
		}
		o.hear(&cs[i])
	}
	return o
}

// number takes the number off a clause that begins with one: it says which
// half is answered, on this line and until the next number.
func (o *offer) number(c *clause) {
	if len(c.ms) == 0 || !c.ms[0].is(fPick) || !c.ms[0].is(fList) && (c.ms[0].has != fPick || c.ms[0].from > 0) {
		return
	}
	switch c.ms[0].pick {
	case 1:
		o.topic = starting
	case 2:
		o.topic = visiting
	}
	c.ms[0].has &^= fList | fPick
	if c.ms[0].has == 0 {
		c.ms = c.ms[1:]
	}
}

func (o *offer) hear(c *clause) {
	switch {
	case c.has(tFix):
		o.start, o.starts, o.visits = care.Date{}, 0, none
	case c.question:
		o.question = true
		return
	}
	if c.has(tSorry) || c.has(tNot|tBad) && c.says("uppdraget", "uppdrag") && !c.has(tStart|tVisit|tGot) {
		o.sorry(c)
		return
	}
	if o.nod(c) {
		return
	}
	if c.has(tVisit) {
		o.topic = visiting
	} else if c.has(tStart) {
		o.topic = starting
	}
	if c.has(tIf) && !c.kindly() && !c.waits() {
		o.condition(c)
	}
	if c.has(tNot|tBad|tExcept) && len(c.ms) == 0 && o.topic != visiting && c.sentence == o.startIn && o.starts > 0 {
		o.deferred = true
	}
	if c.has(tDefer) && o.topic != visiting && !c.has(tTopic) {
		o.deferred = true
	}
	if o.topic == visiting {
		o.hearVisit(c)
		return
	}
	o.hearStart(c)
}

// sorry takes up a refusal. Being full may pass; the rest is final.
func (o *offer) sorry(c *clause) {
	if c.says("har fullt", "full beläggning", "fullbelagt", "kapacitetsbrist") {
		o.full = true
		return
	}
	o.refused = true
}

// condition takes up what all that was said hangs on.
func (o *offer) condition(c *clause) {
	if o.topic == visiting {
		o.visits = mixed
	}
	if o.topic != visiting || o.starts > 0 && c.sentence == o.startIn {
		o.deferred = true
	}
}

// nod takes up a ja or nej that stands alone after the day: the only question
// left is that of the visit.
func (o *offer) nod(c *clause) bool {
	if o.starts != 1 || o.topic == visiting || len(c.ms) > 0 || c.unknown > 0 || c.tags&^(tYes|tNo|tFill|tThanks|tGood|tPrefer|tNeed) != 0 {
		return false
	}
	switch {
	case c.says("ja", "ja tack", "ja gärna", "japp", "jo", "yes"):
		o.visits = yes
	case c.says("nej", "nej tack", "nix", "no"):
		o.visits = no
	default:
		return false
	}
	return true
}

// says reports whether one of the words stands in the clause.
func (c *clause) says(words ...string) bool {
	for _, t := range c.ts {
		for _, w := range words {
			if t.word == w {
				return true
			}
		}
	}
	return false
}

// hearVisit takes up what a clause says of a joint visit.
func (o *offer) hearVisit(c *clause) {
	if c.has(tHedge|tDefer|tPast) || c.has(tIf) && !c.waits() {
		return
	}
	v := c.visitVerdict()
	if v == no && o.starts == 0 {
		o.before(c)
	}
	if v != none {
		if o.visits != none && o.visits != v {
			v = mixed
		}
		o.visits = v
	}
	if o.visits == yes {
		o.suggest(c)
	}
}

// before takes up a day that stands before "inget hembesök": it cannot be that
// of the visit.
func (o *offer) before(c *clause) {
	if len(c.ms) == 0 || c.ms[0].from > 0 || c.unknown > 0 {
		return
	}
	alone := clause{ts: c.ts[:c.ms[0].to], ms: c.ms[:1]}
	if d, why := o.startDay(&alone, 0, c.ms[0]); why == "" {
		o.begin(d, c)
	}
}

func (o *offer) begin(d care.Date, c *clause) {
	o.start = d
	o.starts++
	o.startIn = c.sentence
}

// waits reports whether a clause makes the start wait for the visit: "så fort
// PVR har varit där och visat".
func (c *clause) waits() bool {
	return c.says("så fort", "så snart", "först när", "när väl", "innan vi")
}

// visitVerdict is what a clause about the visit, or following one, says of it.
func (c *clause) visitVerdict() verdict {
	negative := c.has(tNot | tNo | tBad)
	switch {
	case c.plainNo():
		return no
	case c.has(tVisit) && c.waits() && !c.has(tNot|tNo|tBad):
		return yes
	case c.somebody() && !c.has(tMe|tBoss):
		return none
	case c.has(tVisit) && (c.without() || c.needless()):
		return only(c.unknown == 0, no)
	case negative && (c.has(tStart) || c.has(tYes) || c.unknown > 0):
		return none
	case negative:
		return only(c.has(tVisit|tNeed|tNo), no)
	case c.has(tYes):
		return only(c.unknown == 0 || c.has(tVisit|tNeed), yes)
	case c.has(tNeed | tPrefer):
		return only(c.unknown == 0 || c.has(tMe) || !c.has(tYou|tThird), yes)
	case c.has(tWant) && c.has(tMe) && c.has(tVisit):
		return only(c.unknown == 0, yes)
	case c.has(tGood|tSuits) && c.has(tVisit):
		return only(c.unknown == 0, yes)
	}
	return none
}

// plainNo reports whether "behövs inget hembesök" stands in a clause, in any
// order, with nothing between the words.
func (c *clause) plainNo() bool {
	for i := 2; i < len(c.ts); i++ {
		var all tag
		nots := 0
		for _, t := range c.ts[i-2 : i+1] {
			all |= t.tag & (tVisit | tNeed)
			if t.tag&tNot != 0 {
				nots++
			}
		}
		if all == tVisit|tNeed && nots == 1 && !c.has(tHedge|tThird) {
			return true
		}
	}
	return false
}

func only(ok bool, v verdict) verdict {
	if ok {
		return v
	}
	return none
}

// without reports whether a clause begins "utan hembesök".
func (c *clause) without() bool {
	return len(c.ts) > 1 && c.ts[0].word == "utan" && c.ts[1].tag&tVisit != 0
}

func (c *clause) needless() bool {
	return c.says("onödigt", "onödig", "överflödigt", "överflödig", "obehövligt")
}

// suggest takes up a time for the visit.
func (o *offer) suggest(c *clause) {
	for _, m := range c.ms {
		if m.is(dayFacets) && m.is(fClock|fHalf) {
			if r := o.q.read(m); r.why == "" {
				o.times = append(o.times, r.times...)
			}
		}
	}
}

// hearStart takes up a day to start on.
func (o *offer) hearStart(c *clause) {
	if o.strict && !c.has(tStart) {
		return
	}
	for k, m := range c.ms {
		d, why := o.startDay(c, k, m)
		switch {
		case why == "skip":
		case why != "":
			o.why = why
			if !d.IsZero() {
				o.ask = append(o.ask, Option{Date: d})
			}
		case d != o.start:
			o.begin(d, c)
		}
	}
}

// startDay returns the day a mention offers to start on, or what is in the
// way.
func (o *offer) startDay(c *clause, k int, m mention) (d care.Date, why string) {
	if !m.is(dayFacets) || m.is(fPast|fHabit|fSpan|fThat) || m.spelt || c.since(m) {
		return d, "skip"
	}
	v := judge(c.outside())
	from, to, bad := o.q.daysOf(m)
	switch {
	case v == no || v == mixed || c.has(tBusy|tPast|tSorry):
		return d, "skip"
	case bad != "":
		return from, bad
	case c.has(tHedge | tDefer | tIf):
		return from, "hedge"
	case m.is(fVague|fMonth) || from != to || m.is(fWeek) && !m.is(fWeekday):
		return d, "week"
	case m.is(fSoon) || from.Before(o.q.today):
		return from, "passed"
	case c.strangers() > 0 || c.bounded(m) || !c.offersStart(v):
		return from, "words"
	}
	return from, ""
}

// offersStart reports whether the words around a day leave it a day to start
// on, rather than the day of something else.
func (c *clause) offersStart(v verdict) bool {
	if c.has(tStart) {
		return !c.has(tAsk) && !(c.somebody() && !c.has(tMe))
	}
	if c.has(tMove|tCancel|tHeld|tUnheld|tEnd|tAct|tPhone|tSign) || c.somebody() {
		return false
	}
	return v == yes && !c.has(tThird|tBoss) || c.tags&^plain == 0
}

// since reports whether a mention follows "sedan": something that has been so
// from then on.
func (c *clause) since(m mention) bool {
	return m.from > 0 && c.ts[m.from-1].sym&sAgo != 0
}

// bounded reports whether a mention is only the earliest or the latest day.
func (c *clause) bounded(m mention) bool {
	if m.from == 0 {
		return false
	}
	t := c.ts[m.from-1]
	return t.sym&(sTo|sTill) != 0 && t.sym&(sFrom|sIn) == 0 || t.sym&sFrom != 0 && !fromDay[t.word]
}

// fromDay are the words that name the first day itself.
var fromDay = map[string]bool{"från": true, "fr": true, "from": true, "fr.o.m": true, "f.o.m": true, "fom": true, "f o m": true, "fr o m": true, "från och med": true, "med start": true, "med början": true, "först": true}

// strangers counts the unknown words that are not names; at the beginning of a
// clause a capital does not tell.
func (c *clause) strangers() (n int) {
	for i, t := range c.ts {
		if t.sym == 0 && t.tag == 0 && t.kind == kWord && (!t.upper || i == 0) {
			n++
		}
	}
	return n
}

// somebody reports whether a clause says what somebody else does or wants.
func (c *clause) somebody() bool {
	for _, t := range c.ts {
		if t.tag&tThird != 0 && t.word != "henne" && t.word != "honom" && t.word != "hans" && t.word != "hennes" {
			return true
		}
	}
	return false
}

func (o *offer) answer() Answer {
	a := Answer{Question: o.question, Why: o.why, Ask: o.ask}
	if o.starts == 1 && !o.deferred && !o.refused {
		a.StartDate = o.start
	}
	if o.visits == yes || o.visits == no {
		v := o.visits == yes
		a.HomeVisit = &v
		a.Times = o.times
	}
	switch {
	case o.refused && (o.starts > 0 || o.visits == yes):
		return Answer{Intent: Unclear, Why: "mixed", Question: o.question}
	case o.refused:
		return Answer{Intent: Decline, Question: o.question}
	case !a.StartDate.IsZero() || a.HomeVisit != nil:
		a.Intent = Answered
	case o.full:
		a.Intent = Decline
	case o.question:
		a.Intent = Asks
	default:
		a.Intent = Unclear
		if a.Why == "" {
			a.Why = "nothing"
		}
	}
	return a
}
