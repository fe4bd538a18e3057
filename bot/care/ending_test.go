package care

import (
	"slices"
	"testing"
)

// TestRefusedExtension: what is refused is that it goes on. Until the last day of
// what was granted it does, whatever day stood in the form.
func TestRefusedExtension(t *testing.T) {
	for _, to := range []Date{{}, date("2027-05-31")} {
		c, said := after(at(Delivery), prolonged, ApplicationObtained{On: date("2027-02-11")}, DecisionMade{Outcome: "avslag", To: to})
		if got, want := c.End(), date("2027-02-28"); got != want || !spoken(said, HTJ, "avslutas") {
			t.Errorf("till %v: ends on %v, want %v; said %v", to, got, want, said)
		}
	}
}

// TestEndIsTold: whoever has been told to go on is told when the case ends after all,
// also when the last day has passed meanwhile.
func TestEndIsTold(t *testing.T) {
	extend := []Event{OutcomeReported{Outcome: "extend", Until: date("2027-05-31"), By: PVR}, EndTold{Extend: true, Until: date("2027-05-31")}}
	stopped := []Event{StopSigned{Signs: []string{"avliden"}, From: PVR}, StopCleared{End: true}}
	for name, tc := range map[string][]Event{
		"before the last day":              append(slices.Clone(extend), CaseEnded{Why: "avliden"}),
		"after it":                         append(slices.Clone(extend), EndReached{}, CaseEnded{Why: "avliden"}),
		"after it, by a stop":              slices.Concat(extend, []Event{EndReached{}}, stopped),
		"after it, and the intyg has come": append(slices.Clone(extend), prolonged, EndReached{}, CaseEnded{Why: "avliden"}),
	} {
		if c, said := after(at(FollowUp), tc...); !c.Closed || !spoken(said, HTJ, "avslutat") || !spoken(said, PVR, "avslutat") {
			t.Errorf("%s: closed %v, said %v", name, c.Closed, said)
		}
	}
}

// TestOpenStaysOpen: a case that has been opened again, or in which an extension
// waits for its decision, does not close by itself: what was told of its end was told
// of another.
func TestOpenStaysOpen(t *testing.T) {
	agreed := []Event{OutcomeReported{Outcome: "close", By: PVR}, EndTold{}}
	for name, tc := range map[string]struct {
		c      Case
		events []Event
	}{
		"opened again":                     {over(), []Event{Reopened{}}},
		"opened again for an extension":    {over(), []Event{prolonged, Reopened{}}},
		"an extension after all":           {at(FollowUp), append(slices.Clone(agreed), prolonged)},
		"its end told while it is weighed": {at(FollowUp), append([]Event{prolonged}, agreed...)},
	} {
		c, said := after(tc.c, append(tc.events, EndReached{})...)
		if c.Closed || !spoken(said, BIH, "slut_utan_besked") || spoken(said, HTJ, "avslutat") {
			t.Errorf("%s: closed %v, said %v", name, c.Closed, said)
		}
	}
}

// TestToldToGoOn: what HTJ has been told, that it goes on, is not forgotten with the
// extension that it was told of.
func TestToldToGoOn(t *testing.T) {
	c, _ := after(at(FollowUp), OutcomeReported{Outcome: "extend", By: PVR}, EndTold{Extend: true}, prolonged)
	if c.EndTold == nil || owes(c, BIH, "besked_htj") {
		t.Errorf("BIH is to tell it again; owed %v", c.Debts())
	}
}

