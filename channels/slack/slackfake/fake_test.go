package slackfake_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"example.org/stegvis/channels/slack/slackfake"
)

func start(t *testing.T) (*slackfake.Fake, *slack.Client) {
	t.Helper()
	m, err := os.ReadFile("../manifest.yaml")
	if err != nil {
		t.Fatal(err)
	}
	fake, err := slackfake.New(slackfake.Config{Manifest: m,
		Users:    []slackfake.User{{ID: "U0ANNA", Name: "anna", RealName: "Anna Ek", Email: "anna@bih.example"}},
		Channels: []slackfake.Channel{{ID: "C0BIH", Name: "egenvard", Private: true, Members: []string{"U0ANNA", slackfake.BotUser}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := fake.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { fake.Close() })
	return fake, slack.New(slackfake.BotToken, slack.OptionAPIURL(fake.APIURL()), slack.OptionAppLevelToken(slackfake.AppToken))
}

func TestClickReachesTheClient(t *testing.T) {
	fake, api := start(t)
	_, ts, err := api.PostMessage("C0BIH", slack.MsgOptionText("hej", false), slack.MsgOptionBlocks(
		slack.NewActionBlock("b", slack.NewButtonBlockElement("take", "v1", slack.NewTextBlockObject("plain_text", "Ta", false, false)))))
	if err != nil {
		t.Fatal(err)
	}
	anna := fake.Human("U0ANNA")
	if err := anna.Click("C0BIH", ts, "take"); err == nil || err.Error() != "dispatch_failed" {
		t.Errorf("click without a socket: got %v, want dispatch_failed", err)
	}
	c := socketmode.New(api)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	go c.RunContext(ctx)
	connected, clicked := make(chan bool, 1), make(chan string, 1)
	go func() {
		for e := range c.Events {
			switch e.Type {
			case socketmode.EventTypeHello:
				connected <- true
			case socketmode.EventTypeInteractive:
				clicked <- e.Data.(slack.InteractionCallback).ActionCallback.BlockActions[0].Value
				c.AckCtx(ctx, e.Request.EnvelopeID, nil)
			}
		}
	}()
	<-connected
	if err := anna.Click("C0BIH", ts, "take"); err != nil {
		t.Fatal(err)
	}
	if got := <-clicked; got != "v1" {
		t.Errorf("value: got %q, want v1", got)
	}
	if n := len(fake.Messages("C0BIH")); n != 1 {
		t.Errorf("messages: got %d, want 1", n)
	}
	for _, c := range fake.Requests() {
		if strings.HasPrefix(c.Method, "chat.") && c.Status != 200 {
			t.Errorf("%s: %v", c.Method, c.Resp)
		}
	}
}
