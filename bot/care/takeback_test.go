package care

import (
	"testing"
	"time"
)

// TestTakeBack: a booked visit does not outlive the case, or the utförare who was
// to make it; whoever had the invitation gets it back, and nobody else.
func TestTakeBack(t *testing.T) {
	booked, _ := Decide(at(Startup), TimesChosen{Kind: Visit, By: HTJ, Times: []time.Time{monday.At}})
	for _, e := range []Event{CaseEnded{Why: "avliden"}, ProviderChanged{Provider: "u2"}} {
		after, notices := Decide(booked, e)
		back := map[Role]int{}
		for _, n := range notices {
			if !n.Cancel {
				continue
			}
			back[n.To]++
			if n.To == HTJ && after.Units[HTJ] != "u1" && n.Unit != "u1" {
				t.Errorf("%T: %s goes to the new utförare with a cancelled invitation", e, n.Template)
			}
		}
		if back[PVR] != 1 || back[HTJ] != 1 || back[BIH] != 0 {
			t.Errorf("%T: invitations taken back: %v, want PVR's and HTJ's", e, back)
		}
		for _, d := range after.Debts() {
			if d.Name == "hembesok" {
				t.Errorf("%T: %s still owes the visit", e, d.Owner)
			}
		}
	}
	for _, e := range []Event{QuestionAsked{From: HTJ, To: PVR, Text: "t"}, StartReached{}, BookingDoubted{Kind: Visit, By: PVR}} {
		if _, notices := Decide(booked, e); len(notices) == 0 {
			t.Errorf("%T: nothing said", e)
		} else if notices[0].Cancel {
			t.Errorf("%T takes the invitation back", e)
		}
	}
}
