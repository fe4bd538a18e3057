package slack

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/slack/slackfake"
)

// TestReplyNamesWhatItAnswers: our messages in the thread, the nearest first,
// and the card last.
func TestReplyNamesWhatItAnswers(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, example())
	first, _ := r.slack.Send(t.Context(), letter("t1", "Vilken tid?", card))
	if _, err := r.Human(bo).Reply(room, ts(t, card), "Jag tittar på det."); err != nil {
		t.Fatal(err)
	}
	second, _ := r.slack.Send(t.Context(), letter("t2", "PVR undrar.", card))
	said, err := r.Human(omar).Reply(room, ts(t, card), "<@"+slackfake.BotUser+"> Ja &amp; <https://x.example|den> går bra")
	if err != nil {
		t.Fatal(err)
	}
	r.slack.Send(t.Context(), letter("t3", "Sedan.", card))
	var in channels.Incoming
	channeltest.Until(t, "the reply", func() bool {
		i := slices.IndexFunc(r.desk.Taken(), func(x channels.Incoming) bool { return x.From == omar })
		if i >= 0 {
			in = r.desk.Taken()[i]
		}
		return i >= 0
	})
	if want := []string{second, first, card}; !slices.Equal(in.Answers, want) {
		t.Errorf("answers %q, want %q", in.Answers, want)
	}
	if in.Text != "Ja & den går bra" || in.ID != room+":"+said || in.Receipt != in.ID || time.Since(in.Received) > time.Minute {
		t.Errorf("the desk got %+v", in)
	}
}

// TestPeopleTalkingIsLeftAlone: the desk hears what is said in a thread, to the
// bot alone or by its name, and nothing else; never itself.
func TestPeopleTalkingIsLeftAlone(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, example())
	who := r.Human(anna)
	lunch, _ := who.Post(room, "Lunch?")
	for _, say := range []func() (string, error){
		func() (string, error) { return r.Human(bo).Reply(room, lunch, "Gärna!") },
		func() (string, error) { return who.Post(room, "<@"+slackfake.BotUser+"> var är SK-2026-0042?") },
		func() (string, error) { return who.Post(who.DM(), "Hej!") },
		func() (string, error) { return who.Reply(room, ts(t, card), "Ja") },
	} {
		if _, err := say(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := r.slack.Send(t.Context(), letter("t1", "Eget", card)); err != nil {
		t.Fatal(err)
	}
	channeltest.Until(t, "silence", func() bool { return len(r.desk.Taken()) >= 3 && strings.Contains(r.SocketStats(), "pending=0") })
	var heard []string
	for _, in := range r.desk.Taken() {
		heard = append(heard, in.Text)
	}
	slices.Sort(heard)
	if want := []string{"Hej!", "Ja", "var är SK-2026-0042?"}; !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
}

// TestMentionIsOneMessage: Slack tells of it twice, under two event ids and at
// the same time.
func TestMentionIsOneMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk()
		n := &session{
			Slack: &Slack{now: time.Now, warned: newRecent[bool](10), tails: newRecent[tail](10)}, desk: d, me: identity{user: "UBOT", bot: "BBOT", team: "T1"},
		}
		n.people.who = map[string]known[person]{anna: {person{team: "T1"}, time.Now()}}
		goOn := d.stop()
		for _, kind := range []string{"message", "app_mention"} {
			go n.hear(t.Context(), event{Type: kind, User: anna, Channel: room, TS: "1900000000.000100", Text: "<@UBOT> var är SK-2026-0042?"})
		}
		synctest.Wait()
		goOn()
		synctest.Wait()
		if tries := d.tries(room + ":1900000000.000100"); tries != 1 || len(d.Taken()) != 1 {
			t.Errorf("handed over %d times, taken %d times", tries, len(d.Taken()))
		}
	})
}

