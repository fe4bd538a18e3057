package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"example.org/stegvis/bot"
)

// A watch shows whoever looks after the service that the desk works: systemd's
// watchdog, a page on loopback, and a sign of life to another machine, which
// notices when this one says nothing. All three are fed by rounds that the desk
// has finished and by nothing else: a desk that hangs falls silent by itself.
type watch struct {
	ping string // where the sign of life goes; empty for nowhere
	now  func() time.Time
	log  *slog.Logger

	mu     sync.Mutex
	mute   bool // the ledger is a copy, and nobody has said that it is the one
	latest bot.Health
	rounds int
	pinged time.Time
	failed bool // the last sign of life did not get through
}

// opened takes note that the desk begins to work: its first round is awaited.
func (w *watch) opened(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.latest, w.mute = bot.Health{At: at, Opened: at, Free: -1}, false
}

// beat takes the health that follows a finished round.
func (w *watch) beat(h bot.Health) {
	w.mu.Lock()
	w.latest, w.mute = h, false
	w.rounds++
	w.mu.Unlock()
	if h.Stuck() {
		notify("STATUS=hangs: " + summary(h.Troubles()))
		return
	}
	notify("WATCHDOG=1", "STATUS="+summary(h.Troubles()))
	w.alive(h)
}

// muted takes note that the desk waits for a person to say that the ledger is
// the one to go on with. It is alive, and not ready.
func (w *watch) muted() {
	w.mu.Lock()
	w.mute = true
	w.mu.Unlock()
	notify("WATCHDOG=1", "STATUS=mute: run stegvis here")
}

// summary is a line for people: what is wrong, or that nothing is.
func summary(all []bot.Trouble) string {
	if len(all) == 0 {
		return "works"
	}
	line := ""
	for i, t := range all {
		if i > 0 {
			line += ", "
		}
		line += t.String()
	}
	return line
}

// pingEvery is how often another machine is told, at most.
const pingEvery = time.Minute

// alive tells another machine that the desk works, unless something is wrong: its
// silence is the alarm that needs nothing of this machine.
func (w *watch) alive(h bot.Health) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ping == "" || len(h.Troubles()) > 0 || h.At.Sub(w.pinged).Abs() < pingEvery {
		return
	}
	w.pinged = h.At
	go w.tell()
}

func (w *watch) tell() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	err := get(ctx, w.ping)
	w.mu.Lock()
	defer w.mu.Unlock()
	if failed := err != nil; failed != w.failed {
		w.failed = failed
		if failed {
			w.log.Warn("the sign of life does not get through", "err", err)
		} else {
			w.log.Info("the sign of life gets through again")
		}
	}
}

// get asks for an address. The address itself is nobody's business: whoever knows
// it can feign a sign of life, so errors do not hold it.
func get(ctx context.Context, address string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return errors.New("health.ping: it is no address")
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		if e := (*url.Error)(nil); errors.As(err, &e) {
			err = e.Err
		}
		return fmt.Errorf("health.ping: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("health.ping: answered with %d", resp.StatusCode)
	}
	return nil
}
