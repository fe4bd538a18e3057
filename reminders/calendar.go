package reminders

import (
	"time"

	"example.org/stegvis/bot/care"
)

// A Calendar says which days are working days. The zero Calendar is Sweden's:
// Saturdays, Sundays, public holidays, and the three eves on which everybody is
// free although no law says so (midsommarafton, julafton, nyårsafton).
type Calendar struct {
	Closed Days // further days on which the unit is closed
	Half   Days // days on which people go home at noon
}

// Workday reports whether people work on d.
func (c Calendar) Workday(d care.Date) bool { return !free(d) && !c.Closed.Has(d) }

// free reports whether d is free for everybody in Sweden.
func free(d care.Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday || Holiday(d)
}

// Working hours, by the clock on the wall; on half days they end at noon.
const (
	opens  = 8
	noon   = 12
	closes = 16
)

// Open reports whether people are at work at that moment.
func (c Calendar) Open(at time.Time) bool {
	d := care.DateOf(at)
	return c.Workday(d) && !at.Before(d.At(opens, 0)) && at.Before(c.closes(d))
}

func (c Calendar) closes(d care.Date) time.Time {
	if c.Half.Has(d) {
		return d.At(noon, 0)
	}
	return d.At(closes, 0)
}

// Opens returns the first moment, not before at, when people are at work.
func (c Calendar) Opens(at time.Time) time.Time {
	if c.Open(at) {
		return at
	}
	d := care.DateOf(at)
	if !at.Before(d.At(opens, 0)) {
		d = d.Add(1)
	}
	return c.OnOrAfter(d).At(opens, 0)
}

// OnOrBefore returns d, or the last working day before it: what must be done
// "senast" d must be done while somebody is there to do it.
func (c Calendar) OnOrBefore(d care.Date) care.Date {
	for !c.Workday(d) {
		d = d.Add(-1)
	}
	return d
}

// OnOrAfter returns d, or the first working day after it.
func (c Calendar) OnOrAfter(d care.Date) care.Date {
	for !c.Workday(d) {
		d = d.Add(1)
	}
	return d
}

// Add returns the day n working days after d, or before it when n is negative.
func (c Calendar) Add(d care.Date, n int) care.Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d = d.Add(step)
		if c.Workday(d) {
			n--
		}
	}
	return d
}

// Holiday reports whether d is a Swedish public holiday (lag 1989:253) or one
// of the three eves that are free in practice.
func Holiday(d care.Date) bool {
	switch 100*int(d.Month) + d.Day {
	case 101, 106, 501, 606, 1224, 1225, 1226, 1231:
		return true
	}
	switch d.Days(easter(d.Year)) {
	case -2, 0, 1, 39, 49: // långfredagen, påskdagen, annandag påsk, Kristi himmelsfärd, pingstdagen
		return true
	}
	return between(d, time.June, 19, time.Friday) || between(d, time.June, 20, time.Saturday) || // midsommarafton, midsommardagen
		between(d, time.October, 31, time.Saturday) // alla helgons dag
}

// between reports whether d is the given weekday within the week that begins
// with the given day.
func between(d care.Date, m time.Month, day int, w time.Weekday) bool {
	if d.Weekday() != w {
		return false
	}
	days := d.Days(care.Date{Year: d.Year, Month: m, Day: day})
	return days >= 0 && days < 7
}

// easter returns Easter Sunday, by the anonymous Gregorian algorithm (Nature, 1876).
func easter(year int) care.Date {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return care.Date{Year: year, Month: time.Month(n / 31), Day: n%31 + 1}
}
