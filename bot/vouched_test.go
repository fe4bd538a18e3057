package bot

import (
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// A mail that our server does not vouch for, or that a machine has sent, may
// bear the name of a unit in the lists: nothing is ever answered by itself, and
// BIH sees it.
func TestNobodyVouches(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	for name, c := range map[string]struct {
		vouched channels.Vouch
		letters int
	}{
		"not asked": {channels.NotAsked, 1},
		"vouched":   {channels.Vouched, 1},
		"doubtful":  {channels.Doubtful, 0},
	} {
		b := newBench(t, func() time.Time { return now })
		in := ask("1", now)
		in.Vouched = c.vouched
		if v := b.take(t, in); !v.Ours {
			t.Errorf("%s: it was left lying", name)
		}
		b.send(t)
		if got := len(b.mail.Sent()); got != c.letters {
			t.Errorf("%s: %d mails, want %d", name, got, c.letters)
		}
		if cards, _ := b.board.Cards(); len(cards) != 1 {
			t.Errorf("%s: %d cards, want 1", name, len(cards))
		}
	}
}
