package slack

import (
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels/channeltest"
)

// TestFace: a party's card shows what is asked of it and the times it may choose
// from, and nothing of what it is not to see, even if it were given that.
func TestFace(t *testing.T) {
	w, today := theWords(), care.DateOf(time.Now())
	c := cases()["everything"]
	c.Seen, c.Step = care.HTJ, care.Startup
	c.Duties = []care.Duty{{Name: "startbesked", Owner: care.HTJ, Due: today.Add(2)}}
	c.Meeting = care.PublicMeeting{Kind: care.Visit, Slots: []care.Slot{{At: today.At(10, 0), Minutes: 60}}, Waits: []care.Role{care.HTJ, care.PVR}}
	notice, blocks := w.card(c, today)
	drawn := notice + string(marshal(t, blocks))
	for _, want := range []string{string(c.ID), "steg 3", "meddela startdatum", `"slot:1"`, `"slot:0"`, "Svara i tråden"} {
		if !strings.Contains(drawn, want) {
			t.Errorf("the card does not say %q:\n%s", want, drawn)
		}
	}
	for _, never := range []string{c.Label, c.PVR, c.Owner, `"act:`, `"more"`, "PVR"} {
		if never != "" && strings.Contains(drawn, never) {
			t.Errorf("the card says %q:\n%s", never, drawn)
		}
	}
	c.Closed = true
	if _, blocks := w.card(c, today); len(blocks) != 1 || strings.Contains(string(marshal(t, blocks)), "meddela") {
		t.Errorf("a case that is no longer theirs shows %s", marshal(t, blocks))
	}
}

// TestMissedInConversation: what a party wrote to the bot alone while it was away
// is found when it comes back.
func TestMissedInConversation(t *testing.T) {
	r := newRig(t, kit{idle: true})
	who := r.Human(omar)
	if _, err := who.Post(who.DM(), "Ja, tid 2 passar"); err != nil {
		t.Fatal(err)
	}
	r.receive(t)
	channeltest.Until(t, "what was missed", func() bool {
		for _, in := range r.desk.Taken() {
			if in.From == omar && in.Place == who.DM() && in.Text == "Ja, tid 2 passar" {
				return true
			}
		}
		return false
	})
}
