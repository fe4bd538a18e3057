package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"example.org/stegvis/channels"
)

// Receive connects, and connects again whenever the connection ends, until ctx
// is done or Slack will not have us: a token that has been revoked, or one for
// another workspace than the configured.
func (s *Slack) Receive(ctx context.Context, desk channels.Desk) error {
	me, err := s.introduce(ctx)
	if err != nil {
		return err
	}
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		err := s.connect(ctx, desk, me)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case isFatal(err):
			return channels.Permanent(fmt.Errorf("slack: connect: %w", err))
		}
		s.log.Warn("slack: starting over", "after", err)
		if err := pause(ctx, wait); err != nil {
			return err
		}
	}
}

// identity is who the bot is.
type identity struct{ user, bot, team string }

// introduce asks Slack who we are, until it answers.
func (s *Slack) introduce(ctx context.Context) (identity, error) {
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		me, err := s.api.AuthTestContext(ctx)
		switch {
		case err == nil && s.cfg.Team != "" && me.TeamID != s.cfg.Team:
			return identity{}, channels.Permanent(errors.New("slack: the tokens belong to another workspace than the configured team"))
		case err == nil:
			return identity{me.UserID, me.BotID, me.TeamID}, nil
		case isFatal(err):
			return identity{}, channels.Permanent(fmt.Errorf("slack: introduce the bot: %w", err))
		}
		if err := pause(ctx, wait); err != nil {
			return identity{}, err
		}
	}
}

// A session is what the handlers of one connection share.
type session struct {
	*Slack
	desk   channels.Desk
	me     identity
	client *socketmode.Client
	hands  chan struct{} // one for each message at work
	work   sync.WaitGroup
	sweeps chan struct{} // a wish for a sweep; one is enough
}

// mostHands is how many messages are handled at once.
const mostHands = 8

var errStalled = errors.New("no connection for too long")

// connect runs one client until it ends. It returns when every handler has.
func (s *Slack) connect(ctx context.Context, desk channels.Desk, me identity) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	n := &session{
		Slack: s, desk: desk, me: me, hands: make(chan struct{}, mostHands), sweeps: make(chan struct{}, 1),
		client: socketmode.New(s.api, socketmode.OptionLog(log.New(io.Discard, "", 0))),
	}
	defer n.work.Wait()
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- n.client.RunContext(ctx) }()
	n.work.Go(func() { n.sweepWhenAsked(ctx) })
	return n.loop(ctx, ended)
}

// loop only hands out work. Should it ever wait for some, slack-go would hang.
func (n *session) loop(ctx context.Context, ended <-chan error) error {
	watchdog := time.NewTimer(n.stall)
	defer watchdog.Stop()
	for {
		select {
		case err := <-ended:
			return err
		case <-watchdog.C:
			return errStalled
		case e := <-n.client.Events:
			switch e.Type {
			case socketmode.EventTypeHello:
				watchdog.Stop()
				n.hello(e)
			case socketmode.EventTypeConnecting:
				watchdog.Reset(n.stall)
			default:
				n.hand(ctx, e)
			}
		}
	}
}

// hello notes a new connection. With one process there must be one connection;
// others are ghosts that take clicks nobody will answer.
func (n *session) hello(e socketmode.Event) {
	if c := e.Request.NumConnections; c > 1 {
		n.log.Error("slack: more than one connection is open, so clicks can get lost; if no other stegvis runs with these tokens it passes by itself", "connections", c)
	}
	n.askForSweep()
}

// hand gives one event to a handler of its own. Messages wait for one another
// when there are many; somebody who has pressed a button waits for nobody.
func (n *session) hand(ctx context.Context, e socketmode.Event) {
	handle := n.handler(e)
	if handle == nil {
		return
	}
	n.work.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		if e.Type == socketmode.EventTypeEventsAPI {
			select {
			case n.hands <- struct{}{}:
				defer func() { <-n.hands }()
			case <-ctx.Done():
				n.log.Error("slack: too much at once, leaving a message for Slack to repeat")
				return
			}
		}
		handle(ctx)
	})
}

// patience is how long a handler may take in all.
const patience = 30 * time.Second

func (n *session) handler(e socketmode.Event) func(context.Context) {
	switch e.Type {
	case socketmode.EventTypeEventsAPI:
		return func(ctx context.Context) { n.event(ctx, e.Request.EnvelopeID, e.Request.Payload) }
	case socketmode.EventTypeInteractive:
		cb := e.Data.(slack.InteractionCallback)
		return func(ctx context.Context) { n.interaction(ctx, &cb, n.answer(ctx, e.Request.EnvelopeID)) }
	case socketmode.EventTypeSlashCommand:
		cmd := e.Data.(slack.SlashCommand)
		return func(ctx context.Context) { n.command(ctx, cmd, n.answer(ctx, e.Request.EnvelopeID)) }
	case socketmode.EventTypeErrorBadMessage:
		bad := e.Data.(*socketmode.ErrorBadMessage)
		return func(ctx context.Context) { n.unknown(ctx, bad.Message) }
	case socketmode.EventTypeErrorWriteFailed:
		return func(context.Context) { n.log.Warn("slack: an acknowledgement did not get through") }
	}
	return nil
}

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
