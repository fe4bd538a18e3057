package slack

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// longestPause is how long a call waits in all for Slack's limit to pass before
// it gives the message back to the desk, which has other things to send.
const longestPause = 45 * time.Second

// again makes a call, and makes it again when Slack has refused it for coming
// too often. That is the one error after which nothing has happened for sure,
// so it is the only one that is tried again.
func again(ctx context.Context, call func() error) error {
	for waited := time.Duration(0); ; {
		err := call()
		limited, ok := errors.AsType[*slack.RateLimitedError](err)
		if !ok {
			return err
		}
		wait := max(limited.RetryAfter, time.Second)
		if waited += wait; waited > longestPause || pause(ctx, wait) != nil {
			return err
		}
	}
}

// pause waits for d or for the end of ctx.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A pacer keeps to Slack's one message a second and channel, with a few at
// once allowed.
type pacer struct {
	mu   sync.Mutex
	next map[string]time.Time
}

const (
	pace  = time.Second
	burst = 3
)

func newPacer() *pacer { return &pacer{next: map[string]time.Time{}} }

// wait waits until channel may be posted to.
func (p *pacer) wait(ctx context.Context, channel string) error {
	return pause(ctx, p.turn(channel, time.Now()))
}

func (p *pacer) turn(channel string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := p.next[channel]
	if next.Before(now) {
		next = now
	}
	p.next[channel] = next.Add(pace)
	return max(0, next.Sub(now)-(burst-1)*pace)
}
