package slack

import (
	"encoding/json"
	"testing"
	"time"

	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack/slackfake"
)

func TestContract(t *testing.T) {
	channeltest.Test(t, func(t *testing.T) channeltest.Fixture {
		r := newRig(t, kit{idle: true, fake: func(c *slackfake.Config) { c.AckTimeout = 500 * time.Millisecond }})
		return channeltest.Fixture{
			Channel: r.slack, To: at(room), From: omar,
			Say: func(t *testing.T, from, text string) {
				who := r.Human(from)
				if _, err := who.Post(who.DM(), text); err != nil {
					t.Fatal(err)
				}
			},
			Reply: func(t *testing.T, receipt, from, text string) {
				if _, err := r.Human(from).Reply(room, ts(t, receipt), text); err != nil {
					t.Fatal(err)
				}
			},
			Sent: func(t *testing.T) (sent [][]byte) {
				for _, c := range r.Calls("chat.postMessage") {
					if c.Args["channel"] == room {
						data, err := json.Marshal(c.Args)
						if err != nil {
							t.Fatal(err)
						}
						sent = append(sent, data)
					}
				}
				return sent
			},
		}
	})
}
