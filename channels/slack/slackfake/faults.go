package slackfake

import (
	"math"
	"time"
)

// A Fault makes one call of a method misbehave.
type Fault struct {
	Error      string        // answer ok:false with this code
	Status     int           // answer with this HTTP status
	RetryAfter int           // seconds, to go with status 429
	DropAfter  bool          // do the work, then cut the connection: the caller cannot know
	DoneAll    bool          // do the work, and then answer as the fault says all the same
	Delay      time.Duration // answer late
	Always     bool          // every call, until [Fake.Heal]
}

// Fail makes the next calls of a method misbehave, one fault for each. The
// method "*" is any that has no faults of its own.
func (f *Fake) Fail(method string, faults ...Fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults[method] = append(f.faults[method], faults...)
}

// Heal forgets all faults that have not happened yet.
func (f *Fake) Heal() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = map[string][]Fault{}
}

func (f *Fake) takeFault(method string) Fault {
	for _, name := range []string{method, "*"} {
		if q := f.faults[name]; len(q) > 0 {
			if !q[0].Always {
				f.faults[name] = q[1:]
			}
			return q[0]
		}
	}
	return Fault{}
}

// SetDown makes the whole of Slack's machinery fail, or heals it: while it is
// down every call answers 503 and no socket stays open. People can go on
// writing, and what they press gets no answer.
func (f *Fake) SetDown(down bool) {
	f.mu.Lock()
	f.down = down
	f.changed()
	f.mu.Unlock()
	if down {
		f.Disconnect("", true)
	}
}

// tooFast returns how many seconds a post must wait under the limit of one
// per second and channel, of which a short burst is let through.
func (f *Fake) tooFast(method string, args M) int {
	const burst = 3
	if f.cfg.PostsPerSecond == 0 || method != "chat.postMessage" && method != "chat.postEphemeral" {
		return 0
	}
	channel, now := str(args, "channel"), f.cfg.Clock()
	gap := time.Duration(float64(time.Second) / f.cfg.PostsPerSecond)
	wait := f.nextPost[channel].Sub(now)
	if wait > burst*gap {
		return int(math.Ceil(wait.Seconds()))
	}
	f.nextPost[channel] = now.Add(max(wait, 0) + gap)
	return 0
}
