package bot

import (
	"context"
	"time"
)

// A clock that is wrong would remind people early, or of what was done long ago.
// So the day's look through the cases waits until some server has answered: over
// TLS none does to a clock that is years ahead, for its certificate has run out
// by then. And it waits for as long as a channel's server says another time.

// clockSlack is how far two clocks may be apart.
const clockSlack = 6 * time.Hour

// clockWrong reports whether a server says another time than we have.
func (h Health) clockWrong() bool {
	for _, c := range h.Channels {
		if !c.Told.IsZero() && c.Ahead.Abs() > clockSlack {
			return true
		}
	}
	return false
}

// trusted reports whether the day's look may be done: somebody has answered
// since the desk was opened, and nobody says another time.
func (h Health) trusted() bool {
	heard := len(h.Channels) == 0
	for _, c := range h.Channels {
		heard = heard || !c.Heard.Before(h.Opened)
	}
	return heard && !h.clockWrong()
}

// sureTick ticks, or owes it until the clock can be trusted.
func (b *Bot) sureTick(ctx context.Context) error {
	if b.owe(!b.Health(ctx).trusted()) {
		return nil
	}
	err := b.Tick(ctx)
	if err == nil {
		b.marks.note(&b.marks.looked, time.Now())
	}
	return err
}

// owe notes whether a look through the cases is owed.
func (b *Bot) owe(owed bool) bool {
	b.marks.mu.Lock()
	defer b.marks.mu.Unlock()
	if owed && !b.marks.owed {
		b.Log.Info("reminders wait until a server has answered and says what this machine's clock says") // a clock that is wrong is alarmed by Health
	}
	b.marks.owed = owed
	return owed
}

// catchUp does the look that is owed.
func (b *Bot) catchUp(ctx context.Context) error {
	if !b.owing() {
		return nil
	}
	return b.sureTick(ctx)
}

func (b *Bot) owing() bool {
	b.marks.mu.Lock()
	defer b.marks.mu.Unlock()
	return b.marks.owed
}
