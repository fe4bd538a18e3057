package reply

import (
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// dayRules are the patterns of days, weeks and lengths of time.
var dayRules = []rule{
	{pattern: "wd", make: weekday},
	{pattern: "on wd", make: onWeekday},
	{pattern: "now wd", make: func(r reader, t []token, m *mention) bool { m.has |= fNow; return weekday(r, t[1:], m) }},
	{pattern: "now on wd", make: func(r reader, t []token, m *mention) bool { m.has |= fNow; return weekday(r, t[2:], m) }},
	{pattern: "this wd", make: func(r reader, t []token, m *mention) bool { m.has |= fNow; return weekday(r, t[1:], m) }},
	{pattern: "next wd", make: func(r reader, t []token, m *mention) bool { m.has |= fNext; return weekday(r, t[1:], m) }},
	{pattern: "prev wd", make: lastWeekday},
	{pattern: "prev", make: pastWeekday},
	{pattern: "wds", make: func(r reader, t []token, m *mention) bool {
		m.has |= fHabit
		m.weekday = time.Weekday(t[0].n)
		return true
	}},
	{pattern: "off", make: func(r reader, t []token, m *mention) bool {
		m.has |= fOff
		return m.setDay(r.today.Add(t[0].n), t[0].tag)
	}},
	{pattern: "om n unit", make: inUnits},
	{pattern: "off om n unit", make: func(r reader, t []token, m *mention) bool { return inUnits(r, t[1:], m) }},
	{pattern: "om nth unit", make: inUnits},
	{pattern: "wd om n unit", make: weekdayIn},
	{pattern: "on wd om n unit", make: func(r reader, t []token, m *mention) bool { return weekdayIn(r, t[1:], m) }},
	{pattern: "full", make: func(r reader, t []token, m *mention) bool { return m.setFull(t[0].v[0], t[0].v[1], t[0].v[2]) }},
	{pattern: "the? day", make: slashDay},
	{pattern: "the? date dash num", make: shortYear},
	{pattern: "the? date four", make: func(r reader, t []token, m *mention) bool {
		return t[2].v[0] > 1900 && m.setFull(t[2].v[0], t[1].v[1], t[1].v[0])
	}},
	{pattern: "the? ord mo four?", make: func(r reader, t []token, m *mention) bool { return monthDay(r, t[1], t[2], t[3], m) }},
	{pattern: "the? ord of mo four?", make: func(r reader, t []token, m *mention) bool { return monthDay(r, t[1], t[3], t[4], m) }},
	{pattern: "mo ord four?", make: func(r reader, t []token, m *mention) bool { return monthDay(r, t[1], t[0], t[2], m) }},
	{pattern: "mo ord comma four", make: func(r reader, t []token, m *mention) bool { return monthDay(r, t[1], t[0], t[3], m) }},
	{pattern: "the last of? mo", make: lastOfMonth},
	{pattern: "last of? mo", make: func(r reader, t []token, m *mention) bool { return lastOfMonth(r, append([]token{{}}, t...), m) }},
	{pattern: "the nth", make: func(r reader, t []token, m *mention) bool { return dayOfMonth(t[1], m) }},
	{pattern: "the num", make: func(r reader, t []token, m *mention) bool { return dayOfMonth(t[1], m) }},
	{pattern: "days", make: func(r reader, t []token, m *mention) bool {
		return r.dayRange(t[0].v[0], t[0].v[1], t[0].v[2], t[0].v[3], m)
	}},
	{pattern: "the? range mo", make: func(r reader, t []token, m *mention) bool { return r.dayRange(t[1].v[0], t[2].n, t[1].v[1], t[2].n, m) }},
	{pattern: "the? num till num mo", make: func(r reader, t []token, m *mention) bool { return r.dayRange(t[1].n, t[4].n, t[3].n, t[4].n, m) }},
	{pattern: "the? num or num mo", make: func(r reader, t []token, m *mention) bool { return r.twoDays(t[1].n, t[3].n, t[4].n, m) }},
	{pattern: "the? num or date", make: func(r reader, t []token, m *mention) bool { return r.twoDays(t[1].n, t[3].v[0], t[3].v[1], m) }},
	{pattern: "day till day", make: func(r reader, t []token, m *mention) bool {
		return r.dayRange(t[0].v[0], t[0].v[1], t[2].v[0], t[2].v[1], m)
	}},
	{pattern: "v num four?", make: numberedWeek},
	{pattern: "v range", make: weekRange},
	{pattern: "v num till num", make: weekRange},
	{pattern: "next week", make: func(r reader, t []token, m *mention) bool { return m.setWeek(monday(r.today).Add(7)) }},
	{pattern: "this week", make: func(r reader, t []token, m *mention) bool { return m.setWeek(monday(r.today)) }},
	{pattern: "i week", make: func(r reader, t []token, m *mention) bool { return t[1].word == "veckan" && m.setWeek(monday(r.today)) }},
	{pattern: "follow", make: func(r reader, t []token, m *mention) bool { m.has |= fFollow; return m.setWeek(monday(r.today).Add(7)) }},
	{pattern: "mo", make: wholeMonth},
	{pattern: "i mo", make: func(r reader, t []token, m *mention) bool { return wholeMonth(r, t[1:], m) }},
	{pattern: "holiday", make: onHoliday},
	{pattern: "before holiday", make: beforeHoliday},
	{pattern: "after holiday", make: afterHoliday},
	{pattern: "wd before holiday", make: weekdayAtHoliday},
	{pattern: "wd after holiday", make: weekdayAtHoliday},
	{pattern: "part next? this? week", make: vagueWeek},
	{pattern: "part v num", make: vagueNumbered},
	{pattern: "part mo", make: vagueMonth},
	{pattern: "that", make: func(r reader, t []token, m *mention) bool { m.has |= fThat; return true }},
	{pattern: "after", make: theDayAfter},
	{pattern: "before", make: theDayAfter},
	{pattern: "n unit later", make: laterBy},
	{pattern: "n unit earlier", make: laterBy},
	{pattern: "n unit", make: length},
	{pattern: "about n unit", make: func(r reader, t []token, m *mention) bool { return length(r, t[1:], m) }},
	{pattern: "next unit", make: nextMonthOrYear},
	{pattern: "from n unit", make: func(r reader, t []token, m *mention) bool { return length(r, t[1:], m) }},
	{pattern: "to n unit", make: func(r reader, t []token, m *mention) bool { return length(r, t[1:], m) }},
	{pattern: "unit", make: func(r reader, t []token, m *mention) bool {
		return t[0].u == uHalfYear && length(r, []token{{sense: sense{n: 1}}, t[0]}, m)
	}},
	{pattern: "n unit ago", make: func(r reader, t []token, m *mention) bool { m.has |= fPast; return true }},
}

func (m *mention) setDay(d care.Date, tag tag) bool {
	m.has |= fDay
	if tag&tPast != 0 {
		m.has |= fPast
	}
	m.day, m.last = d, d
	return true
}

func (m *mention) setFull(y, mo, d int) bool {
	day := care.Date{Year: y, Month: time.Month(mo), Day: d}
	m.has |= fYear
	return exists(day) && m.setDay(day, 0)
}

func (m *mention) setWeek(mon care.Date) bool {
	m.has |= fWeek
	m.day, m.last = mon, mon.Add(6)
	return true
}

// bad marks what contradicts itself: it is still a mention, so that it will be
// asked about rather than overlooked.
func (m *mention) bad(why string) bool {
	m.has |= fBad
	m.why = why
	return true
}

func weekday(r reader, t []token, m *mention) bool {
	m.has |= fWeekday
	m.weekday = time.Weekday(t[0].n)
	if t[0].u >= compoundHalf {
		m.has |= fHalf
		m.half = t[0].u - compoundHalf
	}
	return true
}

// onWeekday reads "på torsdag", which is the coming one; "på torsdagen" is the
// one that was spoken of.
func onWeekday(r reader, t []token, m *mention) bool {
	if !strings.HasSuffix(t[1].word, "en") {
		m.has |= fOn
	}
	return weekday(r, t[1:], m)
}

func lastWeekday(r reader, t []token, m *mention) bool {
	mon := monday(r.today).Add(-7)
	return m.setDay(inWeek(mon, time.Weekday(t[1].n)), tPast)
}

// pastWeekday reads "i torsdags".
func pastWeekday(r reader, t []token, m *mention) bool {
	if t[0].n < pastDay {
		return false
	}
	w := time.Weekday(t[0].n - pastDay)
	return m.setDay(weekdayFrom(r.today.Add(-7), w), tPast)
}

// pastDay is added to the weekday in the table, for "i torsdags".
const pastDay = 10

func inUnits(r reader, t []token, m *mention) bool {
	d, ok := after(r.today, t[1].n, t[2].u)
	return ok && t[1].n > 0 && m.setDay(d, 0)
}

// weekdayIn reads "tisdag om två veckor": clear only when counting from this
// week and from the coming Tuesday give the same day.
func weekdayIn(r reader, t []token, m *mention) bool {
	if t[3].u != uWeek {
		return false
	}
	w := time.Weekday(t[0].n)
	a, b := inWeek(monday(r.today).Add(7*t[2].n), w), weekdayFrom(r.today, w).Add(7*t[2].n)
	m.setDay(a, 0)
	if a != b {
		m.last = b
		return m.bad("next")
	}
	return true
}

func slashDay(r reader, t []token, m *mention) bool {
	d := t[1]
	if d.sym&sDot != 0 && t[0].sym == 0 {
		return false
	}
	return r.setDayMonth(d.v[0], d.v[1], m)
}

func (r reader) setDayMonth(d, mo int, m *mention) bool {
	day, soon, ok := r.dayMonth(d, mo)
	if !ok {
		return m.bad("nodate")
	}
	if !soon {
		m.has |= fSoon
	}
	return m.setDay(day, 0)
}

func shortYear(r reader, t []token, m *mention) bool {
	return t[3].tight && t[3].n > 20 && m.setFull(century(t[3].n), t[1].v[1], t[1].v[0])
}

func monthDay(r reader, day, mo, year token, m *mention) bool {
	if day.n < 1 || day.n > 31 {
		day.n = day.v[0]
	}
	if !validDay(day.n, mo.n) {
		return false
	}
	if year.v[0] > 1900 && year.v[0] < 2200 {
		return m.setFull(year.v[0], mo.n, day.n)
	}
	return year.sym == 0 && r.setDayMonth(day.n, mo.n, m)
}

func lastOfMonth(r reader, t []token, m *mention) bool {
	return m.setDay(r.firstOf(t[3].n).AddMonths(1).Add(-1), 0)
}

func dayOfMonth(t token, m *mention) bool {
	if t.n < 1 || t.n > 31 {
		return false
	}
	m.has |= fDom
	m.dom = t.n
	if t.sym&sOrd != 0 {
		m.has |= fPick
		m.pick = t.n
		m.spelt = t.kind == kWord
	}
	return true
}

func (r reader) dayRange(d1, m1, d2, m2 int, m *mention) bool {
	if !validDay(d1, m1) || !validDay(d2, m2) {
		return false
	}
	a, soon, ok := r.dayMonth(d1, m1)
	b, _, ok2 := reader{today: a}.dayMonth(d2, m2)
	if !ok || !ok2 || b.Days(a) > 366 {
		return m.bad("nodate")
	}
	if !soon {
		m.has |= fSoon
	}
	m.has |= fRange
	m.day, m.last = a, b
	return true
}

// twoDays reads "14 eller 15 december".
func (r reader) twoDays(a, b, mo int, m *mention) bool {
	if !validDay(a, mo) || !validDay(b, mo) || a >= b {
		return false
	}
	if b > a+1 {
		return m.bad("which")
	}
	return r.dayRange(a, mo, b, mo, m)
}

func numberedWeek(r reader, t []token, m *mention) bool {
	if t[2].sym != 0 && (t[2].v[0] < 1900 || t[2].v[0] > 2200) {
		return false
	}
	mon, soon, ok := r.weekOf(t[1].n, t[2].v[0])
	if !ok {
		return m.bad("nodate")
	}
	if !soon && t[2].v[0] == 0 {
		m.has |= fSoon
	}
	return m.setWeek(mon)
}

func weekRange(r reader, t []token, m *mention) bool {
	a, b := t[1].v[0], t[1].v[1]
	if len(t) > 2 {
		b = t[3].v[0]
	}
	first, _, ok := r.weekOf(a, 0)
	last, _, ok2 := reader{today: first}.weekOf(b, 0)
	if !ok || !ok2 {
		return m.bad("nodate")
	}
	m.has |= fRange
	m.day, m.last = first, last.Add(6)
	return true
}

func wholeMonth(r reader, t []token, m *mention) bool {
	first := r.firstOf(t[0].n)
	m.has |= fMonth
	m.month = time.Month(t[0].n)
	m.day, m.last = first, first.AddMonths(1).Add(-1)
	return true
}
