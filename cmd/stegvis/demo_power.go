package main

import (
	"context"
	"sync/atomic"
)

// The bot of the demo can be switched off, to show what people see then, and on
// again, to show that nothing has been lost.

// A power is the switch: off stops the bot and waits until it has.
type power struct {
	off     func()
	running atomic.Bool
}

// start lets the bot work until it is switched off or ctx is done.
func (w *world) start(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	w.power.off = func() { cancel(); <-done }
	w.power.running.Store(true)
	w.idle.Go(func() { defer close(done); w.work(ctx) })
}

// on reports whether the bot is switched on.
func (w *world) on() bool { return w.power.running.Load() }

// turn switches the bot on or off.
func (w *world) turn(on bool) {
	w.moving.Lock()
	defer w.moving.Unlock()
	defer w.stir()
	switch {
	case on && !w.on():
		w.start(w.life)
	case !on && w.on():
		w.power.off()
		w.power.running.Store(false)
	}
}

// A botOrder says whether the bot is to be on.
type botOrder struct {
	On bool `json:"on"`
}

func (p *demoPage) doBot(_ context.Context, o botOrder) (any, error) {
	p.world.turn(o.On)
	return o, nil
}
