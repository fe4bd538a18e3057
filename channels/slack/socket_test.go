package slack

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"example.org/stegvis/bot/secret"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack/slackfake"
)

// The weaknesses of slack-go and Socket Mode, by the letters of the package
// comment.

// TestReconnects is A: whatever ends the connection, what was said meanwhile
// arrives, once.
func TestReconnects(t *testing.T) {
	r := newRig(t, kit{fake: func(c *slackfake.Config) { c.AckTimeout = 700 * time.Millisecond }})
	card := r.card(t, unowned())
	said := 0
	for _, reason := range []string{"warning", "refresh_requested", ""} {
		r.Disconnect(reason, reason == "")
		for range 3 {
			said++
			if _, err := r.Human(omar).Reply(room, ts(t, card), fmt.Sprint("svar ", said)); err != nil {
				t.Fatal(err)
			}
		}
		r.desk.Wait(t, said)
	}
	channeltest.Until(t, "the connection again", func() bool { return r.Conns() == 1 })
	channeltest.Until(t, "a click to get through", func() bool { return r.Human(anna).Click(room, ts(t, card), "act:ta_arendet") == nil })
	r.desk.Wait(t, said+1)
	if n := len(r.desk.Taken()); n != said+1 {
		t.Errorf("taken %d, want %d", n, said+1)
	}
}

// TestOpeningsAreSpaced is B: a workspace that closes every connection at once
// is not asked again and again without a pause.
func TestOpeningsAreSpaced(t *testing.T) {
	o, now := newOpener(time.Now, nil), time.Unix(1000, 0)
	var asked []time.Duration
	var at time.Duration
	for range 6 {
		at += o.turn(now.Add(at))
		asked = append(asked, at)
	}
	want := []time.Duration{0, 200, 600, 1400, 3000, 6200}
	for i := range want {
		if asked[i] != want[i]*time.Millisecond {
			t.Fatalf("asked at %v, want %v ms", asked, want)
		}
	}
	if w := o.turn(now.Add(at + quiet + time.Second)); w != 0 {
		t.Errorf("after a quiet time it waits %v", w)
	}
	for range 40 {
		o.turn(now.Add(24 * time.Hour))
	}
	if w := o.turn(now.Add(24 * time.Hour)); w > longestWait {
		t.Errorf("waits %v", w)
	}
}

func TestRefusedConnectionsDoNotSpin(t *testing.T) {
	r := newRig(t, kit{idle: true, fake: func(c *slackfake.Config) { c.MaxSockets = -1 }})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	begun := time.Now()
	go func() { done <- r.slack.Receive(ctx, r.desk) }()
	channeltest.Until(t, "four openings", func() bool { return r.calls("apps.connections.open") >= 4 })
	if took := time.Since(begun); took < 1400*time.Millisecond {
		t.Errorf("four openings in %v, want at least 1.4 s", took)
	}
	cancel()
	<-done
}

// TestGhostConnectionsAreAnAlarm is C.
func TestGhostConnectionsAreAnAlarm(t *testing.T) {
	r := newRig(t, kit{idle: true})
	r.AddGhost()
	r.receive(t)
	channeltest.Until(t, "an alarm", func() bool {
		said := r.desk.Reports(channels.Connected)
		return len(said) == 1 && said[0].Alarm && said[0].Count == 2
	})
}

// TestSlowDeskDoesNotHangTheConnection is D: more at once than slack-go's queue
// holds, and a desk that takes its time.
func TestSlowDeskDoesNotHangTheConnection(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, unowned())
	goOn := r.desk.stop()
	const many = 120
	for i := range many {
		if _, err := r.Human(omar).Reply(room, ts(t, card), fmt.Sprint("svar ", i)); err != nil {
			t.Fatal(err)
		}
	}
	goOn()
	channeltest.Until(t, "all of them", func() bool { return len(r.desk.Taken()) >= many })
	if n := len(r.desk.Taken()); n != many || r.Conns() != 1 {
		t.Errorf("taken %d of %d, %d connections", n, many, r.Conns())
	}
}

// TestAcknowledgingWithoutConnectionEnds is E: slack-go waits for ever once
// twenty acknowledgements lie waiting.
func TestAcknowledgingWithoutConnectionEnds(t *testing.T) {
	r := newRig(t, kit{idle: true})
	n := &session{Slack: r.slack, client: socketmode.New(r.slack.api, socketmode.OptionLog(log.New(io.Discard, "", 0)))}
	for range 20 {
		n.ack(t.Context(), "envelope", nil)
	}
	begun := time.Now()
	n.ack(t.Context(), "envelope", nil)
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("one more took %v", took)
	}
}

