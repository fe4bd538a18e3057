package slack

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack/slackfake"
)

// unowned is a case that somebody can take with one click.
func unowned() care.PublicCase {
	c := example()
	c.Acts = []string{"ta_arendet", "mejla_underlag", "oppna_igen", "anmal_felskick", "inte_vart", "beslut"}
	return c
}

func TestClickReachesTheDesk(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, unowned())
	if err := r.Human(anna).Click(room, ts(t, card), "act:ta_arendet"); err != nil {
		t.Fatal(err)
	}
	in := r.desk.Wait(t, 1)[0]
	if in.Case != "SK-2026-0042" || in.Act != "ta_arendet" || in.From != anna || in.ID != "act|SK-2026-0042|ta_arendet|7" || in.Answers[0] != card {
		t.Errorf("the desk got %+v", in)
	}
	if got := r.told(t, anna, 1); got != "Ärendet är ditt." {
		t.Errorf("told %q", got)
	}
}

// TestDoubleClickCountsOnce: two people, and one of them twice.
func TestDoubleClickCountsOnce(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, unowned())
	goOn := r.desk.stop()
	var both sync.WaitGroup
	for _, who := range []string{anna, anna, bo} {
		both.Go(func() {
			if err := r.Human(who).Click(room, ts(t, card), "act:ta_arendet"); err != nil {
				t.Error(err)
			}
		})
	}
	channeltest.Until(t, "all three clicks to be on their way", func() bool { return strings.Contains(r.SocketStats(), "pending=3") })
	goOn()
	both.Wait()
	all := func() []slackfake.M { return append(r.Ephemerals(room, anna), r.Ephemerals(room, bo)...) }
	channeltest.Until(t, "three answers", func() bool { return len(all()) == 3 })
	done, already := 0, 0
	for _, m := range all() {
		switch said := m["text"].(string); {
		case said == "Ärendet är ditt.":
			done++
		case strings.HasPrefix(said, "Redan gjort av <@U0"):
			already++
		}
	}
	if n := len(r.desk.Taken()); n != 1 || done != 1 || already != 2 {
		t.Errorf("taken %d times; told done %d times and already done %d times", n, done, already)
	}
}

// TestDoneBeforeARestart: who did it has been forgotten, that it is done has not.
func TestDoneBeforeARestart(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, unowned())
	for range 2 {
		if err := r.Human(anna).Click(room, ts(t, card), "act:ta_arendet"); err != nil {
			t.Fatal(err)
		}
		r.slack.doers = newRecent[doer](10)
	}
	if got := r.told(t, anna, 2); got != "Redan gjort. Inget mer har hänt." || len(r.desk.Taken()) != 1 {
		t.Errorf("told %q, taken %d times", got, len(r.desk.Taken()))
	}
}

func TestOldCardIsDrawnAnew(t *testing.T) {
	r := newRig(t, kit{})
	c := unowned()
	card := r.card(t, c)
	c.Rev, c.Label = 9, "Röd Sten"
	r.desk.put(c)
	if err := r.Human(anna).Click(room, ts(t, card), "act:ta_arendet"); err != nil {
		t.Fatal(err)
	}
	if got := r.told(t, anna, 1); got != r.slack.words.Say.Stale || len(r.desk.Taken()) != 0 {
		t.Errorf("told %q, taken %d times", got, len(r.desk.Taken()))
	}
	r.drawn(t, "a card of today", func(card string) bool {
		return strings.Contains(card, "Röd Sten") && strings.Contains(card, "|9")
	})
	if err := r.Human(anna).Click(room, ts(t, card), "act:ta_arendet"); err != nil {
		t.Fatal(err)
	}
	if got := r.told(t, anna, 2); got != "Ärendet är ditt." {
		t.Errorf("after another look told %q", got)
	}
}

// TestSomebodyWasFirst: what is no longer there to be done is answered by the
// desk, which knows who did it.
func TestSomebodyWasFirst(t *testing.T) {
	r := newRig(t, kit{})
	c := unowned()
	card := r.card(t, c)
	c.Rev, c.Owner, c.Acts = 9, "Bo Lind", []string{"mejla_underlag"}
	r.desk.put(c)
	r.desk.say = func(channels.Incoming) (channels.Verdict, error) {
		return channels.Verdict{Say: "Redan gjort av Bo Lind."}, nil
	}
	if err := r.Human(anna).Click(room, ts(t, card), "act:ta_arendet"); err != nil {
		t.Fatal(err)
	}
	if got := r.told(t, anna, 1); got != "Redan gjort av Bo Lind." {
		t.Errorf("told %q", got)
	}
	r.drawn(t, "a card that says who was first", func(card string) bool {
		return strings.Contains(card, "Bo Lind") && !strings.Contains(card, "act:ta_arendet")
	})
}

func TestOnlyStaffMayAct(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, unowned())
	for _, action := range []string{"act:ta_arendet", "act:beslut"} {
		if err := r.Human(omar).Click(room, ts(t, card), action); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.told(t, omar, 2); got != r.slack.words.NotAllowed(nil) || len(r.desk.Taken()) != 0 || r.Human(omar).Modal() != nil {
		t.Errorf("told %q, taken %d times, modal %v", got, len(r.desk.Taken()), r.Human(omar).Modal())
	}
}

