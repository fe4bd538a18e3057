package care

import (
	"slices"
	"testing"
	"time"
)

// TestVisitNotHeld: of a visit that was not held nobody is to tell the person, also
// when HTJ says that what it said of it was wrong.
func TestVisitNotHeld(t *testing.T) {
	c, _ := after(first(at(Startup), StartProposed{On: date("2026-12-07"), Joint: &yesAnswer}), TimesChosen{Kind: Visit, By: HTJ, Times: []time.Time{monday.At}})
	if !owes(c, HTJ, "informera_hembesok") {
		t.Fatalf("it was never to be told: %v", c.Debts())
	}
	for _, e := range []Event{MeetingHeld{Kind: Visit}, AnswerDoubted{By: HTJ, Question: "informera_hembesok"}} {
		if c, _ = after(c, e); owes(c, HTJ, "informera_hembesok") {
			t.Errorf("after %s HTJ owes it: %v", Kind(e), c.Debts())
		}
	}
}

// TestHeldCallIsAnswered: when the call has been held the förhandsbedömning is still
// owed, and no other call.
func TestHeldCallIsAnswered(t *testing.T) {
	times := TimesProposed{Kind: Call, By: BIH, Slots: []Slot{monday}, Needs: []Role{PVR, BIH}}
	c, _ := after(at(Assessment), times, TimesChosen{Kind: Call, By: PVR, Times: []time.Time{monday.At}}, MeetingHeld{Kind: Call, Held: true})
	if !owes(c, BIH, "forhandsbedomning") || owes(c, BIH, "foresla_samtal") {
		t.Errorf("owed %v", c.Debts())
	}
}

// TestChangeHasAButton: when PVR says that the need changes, BIH is asked to act and
// has what to do it with, until it has been done.
func TestChangeHasAButton(t *testing.T) {
	c, said := after(at(FollowUp), OutcomeReported{Outcome: "change", By: PVR})
	e, bad, ok := c.Do("forandrat_behov", Values{"val": "justera", "till": "HTJ", "text": "t"}, "a")
	if !spoken(said, BIH, "forandrat_behov") || !owes(c, BIH, "forandrat_behov") || !ok || bad != nil {
		t.Fatalf("said %v; owed %v; offered %v, refused %v", said, c.Debts(), ok, bad)
	}
	if c, _ = after(c, e); slices.Contains(c.Offers(), "forandrat_behov") {
		t.Error("it is offered once more")
	}
}

// TestUndoneHandover: what waited to be sent was given up when the case closed. When
// the handover is taken back there is nothing to send, and nobody is asked to.
func TestUndoneHandover(t *testing.T) {
	held := LettersHeld{Letters: []Waiting{{To: PVR, Template: "kvittens", For: ForHuman}}}
	c, _ := after(at(Application), held, CaseHandedOver{To: "b2", Held: monday.At})
	if !c.Closed || !c.Undoable() {
		t.Fatalf("closed %v, undoable %v", c.Closed, c.Undoable())
	}
	c, _ = after(c, OrderUndone{})
	if c.Closed || c.Elsewhere || owes(c, BIH, "skicka") || slices.Contains(c.Offers(), "skicka") {
		t.Errorf("closed %v, elsewhere %v; owed %v; offered %v", c.Closed, c.Elsewhere, c.Debts(), c.Offers())
	}
}
