package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// TestEveryLookIsTold: whatever holidays and days of closed desk lie between two
// weekly letters, each look stands in one of them, and in one only.
func TestEveryLookIsTold(t *testing.T) {
	now := time.Date(2027, 3, 15, 7, 45, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	b.take(t, ask("1", now))
	letter := func() (last string) {
		t.Helper()
		if err := b.Weekly(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.send(t)
		for _, m := range append(b.mail.Sent(), b.board.Sent()...) {
			if strings.Contains(m.Text, "kontrolltalet är") {
				last = m.Text
			}
		}
		return last
	}
	look := func() {
		b.take(t, channels.Incoming{Channel: "slack", ID: fmt.Sprint(now), From: "U2", Case: "SK-2026-0001", Act: "mejla_underlag", Received: now})
	}
	const once = "Sara Testson: en gång, i ett ärende"
	letter()
	now = time.Date(2027, 3, 22, 7, 45, 0, 0, care.Stockholm)
	letter()
	now = now.Add(2 * time.Hour)
	look()
	now = time.Date(2027, 3, 29, 7, 45, 0, 0, care.Stockholm) // annandag påsk
	letter()
	now = now.AddDate(0, 0, 1)
	if said := letter(); !strings.Contains(said, once) || !strings.Contains(said, "sedan måndag 22 mars 2027") {
		t.Errorf("after a holiday:\n%s", said)
	}
	now = now.Add(time.Hour)
	look()
	now = now.AddDate(0, 0, 15) // the desk was closed all of the next week
	if said := letter(); !strings.Contains(said, once) {
		t.Errorf("after a week of closed desk:\n%s", said)
	}
	now = now.AddDate(0, 0, 5)
	if said := letter(); !strings.Contains(said, "Ingen har tagit fram") {
		t.Errorf("once more:\n%s", said)
	}
}
