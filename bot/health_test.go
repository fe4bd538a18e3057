package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/notebook"
)

// TestTroubles: what stands still for how long, and when only a restart is left.
func TestTroubles(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	well := func() Health {
		return Health{At: now, Opened: ago(48 * time.Hour), Delivered: ago(time.Minute), Looked: ago(time.Hour), Free: 1 << 40, Channels: []Connection{
			{"mail", channels.Pulse{Heard: ago(time.Minute)}}, {"slack", channels.Pulse{Heard: now, Told: now, Ahead: time.Second}}}}
	}
	for name, tt := range map[string]struct {
		spoil func(*Health)
		want  string // the troubles; ! where a restart is left
	}{
		"all is well": {func(*Health) {}, ""},
		"just opened": {func(h *Health) { *h = Health{At: now, Opened: now, Free: -1, Channels: []Connection{{Name: "mail"}}} }, ""},
		"opened, and nothing since": {func(h *Health) {
			*h = Health{At: now, Opened: ago(2 * time.Hour), Free: -1, Channels: []Connection{{Name: "mail"}}}
		}, "deliver! mail!"},
		"a round that does not end":    {func(h *Health) { h.Delivered = ago(16 * time.Minute) }, "deliver!"},
		"no look for more than a day":  {func(h *Health) { h.Looked = ago(27 * time.Hour) }, "look"},
		"a mail server that is silent": {func(h *Health) { h.Channels[0].Heard = ago(16 * time.Minute) }, "mail"},
		"for an hour":                  {func(h *Health) { h.Channels[0].Heard = ago(61 * time.Minute) }, "mail!"},
		"chat that is silent for long": {func(h *Health) { h.Channels[1].Heard = ago(24 * time.Hour) }, "slack"},
		"a letter that does not leave": {func(h *Health) { h.Queue = ledger.Queue{Waiting: 1, Since: ago(7 * time.Hour)} }, "letters"},
		"letters on their way":         {func(h *Health) { h.Queue = ledger.Queue{Waiting: 9, Since: ago(time.Hour)} }, ""},
		"nothing can be stored":        {func(h *Health) { h.Ledger = errors.New("the disk is full") }, "ledger"},
		"hardly any room":              {func(h *Health) { h.Free = 1 << 20 }, "disk"},
		"nobody knows how much":        {func(h *Health) { h.Free = -1 }, ""},
		"a clock years ahead":          {func(h *Health) { h.Channels[1].Ahead = 3 * 365 * 24 * time.Hour }, "clock"},
		"a clock that lags":            {func(h *Health) { h.Channels[1].Ahead = -7 * time.Hour }, "clock"},
	} {
		h := well()
		tt.spoil(&h)
		var got []string
		stuck := false
		for _, x := range h.Troubles() {
			if x.Restart {
				x.What, stuck = x.What+"!", true
			}
			got = append(got, x.What)
		}
		if strings.Join(got, " ") != tt.want || h.Stuck() != stuck {
			t.Errorf("%s: %q, stuck %t; want %q", name, got, h.Stuck(), tt.want)
		}
	}
}

// A line is a notebook whose server answers, or does not.
type line struct {
	*notebook.Notebook
	channels.Heart
	mu   sync.Mutex
	dead bool
	hang chan struct{} // what Send waits for, unless nil
}

func (l *line) cut(dead bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dead = dead
}

// Receive is answered once a minute, unless the line is dead.
func (l *line) Receive(ctx context.Context, _ channels.Desk) error {
	for ctx.Err() == nil {
		l.mu.Lock()
		if !l.dead {
			l.Beat(time.Now())
		}
		l.mu.Unlock()
		select {
		case <-ctx.Done():
		case <-time.After(time.Minute):
		}
	}
	return nil
}

func (l *line) Send(ctx context.Context, m channels.Outgoing) (string, error) {
	if l.hang != nil {
		<-l.hang
	}
	return l.Notebook.Send(ctx, m)
}

