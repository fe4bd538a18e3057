package slack

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// An opener is the HTTP client of the channel. It has a timeout, and it spaces
// apps.connections.open: slack-go opens a new connection the moment the old one
// ends, so a workspace that closes every connection at once would be asked
// thousands of times a second (4,384 times in two seconds were measured).
type opener struct {
	http.Client
	clock func() time.Time
	told  func(at, server time.Time) // takes what time it was at Slack
	mu    sync.Mutex
	last  time.Time
	wait  time.Duration
}

const (
	firstWait   = 200 * time.Millisecond
	longestWait = 5 * time.Minute
	quiet       = 2 * time.Minute // after which the spacing begins anew
)

func newOpener(clock func() time.Time, told func(at, server time.Time)) *opener {
	return &opener{Client: http.Client{Timeout: 20 * time.Second}, clock: clock, told: told}
}

// Do waits its turn if r opens a connection, and sends it.
func (o *opener) Do(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/apps.connections.open") {
		timer := time.NewTimer(o.turn(time.Now()))
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	before := o.clock()
	answer, err := o.Client.Do(r)
	if err == nil {
		o.compare(before, o.clock(), answer.Header.Get("Date"))
	}
	return answer, err
}

// compare passes on what time it was at Slack. An answer that was long under way
// tells nothing; and nor does one during which our own clock was set.
func (o *opener) compare(before, after time.Time, date string) {
	server, err := http.ParseTime(date)
	if took := after.Sub(before); err != nil || took < 0 || took > time.Minute {
		return
	}
	o.told(after, server)
}

// turn returns how long the opening that is asked for at now must wait.
func (o *opener) turn(now time.Time) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	if now.Sub(o.last) > quiet {
		o.wait = 0
	}
	wait := o.wait
	o.wait = min(max(2*o.wait, firstWait), longestWait)
	o.last = now.Add(wait)
	return wait
}
