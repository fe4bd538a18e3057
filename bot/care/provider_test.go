package care

import "testing"

// TestOrderStays: who has the order keeps it, whatever an intyg says and whatever is
// refused, until BIH gives it to another; and it is told what concerns it.
func TestOrderStays(t *testing.T) {
	other := prolonged
	other.Provider = "u2"
	corrected := IntygCorrected{Intyg: extending(), Changes: []Change{{Key: "utforare", New: "u2"}}, Provider: "u2", By: "a"}
	refused := DecisionMade{Outcome: "avslag", Provider: "u2", To: date("2027-05-31")}
	for name, tc := range map[string]struct {
		events []Event
		told   string // to HTJ, last
	}{
		"an intyg that puts another right":  {[]Event{IntygReceived{Intyg: whole(), From: "p1", Provider: "u2", On: date("2027-01-10")}}, ""},
		"an extension that names another":   {[]Event{other}, ""},
		"one that BIH has corrected so":     {[]Event{prolonged, corrected}, ""},
		"an extension to another, refused":  {[]Event{other, ApplicationObtained{On: date("2027-02-11")}, refused}, "avslutas"},
		"an extension to another, answered": {[]Event{other, OutcomeReported{Outcome: "close", By: PVR}, EndTold{}}, "avslutas"},
	} {
		c, said := after(at(Delivery), tc.events...)
		if got := heard(said)[HTJ]; c.Units[HTJ] != "u1" || got != tc.told {
			t.Errorf("%s: %s has the order; HTJ is told %q, want %q", name, c.Units[HTJ], got, tc.told)
		}
		for _, n := range said {
			if n.Unit != "" {
				t.Errorf("%s: %s goes to %s", name, n.Template, n.Unit)
			}
		}
	}
}

// TestOtherUnit: a decision gives a running order to nobody else; that is another
// deed, by which the one that has it is told. When it is over, or was declined, the
// decision names whom it likes.
func TestOtherUnit(t *testing.T) {
	ended, _ := after(over(), prolonged, Reopened{})
	declined, _ := after(at(Startup), OrderDeclined{}, prolonged)
	for name, tc := range map[string]struct {
		c        Case
		utfall   string
		provider string
		refused  string
	}{
		"the same":              {first(at(Delivery), prolonged), "bifall", "u1", ""},
		"another":               {first(at(Delivery), prolonged), "bifall", "u2", OtherUnit},
		"another, partly":       {first(at(Delivery), prolonged), "delvis", "u2", OtherUnit},
		"another, refused":      {first(at(Delivery), prolonged), "avslag", "u2", ""},
		"another, reopened":     {ended, "bifall", "u2", OtherUnit},
		"another, declined":     {declined, "bifall", "u2", ""},
		"another, at the first": {at(Application), "bifall", "u2", ""},
	} {
		c, _ := after(tc.c, ApplicationObtained{On: date("2027-02-11")})
		_, bad, ok := c.Do("beslut", Values{"utfall": tc.utfall, "till": "2027-05-31", "utforare": tc.provider, "kontrollerad": "ja"}, "a")
		if !ok || bad["utforare"] != tc.refused {
			t.Errorf("%s: offered %v, refused %v; want %q", name, ok, bad, tc.refused)
		}
	}
}
