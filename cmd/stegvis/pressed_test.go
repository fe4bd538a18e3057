package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels/channeltest"
)

// TestPressIsStoredFirst: somebody presses a button while nothing can be stored, and
// the power goes. Slack repeats no press, so she must not be told that it went well:
// she is warned, presses again when the desk is back, and has done it once.
func TestPressIsStoredFirst(t *testing.T) {
	t.Parallel()
	clock := &clock{}
	clock.set(time.Now())
	w := &wire{T: t, office: fakeOffice(t, clock), slack: startSlack(t, clock), dir: t.TempDir(), clock: clock}
	config, path := w.config(), filepath.Join(w.dir, "state", ledgerFile)
	desk := background(t, os.Environ(), "stegvis", "serve", "--config", config)
	channeltest.Until(t, "an open desk", func() bool { return w.slack.Conns() > 0 })
	w.mails(mailing{from: rehab, subject: "Förhandsbedömning", text: "Hej! Jag planerar ett egenvårdsintyg och vill ha en förhandsbedömning."})
	card := w.card("ta_arendet")
	channeltest.Until(t, "what to do under it", func() bool { return len(w.thread()) > 0 })
	unlock := lockedOut(t, path)
	if err := w.slack.Human(marit).Click(room, card, "act:ta_arendet"); err == nil {
		t.Error("the press was acknowledged while nothing could be stored")
	}
	desk.kill()
	unlock()
	if n := taken(t, path); n != 0 {
		t.Fatalf("taken %d times while the ledger was locked", n)
	}
	desk = background(t, os.Environ(), "stegvis", "serve", "--config", config)
	channeltest.Until(t, "a press that is acknowledged", func() bool {
		return w.slack.Human(marit).Click(room, card, "act:ta_arendet") == nil
	})
	desk.kill()
	if n := taken(t, path); n != 1 {
		t.Errorf("taken %d times after a press that was acknowledged, want once", n)
	}
}

// taken counts how often somebody has taken a case in a ledger that nobody works with.
func taken(t *testing.T, path string) (n int) {
	t.Helper()
	l, err := ledger.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	list, err := l.Cases(context.Background())
	if err != nil || len(list) != 1 {
		t.Fatalf("%d cases, %v", len(list), err)
	}
	facts, err := l.Facts(context.Background(), list[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		if _, ok := f.Event.(care.Taken); ok {
			n++
		}
	}
	return n
}
