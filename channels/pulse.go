package channels

import (
	"sync"
	"time"
)

// A Live channel knows how its connection fares.
type Live interface {
	Channel

	// Pulse may be asked for at any time, and does not wait.
	Pulse() Pulse
}

// A Pulse says how a connection fares. When a server was heard is told by the
// clock that measures how long things take, which nobody sets and which stands
// still while the machine sleeps; what time it is there, by the desk's own.
type Pulse struct {
	Heard time.Time     // when the server last answered where messages come in; zero when it never has
	Ahead time.Duration // how far our clock was ahead of the server's
	Told  time.Time     // when that was found out; zero when the server has not told the time
}

// A Heart keeps a [Pulse]. The zero Heart is ready for use, from many goroutines.
type Heart struct {
	mu  sync.Mutex
	now Pulse
}

// Beat notes that the server has answered.
func (h *Heart) Beat(at time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now.Heard = at
}

// Clock notes what time it was for the server at our time at.
func (h *Heart) Clock(at, server time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now.Ahead, h.now.Told = at.Sub(server), at
}

// Pulse returns what has been noted.
func (h *Heart) Pulse() Pulse {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}