func TestEachMayHaveTheDocumentsMailed(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, unowned())
	for _, who := range []string{anna, bo} {
		if err := r.Human(who).Click(room, ts(t, card), "act:mejla_underlag"); err != nil {
			t.Fatal(err)
		}
	}
	in := r.desk.Wait(t, 2)
	if in[0].From == in[1].From || in[0].ID == in[1].ID {
		t.Errorf("the desk got %+v", in)
	}
}

// TestMenuAsksFirst: what cannot be taken back is asked about, also where Slack
// has no question of its own.
func TestMenuAsksFirst(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, unowned())
	who := r.Human(anna)
	if err := who.Pick(room, ts(t, card), moreAction, menuPick("v1|SK-2026-0042|7|anmal_felskick")); err != nil {
		t.Fatal(err)
	}
	channeltest.Until(t, "a question", func() bool { return who.Modal() != nil })
	if len(r.desk.Taken()) != 0 || !strings.Contains(string(marshal(t, who.Modal())), "Har något skickats fel?") {
		t.Errorf("the modal is %s", marshal(t, who.Modal()))
	}
	if errs, err := who.Submit(slackfake.M{}); err != nil || len(errs) > 0 {
		t.Fatal(errs, err)
	}
	if in := r.desk.Wait(t, 1)[0]; in.Act != "anmal_felskick" || in.From != anna {
		t.Errorf("the desk got %+v", in)
	}
	if got := r.told(t, anna, 1); !strings.HasPrefix(got, "Felskicket är anmält.") {
		t.Errorf("told %q", got)
	}
}

func menuPick(value string) slackfake.M {
	return slackfake.M{"type": "overflow", "selected_option": optionOf(value)}
}

func TestEverythingElseIsBehindOneChoice(t *testing.T) {
	r := newRig(t, kit{})
	c := cases()["everything"]
	card := r.card(t, c)
	who := r.Human(anna)
	for _, x := range []struct{ act, then string }{{"ateruppta", ""}, {"inget_hembesok", "Behövs inget hembesök?"}, {"fraga_vidare", "Skicka fråga vidare"}} {
		if err := who.Pick(room, ts(t, card), moreAction, menuPick("v1|SK-2026-0042|7|*")); err != nil {
			t.Fatal(err)
		}
		channeltest.Until(t, "the list", func() bool { m := who.Modal(); return m != nil && m["callback_id"] == menuCallback })
		if errs, err := who.Submit(inputs(map[string]slackfake.M{"act": one(x.act)})); err != nil || len(errs) > 0 {
			t.Fatal(errs, err)
		}
		switch m := who.Modal(); {
		case x.then == "" && (m != nil || r.desk.Wait(t, 1)[0].Act != x.act):
			t.Errorf("%s: modal %v, the desk got %+v", x.act, m, r.desk.Taken())
		case x.then != "" && !strings.Contains(string(marshal(t, m)), x.then):
			t.Errorf("%s: the modal is %s", x.act, marshal(t, m))
		}
	}
}

func TestButtonOfAnOlderVersion(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, unowned())
	if err := r.Human(anna).Pick(room, ts(t, card), "act:ta_arendet", slackfake.M{"value": "v0|what|ever"}); err != nil {
		t.Fatal(err)
	}
	if err := r.Human(anna).Pick(room, ts(t, card), "act:ta_arendet", slackfake.M{"action_id": "act:avskaffad"}); err != nil {
		t.Fatal(err)
	}
	if got := r.told(t, anna, 2); got != r.slack.words.Say.OldButton || len(r.desk.Taken()) != 0 {
		t.Errorf("told %q, taken %d times", got, len(r.desk.Taken()))
	}
}

func TestTroubleAtTheDeskIsSaid(t *testing.T) {
	r := newRig(t, kit{fake: func(c *slackfake.Config) { c.AckTimeout = time.Second }})
	card := r.card(t, unowned())
	r.desk.say = func(channels.Incoming) (channels.Verdict, error) { return channels.Verdict{}, errors.New("disk full") }
	if err := r.Human(anna).Click(room, ts(t, card), "act:ta_arendet"); !errors.Is(err, slackfake.ErrTimeout) {
		t.Fatalf("acknowledged, and not stored: %v", err)
	}
	if got := r.told(t, anna, 1); got != r.slack.words.Say.Trouble {
		t.Errorf("told %q", got)
	}
	r.desk.say = nil
	if err := r.Human(anna).Click(room, ts(t, card), "act:ta_arendet"); err != nil {
		t.Fatal(err)
	}
	if got := r.told(t, anna, 2); got != "Ärendet är ditt." {
		t.Errorf("after the trouble told %q", got)
	}
}

