package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"example.org/stegvis/bot/care"
)

// firstMorning is when every demo begins: a Monday.
var firstMorning = care.Date{Year: 2026, Month: time.November, Day: 23}

// A movable is a clock that runs as clocks do and can be moved forward, never
// back: what has happened has happened.
type movable struct {
	mu    sync.Mutex
	ahead time.Duration // of the clock on the wall
}

func newMovable(start time.Time) *movable {
	return &movable{ahead: start.Sub(time.Now())}
}

func (m *movable) now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return time.Now().Round(0).Add(m.ahead).In(care.Stockholm)
}

func (m *movable) set(to time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ahead = max(m.ahead, to.Sub(time.Now()))
}

var (
	errBackwards = errors.New("the clock goes forward only")
	errTooFar    = errors.New("the clock goes at most three years at a time")
)

const farthest = 3 * 366 * 24 * time.Hour

// moveTo lets time pass. On the way every morning at eight is lived through as
// the desk would have done: what is due is written and delivered.
func (w *world) moveTo(ctx context.Context, to time.Time) error {
	w.moving.Lock()
	defer w.moving.Unlock()
	now := w.clock.now()
	switch {
	case !to.After(now):
		return errBackwards
	case to.Sub(now) > farthest:
		return errTooFar
	}
	defer w.stir()
	for day := care.DateOf(now); ; day = day.Add(1) {
		morning := day.At(8, 0)
		if morning.After(to) {
			break
		}
		if !morning.After(now) {
			continue
		}
		w.clock.set(morning)
		if err := w.morning(ctx); err != nil {
			return fmt.Errorf("demo: the morning of %s: %w", day, err)
		}
	}
	w.clock.set(to)
	if !w.on() {
		return nil
	}
	return w.desk.bot.Deliver(ctx)
}

// morning is what the desk does at eight. Switched off it does nothing, and makes
// up for it when it is switched on.
func (w *world) morning(ctx context.Context) error {
	if !w.on() {
		return nil
	}
	return errors.Join(w.desk.bot.Tick(ctx), w.desk.bot.Deliver(ctx))
}

// tomorrow is the next morning on which people work.
func (w *world) tomorrow() time.Time {
	return w.desk.bot.Plan.Calendar.Add(care.DateOf(w.clock.now()), 1).At(8, 0)
}

// nextReminder is the next morning on which the desk may have something to say;
// zero when nothing waits.
func (w *world) nextReminder(ctx context.Context) (time.Time, error) {
	day, err := w.desk.ledger.NextWake(ctx)
	if err != nil || day.IsZero() {
		return time.Time{}, err
	}
	morning := w.desk.bot.Plan.Calendar.OnOrAfter(day).At(8, 0)
	if !morning.After(w.clock.now()) {
		return w.tomorrow(), nil
	}
	return morning, nil
}

// toReminder moves to the next morning on which the desk says something. A case
// may be looked at without anything being due, so it may have to try again.
func (w *world) toReminder(ctx context.Context) error {
	for range 40 {
		at, err := w.nextReminder(ctx)
		if err != nil || at.IsZero() {
			return err
		}
		before := w.said()
		if err := w.moveTo(ctx, at); err != nil {
			return err
		}
		if w.said() > before {
			return nil
		}
	}
	return nil
}

// said counts what the desk has posted and mailed so far.
func (w *world) said() (n int) {
	for _, c := range w.chat.Requests() {
		if c.Method == "chat.postMessage" || c.Method == "chat.update" {
			n++
		}
	}
	for _, a := range w.accounts {
		n += len(w.mail.Accepted(a.Address))
	}
	return n
}
