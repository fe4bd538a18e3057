package slack

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack/slackfake"
)

// rows are n cases, each a little less urgent than the one before.
func rows(n int) (all []channels.Row) {
	for i := range n {
		c := example()
		c.ID = care.CaseID(fmt.Sprintf("SK-2026-%04d", i+1))
		c.HTJ, c.PVR, c.Owner = hostile, hostile, hostile
		all = append(all, channels.Row{Case: c, Card: "C0EGENVARD:1732184523.000200"})
	}
	return all
}

func busy() channels.Overview {
	return channels.Overview{Mine: rows(3), Free: rows(2), Late: rows(50), Waiting: rows(27), Today: 4}
}

// TestHome: what is late, hers, free and waiting, as far as Slack has room, and
// each case can be looked at.
func TestHome(t *testing.T) {
	r := newRig(t, kit{slack: func(s *Slack) { s.settle = 20 * time.Millisecond }})
	r.card(t, unowned())
	r.desk.put(example())
	r.desk.mu.Lock()
	r.desk.overview, r.desk.card = channels.Overview{Late: rows(0), Mine: rows(1), Waiting: rows(21)}, "C0EGENVARD:1732184523.000200"
	r.desk.overview.Mine[0].Case.ID = example().ID
	r.desk.mu.Unlock()
	who := r.Human(anna)
	who.OpenHome()
	shows := func(want ...string) {
		t.Helper()
		for _, w := range want {
			channeltest.Until(t, w, func() bool { return strings.Contains(string(marshal(t, who.Home())), w) })
		}
	}
	shows("Försenade: 0", "Inget just nu.", "Mina: 1", "Väntar på någon: 0", "Väntar på PVR eller HTJ: 21", "och 1 till.", "SK-2026-0042 · Blå Tall · steg 2 av 6", "BIH: begär komplettering av intyget, senast ")
	home := who.Home()
	if err := who.ClickView(home["id"].(string), showAction, nil, nil); err != nil {
		t.Fatal(err)
	}
	channeltest.Until(t, "the case", func() bool { return who.Modal() != nil })
	modal := string(marshal(t, who.Modal()))
	for _, want := range []string{"SK-2026-0042", "begär komplettering av intyget", "archives/C0EGENVARD/p1732184523000200|Öppna kortet i kanalen"} {
		if !strings.Contains(modal, want) {
			t.Errorf("the case does not show %q: %s", want, modal)
		}
	}
	r.desk.mu.Lock()
	r.desk.overview = channels.Overview{Late: rows(1)}
	r.desk.mu.Unlock()
	c := unowned()
	c.Rev++
	if _, err := r.slack.Show(t.Context(), channels.Card{Token: "x", To: at(room), Case: c}); err != nil {
		t.Fatal(err)
	}
	shows("Försenade: 1", "Mina: 0")
}

// TestHomeOfOthers: who may not act sees no case.
func TestHomeOfOthers(t *testing.T) {
	r := newRig(t, kit{})
	r.desk.overview = busy()
	who := r.Human(omar)
	who.OpenHome()
	channeltest.Until(t, "the home tab", func() bool { return who.Home() != nil })
	if got := string(marshal(t, who.Home())); !strings.Contains(got, r.slack.words.Home.Text) || strings.Contains(got, "SK-2026-0001") {
		t.Errorf("the home tab says %s", got)
	}
}

func TestCommand(t *testing.T) {
	r := newRig(t, kit{})
	r.desk.overview, r.desk.card = busy(), "C0EGENVARD:1732184523.000200"
	r.card(t, example())
	for i, x := range []struct{ who, typed, want string }{
		{anna, "SK-2026-0042", "SK-2026-0042 · Blå Tall · steg 2 av 6 · Ansökan. Nästa steg: BIH: begär komplettering av intyget, senast "},
		{anna, " sk-2026-0042 ", "SK-2026-0042 · Blå Tall"},
		{anna, "SK-2026-9999", "Jag hittar inget ärende med numret SK-2026-9999."},
		{anna, "", "Skriv så här efter /stegvis:"},
		{anna, "hjälp", "Skriv så här efter /stegvis:"},
		{anna, "Ingeborg <!channel>", "Skriv så här efter /stegvis:"},
		{anna, "Mina", "Mina: 3\n\nSK-2026-0001 · Blå Tall · steg 2 av 6\nBIH: begär komplettering"},
		{anna, "lediga", "Väntar på någon: 2\n"},
		{anna, "sena", "Försenade: 50\n"},
		{anna, "väntar", "Väntar på PVR eller HTJ: 27\n"},
		{anna, "sammanställning", "Att göra i dag: 4\nFörsenade: 50\nMina: 3\nVäntar på någon: 2\nVäntar på PVR eller HTJ: 27"},
		{anna, "SK-2026-0042 dansa", "Skriv så här efter /stegvis:"},
		{anna, "SK-2026-0042 öppna", "Det går inte att göra i SK-2026-0042 just nu."},
		{anna, "SK-2026-0042 ta", "Ärendet är ditt."},
	} {
		if err := r.Human(x.who).Slash(room, "/stegvis", x.typed); err != nil {
			t.Fatal(err)
		}
		if got := r.told(t, x.who, i+1); !strings.HasPrefix(got, x.want) {
			t.Errorf("%q: told %q, want %q", x.typed, got, x.want)
		}
	}
	said := string(marshal(t, r.Ephemerals(room, anna)))
	if !strings.Contains(said, `archives/C0EGENVARD/p1732184523000200|SK-2026-0042\u003e`) || !strings.Contains(said, "och 40 till. Alla står på fliken Hem.") {
		t.Errorf("no way to the card, or no end: %s", said)
	}
	if taken := r.desk.Taken(); len(taken) != 1 || taken[0].Act != "ta_arendet" || taken[0].Case != "SK-2026-0042" || taken[0].From != anna {
		t.Errorf("done: %+v", taken)
	}
	r.desk.helpers = []string{"Aina Exempelman", "Bo <!here>"}
	if err := r.Human(omar).Slash(room, "/stegvis", "SK-2026-0042"); err != nil {
		t.Fatal(err)
	}
	if got := r.told(t, omar, 1); !strings.Contains(got, "fråga Aina Exempelman och Bo &lt;!here&gt;.") {
		t.Errorf("somebody who is not staff was told %q", got)
	}
}

// TestCommandOpensAForm: what needs something filled in is filled in, wherever
// the command was given.
func TestCommandOpensAForm(t *testing.T) {
	r := newRig(t, kit{})
	r.card(t, example())
	who := r.Human(anna)
	if err := who.Slash(who.DM(), "/stegvis", "SK-2026-0042 pausa"); err != nil {
		t.Fatal(err)
	}
	channeltest.Until(t, "the form", func() bool { return who.Modal() != nil })
	if _, problem := who.Submit(inputs(map[string]slackfake.M{"till": date(care.DateOf(time.Now()).Add(20)), "skal": text("Semester")})); problem != nil {
		t.Fatal(problem)
	}
	r.desk.Wait(t, 1)
	if in := r.desk.Taken()[0]; in.Act != "pausa" || in.Values["skal"] != "Semester" {
		t.Errorf("done: %+v", in)
	}
}
