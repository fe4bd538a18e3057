package care

import (
	"slices"
	"testing"
)

// TestBasis: the papers of a decision are there once it has been made, and while
// a new intyg waits for its own only for what is still to be told or carried.
func TestBasis(t *testing.T) {
	nov, feb := date("2026-11-27"), date("2027-02-10")
	then := func(c Case, day Date, events ...Event) Case {
		for _, e := range events {
			c, _ = Decide(c, e)
			c = c.On(day)
		}
		return c
	}
	asked := then(New("X-2026-0001"), nov, IntygReceived{Intyg: whole(), From: "p1", On: nov}, ApplicationObtained{On: nov})
	decided := func(d DecisionMade) Case { return then(asked, nov, d) }
	yes := DecisionMade{Outcome: "bifall", To: date("2027-02-28"), Provider: "u1"}
	byHand, held := yes, yes
	byHand.ByHand, held.Held = true, nov.At(10, 0)
	extension := IntygReceived{Intyg: extending(), From: "p1", On: feb}
	told := PersonInformed{Of: "beslut", By: BIH}
	for name, x := range map[string]struct {
		c      Case
		papers []Paper
		on     Date
	}{
		"undecided":                     {asked, nil, Date{}},
		"granted":                       {decided(yes), []Paper{Letter, Order}, nov},
		"refused":                       {decided(DecisionMade{Outcome: "avslag"}), []Paper{Letter}, nov},
		"taken back":                    {then(decided(held), nov, OrderUndone{}), nil, Date{}},
		"extension":                     {then(decided(yes), feb, told, extension), nil, nov},
		"extension, the first not told": {then(decided(yes), feb, extension), []Paper{Letter}, nov},
		"extension, not carried":        {then(decided(byHand), feb, told, extension), []Paper{Order}, nov},
		"extension, granted":            {then(decided(yes), feb, told, extension, yes), []Paper{Letter, Order}, feb},
		"extension, taken back":         {then(decided(yes), feb, told, extension, held, OrderUndone{}), nil, nov},
	} {
		_, notices := Decide(x.c, BasisAsked{Who: "a"})
		papers := slices.DeleteFunc(notices[0].Papers, func(p Paper) bool { return p != Letter && p != Order })
		if !slices.Equal(papers, x.papers) || x.c.DecidedOn != x.on {
			t.Errorf("%s: %v of %v, want %v of %v", name, papers, x.c.DecidedOn, x.papers, x.on)
		}
	}
}
