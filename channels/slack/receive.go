package slack

import (
	"context"
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
type identity struct{ user, bot, team, url string }

// self is who the bot is, asked for once.
func (s *Slack) self(ctx context.Context) (identity, error) {
	if me := s.me.Load(); me != nil {
		return *me, nil
	}
	me, err := s.api.AuthTestContext(ctx)
	if err != nil {
		return identity{}, err
	}
	who := identity{me.UserID, me.BotID, me.TeamID, me.URL}
	s.me.Store(&who)
	return who, nil
}

// introduce asks Slack who we are, until it answers.
func (s *Slack) introduce(ctx context.Context) (identity, error) {
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		me, err := s.self(ctx)
		switch {
		case err == nil && s.cfg.Team != "" && me.team != s.cfg.Team:
			return identity{}, channels.Permanent(errors.New("slack: the tokens belong to another workspace than the configured team"))
		case err == nil:
			return me, nil
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
	n.work.Go(func() { n.patrol(ctx) })
	n.work.Go(func() { n.refreshHomes(ctx) })
	return n.loop(ctx, ended)
}

// loop only hands out work. Should it ever wait for some, slack-go would hang.
func (n *session) loop(ctx context.Context, ended <-chan error) error {
	watchdog := time.NewTimer(n.stall)
	defer watchdog.Stop()
	defer n.turn(false)
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
				n.turn(true)
				n.hello(ctx, e)
			case socketmode.EventTypeConnecting:
				watchdog.Reset(n.stall)
				n.turn(false)
			default:
				n.hand(ctx, e)
			}
		}
	}
}

// turn notes whether the socket is open.
func (n *session) turn(up bool) {
	if n.up.Swap(up) && !up {
		n.heart.Beat(time.Now())
	}
}

// hello notes a new connection. With one process there must be one connection;
// others are ghosts that take clicks nobody will answer.
func (n *session) hello(ctx context.Context, e socketmode.Event) {
	r := channels.Report{Channel: Name, What: channels.Connected, Count: e.Request.NumConnections, Text: "connected to Slack"}
	if r.Count > 1 {
		r.Alarm, r.Text = true, "more than one connection is open, so clicks can get lost; if no other stegvis runs with these tokens it passes by itself"
	}
	n.work.Go(func() { n.report(ctx, r) })
	n.askForSweep()
}

// report tells the desk how the channel fares.
func (n *session) report(ctx context.Context, r channels.Report) {
	if err := n.desk.Report(ctx, r); err != nil {
		n.log.Warn("slack: report", "what", r.What, "err", err)
	}
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
