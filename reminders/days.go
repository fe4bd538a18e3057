package reminders

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// Days is a set of days, as somebody has listed them. The zero value has none.
type Days struct {
	spans []stretch
	named []func(care.Date) bool
}

type stretch struct{ from, to care.Date }

// longest is how many days one entry of a list may stretch: a slip of the pen must
// not close a unit for years.
const longest = 62

// known are the days that need no year: what they are called, and which they are.
var known = map[string]func(care.Date) bool{
	"klämdagar":                     Squeezed,
	"trettondagsafton":              fixedOn(time.January, 5),
	"skärtorsdagen":                 beforeEaster(3),
	"valborgsmässoafton":            fixedOn(time.April, 30),
	"dagen före kristi himmelsfärd": beforeEaster(-38),
	"dagen före nationaldagen":      fixedOn(time.June, 5),
	"dagen före alla helgons dag":   func(d care.Date) bool { return between(d, time.October, 30, time.Friday) },
	"dagen före julafton":           fixedOn(time.December, 23),
	"mellandagarna":                 func(d care.Date) bool { return d.Month == time.December && d.Day >= 27 && d.Day <= 30 },
}

// ParseDays reads a list of days: 2026-12-23, 2027-07-05..2027-07-30, or one that
// has a name and comes every year.
func ParseDays(list []string) (days Days, err error) {
	for _, entry := range list {
		if f, ok := known[strings.ToLower(strings.TrimSpace(entry))]; ok {
			days.named = append(days.named, f)
			continue
		}
		s, err := parseSpan(entry)
		if err != nil {
			return Days{}, err
		}
		days.spans = append(days.spans, s)
	}
	return days, nil
}

func parseSpan(entry string) (s stretch, err error) {
	from, to, several := strings.Cut(entry, "..")
	if !several {
		to = from
	}
	s.from, err = care.ParseDate(strings.TrimSpace(from))
	if err == nil {
		s.to, err = care.ParseDate(strings.TrimSpace(to))
	}
	if n := s.to.Days(s.from); err == nil && (n < 0 || n >= longest) {
		err = fmt.Errorf("ends %d days after it begins", n)
	}
	if err != nil {
		return s, fmt.Errorf("day %q: %w: write 2026-12-23, 2027-07-05..2027-07-30 (at most %d days), or one of %s", entry, err, longest, names())
	}
	return s, nil
}

func names() string {
	var list []string
	for n := range known {
		list = append(list, n)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// Has reports whether d is among the days.
func (ds Days) Has(d care.Date) bool {
	return slices.ContainsFunc(ds.spans, func(s stretch) bool { return !d.Before(s.from) && !d.After(s.to) }) ||
		slices.ContainsFunc(ds.named, func(f func(care.Date) bool) bool { return f(d) })
}

// Squeezed reports whether d is a klämdag: a working day between two free ones.
func Squeezed(d care.Date) bool { return !free(d) && free(d.Add(-1)) && free(d.Add(1)) }

func fixedOn(m time.Month, day int) func(care.Date) bool {
	return func(d care.Date) bool { return d.Month == m && d.Day == day }
}

func beforeEaster(days int) func(care.Date) bool {
	return func(d care.Date) bool { return easter(d.Year).Days(d) == days }
}
