package intyg

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"example.org/stegvis/bot/reply"
)

// bareMinutes is a number at the start of what stands by a label that asks for
// minutes: "15", "45 min x 3".
var bareMinutes = regexp.MustCompile(`(?i)^(?:ca\.?|cirka|ungefär)?\s*(\d{1,3})\s*(?:m|min|minut|minuter)?\b\.?(.*)$`)

// minutes returns how long one occasion takes: a number, two for a range, nil
// when it is not one time.
func minutes(text string) any {
	d, ok := reply.ParseMinutes(text)
	switch {
	case ok && len(d.Parts) > 0:
		return nil
	case ok && d.Max > d.Min:
		return []int{d.Min, d.Max}
	case ok:
		return d.Min
	}
	m := bareMinutes.FindStringSubmatch(strings.TrimSpace(folds.Replace(text)))
	if m == nil || strings.Contains(m[2], "min") || strings.HasPrefix(strings.TrimSpace(m[2]), "tim") {
		return nil
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// A Frequency is how often something is done, as the JSON contract has it.
type Frequency struct {
	Count    any      `json:"antal"` // a number, two for a range, nil when none is named
	Per      string   `json:"per"`
	Weekdays []string `json:"veckodagar,omitempty"`
	Clocks   []string `json:"klockslag,omitempty"`
	Holidays bool     `json:"helgfri,omitempty"`
}

var weekdayNames = map[time.Weekday]string{
	time.Monday: "man", time.Tuesday: "tis", time.Wednesday: "ons", time.Thursday: "tor", time.Friday: "fre", time.Saturday: "lor", time.Sunday: "son",
}

// frequency returns how often, nil when the words are not understood.
func frequency(text string) any {
	f, ok := reply.ParseFrequency(text)
	if !ok {
		return nil
	}
	out := Frequency{Per: string(f.Per), Holidays: f.Holidays}
	switch {
	case f.Max > f.Times:
		out.Count = []float64{f.Times, f.Max}
	case f.Times > 0:
		out.Count = f.Times
	}
	if f.Per == reply.PerDays {
		out.Per = fmt.Sprintf("var_%d_dag", f.Days)
	}
	for _, d := range f.Weekdays {
		out.Weekdays = append(out.Weekdays, weekdayNames[d])
	}
	for _, c := range f.Clocks {
		out.Clocks = append(out.Clocks, fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60))
	}
	return out
}
