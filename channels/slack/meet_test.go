package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/secret"
	"example.org/stegvis/channels/slack/slackfake"
)

// TestFirstContact goes through everything once, and leaves nothing behind; each
// thing that can be wrong is said with what to do, and nothing after it is tried.
func TestFirstContact(t *testing.T) {
	all := []string{"bot token and workspace", "scopes", "app token and Socket Mode", "the channel and who reads it", "post a test card", "change the test card", "connect, and a button pressed", "take the test card away"}
	for name, x := range map[string]struct {
		kit   kit
		fail  string // method
		word  string
		room  string
		press bool
		last  string // what fails; empty when nothing does
		want  string
	}{
		"all is well":          {press: true},
		"bot token":            {kit: kit{config: func(c *Config) { c.BotToken = secret.Of("xoxb-other") }}, last: all[0], want: "check bot_token_file"},
		"workspace":            {kit: kit{config: func(c *Config) { c.Team = "T0OTHER" }}, last: all[0], want: "write that as team"},
		"scope":                {kit: kit{fake: without("      - commands\n")}, last: all[1], want: "scope commands is missing: update the app"},
		"app token":            {kit: kit{config: func(c *Config) { c.AppToken = secret.Of("xapp-other") }}, last: all[2], want: "check app_token_file"},
		"no channel":           {room: "-", last: all[3], want: "write its id (C…) in the column Slack"},
		"the bot is not there": {room: "C0ANNAN", last: all[3], want: "invite the bot with /invite"},
		"a guest reads":        {kit: kit{fake: with(slackfake.User{Guest: true})}, last: all[3], want: "guests or of another workspace: 1: put that right"},
		"it may not post":      {fail: "chat.postMessage", word: "restricted_action", last: all[4], want: "let the app post"},
		"it may not change":    {fail: "chat.update", word: "cant_update_message", last: all[5], want: "let the app change"},
		"another one runs":     {kit: kit{fake: nil}, last: all[6], word: "ghost", want: "stop stegvis serve while checking"},
		"nobody is let in":     {kit: kit{fake: func(c *slackfake.Config) { c.MaxSockets = -1 }}, last: all[6], want: "let the machine reach wss://"},
		"nobody presses":       {last: all[6], want: "the button was not pressed within 1.5s: run the check again"},
		"it may not delete":    {press: true, fail: "chat.delete", word: "cant_delete_message", last: all[7], want: "delete it by hand"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x.kit.idle = true
			r := newRig(t, x.kit)
			if x.fail != "" {
				r.Fail(x.fail, slackfake.Fault{Error: x.word})
			}
			if x.word == "ghost" {
				r.AddGhost()
			}
			where := room
			if x.room != "" {
				where = strings.TrimPrefix(x.room, "-")
			}
			var said []string
			var wrong error
			well := r.slack.Meet(t.Context(), Meeting{
				Room: where, Wait: 1500 * time.Millisecond,
				Say: func(what string, err error) {
					said = append(said, what)
					if err != nil {
						wrong = fmt.Errorf("%s: %w", what, err)
					}
				},
				Note: func(text string) {
					if !strings.Contains(text, "press the button \"Det fungerar\" in the channel, within 1.5s") {
						t.Errorf("noted %q", text)
					}
					if x.press {
						go r.Human(anna).Click(room, r.Messages(room)[0]["ts"].(string), checkAction)
					}
				},
			})
			if x.last == "" {
				if !well || wrong != nil || strings.Join(said, ";") != strings.Join(all, ";") || len(r.Messages(room)) != 0 {
					t.Errorf("well: %t, %v, said %q, %d messages left", well, wrong, said, len(r.Messages(room)))
				}
				return
			}
			if wrong == nil || !strings.HasPrefix(wrong.Error(), x.last) || !strings.Contains(wrong.Error(), x.want) {
				t.Errorf("got %v, want %q at %q", wrong, x.want, x.last)
			}
			if n := len(r.Messages(room)); n != 0 && x.fail != "chat.delete" {
				t.Errorf("%d messages were left behind", n)
			}
		})
	}
}