// TestReviewedAmongOthers: PVR may put a review ahead without naming a day, also when
// another insats ends before it; everybody is told so, and asked for nothing.
func TestReviewedAmongOthers(t *testing.T) {
	i := whole()
	i.Measures = append(i.Measures, i.Measures[0])
	i.Measures[0].To, i.Measures[0].Ongoing, i.Measures[0].Review = Date{}, true, date("2027-01-31")
	intyg := IntygReceived{Intyg: i, From: "p1", Provider: "u1", On: date("2026-11-23")}
	c, said := after(New("SK-2026-0001"), intyg, DecisionMade{Outcome: "bifall", Provider: "u1"}, StartReached{}, OutcomeReported{Outcome: "extend", By: PVR})
	for _, r := range Roles() {
		if got := heard(said)[r]; got != "omprovad" {
			t.Errorf("%s is told %q", r, got)
		}
	}
	if c.Step != Delivery || c.Outcome != nil || c.End() != date("2027-02-28") {
		t.Errorf("in %v, next is %v, outcome %v", c.Step, c.End(), c.Outcome)
	}
}

// TestRefusalReopened: a case that was refused and is opened again is to be decided on
// anew. A random life found one that nobody owed anything in, and nothing could be done.
func TestRefusalReopened(t *testing.T) {
	c, _ := after(at(Application), DecisionMade{Outcome: "avslag"}, PersonInformed{Of: "beslut", By: BIH}, Reopened{})
	e, bad, ok := c.Do("beslut", Values{"utfall": "bifall", "utforare": "u1", "kontrollerad": "ja"}, "a")
	if c.Closed || !owes(c, BIH, "beslut") || !ok || bad != nil {
		t.Fatalf("closed %v; owed %v; offered %v, refused %v", c.Closed, c.Debts(), ok, bad)
	}
	if c, said := after(c, e); !spoken(said, HTJ, "bestallning") || c.Step != Startup {
		t.Errorf("in %v; said %v", c.Step, said)
	}
}

// TestRefusalIsToldAndOver: when the person has been told of a refusal the case closes,
// in whatever step it was decided; that she has been told of something else is another
// thing. Random lives found cases that stayed open, in which nobody owed anything.
func TestRefusalIsToldAndOver(t *testing.T) {
	refused, told := DecisionMade{Outcome: "avslag"}, PersonInformed{Of: "beslut", By: BIH}
	for name, tc := range map[string]struct {
		c      Case
		events []Event
		closed bool
	}{
		"in its step":                 {at(Application), []Event{refused, told}, true},
		"after PVR's answer":          {at(Delivery), []Event{prolonged, OutcomeReported{Outcome: "extend", By: PVR}, refused, told}, true},
		"after the utförare changed":  {at(Delivery), []Event{prolonged, ProviderChanged{Provider: "u2"}, refused, told}, true},
		"HTJ has told of the start":   {at(Delivery), []Event{prolonged, refused, PersonInformed{Of: "start", By: HTJ}}, false},
		"it is to be decided on anew": {at(Application), []Event{refused, CaseEnded{Why: "annat"}, Reopened{}, told}, false},
	} {
		if c, said := after(tc.c, tc.events...); c.Closed != tc.closed || spoken(said, BIH, "avslutat") != tc.closed {
			t.Errorf("%s: closed %v, said %v", name, c.Closed, said)
		}
	}
}

// TestNoVisitAfterRefusal: when it is refused that it goes on, nobody is to propose the
// visit that was wanted, and BIH is not offered what would come to nothing.
func TestNoVisitAfterRefusal(t *testing.T) {
	c, _ := after(at(Startup), StartProposed{On: date("2026-12-07"), Joint: &yesAnswer}, TimesRefused{Kind: Visit, By: HTJ})
	if !owes(c, PVR, "foresla_hembesok") || !slices.Contains(c.Offers(), "inget_hembesok") {
		t.Fatalf("owed %v; offered %v", c.Debts(), c.Offers())
	}
	c, _ = after(c, prolonged, DecisionMade{Outcome: "avslag"})
	if owes(c, PVR, "foresla_hembesok") || slices.Contains(c.Offers(), "inget_hembesok") || slices.Contains(c.Offers(), "foresla_hembesok") {
		t.Errorf("owed %v; offered %v", c.Debts(), c.Offers())
	}
}
