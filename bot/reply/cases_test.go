package reply

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// TestCases runs testdata/cases.txt.
func TestCases(t *testing.T) {
	b, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	var q Question
	var now time.Time
	right, all := 0, 0
	for n, line := range strings.Split(string(b), "\n") {
		switch {
		case line == "" || line[0] == '#':
			continue
		case line[0] == '@':
			q, now = parseCaseQuestion(t, line)
			continue
		}
		want, text, _ := strings.Cut(line, " | ")
		got := Parse(strings.ReplaceAll(text, `\n`, "\n"), now, q)
		all++
		if agrees(got, want) {
			right++
			continue
		}
		t.Errorf("line %d: %q\n  got  %s (%s)\n  want %s", n+1, text, short(got), got.Why, want)
	}
	t.Logf("%d of %d", right, all)
}

func parseCaseQuestion(t *testing.T, line string) (q Question, now time.Time) {
	t.Helper()
	f := strings.Fields(line[1:])
	q.Kind = Kind(f[0])
	for _, kv := range f[1:] {
		k, v, _ := strings.Cut(kv, "=")
		var err error
		switch k {
		case "now":
			now, err = time.ParseInLocation(wallClock, v, care.Stockholm)
		case "end":
			q.End, err = care.ParseDate(v)
		case "slots":
			for s := range strings.SplitSeq(v, ",") {
				at, bad := time.ParseInLocation(wallClock, s, care.Stockholm)
				q.Slots, err = append(q.Slots, at), bad
			}
		}
		if err != nil {
			t.Fatal(line, err)
		}
	}
	return q, now
}

// agrees reports whether a is what a line of the table wants.
func agrees(a Answer, want string) bool {
	intents, rest, _ := strings.Cut(want, " ")
	if !slices.Contains(strings.Split(intents, "/"), string(a.Intent)) {
		return false
	}
	return a.Intent == Unclear || a.Intent == Asks || short(a) == strings.TrimSpace(string(a.Intent)+" "+rest)
}

// short renders an answer as the table writes it.
func short(a Answer) string {
	w := []string{string(a.Intent)}
	add := func(s string, ok bool) {
		if ok {
			w = append(w, s)
		}
	}
	add(strings.Trim(strings.Join(strings.Fields(fmt.Sprint(a.Accepted)), ","), "[]"), len(a.Accepted) > 0)
	var ts []string
	for _, t := range a.Times {
		ts = append(ts, shortTime(t))
	}
	add(strings.Join(ts, ","), len(ts) > 0)
	add("start="+a.StartDate.String(), !a.StartDate.IsZero())
	if a.HomeVisit != nil {
		add(fmt.Sprint("visit=", *a.HomeVisit), true)
	}
	add(a.Outcome, a.Outcome != "")
	add("until="+a.Until.String(), !a.Until.IsZero())
	add("ongoing", a.Ongoing)
	if a.Yes != nil {
		add(fmt.Sprint("held=", *a.Yes), true)
	}
	add(a.Contact, a.Contact != "")
	return strings.Join(w, " ")
}

func shortTime(t Time) string {
	day, at := t.Start.Format("2006-01-02"), t.Start.Format(wallClock)
	switch {
	case t.Precision == WholeDay:
		return "day:" + day
	case t.Precision == HalfDay && t.Start.Hour() < 12:
		return "fm:" + day
	case t.Precision == HalfDay:
		return "em:" + day
	case t.Bound == To:
		return "to:" + t.End.Format(wallClock)
	case t.Bound != Exact:
		return string(t.Bound) + ":" + at
	case !t.End.IsZero():
		return at + "-" + t.End.Format("15:04")
	}
	return at
}
