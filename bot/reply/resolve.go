package reply

import (
	"math/bits"
	"time"

	"example.org/stegvis/bot/care"
)

// A reading is what a mention means against the slots on offer.
type reading struct {
	slots slots  // those it names
	times []Time // or the other times it names
	why   string // or what is doubtful about it
	ask   []Option
	skip  bool // it names no time to come: a habit, a length, the past
	wide  bool // a stretch of time rather than one of the slots

	numbered bool // it is only the number of a line
}

// slots is a set of slots, by number; the first is bit 0.
type slots uint64

func (s slots) list() (n []int) {
	for ; s != 0; s &= s - 1 {
		n = append(n, bits.TrailingZeros64(uint64(s))+1)
	}
	return n
}

func (s slots) len() int { return bits.OnesCount64(uint64(s)) }

// A table is the question's slots and the moment of the reply.
type table struct {
	reader
	now   time.Time
	slots []time.Time
}

func (q *table) all() slots { return 1<<len(q.slots) - 1 }

// read resolves m.
func (q *table) read(m mention) reading {
	switch {
	case m.is(fPast | fHabit | fSpan):
		return reading{skip: true}
	case m.is(fList):
		return q.listed(m)
	case m.is(fMany):
		return q.several(m)
	case m.is(fBad) && m.why != "next":
		return reading{why: m.why, ask: options(q, m.day, m.last)}
	}
	if from, to, why := q.daysOf(m); why == "conflict" || why == "next" {
		if m.is(fDom) && why == "conflict" && q.match(m) != 0 {
			return reading{slots: q.match(m)}
		}
		return reading{why: why, ask: options(q, from, to)}
	}
	if m.is(fNum) && !m.is(fHours) {
		return q.number(m)
	}
	if m.is(fPick) && m.pick > len(q.slots) && !m.is(dayFacets) {
		return reading{why: "nooption", ask: q.choices(q.all())}
	}
	if m.is(fDom) && m.is(fPick) {
		return q.ordinal(m)
	}
	if found := q.match(m); found != 0 {
		return q.found(m, found)
	}
	if m.is(fDot) && !m.is(dayFacets) {
		return q.dotted(m)
	}
	if m.is(fPick) {
		return reading{why: "conflict", ask: q.choices(q.all())}
	}
	if m.is(fLater) {
		m.has |= fClock
		m.clock = m.later
	}
	return q.propose(m)
}

// dotted reads 9.12 where no slot is at that time: the date, if it is a slot's.
func (q *table) dotted(m mention) reading {
	m.has = m.has&^(fClock|fDot) | fDay
	if found := q.match(m); found.len() == 1 {
		return reading{slots: found}
	}
	return reading{why: "which", ask: options(q, m.day)}
}

// crossed reports whether m names the day of one slot and the time of another:
// a slip more likely than a proposal.
func (q *table) crossed(m mention) bool {
	if !m.is(fClock) || !m.is(dayFacets) {
		return false
	}
	day, clock := m, m
	day.has &^= fClock | fHalf
	clock.has &^= dayFacets
	return m.clock.Bound == Exact && m.clock.To < 0 && q.match(day) != 0 && q.match(clock) != 0
}

// edges reports whether a bound belongs to the day of m rather than to its
// time.
func (q *table) edges(m mention) bool { return !m.is(fClock) || m.clock.Bound == Exact }

// listed reads a line that begins with a number: that of a slot, unless what
// stands after it is another time.
func (q *table) listed(m mention) reading {
	m.has &^= fList
	if m.has == fPick {
		r := q.read(m)
		r.numbered = true
		return r
	}
	if q.index(m.pick) >= 0 && q.match(m) != 0 {
		return q.read(m)
	}
	m.has &^= fPick
	return q.read(m)
}

// found says what it means that m fits some of the slots.
func (q *table) found(m mention, found slots) reading {
	wide := m.is(fClock) && (m.clock.To >= 0 || m.clock.Bound == From || m.clock.Bound == To)
	if wide && !q.spans(m, found) {
		return reading{slots: found, wide: true, why: "within", ask: q.choices(found)}
	}
	if m.is(fVague) || m.is(fRange|fMonth|fWeek) && !m.is(fWeekday|fClock|fPick) || found.len() > 1 {
		return reading{slots: found, wide: true, why: "which", ask: q.choices(found)}
	}
	if m.is(fSoon) || m.is(fNow) && m.is(fWeekday) && q.coming(m.weekday) != q.date(found) && q.today != q.date(found) {
		return reading{why: "passed", ask: q.choices(found)}
	}
	return reading{slots: found}
}

// spans reports whether the stretch of time in m is how long the slot lasts,
// rather than something it lies within.
func (q *table) spans(m mention, found slots) bool {
	return m.clock.To >= 0 && found.len() == 1 && m.clock.From == clockOf(q.slots[found.list()[0]-1])
}

func (q *table) date(s slots) care.Date { return care.DateOf(q.slots[s.list()[0]-1]) }

func clockOf(t time.Time) TimeOfDay {
	t = t.In(care.Stockholm)
	return TimeOfDay(t.Hour()*60 + t.Minute())
}

// match returns the slots that fit every facet of m.
func (q *table) match(m mention) (found slots) {
	for i, s := range q.slots {
		if q.fits(m, i, s) {
			found |= 1 << i
		}
	}
	return found
}

