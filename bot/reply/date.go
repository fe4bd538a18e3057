package reply

import (
	"time"

	"example.org/stegvis/bot/care"
)

// Days is a day, or some days in a row, as somebody named them.
type Days struct {
	From, To care.Date
	Except   []care.Date // "hela v 49 utom onsdag"
	About    bool        // the edges are ours: "i början av nästa vecka"
	Ask      bool        // this year's has just passed, so it is next year's if anything
}

// Single reports whether d is one day, beyond doubt.
func (d Days) Single() bool { return d.From == d.To && !d.About && !d.Ask && len(d.Except) == 0 }

// ParseDate reads a day as Swedes write it: 2026-12-01, 1/12, den 1:a
// december, tisdag v. 49, i morgon. A day without a year is the next one from
// ref on. When ok is false the text names no day, or contradicts itself, or
// leaves a doubt; then the date is the likeliest one, if any.
func ParseDate(s string, ref care.Date) (d care.Date, ok bool) {
	days, ok := ParseDays(s, ref)
	if !ok || days.From != days.To {
		return care.Date{}, false
	}
	return days.From, days.Single()
}

// ParseDays is like [ParseDate] for several days in a row: v 49, 13-15
// december, i december, mellandagarna. ok is false when the text names no days
// or contradicts itself.
func ParseDays(s string, ref care.Date) (d Days, ok bool) {
	ts := tokens(s)
	r := reader{today: ref}
	for i, m := range r.mentions(ts) {
		from, to, why := r.daysOf(m)
		switch {
		case why != "":
			return Days{}, false
		case from.IsZero():
		case d.From.IsZero():
			d = Days{From: from, To: to, About: m.is(fVague), Ask: m.is(fSoon)}
		case i > 0 && tagged(ts[:m.from], tExcept):
			d.Except = append(d.Except, within(from, d.From))
		default:
			return Days{}, false
		}
	}
	return d, !d.From.IsZero()
}

// within moves a weekday named as an exception into the days it is excepted
// from.
func within(day, from care.Date) care.Date {
	return weekdayFrom(from, day.Weekday())
}

// tagged reports whether any token carries one of the tags.
func tagged(ts []token, tags tag) bool {
	for _, t := range ts {
		if t.tag&tags != 0 {
			return true
		}
	}
	return false
}

// daysOf returns the days a mention names when there is nothing but the
// calendar to go by. why says what is wrong with it; both are zero when it
// names no days.
func (r reader) daysOf(m mention) (from, to care.Date, why string) {
	switch {
	case m.is(fBad):
		return from, to, m.why
	case m.is(fWeekday) && m.is(fNext):
		a, b := nextWeekday(r.today, m.weekday)
		if a != b {
			return a, b, "next"
		}
		return a, a, ""
	case m.is(fWeek) && m.is(fWeekday):
		d := inWeek(m.day, m.weekday)
		return d, d, ""
	case m.is(fDay) && m.is(fWeekday) && m.day.Weekday() != m.weekday:
		return m.day, weekdayFrom(m.day.Add(-3), m.weekday), "conflict"
	case m.is(fDay | fRange | fWeek | fMonth):
		return m.day, m.last, ""
	case m.is(fDom):
		d := dom(m.dom, r.floor())
		if m.is(fWeekday) && d.Weekday() != m.weekday {
			return d, weekdayFrom(d.Add(-3), m.weekday), "conflict"
		}
		return d, d, ""
	case m.is(fWeekday):
		d := r.coming(m.weekday)
		return d, d, ""
	}
	return from, to, ""
}

// coming returns the next day of that name after today.
func (r reader) coming(w time.Weekday) care.Date { return weekdayFrom(r.today.Add(1), w) }

// nextWeekday returns the two days "nästa fredag" can be: the coming one and
// next week's.
func nextWeekday(today care.Date, w time.Weekday) (coming, later care.Date) {
	return weekdayFrom(today.Add(1), w), inWeek(monday(today).Add(7), w)
}
