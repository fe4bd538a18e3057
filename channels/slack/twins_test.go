package slack

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack/slackfake"
)

// TestPostedAllTheSame: in all these ways a post can stand in Slack while its answer
// says otherwise, or nothing. None is taken for a refusal, and each post is found,
// however far back it stands by then.
func TestPostedAllTheSame(t *testing.T) {
	for name, fault := range map[string]slackfake.Fault{
		"the answer is lost":         {DropAfter: true},
		"the answer comes too late":  {Delay: time.Second},
		"an error of the server's":   {DoneAll: true, Status: 500},
		"a server out of service":    {DoneAll: true, Status: 503},
		"a gateway that gave up":     {DoneAll: true, Status: 504},
		"Slack does not know itself": {DoneAll: true, Error: "request_timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, kit{idle: true})
			r.Fail("chat.postMessage", fault)
			m := letter("t1", "Hej")
			ctx, cancel := context.WithTimeout(t.Context(), 600*time.Millisecond)
			defer cancel()
			if _, err := r.slack.Send(ctx, m); !channels.IsUnknown(err) {
				t.Errorf("got %v, want an unknown outcome", err)
			}
			for n := range perPage + 5 {
				if _, err := r.Human(anna).Post(room, fmt.Sprintf("Fika klockan %d?", n)); err != nil {
					t.Fatal(err)
				}
			}
			r.Fail("conversations.history", slackfake.Fault{Error: "invalid_auth"})
			if _, found, err := r.slack.Find(t.Context(), m); found || !channels.IsDown(err) {
				t.Errorf("looked for with a revoked token: found %t, %v; want that nobody knows", found, err)
			}
			if _, found, err := r.slack.Find(t.Context(), m); !found || err != nil {
				t.Errorf("found %t, %v", found, err)
			}
			if n := r.calls("chat.postMessage"); n != 1 {
				t.Errorf("posted %d times", n)
			}
		})
	}
}

// TestOutageIsNoRefusal: what is wrong with the line, with Slack or with our token says
// nothing of a letter, so the desk may try for as long as it lasts.
func TestOutageIsNoRefusal(t *testing.T) {
	for name, fault := range map[string]slackfake.Fault{
		"a limit for an hour": {Status: 429, RetryAfter: 3600}, "a proxy": {Status: 407},
		"a revoked token": {Error: "token_revoked"}, "an app that was switched off": {Error: "account_inactive"},
		"a workspace that is moved": {Error: "team_added_to_org"},
	} {
		r := newRig(t, kit{idle: true})
		r.Fail("chat.postMessage", fault)
		if _, err := r.slack.Send(t.Context(), letter("t1", "Hej")); !channels.IsDown(err) {
			t.Errorf("%s: got %v, want an outage", name, err)
		}
	}
	r := newRig(t, kit{idle: true})
	r.Fail("chat.postMessage", slackfake.Fault{Error: "too_many_attachments"})
	if _, err := r.slack.Send(t.Context(), letter("t1", "Hej")); err == nil || channels.IsDown(err) {
		t.Errorf("a refusal of the letter itself: %v", err)
	}
}

// TestTwinIsRemoved: a post arrives after the desk has given it up and posted it once
// more, at the top of the channel or in a thread. As soon as it comes in it is
// noticed, and the one that the desk has noted is left; while it has noted neither,
// both are.
func TestTwinIsRemoved(t *testing.T) {
	r := newRig(t, kit{slack: func(s *Slack) { s.late = 20 * time.Millisecond }})
	card := r.card(t, unowned())
	r.desk.note("tok-SK-2026-0042", card)
	send := func(token string) (receipt string) {
		receipt, err := r.slack.Send(t.Context(), letter(token, "Hej", card))
		if err != nil {
			t.Fatal(err)
		}
		return receipt
	}
	kept := send("t1")
	r.desk.note("t1", kept)
	send("t2")
	channeltest.Until(t, "a card and two letters", func() bool { return len(r.Messages(room)) == 3 })
	for _, late := range []struct{ token, thread string }{{"tok-SK-2026-0042", ""}, {"t1", ts(t, card)}, {"t2", ts(t, card)}} {
		r.arrives(t, late.token, late.thread)
	}
	standing := func() map[string]int {
		n := map[string]int{}
		for _, m := range r.Messages(room) {
			n[m["metadata"].(slackfake.M)["event_payload"].(map[string]any)["id"].(string)]++
		}
		return n
	}
	channeltest.Until(t, "two of three removed", func() bool { n := standing(); return n["t1"] == 1 && n["tok-SK-2026-0042"] == 1 })
	if n := standing(); n["t2"] != 2 {
		t.Errorf("%v stand; nobody knows yet which of t2 is to be left", n)
	}
	if m := r.Messages(room); receipt(room, m[0]["ts"].(string)) != card || receipt(room, m[1]["ts"].(string)) != kept {
		t.Errorf("left: %s", marshal(t, m))
	}
}

// arrives is a post of ours that nobody remembers.
func (r *rig) arrives(t *testing.T, token, thread string) {
	t.Helper()
	options := []slack.MsgOption{slack.MsgOptionText("Hej", false), slack.MsgOptionMetadata(metadata(token))}
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	if _, _, err := r.slack.api.PostMessageContext(t.Context(), room, options...); err != nil {
		t.Fatal(err)
	}
}
