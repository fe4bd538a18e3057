package slack

import (
	"context"
	"encoding/json"
	"sync"
	"time"
)

// unknown acknowledges an event that slack-go cannot read; Slack would repeat
// it in vain. Only its type is logged, never what stands in it.
func (n *session) unknown(ctx context.Context, message []byte) {
	var env struct {
		ID      string `json:"envelope_id"`
		Type    string `json:"type"`
		Payload struct {
			Event struct {
				Type string `json:"type"`
			} `json:"event"`
		} `json:"payload"`
	}
	if json.Unmarshal(message, &env) != nil || env.ID == "" {
		return
	}
	n.log.Info("slack: passed over an event of an unknown kind", "envelope", env.Type, "event", env.Payload.Event.Type)
	n.ack(ctx, env.ID, nil)
}

// ack acknowledges an envelope. slack-go's own Ack waits for ever when there
// is no connection.
func (n *session) ack(ctx context.Context, envelope string, payload any) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := n.client.AckCtx(ctx, envelope, payload); err != nil {
		n.log.Warn("slack: acknowledge", "err", err)
	}
}

// An answer acknowledges one envelope, once: with what the handler has to say,
// or with something else when it takes too long to find out.
type answer struct {
	once sync.Once
	send func(payload any)
}

func (n *session) answer(ctx context.Context, envelope string) *answer {
	return &answer{send: func(p any) { n.ack(ctx, envelope, p) }}
}

// give answers, and reports whether this was in time to be the answer.
func (a *answer) give(payload any) (first bool) {
	a.once.Do(func() { first = true; a.send(payload) })
	return first
}

// within answers for the handler if it has not done so itself after d. The
// caller stops it.
func (a *answer) within(d time.Duration, payload func() any) (stop func() bool) {
	return time.AfterFunc(d, func() { a.give(payload()) }).Stop
}
