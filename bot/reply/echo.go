package reply

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// calendarNames holds the weekdays from Sunday and the months from January,
// and the form of an echo; one per line.
//
//go:embed calendar.txt
var calendarNames string

var names = strings.Split(strings.TrimSpace(calendarNames), "\n")

// Echo says a time in full, so that whoever wrote it can see whether it was
// understood: tisdag 1 december 2026 (v. 49) kl. 10.00.
func Echo(t time.Time) string {
	t = t.In(care.Stockholm)
	return fmt.Sprintf(names[20], EchoDate(care.DateOf(t)), t.Hour(), t.Minute())
}

// EchoDate says a day in full: tisdag 1 december 2026 (v. 49).
func EchoDate(d care.Date) string {
	if d.IsZero() {
		return ""
	}
	_, week := d.Week()
	return fmt.Sprintf(names[19], names[d.Weekday()], d.Day, names[6+d.Month], d.Year, week)
}