func TestPersonnummerGoesNoFurther(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, example())
	for i, say := range []func(string) (string, error){
		func(s string) (string, error) { return r.Human(anna).Reply(room, ts(t, card), s) },
		func(s string) (string, error) { return r.Human(anna).Post(room, s) },
	} {
		if _, err := say("Det gäller 440813-9089"); err != nil {
			t.Fatal(err)
		}
		if got := r.told(t, anna, i+1); got != r.slack.words.Say.Personal {
			t.Errorf("told %q", got)
		}
	}
	channeltest.Until(t, "all to be acknowledged", func() bool { return strings.Contains(r.SocketStats(), "pending=0") })
	if n := len(r.desk.Taken()); n != 0 {
		t.Errorf("%d messages reached the desk", n)
	}
	if strings.Contains(r.log.String(), "440813") || strings.Contains(requests(t, r), "440813") {
		t.Error("the personnummer stands in the log or in a request")
	}
}

// TestPersonnummerInPieces: in two messages, by a change, in a file's name or in
// a message passed on it is a personnummer all the same.
func TestPersonnummerInPieces(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, example())
	who, thread := r.Human(anna), ts(t, card)
	w := r.slack.words.Say
	say := func(text string) string {
		t.Helper()
		at, err := who.Reply(room, thread, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	say("Hon är född 19440813")
	r.desk.Wait(t, 1)
	say("-9089 är slutet")
	if got := r.told(t, anna, 1); got != w.Parts {
		t.Errorf("in two messages: told %q", got)
	}
	at := say("Tack")
	r.desk.Wait(t, 2)
	if err := who.Edit(room, at, "Tack, det var 440813 9089"); err != nil {
		t.Fatal(err)
	}
	if got := r.told(t, anna, 2); got != w.Personal {
		t.Errorf("by a change: told %q", got)
	}
	if _, err := who.Upload(room, thread, "intyg 440813-9089.pdf", "Här", []byte("%PDF")); err != nil {
		t.Fatal(err)
	}
	if got := r.told(t, anna, 3); got != w.Personal {
		t.Errorf("in a file's name: told %q", got)
	}
	r.RawEvent(slackfake.M{"type": "message", "user": anna, "channel": room, "channel_type": "group", "ts": "1795299999.000100", "thread_ts": thread,
		"text": "Se här", "attachments": []slackfake.M{{"text": "19440813-9089", "is_share": true}}})
	if got := r.told(t, anna, 4); got != w.Personal {
		t.Errorf("passed on: told %q", got)
	}
	if n := len(r.desk.Taken()); n != 2 || strings.Contains(r.log.String(), "9089") || strings.Contains(requests(t, r), "9089") {
		t.Errorf("%d messages taken, want 2; log %s", n, r.log)
	}
}

// TestNumbersInTwoMessagesPass: days and times that follow one another are none.
func TestNumbersInTwoMessagesPass(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, example())
	for i, text := range []string{"Vi kan den 2026-12-01", "10.30 eller 13.00", "ring 08-465 004", "21 är anknytningen"} {
		if _, err := r.Human(anna).Reply(room, ts(t, card), text); err != nil {
			t.Fatal(err)
		}
		r.desk.Wait(t, i+1)
	}
}

// requests is everything that has crossed to Slack: calls and acknowledgements,
// as they came and as they were understood.
func requests(t *testing.T, r *rig) string {
	t.Helper()
	var b strings.Builder
	for _, c := range r.Requests() {
		b.WriteString(c.Body)
		b.Write(marshal(t, c.Args))
	}
	return b.String()
}

func TestMessageIsRepeatedUntilStored(t *testing.T) {
	r := newRig(t, kit{fake: func(c *slackfake.Config) { c.AckTimeout = time.Second }})
	card := r.card(t, example())
	tries := 0
	r.desk.say = func(channels.Incoming) (channels.Verdict, error) {
		if tries++; tries <= 3 { // as often as one delivery is tried
			return channels.Verdict{}, errors.New("disk full")
		}
		return channels.Verdict{Say: "Tack, noterat."}, nil
	}
	if _, err := r.Human(omar).Reply(room, ts(t, card), "Ja"); err != nil {
		t.Fatal(err)
	}
	r.desk.Wait(t, 1)
	if got := r.told(t, omar, 1); got != "Tack, noterat." || tries != 4 {
		t.Errorf("told %q after %d tries", got, tries)
	}
}

