package care

import (
	"slices"
	"testing"
	"time"
)

// after returns what becomes of c when events happen to it, and what was said
// last.
func after(c Case, events ...Event) (Case, []Notice) {
	var said []Notice
	for _, e := range events {
		c, said = Decide(c, e)
	}
	return c, said
}

func spoken(notices []Notice, to Role, template string) bool {
	return slices.ContainsFunc(notices, func(n Notice) bool { return n.To == to && n.Template == template })
}

// TestAnswerDoubted: what was understood wrongly is as if it had not been said,
// and is asked for once more; the second time a human takes over.
func TestAnswerDoubted(t *testing.T) {
	yes := true
	start := StartProposed{On: Date{2026, 12, 7}, Joint: &yes}
	propose := TimesProposed{Kind: Visit, By: PVR, Slots: []Slot{monday, tuesday}, Needs: []Role{PVR, HTJ}}
	for name, tc := range map[string]struct {
		before  []Event
		doubt   AnswerDoubted
		owed    string
		owner   Role
		undone  func(Case) bool
		nothing bool // said to PVR of the start
	}{
		"start":    {[]Event{start}, AnswerDoubted{By: HTJ, Question: "startbesked"}, "startbesked", HTJ, func(c Case) bool { return c.Starts.IsZero() && c.Joint == nil }, false},
		"proposal": {[]Event{start, propose}, AnswerDoubted{By: PVR, Question: "tider", Kind: Visit}, "foresla_hembesok", PVR, func(c Case) bool { return len(c.Meetings[Visit].Slots) == 0 }, true},
		"refusal":  {[]Event{start, propose, TimesRefused{Kind: Visit, By: HTJ}}, AnswerDoubted{By: HTJ, Question: "tider", Kind: Visit}, "svara_hembesok", HTJ, func(c Case) bool { return len(c.Meetings[Visit].Waits()) == 1 }, true},
		"informed": {[]Event{start, PersonInformed{Of: "start", By: HTJ}}, AnswerDoubted{By: HTJ, Question: "informera_start"}, "informera_start", HTJ, func(Case) bool { return true }, true},
		"outcome":  {[]Event{start, OutcomeReported{Outcome: "close", By: PVR}}, AnswerDoubted{By: PVR, Question: "besked_pvr"}, "besked_pvr", PVR, func(c Case) bool { return c.Outcome == nil }, true},
	} {
		c, said := after(at(Startup), append(tc.before, tc.doubt)...)
		if !tc.undone(c) {
			t.Errorf("%s: nothing was undone", name)
		}
		if !slices.ContainsFunc(c.Debts(), func(d Debt) bool { return d.Name == tc.owed && d.Owner == tc.owner }) {
			t.Errorf("%s: %s does not owe %s: %v", name, tc.owner, tc.owed, c.Debts())
		}
		if !spoken(said, tc.doubt.By, "ratta_svaret") || spoken(said, PVR, "start_osaker") == tc.nothing {
			t.Errorf("%s: said %v", name, said)
		}
		tc.doubt.Again = true
		if _, said = after(c, tc.doubt); !spoken(said, BIH, "svar_fel") || spoken(said, tc.doubt.By, "ratta_svaret") {
			t.Errorf("%s: the second time: said %v", name, said)
		}
	}
}

// TestReviewOutlivesDecision: a follow-up that is booked stays when a new round
// is decided on, and each party is reminded of it; once held it makes room for
// that of the new round. What is only proposed falls.
func TestReviewOutlivesDecision(t *testing.T) {
	needs := []Role{PVR, HTJ}
	propose := TimesProposed{Kind: Review, By: PVR, Slots: []Slot{monday}, Needs: needs}
	choose := TimesChosen{Kind: Review, By: HTJ, Times: []time.Time{monday.At}}
	decide := DecisionMade{Outcome: "bifall", To: Date{2027, 6, 30}, Provider: "htj"}
	renewed := func(c Case) Case {
		c.Round++
		return c
	}
	c, _ := after(at(FollowUp), propose, choose)
	c, _ = after(renewed(c), decide)
	if !c.booked(Review) || len(c.Meetings[Review].Needs) != 2 {
		t.Fatal("the booked follow-up was dropped")
	}
	if !slices.ContainsFunc(c.Debts(), func(d Debt) bool { return d.Name == "uppfoljning_mote" && d.Owner == HTJ }) {
		t.Errorf("nobody is reminded of it: %v", c.Debts())
	}
	if c, _ = after(c, MeetingHeld{Kind: Review, Held: true}); c.Meetings[Review] != nil {
		t.Error("it stands in the way of the next one")
	}
	if !slices.ContainsFunc(c.Debts(), func(d Debt) bool { return d.Name == "uppfoljning" }) {
		t.Errorf("the new round has no follow-up: %v", c.Debts())
	}
	c, _ = after(at(FollowUp), propose)
	if c, _ = after(renewed(c), decide); c.Meetings[Review] != nil {
		t.Error("times that nobody agreed on outlived the round")
	}
}

// TestNoShow: each meeting is asked about afterwards, and when it did not take
// place a new time is looked for.
func TestNoShow(t *testing.T) {
	yes := true
	for kind, tc := range map[MeetingKind]struct {
		c     Case
		by    Role
		needs []Role
		asks  string
		owed  string
		owner Role
		tells []Role
	}{
		Call:   {first(New("SK-2026-0001"), AssessmentAsked{From: "pvr"}), BIH, []Role{PVR, BIH}, "samtal_blev_av", "foresla_samtal", BIH, []Role{PVR}},
		Visit:  {first(at(Startup), StartProposed{On: Date{2026, 12, 7}, Joint: &yes}), PVR, []Role{PVR, HTJ}, "hembesok_blev_av", "foresla_hembesok", PVR, []Role{PVR, HTJ, BIH}},
		Review: {at(FollowUp), PVR, []Role{PVR, HTJ}, "uppfoljning_blev_av", "uppfoljning", PVR, []Role{PVR, BIH}},
	} {
		other := tc.needs[0]
		if other == tc.by {
			other = tc.needs[1]
		}
		c, _ := after(tc.c, TimesProposed{Kind: kind, By: tc.by, Slots: []Slot{monday}, Needs: tc.needs}, TimesChosen{Kind: kind, By: other, Times: []time.Time{monday.At}})
		if !slices.ContainsFunc(c.Debts(), func(d Debt) bool { return d.Name == tc.asks && d.Owner == PVR && d.Of == DateOf(monday.At) }) {
			t.Errorf("%s: nobody is asked whether it took place: %v", kind, c.Debts())
		}
		c, said := after(c, MeetingHeld{Kind: kind})
		if c.booked(kind) || !slices.ContainsFunc(c.Debts(), func(d Debt) bool { return d.Name == tc.owed && d.Owner == tc.owner }) {
			t.Errorf("%s: no new time is looked for: %v", kind, c.Debts())
		}
		for _, to := range tc.tells {
			if !spoken(said, to, "motet_uteblev") {
				t.Errorf("%s: %s is not told: %v", kind, to, said)
			}
		}
		if kind == Call && !spoken(said, BIH, "foresla_samtal") {
			t.Errorf("BIH is not asked for times: %v", said)
		}
	}
}

func first(c Case, e Event) Case {
	c, _ = Decide(c, e)
	return c
}
