package care

import (
	"cmp"
	"fmt"
	"time"
	_ "time/tzdata" // a deadline must not depend on what the host has installed
)

// A Date is a day in the Swedish calendar. The model's deadlines are counted
// in days and weeks, never in hours, so time zones and daylight saving cannot
// move them. The zero Date means that no day is known.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// Stockholm is the clock on the desk's wall: every date and time that a person
// writes or reads is meant in it.
var Stockholm = mustLoad("Europe/Stockholm")

func mustLoad(zone string) *time.Location {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(err) // unreachable: the zones are built in
	}
	return loc
}

// DateOf returns the day it is in Stockholm at t.
func DateOf(t time.Time) Date {
	y, m, d := t.In(Stockholm).Date()
	return Date{y, m, d}
}

// ParseDate reads a date written as 2026-12-01.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: want YYYY-MM-DD", s)
	}
	return DateOf(t.Add(12 * time.Hour)), nil
}

// At returns the instant when the clock in Stockholm shows hour:minute on d.
func (d Date) At(hour, minute int) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, minute, 0, 0, Stockholm)
}

// Add returns the day that many days later.
func (d Date) Add(days int) Date { return d.from(d.noon().AddDate(0, 0, days)) }

// AddMonths returns the same day that many months later; a day the month does
// not have becomes the last one it has.
func (d Date) AddMonths(months int) Date {
	first := time.Date(d.Year, d.Month+time.Month(months), 1, 12, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.Day, last)}
}

func (d Date) IsZero() bool          { return d == Date{} }
func (d Date) After(o Date) bool     { return d.Compare(o) > 0 }
func (d Date) Before(o Date) bool    { return o.After(d) }
func (d Date) Weekday() time.Weekday { return d.noon().Weekday() }

// Compare returns a number below, at or above zero when d comes before, is or comes
// after o.
func (d Date) Compare(o Date) int {
	return cmp.Or(cmp.Compare(d.Year, o.Year), cmp.Compare(d.Month, o.Month), cmp.Compare(d.Day, o.Day))
}

// Days returns how many days there are from o to d.
func (d Date) Days(o Date) int { return int(d.noon().Sub(o.noon()) / (24 * time.Hour)) }

// Week returns the ISO week d lies in, and the year that week belongs to.
func (d Date) Week() (year, week int) { return d.noon().ISOWeek() }

// String returns d as 2026-12-01, or "" when no day is known.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.noon().Format(time.DateOnly)
}

func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d *Date) UnmarshalText(b []byte) (err error) {
	*d = Date{}
	if len(b) > 0 {
		*d, err = ParseDate(string(b))
	}
	return err
}

func (Date) from(t time.Time) Date { return Date{t.Year(), t.Month(), t.Day()} }
func (d Date) noon() time.Time     { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }
