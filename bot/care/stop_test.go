package care

import (
	"slices"
	"testing"
)

// TestStopStays: a stop sign stays, whatever happens, until BIH has dealt with it or
// let the case go; what comes after it adds its own.
func TestStopStays(t *testing.T) {
	clears := []string{"StopCleared", "CaseEnded", "CaseReturned", "CaseHandedOver"}
	for _, s := range Steps() {
		for _, v := range variants {
			c, _ := after(at(s), StopSigned{Signs: []string{"avliden"}, From: PVR}, v.event)
			if gone := !slices.Contains(c.Stop, "avliden"); gone != slices.Contains(clears, Kind(v.event)) {
				t.Errorf("%v, %s: gone is %v", s, v.name, gone)
			}
		}
	}
	again := IntygReceived{Intyg: whole(), From: "p1", Signs: []string{"skaderisk", "avliden"}, On: date("2026-11-24")}
	c, _ := after(at(Application), StopSigned{Signs: []string{"avliden"}, From: PVR}, again)
	if want := []string{"avliden", "skaderisk"}; !slices.Equal(c.Stop, want) {
		t.Errorf("a new intyg makes it %q, want %q", c.Stop, want)
	}
}

// TestNothingTurnsWhileStopped: the clock does not move a case on while nothing of it
// would leave, and BIH owes what lets it go on, with an act that does.
func TestNothingTurnsWhileStopped(t *testing.T) {
	for name, tc := range map[string]struct {
		stop      Event
		debt, act string
		values    Values
	}{
		"a stop":        {StopSigned{Signs: []string{"sjukhus"}, From: HTJ}, "stopp_klart", "stopp_klart", Values{"atgard": "fortsatt"}},
		"a wrong party": {Misrouted{}, "felskick", "ateruppta", nil},
	} {
		c, _ := after(at(Startup), StartProposed{On: date("2026-12-07"), Joint: &noAnswer})
		starts, end := c.Turns()
		c, _ = after(c, tc.stop)
		if s, e := c.Turns(); !s.IsZero() || !e.IsZero() || !owes(c, BIH, tc.debt) {
			t.Errorf("%s: the clock turns it on %v and %v; owed %v", name, s, e, c.Debts())
		}
		goOn, bad, ok := c.Do(tc.act, tc.values, "a")
		if !ok || bad != nil {
			t.Fatalf("%s: %s is offered %v, refused %v", name, tc.act, ok, bad)
		}
		c, _ = after(c, goOn)
		if s, e := c.Turns(); s != starts || e != end || starts.IsZero() || end.IsZero() || owes(c, BIH, tc.debt) {
			t.Errorf("%s: afterwards on %v and %v, want %v and %v; owed %v", name, s, e, starts, end, c.Debts())
		}
	}
}

// TestMisroutedAfterwards: in a closed case, too, BIH can say that what went to the
// wrong party has been cleared up.
func TestMisroutedAfterwards(t *testing.T) {
	c, _ := after(over(), Misrouted{By: "a"})
	e, _, ok := c.Do("ateruppta", nil, "a")
	if !owes(c, BIH, "felskick") || !ok {
		t.Fatalf("owed %v; offered %v", c.Debts(), c.Offers())
	}
	if c, _ = after(c, e); len(c.Debts()) > 0 || !c.Closed || slices.Contains(c.Offers(), "ateruppta") {
		t.Errorf("owed %v; closed %v; offered %v", c.Debts(), c.Closed, c.Offers())
	}
}
