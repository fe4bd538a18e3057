package bot

import (
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/intyg/page"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// TestLearn: what somebody explains is known at once, and what another program
// keeps is known before the next mail; a desk that opens again still knows it.
func TestLearn(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	form := intyg.Form{Name: "a", Labels: map[string]string{"Nyttan": "insats.syfte"}}
	if err := b.Learn(t.Context(), "U1", form); err != nil {
		t.Fatal(err)
	}
	if got := b.Reader.Taught(); len(got) != 1 || got[0].Name != "a" {
		t.Errorf("taught %+v", got)
	}
	if err := b.Learn(t.Context(), "U1", intyg.Form{Name: "b", Labels: map[string]string{"Nyttan": "insats.nytta"}}); err == nil {
		t.Error("a key that is none was kept")
	}
	if err := b.Ledger.KeepWording(t.Context(), ledger.Wording{At: now, By: "operator", Form: "c", Labels: map[string]string{"Så tätt": "insats.frekvens"}}); err != nil {
		t.Fatal(err)
	}
	b.Reader = intyg.NewReader(page.NewReader(page.Options{}))
	b.take(t, channels.Incoming{Channel: "mail", ID: "1", From: "rehab@rehab.example", Text: "Hej", Received: now})
	if got := b.Reader.Taught(); len(got) != 2 || got[1].Name != "c" {
		t.Errorf("taught %+v", got)
	}
}
