package reply

import (
	"example.org/stegvis/bot/care"
)

// propose makes times of a mention that is none of the slots.
func (q *table) propose(m mention) reading {
	if q.crossed(m) {
		return reading{why: "conflict", ask: q.choices(q.all())}
	}
	days, r := q.proposedDays(m)
	if r.why != "" {
		return r
	}
	if m.is(fClock) && m.clock.Other >= 0 {
		return reading{why: "clock", ask: q.twoClocks(days, m)}
	}
	for _, d := range days {
		t, ok := q.timeOn(d, m)
		if !ok {
			return reading{why: "vague"}
		}
		if q.passed(t) {
			return reading{why: "passed"}
		}
		if isFree(d) {
			return reading{why: "free", ask: options(q, d)}
		}
		r.times = append(r.times, t)
	}
	return r
}

// proposedDays returns the days a mention names, or what is doubtful about
// them.
func (q *table) proposedDays(m mention) (days []care.Date, r reading) {
	switch {
	case m.is(fSoon):
		return nil, reading{why: "passed", ask: options(q, m.day)}
	case m.is(fLoose):
		return nil, reading{why: "which"}
	case m.is(fVague | fMonth):
		return nil, reading{why: "vague"}
	case m.is(fShift | fSameTime | fFollow):
		return q.shifted(m)
	case m.is(fWeek) && !m.is(fWeekday):
		return q.wholeWeek(m)
	case m.is(fRange):
		return q.dayRange(m)
	case m.is(fWeekday) && !m.is(fDay|fDom|fWeek):
		return q.onWeekday(m)
	case m.is(fThat) || !m.is(dayFacets):
		return q.theDay()
	}
	from, _, why := q.daysOf(m)
	if why != "" || from.IsZero() {
		return nil, reading{why: "vague"}
	}
	return []care.Date{from}, r
}

// onWeekday says which Thursday "torsdag" is. With slots on offer it may be the
// one in their week rather than the coming one; where the two differ, only "på
// torsdag" tells them apart.
func (q *table) onWeekday(m mention) ([]care.Date, reading) {
	coming := q.coming(m.weekday)
	near := map[care.Date]bool{}
	same := map[care.Date]bool{}
	for _, s := range q.slots {
		d := care.DateOf(s)
		if d.Weekday() == m.weekday {
			same[d] = true
		}
		near[inWeek(monday(d), m.weekday)] = true
	}
	switch {
	case m.is(fNow):
		return []care.Date{coming}, reading{}
	case len(same) == 1 && (!m.is(fOn) || same[coming] || same[q.today]):
		return keys(same), reading{}
	case len(same) == 0 && (m.is(fOn) || len(near) == 0 || len(near) == 1 && near[coming]):
		return []care.Date{coming}, reading{}
	}
	r := reading{why: "which"}
	near[coming] = true
	for d := q.today; d.Days(q.today) < 370; d = d.Add(1) {
		if near[d] {
			r.ask = append(r.ask, Option{Date: d})
		}
	}
	return nil, r
}

func keys(m map[care.Date]bool) (days []care.Date) {
	for d := range m {
		days = append(days, d)
	}
	return days
}

// theDay is the day a time without a day is on: that of the slots, when they
// are all on one.
func (q *table) theDay() ([]care.Date, reading) {
	if !q.oneDay() {
		return nil, reading{why: "whichday", ask: q.choices(q.all())}
	}
	return []care.Date{care.DateOf(q.slots[0])}, reading{}
}

// shifted reads "samma tid veckan efter" and "en timme senare", counted from
// the one slot there is.
func (q *table) shifted(m mention) ([]care.Date, reading) {
	if m.is(fFollow) && m.is(fWeekday) {
		return q.following(m)
	}
	if plain := m; m.is(fSameTime) && !m.is(fShift|fFollow) && len(q.slots) > 1 {
		if plain.has &^= fSameTime; plain.is(dayFacets) {
			return q.proposedDays(plain)
		}
	}
	if len(q.slots) != 1 {
		return nil, reading{why: "which", ask: q.choices(q.all())}
	}
	d := care.DateOf(q.slots[0])
	switch {
	case m.is(fShift) && m.mins == 0 && !m.is(fSameTime|fClock|fHalf):
		return nil, reading{why: "vague"}
	case m.is(fShift):
		return []care.Date{d.Add(m.shift)}, reading{}
	case m.is(fFollow):
		if !m.is(fSameTime) {
			return nil, reading{why: "vague"}
		}
		return []care.Date{d.Add(7)}, reading{}
	}
	plain := m
	plain.has &^= fSameTime
	if !plain.is(dayFacets) {
		return []care.Date{d}, reading{}
	}
	return q.proposedDays(plain)
}

