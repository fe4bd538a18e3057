package slack

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"example.org/stegvis/channels"
)

// A Meeting is the first contact with a workspace: everything that the desk will
// do there is done once, in the order in which it would fail.
type Meeting struct {
	Room string                       // the channel that the contact lists give BIH
	Wait time.Duration                // how long somebody has to press the button
	Say  func(what string, err error) // gets each thing that has been tried
	Note func(text string)            // gets what the installer is to do
}

// checkAction is the button on the card of a first contact.
const checkAction = "check"

// Meet goes through a first contact. It stops at the first thing that is wrong,
// says what to do about it, and reports whether all was well. It leaves nothing
// behind.
func (s *Slack) Meet(ctx context.Context, m Meeting) bool {
	var card string
	defer func() {
		if card != "" {
			m.Say("take the test card away", s.remove(context.WithoutCancel(ctx), card))
		}
	}()
	for _, step := range []struct {
		what string
		try  func() error
	}{
		{"bot token and workspace", func() error { return s.checkTeam(ctx) }},
		{"scopes", func() error { return s.checkScopes(ctx) }},
		{"app token and Socket Mode", func() error { return s.checkSocket(ctx) }},
		{"the channel and who reads it", func() error { return s.checkRoom(ctx, m.Room) }},
		{"post a test card", func() (err error) { card, err = s.postTest(ctx, m.Room); return err }},
		{"change the test card", func() error { return s.changeTest(ctx, card) }},
		{"connect, and a button pressed", func() error { return s.pressed(ctx, m) }},
	} {
		err := step.try()
		m.Say(step.what, err)
		if err != nil {
			return false
		}
	}
	return true
}

func (s *Slack) checkTeam(ctx context.Context) error {
	me, err := s.api.AuthTestContext(ctx)
	if err != nil {
		return fmt.Errorf("slack: introduce the bot: %w: check bot_token_file, or install the app again", err)
	}
	if s.cfg.Team != "" && me.TeamID != s.cfg.Team {
		return fmt.Errorf("slack: the bot lives in workspace %s: write that as team, or use the tokens of %s", me.TeamID, s.cfg.Team)
	}
	return nil
}

func (s *Slack) checkScopes(ctx context.Context) error {
	me, err := s.api.AuthTestContext(ctx)
	if err != nil {
		return fmt.Errorf("slack: introduce the bot: %w", err)
	}
	granted := strings.Split(me.Header.Get("X-OAuth-Scopes"), ",")
	for _, scope := range scopes(manifest) {
		if !slices.Contains(granted, scope) {
			return fmt.Errorf("slack: scope %s is missing: update the app from the manifest (stegvis manifest) and install it again", scope)
		}
	}
	return nil
}

func (s *Slack) checkSocket(ctx context.Context) error {
	if _, _, err := s.api.StartSocketModeContext(ctx); err != nil {
		return fmt.Errorf("slack: open a connection: %w: check app_token_file and that Socket Mode is on", err)
	}
	return nil
}

// checkRoom wants the bot to be in the channel, and nobody who should not be.
func (s *Slack) checkRoom(ctx context.Context, room string) error {
	if room == "" {
		return errors.New("slack: the contact lists give BIH no Slack channel: write its id (C…) in the column Slack")
	}
	wrong, err := s.inspect(ctx, room)
	switch {
	case code(err) == "channel_not_found":
		return fmt.Errorf("slack: channel %s: %w: check its id, and invite the bot with /invite", room, err)
	case err != nil:
		return fmt.Errorf("slack: look at channel %s: %w", room, err)
	case wrong != "":
		return fmt.Errorf("slack: channel %s: %s: put that right; until then nothing is posted there", room, wrong)
	}
	return nil
}

func (s *Slack) postTest(ctx context.Context, room string) (string, error) {
	r, err := s.post(ctx, room, "", rand.Text(), s.words.Check.Text, s.words.testCard(s.words.Check.Text))
	if err != nil {
		return "", fmt.Errorf("slack: %w: let the app post in the channel", err)
	}
	return r, nil
}

// testCard is a card about nothing, with a button to press.
func (w words) testCard(text string) []slack.Block {
	button := slack.NewButtonBlockElement(checkAction, checkAction, plain(w.Check.Button, mostButton))
	return []slack.Block{section(text), slack.NewActionBlock("", button)}
}

func (s *Slack) changeTest(ctx context.Context, card string) error {
	if err := s.redraw(ctx, card, s.words.Check.Press, s.words.testCard(s.words.Check.Press)); err != nil {
		return fmt.Errorf("%w: let the app change its messages", err)
	}
	return nil
}

func (s *Slack) remove(ctx context.Context, card string) error {
	channel, ts, _ := parseReceipt(card)
	if _, _, err := s.api.DeleteMessageContext(ctx, channel, ts); err != nil {
		return fmt.Errorf("slack: %w: delete it by hand", err)
	}
	return nil
}

// pressed connects as the desk does and waits until somebody presses the button.
func (s *Slack) pressed(ctx context.Context, m Meeting) error {
	ctx, cancel := context.WithTimeout(ctx, m.Wait)
	defer cancel()
	client := socketmode.New(s.api, socketmode.OptionLog(log.New(io.Discard, "", 0)))
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	connected := false
	for {
		select {
		case err := <-ended:
			return notPressed(err, connected, m.Wait)
		case e := <-client.Events:
			switch e.Type {
			case socketmode.EventTypeHello:
				if n := e.Request.NumConnections; n > 1 {
					return fmt.Errorf("slack: %d connections are open, so presses can go astray: stop stegvis serve while checking, and any other program with these tokens", n)
				}
				if !connected {
					m.Note(m.Press(s.words.Check.Button))
				}
				connected = true
			case socketmode.EventTypeInteractive:
				if cb, ok := e.Data.(slack.InteractionCallback); ok && isTest(cb) {
					return client.AckCtx(ctx, e.Request.EnvelopeID, nil)
				}
			}
		}
	}
}

// Press says what the installer is to do.
func (m Meeting) Press(button string) string {
	return fmt.Sprintf("press the button %q in the channel, within %v", button, m.Wait)
}

func isTest(cb slack.InteractionCallback) bool {
	a := cb.ActionCallback.BlockActions
	return len(a) == 1 && a[0].ActionID == checkAction
}

// notPressed says why the button was not seen to be pressed.
func notPressed(err error, connected bool, waited time.Duration) error {
	switch {
	case !connected && (err == nil || errors.Is(err, context.DeadlineExceeded)):
		return fmt.Errorf("slack: no connection within %v: let the machine reach wss://*.slack.com, also through the proxy", waited)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("slack: the button was not pressed within %v: run the check again and press it; if it was pressed, turn on Interactivity in the app", waited)
	}
	return channels.Permanent(fmt.Errorf("slack: connect: %w: check app_token_file and that Socket Mode is on", err))
}
