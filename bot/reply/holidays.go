package reply

import (
	"time"

	"example.org/stegvis/bot/care"
)

// The feasts people count from when they name a day: "dagen före Kristi
// himmelsfärd". n in the table of words is the index here.
const (
	hEaster     = iota + 1 // påskdagen
	hEasterEve             // påskafton
	hGoodFriday            // långfredagen
	hMaundy                // skärtorsdagen
	hEasterMon             // annandag påsk
	hAscension             // Kristi himmelsfärdsdag
	hPentecost             // pingstdagen
	hMidsummer             // midsommarafton
	hMidsummerD            // midsommardagen
	hAllSaints             // alla helgons dag
	hBetween               // mellandagarna
	hFixed                 // from here on: month*100+day
)

var holidayWords = []row{
	{sHoliday, 0, hEaster, 0, "påsk, påsken, påskhelgen, påskdagen, easter"},
	{sHoliday, 0, hEasterEve, 0, "påskafton, påskaftonen"},
	{sHoliday, 0, hGoodFriday, 0, "långfredag, långfredagen, good friday"},
	{sHoliday, 0, hMaundy, 0, "skärtorsdag, skärtorsdagen"},
	{sHoliday, 0, hEasterMon, 0, "annandag påsk, annandagen påsk"},
	{sHoliday, 0, hAscension, 0, "kristi himmelsfärd, kristi himmelsfärds dag, kristi himmelsfärdsdag, kristi himmelsfärdshelgen, kristi flygare, kristi himmel"},
	{sHoliday, 0, hPentecost, 0, "pingst, pingstdagen, pingsthelgen"},
	{sHoliday, 0, hMidsummer, 0, "midsommarafton, midsommar, midsommaren, midsommarhelgen"},
	{sHoliday, 0, hMidsummerD, 0, "midsommardagen"},
	{sHoliday, 0, hAllSaints, 0, "alla helgons dag, alla helgons, allhelgona, allhelgonahelgen"},
	{sHoliday, 0, 101, 0, "nyårsdagen, nyår, nyårshelgen, årsskiftet"},
	{sHoliday, 0, 105, 0, "trettondagsafton"},
	{sHoliday, 0, 106, 0, "trettondagen, trettondag jul, trettondedag jul, trettonhelgen, trettondagshelgen"},
	{sHoliday, 0, 430, 0, "valborg, valborgsmässoafton, valborgshelgen"},
	{sHoliday, 0, 501, 0, "första maj, förstamaj"},
	{sHoliday, 0, 606, 0, "nationaldagen, sveriges nationaldag"},
	{sHoliday, 0, hBetween, 0, "mellandagarna, mellandagar"},
	{sHoliday, 0, 1213, 0, "lucia, luciadagen"},
	{sHoliday, 0, 1224, 0, "julafton, julhelgen, jul, julen, christmas eve, christmas"},
	{sHoliday, 0, 1225, 0, "juldagen"},
	{sHoliday, 0, 1226, 0, "annandag jul, annandagen, annandagen jul"},
	{sHoliday, 0, 1231, 0, "nyårsafton, new year's eve"},
}

// holiday returns the first day of that name on or after from.
func holiday(n int, from care.Date) care.Date {
	for year := from.Year; ; year++ {
		if d := holidayIn(n, year); !d.Before(from) {
			return d
		}
	}
}

func holidayIn(n, year int) care.Date {
	if n >= hFixed {
		return care.Date{Year: year, Month: time.Month(n / 100), Day: n % 100}
	}
	easter := easterDay(year)
	switch n {
	case hEasterEve:
		return easter.Add(-1)
	case hGoodFriday:
		return easter.Add(-2)
	case hMaundy:
		return easter.Add(-3)
	case hEasterMon:
		return easter.Add(1)
	case hAscension:
		return easter.Add(39)
	case hPentecost:
		return easter.Add(49)
	case hMidsummer:
		return weekdayFrom(care.Date{Year: year, Month: time.June, Day: 19}, time.Friday)
	case hMidsummerD:
		return weekdayFrom(care.Date{Year: year, Month: time.June, Day: 20}, time.Saturday)
	case hAllSaints:
		return weekdayFrom(care.Date{Year: year, Month: time.October, Day: 31}, time.Saturday)
	}
	return easter
}

// easterDay is the Gregorian computus.
func easterDay(year int) care.Date {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return care.Date{Year: year, Month: time.Month(n / 31), Day: n%31 + 1}
}

// isFree reports whether an office in Sweden is closed on d.
func isFree(d care.Date) bool {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return true
	}
	for _, n := range []int{hGoodFriday, hEasterMon, hAscension, hMidsummer, 101, 106, 501, 606, 1224, 1225, 1226, 1231} {
		if holidayIn(n, d.Year) == d {
			return true
		}
	}
	return false
}

// weekdayFrom returns the first w on or after d.
func weekdayFrom(d care.Date, w time.Weekday) care.Date {
	return d.Add((int(w) - int(d.Weekday()) + 7) % 7)
}