func (q *table) fits(m mention, i int, s time.Time) bool {
	d, c := care.DateOf(s), clockOf(s)
	switch {
	case m.is(fShift | fSameTime | fFollow):
		return false
	case m.is(fThat) && len(q.slots) > 1 && !q.oneDay():
		return false
	case m.is(fPick) && !(m.is(fDom) && m.dom == m.pick) && q.index(m.pick) != i:
		return false
	case m.is(fWeekday) && d.Weekday() != m.weekday:
		return false
	case m.is(fDay|fRange|fWeek|fMonth) && (d.Before(m.day) || d.After(m.last)):
		return false
	case m.is(fDom) && d.Day != m.dom:
		return false
	case m.is(fHalf) && !inHalf(c, m.half):
		return false
	}
	return !m.is(fClock) || m.clock.holds(c)
}

// holds reports whether a slot at c is what the clock says, or lies within it.
func (k Clock) holds(c TimeOfDay) bool {
	switch {
	case k.Bound == From:
		return c >= k.From
	case k.Bound == To:
		return c <= k.From
	case k.To >= 0:
		return c >= k.From && c < k.To
	}
	return c == k.From || c == k.Other
}

func inHalf(c TimeOfDay, half int) bool {
	switch half {
	case halfMorning:
		return c < 12*60
	case halfDawn:
		return c < 10*60
	case halfAfternoon:
		return c >= 12*60
	case halfEvening:
		return c >= 17*60
	}
	return c >= 11*60 && c <= 13*60
}

// index returns which slot a choice names; -1 for none.
func (q *table) index(pick int) int {
	n := len(q.slots)
	switch {
	case pick > 0 && pick <= n:
		return pick - 1
	case pick == -1:
		return n - 1
	case pick == -2 && n == 2, pick == pickEarlier && n == 2:
		return 0
	case pick == -3 && n == 3:
		return 1
	case pick == pickLater && n == 2:
		return 1
	}
	return -1
}

func (q *table) oneDay() bool {
	for _, s := range q.slots {
		if care.DateOf(s) != care.DateOf(q.slots[0]) {
			return false
		}
	}
	return len(q.slots) > 0
}

// number weighs what a bare number can be: a slot's number, an hour, a day.
func (q *table) number(m mention) reading {
	if m.is(fMarker) || m.is(fPick) {
		m.has = m.has&^fNum | fPick
		m.pick = m.num
		if m.pick > len(q.slots) {
			return reading{why: "nooption", ask: q.choices(q.all())}
		}
		if q.match(m) == 0 {
			return reading{why: "conflict", ask: q.choices(q.all())}
		}
		return reading{slots: q.match(m)}
	}
	hour, dayOf, pick := m, m, m
	hour.has = m.has&^fNum | fClock
	hour.clock = clockAt(m.num, 0, false)
	dayOf.has = m.has&^fNum | fDom
	dayOf.dom = m.num
	pick.has = m.has&^fNum | fPick
	pick.pick = m.num
	found := q.match(dayOf)
	if found != 0 && !m.is(dayFacets) && q.match(pick) == 0 && q.match(hour) == 0 {
		return reading{why: "which", ask: q.choices(found)}
	}
	if m.num < 24 {
		hours := q.match(hour)
		if found != 0 && hours == 0 && m.is(fWeekday) && m.num >= 7 && m.num <= 17 {
			return reading{why: "which", ask: q.choices(found)}
		}
		found |= hours
	}
	if byNumber := q.match(pick); !m.is(dayFacets) && byNumber != 0 {
		if found.len() != 1 || m.sole {
			found = 0 // what fits several slots tells none of them apart
		}
		found |= byNumber
	}
	switch {
	case found.len() == 1:
		return reading{slots: found}
	case found != 0:
		return reading{why: "which", ask: q.choices(found)}
	case m.num > 23 || m.num == 0 || m.num <= len(q.slots):
		return reading{why: "nooption", ask: q.choices(q.all())}
	case !m.is(dayFacets):
		return q.bareHour(hour)
	case m.is(fWeekday) && q.isDom(m):
		return reading{why: "which"}
	}
	return q.propose(hour)
}

// bareHour reads a number that fits no slot: an hour only when there is one
// slot whose day it can be on, and when it is not all that was written.
func (q *table) bareHour(m mention) reading {
	if m.sole || m.clock.From < 7*60 || m.clock.From >= 18*60 || !q.oneDay() || len(q.slots) != 1 {
		return reading{why: "nooption", ask: q.choices(q.all())}
	}
	return q.propose(m)
}

// isDom reports whether the number after a weekday can be its date.
func (q *table) isDom(m mention) bool {
	d := dom(m.num, q.today)
	return m.num <= 31 && d.Weekday() == m.weekday
}

// ordinal weighs "den andra": the second of the slots, or the second of the
// month.
func (q *table) ordinal(m mention) reading {
	byDay, byNumber := m, m
	byDay.has &^= fPick
	byNumber.has &^= fDom
	var found slots
	if i := q.index(m.pick); i >= 0 {
		found |= q.match(byNumber)
	}
	found |= q.match(byDay)
	switch {
	case found.len() == 1:
		return reading{slots: found}
	case found != 0:
		return reading{why: "which", ask: q.choices(found)}
	case m.spelt && !m.is(fWeekday|fClock|fHalf):
		return reading{why: "nooption", ask: q.choices(q.all())}
	}
	return q.propose(byDay)
}

// choices makes options of slots.
func (q *table) choices(s slots) (ask []Option) {
	for _, n := range s.list() {
		ask = append(ask, Option{Slot: n})
	}
	return ask
}

// options makes options of the days a doubtful mention can mean.
func options(q *table, days ...care.Date) (ask []Option) {
	for i, d := range days {
		if !d.IsZero() && (i == 0 || d != days[0]) {
			ask = append(ask, Option{Date: d})
		}
	}
	return ask
}