// TestMissedMessagesAreLookedFor: what was said while we were away for longer
// than Slack repeats it, in an old thread and by name in the channel.
func TestMissedMessagesAreLookedFor(t *testing.T) {
	r := newRig(t, kit{idle: true, fake: func(c *slackfake.Config) { c.Manifest = deaf() }})
	card := r.card(t, example())
	letter1, _ := r.slack.Send(t.Context(), letter("t1", "Vilken tid?", card))
	said, _ := r.Human(omar).Reply(room, ts(t, card), "1")
	lunch, _ := r.Human(omar).Post(room, "Lunch?")
	r.Human(bo).Reply(room, lunch, "Gärna!")
	r.Human(anna).Post(room, "<@"+slackfake.BotUser+"> SK-2026-0042?")
	known, _ := r.Human(anna).Reply(room, ts(t, card), "redan känt")
	r.desk.verdicts[room+":"+known] = channels.Verdict{}
	r.desk.Desk.Handle(t.Context(), channels.Incoming{ID: room + ":" + known})
	r.receive(t)
	in := r.desk.Wait(t, 3)
	i := slices.IndexFunc(in, func(x channels.Incoming) bool { return x.ID == room+":"+said })
	if i < 0 || in[i].Text != "1" || !slices.Equal(in[i].Answers, []string{letter1, card}) {
		t.Errorf("the desk got %+v", in)
	}
	if n := r.desk.tries(room + ":" + known); n != 0 {
		t.Errorf("what is known already was handed over %d times", n)
	}
	if raw, ok := r.desk.Kept(room + ":" + said); !ok || !strings.Contains(string(raw.Data), said) {
		t.Errorf("kept %q", raw.Data)
	}
}

// TestRoomThatCannotBeRead does not keep the others from being read, nor from
// being looked at.
func TestRoomThatCannotBeRead(t *testing.T) {
	const other = "C0OTHER" // after the first, as Slack lists them
	r := newRig(t, kit{idle: true, fake: func(c *slackfake.Config) {
		c.Manifest = deaf()
		c.Channels = append(c.Channels, slackfake.Channel{ID: other, Name: "egenvard-2", Private: true, Members: []string{anna, slackfake.BotUser}})
	}})
	r.Human(anna).Post(other, "<@"+slackfake.BotUser+"> SK-2026-0042?")
	r.Fail("conversations.history", slackfake.Fault{Error: "internal_error"})
	r.Fail("conversations.info", slackfake.Fault{Error: "internal_error"})
	r.receive(t)
	if in := r.desk.Wait(t, 1); in[0].Place != other {
		t.Errorf("the desk got %+v", in)
	}
	channeltest.Until(t, "a look at the other", func() bool { _, ok := r.slack.guard.holds(other, time.Now()); return ok })
	channeltest.Until(t, "what went wrong", func() bool {
		return strings.Contains(r.log.String(), "look for missed messages") && strings.Contains(r.log.String(), "look who reads the channels")
	})
}

// TestThreadThatCannotBeRead does not keep the others from being read.
func TestThreadThatCannotBeRead(t *testing.T) {
	r := newRig(t, kit{idle: true, fake: func(c *slackfake.Config) { c.Manifest = deaf() }})
	for _, id := range []care.CaseID{"SK-2026-0042", "SK-2026-0043"} {
		c := example()
		c.ID = id
		r.Human(omar).Reply(room, ts(t, r.card(t, c)), "1")
	}
	r.Fail("conversations.replies", slackfake.Fault{Error: "internal_error"})
	r.receive(t)
	r.desk.Wait(t, 1)
}

