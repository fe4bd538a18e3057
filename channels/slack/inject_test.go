package slack

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/slack/slackfake"
)

// FuzzInjection puts foreign text everywhere that text which is not our own can
// come from: names of units and of people, labels, messages, choices. Whatever it
// is, Slack takes what we draw, and nothing in it calls on anybody or points
// anywhere.
func FuzzInjection(f *testing.F) {
	for _, s := range []string{hostile, "<!here>", "<@U0BO>", "<https://evil.example|SK-2026-0042>", "a|b", "&lt;!channel&gt;", "{case}", "*_~`", strings.Repeat("å<", 4000), "\x00\u202e"} {
		f.Add(s)
	}
	w, today := theWords(), care.DateOf(time.Now())
	f.Fuzz(func(t *testing.T, text string) {
		c := example()
		c.PVR, c.HTJ, c.Owner, c.Label, c.Reach = text, text, text, text, text
		c.Meeting = care.PublicMeeting{Kind: care.Visit, Slots: []care.Slot{{At: time.Now(), Minutes: 30}}, Waits: []care.Role{care.PVR}}
		_, card := w.card(c, today)
		_, party := w.face(c)
		for name, blocks := range map[string]any{
			"card": card, "party": party, "home": w.dashboard(channels.Overview{Mine: []channels.Row{{Case: c}}}, time.Now()),
			"message": w.message(channels.Outgoing{Text: text, Case: c.ID, Mention: text}, nil),
			"digest":  w.message(channels.Outgoing{Text: text + " SK-2026-0042", Mention: anna}, map[string]string{"SK-2026-0042": "https://demo.slack.com/archives/C0EGENVARD/p1"}),
		} {
			harmless(t, name, blocks, slackfake.CheckBlocks)
		}
		at := spot{mark{c.ID, c.Rev}, place{room, "1.2"}}
		for act := range w.forms {
			s := sheet{act: act, spot: at, c: c, today: today, chosen: &channels.Choice{Value: "htj-1", Label: text, At: text}}
			harmless(t, act, w.form(s), slackfake.CheckView)
		}
	})
}

func harmless(t *testing.T, name string, drawn any, check func(any) []string) {
	t.Helper()
	var doc any
	data, err := json.Marshal(drawn)
	if err == nil {
		err = json.Unmarshal(data, &doc)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range check(doc) {
		t.Errorf("%s: Slack would say: %s", name, complaint)
	}
	lint(t, "hostile "+name, doc)
}
