package care

import (
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
	if got, want := c.Later(), []Date{date("2027-06-30")}; !slices.Equal(got, want) {
		t.Errorf("then %v, want %v", got, want)
	}
}