// TestStoredBeforeAcknowledged: a click that the desk takes long over is not
// acknowledged before it is stored, so that somebody is warned who loses it to a
// crash. She is answered when there is an answer, and her second click is no second
// act.
func TestStoredBeforeAcknowledged(t *testing.T) {
	r := newRig(t, kit{fake: func(c *slackfake.Config) { c.AckTimeout = 300 * time.Millisecond }})
	card := r.card(t, unowned())
	goOn := r.desk.stop()
	if err := r.Human(anna).Click(room, ts(t, card), "act:ta_arendet"); !errors.Is(err, slackfake.ErrTimeout) {
		t.Errorf("acknowledged before it is stored: %v", err)
	}
	goOn()
	if got := r.told(t, anna, 1); got != "Ärendet är ditt." {
		t.Errorf("told %q", got)
	}
	if err := r.Human(anna).Click(room, ts(t, card), "act:ta_arendet"); err != nil {
		t.Error(err)
	}
	if got := r.told(t, anna, 2); !strings.HasPrefix(got, "Redan gjort av") || len(r.desk.Taken()) != 1 {
		t.Errorf("told %q, taken %d times", got, len(r.desk.Taken()))
	}
}

func TestProposedTimeIsAnAnswer(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, unowned())
	m := letter("t1", "Vilken tid passar?", card)
	day := care.Date{Year: 2026, Month: 12, Day: 1}
	m.Slots = []care.Slot{{At: day.At(10, 0), Minutes: 30}, {At: day.At(13, 0), Minutes: 30}}
	receipt, err := r.slack.Send(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	if drawn := string(marshal(t, r.Messages(room)[1])); !strings.Contains(drawn, "tis 1 dec 10.00") || !strings.Contains(drawn, "Annan tid") {
		t.Errorf("drawn %s", drawn)
	}
	for range 2 {
		if err := r.Human(omar).Click(room, ts(t, receipt), "slot:2"); err != nil {
			t.Fatal(err)
		}
	}
	if got := r.told(t, omar, 2); got != r.slack.words.Say.Answered {
		t.Errorf("told %q", got)
	}
	in := r.desk.Wait(t, 1)
	if len(in) != 1 || in[0].Text != "2" || in[0].From != omar || len(in[0].Answers) != 2 || in[0].Answers[0] != receipt || in[0].Answers[1] != card || in[0].Act != "" {
		t.Errorf("the desk got %+v", in)
	}
	if err := r.Human(omar).Click(room, ts(t, receipt), "slot:0"); err != nil {
		t.Fatal(err)
	}
	if got := r.told(t, omar, 3); got != r.slack.words.Say.OtherTime || len(r.desk.Taken()) != 1 {
		t.Errorf("told %q, taken %d", got, len(r.desk.Taken()))
	}
}

// TestChosenTimeOfSomebodyUnknown: who she is cannot be found out just now. That
// is no reason to tell her that she may not answer, and to lose what she chose.
func TestChosenTimeOfSomebodyUnknown(t *testing.T) {
	r := newRig(t, kit{})
	m := letter("t1", "Vilken tid passar?", r.card(t, unowned()))
	day := care.Date{Year: 2026, Month: 12, Day: 1}
	m.Slots = []care.Slot{{At: day.At(10, 0), Minutes: 30}, {At: day.At(13, 0), Minutes: 30}}
	receipt, err := r.slack.Send(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	r.slack.people.forget(omar)
	r.Fail("users.info", slackfake.Fault{Error: "internal_error"})
	if err := r.Human(omar).Click(room, ts(t, receipt), "slot:1"); err == nil {
		t.Error("a choice that was not stored has been acknowledged")
	}
	if got := r.told(t, omar, 1); got != r.slack.words.Say.Trouble {
		t.Errorf("told %q", got)
	}
	if err := r.Human(omar).Click(room, ts(t, receipt), "slot:1"); err != nil || len(r.desk.Wait(t, 1)) != 1 {
		t.Errorf("the next click: %v", err)
	}
}

// TestLookedUpAsTheDaemonStops: whoever is being looked up just then is not refused.
func TestLookedUpAsTheDaemonStops(t *testing.T) {
	r := newRig(t, kit{idle: true})
	n := &session{Slack: r.slack, desk: r.desk}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if in, err := n.inside(ctx, anna, ""); err == nil || in {
		t.Errorf("inside: got %t, %v, want an error", in, err)
	}
	if may, err := n.mayAct(ctx, anna, ""); err == nil || may {
		t.Errorf("mayAct: got %t, %v, want an error", may, err)
	}
}

func TestShortcutIsAnswered(t *testing.T) {
	r := newRig(t, kit{fake: func(c *slackfake.Config) {
		c.Manifest = []byte(strings.Replace(string(c.Manifest), "  slash_commands:\n", "  shortcuts:\n    - name: Koppla\n      type: message\n      callback_id: link_message\n      description: Koppla\n  slash_commands:\n", 1))
	}})
	card := r.card(t, example())
	if err := r.Human(anna).Shortcut("link_message", room, ts(t, card)); err != nil {
		t.Fatal(err)
	}
	if got := r.told(t, anna, 1); got != r.slack.words.Say.OldButton {
		t.Errorf("told %q", got)
	}
}
