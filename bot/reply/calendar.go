package reply

import (
	"time"

	"example.org/stegvis/bot/care"
)

// A reader reads mentions out of tokens, at a day.
type reader struct {
	today care.Date
	since care.Date // the first day a date without a year may mean; today when zero
}

func (r reader) floor() care.Date {
	if r.since.IsZero() {
		return r.today
	}
	return r.since
}

// dayMonth returns the next d/m from today on. soon is false when that day has
// just passed, so that next year's may not be what was meant.
func (r reader) dayMonth(d, m int) (day care.Date, soon, ok bool) {
	for year := r.floor().Year; year < r.floor().Year+9; year++ {
		day = care.Date{Year: year, Month: time.Month(m), Day: d}
		if exists(day) && !day.Before(r.floor()) {
			return day, day.Days(r.today) <= 240, true
		}
	}
	return day, false, false
}

func exists(d care.Date) bool {
	t := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
	return t.Day() == d.Day && t.Month() == d.Month
}

// firstOf returns the first day of the next month of that number that has not
// ended.
func (r reader) firstOf(month int) care.Date {
	now := r.floor()
	if now.Month == time.Month(month) {
		return care.Date{Year: now.Year, Month: now.Month, Day: 1}
	}
	first, _, _ := r.dayMonth(1, month)
	return first
}

// dom returns the next day of that number, in this month or one after it.
func dom(n int, from care.Date) care.Date {
	for m := 0; ; m++ {
		first := care.Date{Year: from.Year, Month: from.Month, Day: 1}.AddMonths(m)
		d := care.Date{Year: first.Year, Month: first.Month, Day: n}
		if exists(d) && !d.Before(from) {
			return d
		}
	}
}

// weekOf returns the Monday of a week by its number: the next one that has not
// ended. soon is false when this year's has just passed.
func (r reader) weekOf(n, year int) (monday care.Date, soon, ok bool) {
	if n < 1 || n > 53 {
		return monday, false, false
	}
	years := []int{year}
	if year == 0 {
		y, _ := r.floor().Week()
		years = []int{y, y + 1, y + 2, y + 3, y + 4, y + 5, y + 6, y + 7}
	}
	for _, y := range years {
		monday = monday1(y).Add(7 * (n - 1))
		if wy, w := monday.Week(); wy == y && w == n && (year != 0 || !monday.Add(6).Before(r.floor())) {
			return monday, monday.Days(r.today) <= 240, true
		}
	}
	return monday, false, false
}

// monday1 is the Monday of the first ISO week of a year.
func monday1(year int) care.Date { return monday(care.Date{Year: year, Month: time.January, Day: 4}) }

// monday is the Monday of the week d lies in.
func monday(d care.Date) care.Date { return d.Add(-((int(d.Weekday()) + 6) % 7)) }

// inWeek returns the day w of the week that begins on mon.
func inWeek(mon care.Date, w time.Weekday) care.Date { return mon.Add((int(w) + 6) % 7) }

// after returns the day n units after d.
func after(d care.Date, n, unit int) (care.Date, bool) {
	switch unit {
	case uDay:
		return d.Add(n), true
	case uWeek:
		return d.Add(7 * n), true
	case uMonth:
		return d.AddMonths(n), true
	case uYear:
		return d.AddMonths(12 * n), true
	case uHalfYear:
		return d.AddMonths(6 * n), true
	}
	return d, false
}
