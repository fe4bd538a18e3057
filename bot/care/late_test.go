package care

import (
	"maps"
	"slices"
	"testing"
)

// prolonged is the intyg by which PVR extends what [at] has begun.
var prolonged = IntygReceived{Intyg: extending(), From: "p1", Provider: "u1", On: date("2027-02-10")}

// over is a case that has ended as was agreed on, and is closed.
func over() Case {
	c, _ := after(at(FollowUp), OutcomeReported{Outcome: "close", By: PVR}, EndTold{}, EndReached{})
	return c
}

// TestLate: what is done when the case has gone on, or once more, is done all the
// same: whoever is to hear of it does.
func TestLate(t *testing.T) {
	extend, obtained := OutcomeReported{Outcome: "extend", Until: date("2027-05-31"), By: PVR}, ApplicationObtained{On: date("2027-02-11")}
	granted := DecisionMade{Outcome: "bifall", To: date("2027-05-31"), Provider: "u1"}
	byHand := granted
	byHand.ByHand = true
	ordered := map[Role]string{PVR: "bifall", HTJ: "bestallning_forlangd", BIH: "meddelat"}
	for name, tc := range map[string]struct {
		c      Case
		events []Event
		told   map[Role]string // last, and nobody else
		step   Step
	}{
		"the application, after PVR's answer": {at(Delivery), []Event{prolonged, extend, obtained}, map[Role]string{BIH: "beslut"}, Closing},
		"the decision, after PVR's answer":    {at(Delivery), []Event{prolonged, extend, obtained, granted}, ordered, Delivery},
		"the decision, before the answer":     {at(Delivery), []Event{prolonged, obtained, granted}, ordered, Delivery},
		"the decision, after the end":         {over(), []Event{prolonged, Reopened{}, obtained, granted}, ordered, Delivery},
		"a refusal, after the end":            {over(), []Event{prolonged, Reopened{}, obtained, DecisionMade{Outcome: "avslag"}}, map[Role]string{PVR: "avslag", HTJ: "avslutas", BIH: "meddelat"}, Closing},
		"an extension that BIH has carried":   {at(Delivery), []Event{prolonged, obtained, byHand, OrderCarried{On: date("2027-02-12")}}, map[Role]string{}, Delivery},
	} {
		c, said := after(tc.c, tc.events...)
		if got := heard(said); !maps.Equal(got, tc.told) || c.Step != tc.step || c.Closed {
			t.Errorf("%s: said %v, want %v; in %v, want %v; closed %v", name, got, tc.told, c.Step, tc.step, c.Closed)
		}
	}
}

// heard is what each party is told by notices.
func heard(notices []Notice) map[Role]string {
	told := map[Role]string{}
	for _, n := range notices {
		told[n.To] += n.Template
	}
	return told
}

func owes(c Case, who Role, debt string) bool {
	return slices.ContainsFunc(c.Debts(), func(d Debt) bool { return d.Owner == who && d.Name == debt })
}

// TestDeclinedLate: an utförare that declines when it has begun is replaced by
// another, which then gets the order and is asked for a start.
func TestDeclinedLate(t *testing.T) {
	c, said := after(at(Delivery), OrderDeclined{})
	if !spoken(said, BIH, "valj_utforare") || !owes(c, BIH, "byt_utforare") {
		t.Fatalf("said %v; owed %v", said, c.Debts())
	}
	e, bad, ok := c.Do("byt_utforare", Values{"utforare": "u2", "sista": "2027-01-15", "kontrollerad": "ja"}, "a")
	if !ok || bad != nil {
		t.Fatalf("another cannot be chosen: offered %v, refused %v", ok, bad)
	}
	c, said = after(c, e)
	if c.Units[HTJ] != "u2" || !spoken(said, HTJ, "bestallning") || !owes(c, HTJ, "startbesked") || owes(c, BIH, "byt_utforare") {
		t.Errorf("%s has it; said %v; owed %v", c.Units[HTJ], said, c.Debts())
	}
}