// watched is a desk at work, with mail over a line, whose signs of life are
// counted.
func watched(t *testing.T, work func(t *testing.T, b *bench, mail *line, beats func() (int, Health))) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, time.Now)
		mail := &line{Notebook: b.mail}
		b.Channels[0] = mail
		var mu sync.Mutex
		var n int
		var last Health
		b.Beat = func(h Health) {
			mu.Lock()
			defer mu.Unlock()
			if n, last = n+1, h; h.Stuck() {
				n--
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- b.Run(ctx, "0 8 * * *") }()
		synctest.Wait()
		work(t, b, mail, func() (int, Health) {
			mu.Lock()
			defer mu.Unlock()
			return n, last
		})
		cancel()
		if mail.hang != nil {
			close(mail.hang)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// An idle desk gives a sign of life every minute, for more than a day, and is well.
func TestIdleIsWell(t *testing.T) {
	watched(t, func(t *testing.T, b *bench, _ *line, beats func() (int, Health)) {
		time.Sleep(27 * time.Hour)
		n, h := beats()
		if n < 27*60-5 || len(h.Troubles()) > 0 {
			t.Errorf("%d signs of life, and %v", n, h.Troubles())
		}
		if h.Looked.IsZero() || h.Queue.Waiting != 0 {
			t.Errorf("%+v", h)
		}
	})
}

// A delivery that hangs ends the signs of life; whoever holds the last one can see
// how long ago it was.
func TestHungDelivery(t *testing.T) {
	watched(t, func(t *testing.T, b *bench, mail *line, beats func() (int, Health)) {
		mail.hang = make(chan struct{})
		b.take(t, ask("1", time.Now()))
		time.Sleep(2 * time.Minute)
		before, _ := beats()
		time.Sleep(time.Hour)
		n, h := beats()
		if n != before {
			t.Errorf("%d more signs of life while a letter hung", n-before)
		}
		if h.At = time.Now(); !h.Stuck() {
			t.Errorf("an hour later the last of them says %v", h.Troubles())
		}
	})
}

// A mail server that no longer answers: BIH is told in chat after a quarter of an
// hour, once; after an hour the signs of life end. When it answers again they
// begin again.
func TestSilentServer(t *testing.T) {
	watched(t, func(t *testing.T, b *bench, mail *line, beats func() (int, Health)) {
		time.Sleep(10 * time.Minute)
		mail.cut(true)
		time.Sleep(14 * time.Minute)
		if b.toldBIH("Mejlservern svarar inte") {
			t.Error("told too early")
		}
		time.Sleep(45 * time.Minute)
		if n := strings.Count(strings.Join(b.chat(), "\n"), "Mejlservern svarar inte"); n != 1 {
			t.Errorf("told %d times in chat: %q", n, b.chat())
		}
		if _, h := beats(); fmt.Sprint(h.Troubles()) == "[]" || h.Stuck() {
			t.Errorf("after an hour all but: %v", h.Troubles())
		}
		time.Sleep(5 * time.Minute)
		before, _ := beats()
		time.Sleep(time.Hour)
		if n, h := beats(); n != before || !h.Stuck() {
			t.Errorf("%d more signs of life from a desk that hears nobody", n-before)
		}
		mail.cut(false)
		time.Sleep(3 * time.Minute)
		if n, h := beats(); n == before || len(h.Troubles()) > 0 {
			t.Errorf("heard again, and no sign of life: %v", h.Troubles())
		}
	})
}

// Reminders wait for a clock that can be trusted: until somebody has answered, and
// for as long as a server says another time. Then they come by themselves.
func TestWrongClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, time.Now)
		mail, heart := &line{Notebook: b.mail, dead: true}, channels.Heart{}
		b.Channels[0] = mail
		b.Channels = append(b.Channels, &telling{notebook.New("chatten"), &heart})
		heart.Clock(time.Now(), time.Now().AddDate(-3, 0, 0))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- b.Run(ctx, "0 8 * * *") }()
		looked := func() bool { return !b.Health(ctx).Looked.IsZero() }
		time.Sleep(3 * time.Hour)
		if looked() {
			t.Error("looked through the cases before anybody had answered")
		}
		mail.cut(false)
		time.Sleep(3 * time.Hour)
		if looked() || !b.Health(ctx).Owed {
			t.Error("looked through the cases by a clock that is three years ahead")
		}
		heart.Clock(time.Now(), time.Now().Add(time.Second))
		time.Sleep(2 * time.Minute)
		if !looked() || b.Health(ctx).Owed {
			t.Error("did not look through the cases when the clock was right again")
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

type telling struct {
	*notebook.Notebook
	heart *channels.Heart
}

func (c *telling) Pulse() channels.Pulse { return c.heart.Pulse() }

// Nothing can be stored: BIH is told in chat, past the ledger, and not again and
// again.
func TestCriesPastTheLedger(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	full := Health{At: now, Free: -1, Ledger: errors.New("the disk is full")}
	for range 3 {
		b.cry(t.Context(), full)
	}
	if n := len(b.board.Sent()); n != 1 || !b.toldBIH("kan inte spara") {
		t.Errorf("told %d times: %q", n, b.chat())
	}
	full.At = now.Add(7 * time.Hour)
	b.cry(t.Context(), full)
	if n := len(b.board.Sent()); n != 2 {
		t.Errorf("told %d times after seven hours", n)
	}
}
