package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// Whether the desk works cannot be told from its process being there. What tells
// is how far the work has come: a round that is finished, a server that has
// answered, a letter that has left. An idle desk finishes its rounds too.
//
// How long ago that was is measured by time.Now and not by Bot.Now: a clock that
// is set, or a machine that has slept, must not look like a desk that hangs.

// Health says how far the work has come. It holds nothing about anybody.
type Health struct {
	At        time.Time // when it was looked at
	Opened    time.Time // when the desk began to work
	Delivered time.Time // when all that was due, or the last of its letters, had been seen to
	Looked    time.Time // when the day's look through the cases was last done
	Owed      bool      // a look through the cases waits for the clock to be trusted
	Channels  []Connection
	Queue     ledger.Queue
	Ledger    error // why nothing can be stored; nil when it can
	Free      int64 // bytes on the ledger's disk; negative when nobody knows
}

// A Connection is a channel's pulse.
type Connection struct {
	Name string
	channels.Pulse
}

// A Trouble is something that has not moved for too long, or is about to stop.
type Trouble struct {
	What    string        // deliver, look, ledger, disk, clock, letters, or a channel
	For     time.Duration // so long; zero where that is not the point
	Restart bool          // it has lasted so long that only starting afresh is left to try
}

func (t Trouble) String() string {
	if t.For == 0 {
		return t.What
	}
	return fmt.Sprintf("%s: nothing for %s", t.What, t.For.Round(time.Second))
}

// How long each kind of work may stand still. A server that does not answer is
// told of long before it is worth a restart: it is seldom cured by one, and what
// is known of an outage of chat would be forgotten. So chat's never leads to one.
const (
	roundStill  = 15 * time.Minute // longer than a letter takes that is given every time limit there is
	lookStill   = 26 * time.Hour   // it is daily
	serverStill = 15 * time.Minute
	serverHung  = time.Hour
	letterStill = 6 * time.Hour // longer than a letter is tried before it is given up
	roomLeft    = 200 << 20     // bytes
)

// Troubles lists what is wrong; nothing when all is well.
func (h Health) Troubles() (all []Trouble) {
	still := func(what string, since time.Time, limit, restart time.Duration) {
		if d := h.At.Sub(later(since, h.Opened)); d > limit {
			all = append(all, Trouble{what, d, restart > 0 && d > restart})
		}
	}
	still("deliver", h.Delivered, roundStill, roundStill)
	still("look", h.Looked, lookStill, 0)
	for _, c := range h.Channels {
		restart := serverHung
		if c.Name != "mail" {
			restart = 0
		}
		still(c.Name, c.Heard, serverStill, restart)
	}
	if q := h.Queue; q.Waiting > 0 && h.At.Sub(q.Since) > letterStill {
		all = append(all, Trouble{What: "letters", For: h.At.Sub(q.Since)})
	}
	for what, wrong := range map[string]bool{"ledger": h.Ledger != nil, "disk": h.Free >= 0 && h.Free < roomLeft, "clock": h.clockWrong()} {
		if wrong {
			all = append(all, Trouble{What: what})
		}
	}
	slices.SortFunc(all, func(a, b Trouble) int { return strings.Compare(a.What, b.What) })
	return all
}

// Stuck reports whether nothing but a restart is left to try.
func (h Health) Stuck() bool {
	return slices.ContainsFunc(h.Troubles(), func(t Trouble) bool { return t.Restart })
}

// marks are the rounds that have been finished.
type marks struct {
	mu        sync.Mutex
	opened    time.Time
	delivered time.Time
	looked    time.Time
	owed      bool
}

func (m *marks) note(what *time.Time, at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	*what = at
}

// progressed notes that a letter or a card has been seen to, or all of them.
func (b *Bot) progressed() { b.marks.note(&b.marks.delivered, time.Now()) }

// Health looks at how far the work has come. It waits for nobody but the ledger.
func (b *Bot) Health(ctx context.Context) Health {
	h := Health{At: time.Now(), Ledger: b.Ledger.Trouble(), Free: -1}
	b.marks.mu.Lock()
	h.Opened, h.Delivered, h.Looked, h.Owed = b.marks.opened, b.marks.delivered, b.marks.looked, b.marks.owed
	b.marks.mu.Unlock()
	for _, ch := range b.Channels {
		if live, ok := ch.(channels.Live); ok {
			h.Channels = append(h.Channels, Connection{ch.Name(), live.Pulse()})
		}
	}
	if free, err := b.Ledger.Free(); err == nil {
		h.Free = free
	}
	var err error
	if h.Queue, err = b.Ledger.Queue(ctx, b.Now()); err != nil && h.Ledger == nil {
		h.Ledger = err
	}
	return h
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
