package invite

import (
	_ "embed"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// zones are the time zones that a file describes itself, by their names.
type zones map[string]*time.Location

// zones reads the descriptions of time zones. They are needed only for names
// that nobody else knows, so two kinds are enough: those with the summer time
// that Europe has, an hour ahead of UTC, and those without summer time.
func (ps properties) zones() zones {
	z := zones{}
	for n := 1; ; n++ {
		var own properties
		for _, p := range ps {
			if p.zone == n {
				own = append(own, p)
			}
		}
		if own == nil {
			return z
		}
		if loc := own.zone(); loc != nil {
			z[strings.TrimSpace(own.one("VTIMEZONE", "TZID").value)] = loc
		}
	}
}

func (ps properties) zone() *time.Location {
	winter, summer := ps.one("STANDARD", "TZOFFSETTO").value, ps.one("DAYLIGHT", "TZOFFSETTO").value
	switch {
	case winter == "+0100" && summer == "+0200" && ps.european():
		return care.Stockholm
	case winter != "" && summer == "":
		if t, err := time.Parse("-0700", winter); err == nil {
			_, seconds := t.Zone()
			return time.FixedZone("", seconds)
		}
	}
	return nil
}

// european reports whether clocks change on the last Sundays of March and
// October.
func (ps properties) european() bool {
	on := func(in, month string) bool {
		rule := ";" + strings.ToUpper(ps.one(in, "RRULE").value) + ";"
		return strings.Contains(rule, ";BYDAY=-1SU;") && strings.Contains(rule, ";BYMONTH="+month+";")
	}
	return on("STANDARD", "10") && on("DAYLIGHT", "3")
}

//go:embed zones.txt
var windowsZones string // Windows name, tab, name in the tz database

// find returns the time zone with a name; nil when nobody knows it.
func (z zones) find(name string) *time.Location {
	name = strings.TrimSpace(name)
	if name == "" {
		return care.Stockholm // a floating time is meant where we are
	}
	for l := range strings.Lines(windowsZones) {
		if windows, tz, _ := strings.Cut(strings.TrimSpace(l), "\t"); strings.EqualFold(windows, name) {
			name = tz
		}
	}
	if loc := load(name); loc != nil {
		return loc
	}
	return z[name]
}

// load finds a zone of the tz database, also when a prefix was put before its
// name: /freeassociation.sourceforge.net/Europe/Stockholm. A name without a
// slash may be the host's own zone ("Local", "localtime") and is not tried.
func load(name string) *time.Location {
	for strings.Contains(name, "/") {
		if loc, err := time.LoadLocation(name); err == nil {
			return loc
		}
		_, name, _ = strings.Cut(name, "/")
	}
	return nil
}

// instant returns the time a property tells; zero when it tells a day only,
// when its zone is unknown, and when the clock shows that time twice or never.
func (z zones) instant(p property) time.Time {
	v := strings.ToUpper(strings.TrimSpace(p.value))
	if t, err := time.Parse(utcForm, v); err == nil {
		return t.In(care.Stockholm)
	}
	loc := z.find(p.params["TZID"])
	if loc == nil {
		return time.Time{}
	}
	t, err := time.ParseInLocation(localForm, v, loc)
	if err != nil || t.Format(localForm) != v || twice(t) {
		return time.Time{}
	}
	return t.In(care.Stockholm)
}
