package care

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestReviewPutAhead: what goes on tills vidare is looked at before another insats
// ends, and again only long after. The end of the other is next, and is not passed
// over; found by a simulated year, in which its last day was told with none to name.
func TestReviewPutAhead(t *testing.T) {
	i := whole()
	i.Measures = []Measure{i.Measures[0], i.Measures[0]}
	i.Measures[0].To, i.Measures[0].Ongoing, i.Measures[0].Review = Date{}, true, date("2027-01-31")
	c := New("SK-2026-0001")
	for _, e := range []Event{
		IntygReceived{Intyg: i, From: "p1", Provider: "u1", On: date("2026-11-23")},
		DecisionMade{Outcome: "bifall", Provider: "u1"},
		OutcomeReported{Outcome: "extend", Until: date("2027-06-30"), By: PVR},
	} {
		c, _ = Decide(c, e)
	}
	if got, want := c.End(), date("2027-02-28"); got != want {
		t.Errorf("next is %v, want %v", got, want)
	}
	if got, want := c.Later(), []Limit{{date("2027-06-30"), true}}; !slices.Equal(got, want) {
		t.Errorf("then %v, want %v", got, want)
	}
}

// TestNoLimitIsLost: whatever the days of a case and whatever is answered, it goes
// from one day to the next until the last, there is always a day to name, and what
// goes on tills vidare is looked at, also when something else ends on its day.
func TestNoLimitIsLost(t *testing.T) {
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 0))
		c := inDelivery(r)
		left := c.Limits()
		for range 50 {
			next := c.next()
			if next.Day.IsZero() {
				t.Fatalf("seed %d: no day is known; left %v", seed, left)
			}
			left = slices.DeleteFunc(left, func(l Limit) bool { return l == next || l.Review && next.Review })
			if next.Review && r.IntN(3) > 0 {
				c, _ = Decide(c, OutcomeReported{Outcome: "extend", Until: next.Day.Add(r.IntN(40)), By: PVR})
				continue
			}
			if c, _ = Decide(c, EndReached{}); c.Ended {
				break
			}
		}
		if !c.Ended && !c.Ongoing() || len(left) > 0 {
			t.Fatalf("seed %d: ended %v, never looked at %v", seed, c.Ended, left)
		}
	}
}

// inDelivery is a case with some insatser that end, or are looked at again, on few days.
func inDelivery(r *rand.Rand) Case {
	i := whole()
	for range r.IntN(4) {
		i.Measures = append(i.Measures, i.Measures[0])
	}
	for n := range i.Measures {
		m, day := &i.Measures[n], date("2027-02-25").Add(r.IntN(4))
		m.To, m.Ongoing, m.Review = day, false, Date{}
		if r.IntN(2) == 0 {
			m.To, m.Ongoing, m.Review = Date{}, true, day
		}
	}
	c := New("SK-2026-0001")
	for _, e := range []Event{IntygReceived{Intyg: i, From: "p1", Provider: "u1", On: date("2026-11-23")}, DecisionMade{Outcome: "bifall", Provider: "u1"}} {
		c, _ = Decide(c, e)
	}
	return c
}

// TestShortened: a corrected intyg by which all has ended already ends the case.
func TestShortened(t *testing.T) {
	c := New("SK-2026-0001")
	i := whole()
	i.Measures = append(i.Measures, i.Measures[0])
	i.Measures[0].To, i.Measures[1].To = date("2027-02-28"), date("2027-03-31")
	short := whole()
	short.Measures[0].To = date("2027-02-15")
	for _, e := range []Event{IntygReceived{Intyg: i, From: "p1", Provider: "u1", On: date("2026-11-23")}, DecisionMade{Outcome: "bifall", Provider: "u1"}, EndReached{}} {
		c, _ = Decide(c, e)
	}
	if c.take(short); c.End() != date("2027-02-15") {
		t.Fatalf("next is %v", c.End())
	}
	if c, _ = Decide(c, EndReached{}); !c.Ended {
		t.Error("the case goes on, with nothing ahead")
	}
}