// TestUnknownEventIsAcknowledged is F: Slack would repeat it, and its text must
// not stand in the log.
func TestUnknownEventIsAcknowledged(t *testing.T) {
	r := newRig(t, kit{fake: func(c *slackfake.Config) { c.AckTimeout = 300 * time.Millisecond }})
	r.RawEvent(slackfake.M{"type": "helt_ny_handelse", "user": anna, "text": "Ingeborg"})
	channeltest.Until(t, "an acknowledgement", func() bool {
		return strings.Contains(r.SocketStats(), "Acked:1") && strings.Contains(r.log.String(), "helt_ny_handelse")
	})
	if strings.Contains(r.log.String(), "Ingeborg") || !strings.Contains(r.SocketStats(), "Redelivered:0") {
		t.Errorf("log %s, socket %s", r.log, r.SocketStats())
	}
}

// TestWatchdogStartsOver: a client that gets nowhere is thrown away.
func TestWatchdogStartsOver(t *testing.T) {
	r := newRig(t, kit{idle: true, fake: func(c *slackfake.Config) { c.MaxSockets = -1 }, slack: func(s *Slack) { s.stall = 50 * time.Millisecond }})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.slack.Receive(ctx, r.desk) }()
	channeltest.Until(t, "a new start", func() bool { return strings.Contains(r.log.String(), "starting over") })
	cancel()
	<-done
}

// TestWatchdogLeavesAConnectionAlone: once there is one it may be quiet for as
// long as it likes; slack-go itself notices when it is dead.
func TestWatchdogLeavesAConnectionAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &session{
			Slack:  &Slack{stall: time.Minute, log: slog.New(slog.DiscardHandler)},
			desk:   newDesk(),
			client: socketmode.New(slack.New("")), sweeps: make(chan struct{}, 1),
		}
		done := make(chan error, 1)
		go func() { done <- n.loop(t.Context(), nil) }()
		n.client.Events <- socketmode.Event{Type: socketmode.EventTypeHello, Request: &socketmode.Request{NumConnections: 1}}
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		select {
		case err := <-done:
			t.Fatalf("a quiet night ended it: %v", err)
		default:
		}
		begun := time.Now()
		n.client.Events <- socketmode.Event{Type: socketmode.EventTypeConnecting}
		if err := <-done; err != errStalled || time.Since(begun) != time.Minute {
			t.Errorf("got %v after %v, want %v after a minute", err, time.Since(begun), errStalled)
		}
	})
}

func TestPointlessConnectionsEnd(t *testing.T) {
	for name, k := range map[string]kit{
		"another team": {idle: true, config: func(c *Config) { c.Team = "T0OTHER" }},
		"a bad token":  {idle: true, config: func(c *Config) { c.BotToken = secret.Of("xoxb-someone-elses") }},
		"a bad app":    {idle: true, config: func(c *Config) { c.AppToken = secret.Of("xapp-someone-elses") }},
	} {
		r := newRig(t, k)
		if err := r.slack.Receive(t.Context(), r.desk); !channels.IsPermanent(err) || strings.Contains(err.Error(), "someone") {
			t.Errorf("%s: got %v, want a permanent error", name, err)
		}
	}
}

// TestSlackTellsTheTime: what time it is at Slack is read off its answers.
func TestSlackTellsTheTime(t *testing.T) {
	ahead := time.Duration(0)
	r := newRig(t, kit{idle: true})
	o := newOpener(func() time.Time { return time.Now().Add(ahead) }, r.slack.heart.Clock)
	for _, ahead = range []time.Duration{0, 3 * 365 * 24 * time.Hour, -48 * time.Hour} {
		ask, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.APIURL()+"auth.test", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := o.Do(ask)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if got := r.slack.Pulse(); got.Told.IsZero() || (got.Ahead-ahead).Abs() > time.Minute {
			t.Errorf("ahead by %v, want %v", got.Ahead, ahead)
		}
	}
	before := r.slack.Pulse()
	o.compare(time.Unix(0, 0), time.Unix(90, 0), "Mon, 02 Jan 2006 15:04:05 GMT") // long under way
	o.compare(time.Now(), time.Now(), "i morgon")
	if got := r.slack.Pulse(); got != before {
		t.Errorf("an answer that tells nothing was believed: %+v", got)
	}
}
