//go:build linux && amd64

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels/mail/lab"
	"example.org/stegvis/channels/slack/slackfake"
)

// TestLateArrival: a post is on its way to Slack, held up in the network, when the
// desk is killed. It arrives after the desk is back and has looked for it: either
// before the desk gives it up, which is after ten minutes, or when it has been posted
// once more. Slack cannot tell the two apart; the desk can, and in the end each stands
// there once, where the ledger says.
func TestLateArrival(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		nth   int // which post it is: a card, or what to do under it
		after time.Duration
		twice bool // the desk has posted it once more by then
	}{
		"card, in time":    {1, 4 * time.Minute, false},
		"card, too late":   {1, 30 * time.Minute, true},
		"letter, too late": {2, 30 * time.Minute, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := &clock{at: quietMonday(care.DateOf(time.Now())).Add(1).At(8, 12)}
			w := furnish(t, fakeOffice(t, clock), clock)
			line := lab.StartLine(t, strings.TrimPrefix(w.slack.URL(), "http://"))
			w.slack.SetURL("http://" + line.Addr)
			config := w.config()
			shown, goroutines := face(t, clock)
			desk := keep(t, config, shown, goroutines)
			w.within("an open desk", func() bool { return w.slack.Conns() > 0 })
			line.Hold(posting, tt.nth)
			w.mails(mailing{from: rehab, subject: "Förhandsbedömning", text: "Hej! Jag planerar ett egenvårdsintyg och vill ha en förhandsbedömning."})
			w.within("a post on its way", line.Holding)
			desk.kill()
			w.passes(tt.after)
			if n := w.inCase(); !tt.twice && n != tt.nth-1 {
				t.Fatalf("%d messages before the late one came, want %d", n, tt.nth-1)
			}
			all := 2
			if tt.twice {
				w.within("both posts", func() bool { return w.inCase() == 2 })
				all = 3
			}
			line.Release()
			w.within("all posts", func() bool { return posts(w.slack) == all })
			w.passes(15 * time.Minute) // in which they might be posted again
			w.within("each post once", func() bool { return w.inCase() == 2 })
			desk.close()
			w.standsAsNoted()
		})
	}
}

// passes lets the desk's time pass, half a minute at a time.
func (w *wire) passes(d time.Duration) {
	for end := w.clock.now().Add(d); w.clock.now().Before(end); time.Sleep(100 * time.Millisecond) {
		w.clock.later(30 * time.Second)
	}
}

// posting is how a post to Slack begins on the line.
const posting = "POST /api/chat.postMessage"

// inCase counts what stands in chat about the case: its card, and what is under it.
func (w *wire) inCase() int { return len(w.cards()) + len(w.thread()) }

// posts counts what has ever been posted about the case.
func posts(f *slackfake.Fake) (n int) {
	for _, r := range f.Requests() {
		if r.Method == "chat.postMessage" && r.Resp["ok"] == true && (r.Args["thread_ts"] != nil || strings.Contains(drawn(r.Args), "act:")) {
			n++
		}
	}
	return n
}

// within waits, while the desk's time passes slowly.
func (w *wire) within(what string, ok func() bool) {
	w.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
		w.clock.later(time.Second)
	}
	w.Fatalf("waited in vain for %s: %s", what, drawn(w.slack.Messages(room)))
}

// standsAsNoted: what stands in chat are the card and the letters that the ledger has
// noted, there where it has noted them.
func (w *wire) standsAsNoted() {
	w.Helper()
	led, err := ledger.Open(filepath.Join(w.dir, "state", ledgerFile))
	if err != nil {
		w.Fatal(err)
	}
	defer led.Close()
	for _, m := range w.slack.Messages(room) {
		at := fmt.Sprintf("%s:%s", room, m["ts"])
		if noted, err := led.Noted(context.Background(), "slack", tokenOf(m)); err != nil || noted != at {
			w.Errorf("a message stands at %s, and the ledger says %q, %v", at, noted, err)
		}
	}
}
