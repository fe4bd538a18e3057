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

// brief is how long what is only to be looked up may take: the rest of what Slack
// waits is for its answer to get there.
const brief = 2 * time.Second

// An answer acknowledges one envelope, once, with what the handler has to say.
// What is to be stored is stored before: nobody answers for a handler that takes
// its time. Slack then says that nothing came of it, and that is what is known.
type answer struct {
	once sync.Once
	by   time.Time // until when somebody looks at what is answered
	send func(payload any)
}

func (n *session) answer(ctx context.Context, envelope string) *answer {
	return &answer{by: time.Now().Add(n.soon), send: func(p any) { n.ack(ctx, envelope, p) }}
}

// give answers, and reports whether this was in time to be seen as the answer.
func (a *answer) give(payload any) (seen bool) {
	a.once.Do(func() { seen = time.Now().Before(a.by); a.send(payload) })
	return seen
}