// deaf is our manifest without its events: Slack tells us of nothing.
func deaf() []byte {
	lines := strings.SplitAfter(string(Manifest()), "\n")
	return []byte(strings.Join(slices.DeleteFunc(lines, func(l string) bool {
		return strings.HasPrefix(strings.TrimSpace(l), "- message.") || strings.TrimSpace(l) == "- app_mention"
	}), ""))
}

func TestOtherWorkspacesAreNotHeard(t *testing.T) {
	n := &session{Slack: &Slack{}, me: identity{user: "UBOT", bot: "BBOT", team: "T1"}}
	for _, x := range []struct {
		e    event
		want bool
	}{
		{event{User: "U1"}, true},
		{event{User: "U1", Team: "T1"}, true},
		{event{User: "U1", Team: "T2"}, false},
		{event{User: "UBOT"}, false},
		{event{User: "U1", BotID: "B9"}, false},
		{event{User: "U1", Subtype: "message_changed"}, false},
		{event{User: "U1", Subtype: "channel_join"}, false},
		{event{User: "U1", Subtype: "file_share"}, true},
		{event{}, false},
	} {
		if got := n.byPerson(x.e); got != x.want {
			t.Errorf("%+v: got %t, want %t", x.e, got, x.want)
		}
	}
}

func TestFilesAreNotTaken(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, example())
	for i, said := range []string{"", "Ja, se filen"} {
		if _, err := r.Human(anna).Upload(room, ts(t, card), "intyg.pdf", said, []byte("%PDF")); err != nil {
			t.Fatal(err)
		}
		if got := r.told(t, anna, i+1); got != r.slack.words.Say.File {
			t.Errorf("told %q", got)
		}
	}
	if in := r.desk.Wait(t, 1); len(in) != 1 || in[0].Text != "Ja, se filen" || len(in[0].Files) != 0 {
		t.Errorf("the desk got %+v", in)
	}
}

// TestEditsArePassedOver: what was answered has been answered.
func TestEditsArePassedOver(t *testing.T) {
	r := newRig(t, kit{})
	card := r.card(t, example())
	said, err := r.Human(omar).Reply(room, ts(t, card), "Ja")
	if err != nil {
		t.Fatal(err)
	}
	r.desk.Wait(t, 1)
	if err := r.Human(omar).Edit(room, said, "Nej"); err != nil {
		t.Fatal(err)
	}
	if err := r.Human(omar).Delete(room, said); err != nil {
		t.Fatal(err)
	}
	channeltest.Until(t, "silence", func() bool { return strings.Contains(r.SocketStats(), "pending=0") })
	if n := len(r.desk.Taken()); n != 1 {
		t.Errorf("%d messages reached the desk", n)
	}
}

// TestCanary: one person is named in everything people write, and never by us:
// in no request, no acknowledgement, no log.
func TestCanary(t *testing.T) {
	const name = "Ingeborg"
	r := newRig(t, kit{})
	card := r.card(t, example())
	r.Human(omar).Reply(room, ts(t, card), name+" mår bra, 440813-9089")
	r.Human(omar).Reply(room, ts(t, card), name+" mår bra")
	r.Human(anna).Slash(room, "/stegvis", name)
	r.Human(anna).Slash(room, "/stegvis", "SK-2026-9999 "+name)
	who := opened(t, r, "fraga_vidare")
	who.Submit(inputs(map[string]slackfake.M{"till": some("PVR"), "text": text(name + " 440813-9089")}))
	who.Submit(inputs(map[string]slackfake.M{"till": some("PVR"), "text": text(name)}))
	who = opened(t, r, "beslut")
	who.Suggest(who.Modal()["id"].(string), "choose:provider", name)
	r.desk.Wait(t, 2)
	r.told(t, omar, 1)
	sent := requests(t, r)
	for where, all := range map[string]string{"requests": sent, "log": r.log.String()} {
		if strings.Contains(all, name) || strings.Contains(all, "9089") {
			t.Errorf("she stands in the %s", where)
		}
	}
	if !strings.Contains(sent, "SK-2026-0042") || !strings.Contains(sent, "response_action") {
		t.Error("nothing was recorded to look in")
	}
}
