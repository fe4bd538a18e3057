package reply

import (
	"time"

	"example.org/stegvis/bot/care"
)

// What the patterns of dayrules.go make of holidays, of vague stretches of time,
// of lengths, and of days counted from what was spoken of.

// nextMonthOrYear reads "nästa månad" and "nästa år".
func nextMonthOrYear(r reader, t []token, m *mention) bool {
	m.has |= fMonth
	switch t[1].u {
	case uMonth:
		m.day = care.Date{Year: r.today.Year, Month: r.today.Month, Day: 1}.AddMonths(1)
		m.last = m.day.AddMonths(1).Add(-1)
	case uYear:
		m.day = care.Date{Year: r.today.Year + 1, Month: time.January, Day: 1}
		m.last = m.day.AddMonths(12).Add(-1)
	default:
		return false
	}
	return true
}

func onHoliday(r reader, t []token, m *mention) bool {
	if t[0].n != hBetween {
		return m.setDay(holiday(t[0].n, r.today), 0)
	}
	first := holiday(1227, r.today)
	m.has |= fRange
	m.day, m.last = first, first.Add(3)
	return true
}

func beforeHoliday(r reader, t []token, m *mention) bool {
	d := holiday(t[1].n, r.today)
	if !isDayWord(t[0].word) {
		m.day, m.last = d.Add(-7), d.Add(-1)
		m.has |= fRange | fVague
		return true
	}
	return m.setDay(d.Add(-1), 0)
}

// isDayWord reports whether "dagen före", rather than "före", was said.
func isDayWord(w string) bool { return len(w) > 5 && w[:5] == "dagen" }

func afterHoliday(r reader, t []token, m *mention) bool {
	d := holiday(t[1].n, r.today)
	if isDayWord(t[0].word) {
		return m.setDay(d.Add(1), 0)
	}
	m.day, m.last = d.Add(1), d.Add(9)
	m.has |= fRange | fVague
	return true
}

// weekdayAtHoliday reads "onsdag efter påsk" and "onsdag före jul".
func weekdayAtHoliday(r reader, t []token, m *mention) bool {
	d := holiday(t[2].n, r.today)
	w := time.Weekday(t[0].n)
	m.has |= fFeast
	if t[1].sym&sAfter != 0 {
		return m.setDay(weekdayFrom(d.Add(1), w), 0)
	}
	return m.setDay(weekdayFrom(d.Add(-7), w), 0)
}

// vagueWeek reads "i början av nästa vecka" as the days it may mean.
func vagueWeek(r reader, t []token, m *mention) bool {
	mon := monday(r.today)
	if t[1].sym != 0 {
		mon = mon.Add(7)
	}
	return m.vague(t[0].n, mon, mon.Add(6))
}

func vagueNumbered(r reader, t []token, m *mention) bool {
	mon, _, ok := r.weekOf(t[2].n, 0)
	return ok && m.vague(t[0].n, mon, mon.Add(6))
}

func vagueMonth(r reader, t []token, m *mention) bool {
	return wholeMonth(r, t[1:], m) && m.vague(t[0].n, m.day, m.last)
}

func (m *mention) vague(part int, from, to care.Date) bool {
	n := to.Days(from) + 1
	switch {
	case part == 1:
		to = from.Add((n+1)/4 - 1)
	case part == 2:
		from, to = from.Add(n/3), from.Add(2*n/3)
	default:
		from = to.Add(-n / 2)
	}
	m.has = fRange | fVague
	m.day, m.last = from, to
	return true
}

// theDayAfter reads "dagen efter" and "dagen innan", said of the time spoken of.
func theDayAfter(r reader, t []token, m *mention) bool {
	m.has |= fShift
	m.shift = 1
	if t[0].sym&sBefore != 0 {
		m.shift = -1
	}
	return isDayWord(t[0].word)
}

// length reads "tre månader", "ett halvår": how long, not when.
func length(r reader, t []token, m *mention) bool {
	if t[1].u == 0 {
		return false
	}
	m.has |= fSpan
	m.num, m.half = t[0].n, t[1].u
	return true
}

// laterBy reads "en vecka senare" and "en timme tidigare".
func laterBy(r reader, t []token, m *mention) bool {
	n := t[0].n
	if t[2].sym&sEarlier != 0 {
		n = -n
	}
	m.has |= fShift
	switch t[1].u {
	case uMinute:
		m.mins = n
	case uHour:
		m.mins = 60 * n
	case uHalfHour:
		m.mins = 30 * n
	case uQuarter:
		m.mins = 15 * n
	case uDay:
		m.shift = n
	case uWeek:
		m.shift = 7 * n
	default:
		return false
	}
	return true
}