// following reads "tisdag veckan efter": the week after the slots', if they
// are all in one, or after this one.
func (q *table) following(m mention) ([]care.Date, reading) {
	mon := monday(q.today)
	for i, s := range q.slots {
		w := monday(care.DateOf(s))
		if i > 0 && w != mon {
			return nil, reading{why: "which"}
		}
		mon = w
	}
	return []care.Date{inWeek(mon.Add(7), m.weekday)}, reading{}
}

// wholeWeek takes a week for its working days when the text says that any of
// them will do; otherwise a bare week is asked about.
func (q *table) wholeWeek(m mention) ([]care.Date, reading) {
	r := reading{}
	var days []care.Date
	for d := m.day; d.Days(m.day) < 5; d = d.Add(1) {
		if d.After(q.today) && !isFree(d) {
			days = append(days, d)
			r.ask = append(r.ask, Option{Date: d})
		}
	}
	if !m.is(fAll) || m.is(fSoon) {
		r.why = "week"
		return nil, r
	}
	return days, reading{}
}

func (q *table) dayRange(m mention) (days []care.Date, r reading) {
	if m.last.Days(m.day) > 6 {
		return nil, reading{why: "vague"}
	}
	for d := m.day; !d.After(m.last); d = d.Add(1) {
		if !isFree(d) {
			days = append(days, d)
		}
	}
	return days, r
}

// timeOn makes a time of the clock in m, on a day.
func (q *table) timeOn(d care.Date, m mention) (Time, bool) {
	switch {
	case m.is(fSameTime) || m.is(fShift) && !m.is(fClock|fHalf) && (m.mins != 0 || m.is(fSameTime)):
		same, ok := q.sameClock(d)
		at := same + TimeOfDay(m.mins)
		return Time{Start: at.on(d), Precision: Minute}, ok && at >= 0 && at < 24*60
	case m.is(fClock):
		return m.clock.on(d), m.half == 0 || inHalf(m.clock.From, m.half)
	case m.is(fHalf):
		return halfOn(d, m.half)
	}
	return Time{Start: d.At(0, 0), Precision: WholeDay}, true
}

// sameClock is the time that "samma tid" means on d: that of all the slots, or
// of the only one on such a weekday.
func (q *table) sameClock(d care.Date) (at TimeOfDay, ok bool) {
	all, alike := map[TimeOfDay]bool{}, map[TimeOfDay]bool{}
	for _, s := range q.slots {
		all[clockOf(s)] = true
		if care.DateOf(s).Weekday() == d.Weekday() {
			alike[clockOf(s)] = true
		}
	}
	if len(all) > 1 {
		all = alike
	}
	for at = range all {
	}
	return at, len(all) == 1
}

// on makes a time of a clock, on a day.
func (k Clock) on(d care.Date) Time {
	t := Time{Start: k.From.on(d), Precision: Minute, Bound: k.Bound}
	switch {
	case k.Bound == To:
		t.Start, t.End = d.At(0, 0), k.From.on(d)
	case k.To >= 0:
		t.End = k.To.on(d)
	}
	return t
}

func halfOn(d care.Date, half int) (Time, bool) {
	t := Time{Precision: HalfDay}
	switch half {
	case halfMorning:
		t.Start, t.End = d.At(8, 0), d.At(12, 0)
	case halfAfternoon:
		t.Start, t.End = d.At(13, 0), d.At(17, 0)
	default:
		return t, false
	}
	return t, true
}

// passed reports whether a proposed time is over.
func (q *table) passed(t Time) bool {
	end := t.Start
	switch {
	case !t.End.IsZero():
		end = t.End
	case t.Precision == WholeDay:
		end = t.Start.AddDate(0, 0, 1)
	}
	return !end.After(q.now)
}

// twoClocks are the two times that "kl 6" can be.
func (q *table) twoClocks(days []care.Date, m mention) (ask []Option) {
	for _, d := range days {
		for _, at := range []TimeOfDay{m.clock.From, m.clock.Other} {
			ask = append(ask, Option{Time: Time{Start: at.on(d), Precision: Minute}})
		}
	}
	return ask
}
