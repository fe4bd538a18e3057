package bot

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// Who may do what: every actor tries every act in every state of a case, by chat
// and by mail, and may do just what the table says. The states are reached by the
// events that lead there; the acts of each stand in a golden file.
//
//	go test ./bot -run TestAllowed -update

// The people and machines that try. What staff may do is the same for all of them.
var actors = []struct {
	name, chat, place, mail string
	of                      care.UnitID // the party it speaks for
	vouched                 channels.Vouch
	staff                   bool
}{
	{name: "handläggare", chat: "U0MARIT", place: "C1", mail: "marit@bih.example", of: "bih", staff: true},
	{name: "chef", chat: "U0CIA", place: "C1", mail: "cia@bih.example", of: "bih", staff: true},
	{name: "PVR's own", chat: "U0PVR", place: "C0PVR", mail: "rehab@rehab.example", of: "pvr"},
	{name: "HTJ's own", chat: "U0HTJ", place: "C0HTJ", mail: "htj@htj.example", of: "htj"},
	{name: "another utförare", chat: "U0LYKTAN", place: "C0LYKTAN", mail: "lyktan@sol.example", of: "htj2"},
	{name: "a stranger", chat: "U0X", place: "C0X", mail: "x@x.example"},
	{name: "a guest in BIH's channel", chat: "U0GUEST", place: "C1", mail: "gast@bih.example"},
	{name: "somebody who has left", chat: "U0OLLE", place: "C1", mail: "olle@bih.example"},
	{name: "the mailbox itself", place: "", mail: "bih@bih.example"},
	{name: "the bot", chat: "U0BOT", place: "C1", mail: "egenvard@bih.example"},
	{name: "somebody as handläggare", mail: "marit@bih.example", vouched: channels.Doubtful},
	{name: "somebody as PVR", mail: "rehab@rehab.example", vouched: channels.Doubtful},
	{name: "somebody as HTJ", mail: "htj@htj.example", vouched: channels.Doubtful},
	{name: "nobody"},
}

var allowedList = "Id;Roll;Namn;E-post;Slack;Leverans;Till\nbih;BIH;BIH;bih@bih.example;C1;handling;\n" +
	";handläggare;Marit Provberg;marit@bih.example;U0MARIT;;\n;handläggare;Jonas Testlund;jonas@bih.example;U0JONAS;;\n" +
	";chef;Cia Provchef;cia@bih.example;U0CIA;;\n;handläggare;Olle Slutat;olle@bih.example;U0OLLE;;2026-01-31\n" +
	"pvr;PVR;Rehab;rehab@rehab.example;;handling;\nhtj;HTJ;Tranbäret;htj@htj.example;;handling;\nhtj2;HTJ;Lyktan;lyktan@sol.example;;handling;\n"

var update = flag.Bool("update", false, "rewrite golden files")

// states are cases as they come to stand.
var states = []struct {
	name   string
	events func(day care.Date, at time.Time) []care.Event
}{
	{"asked", func(care.Date, time.Time) []care.Event { return []care.Event{care.AssessmentAsked{From: "pvr"}} }},
	{"unclear", func(care.Date, time.Time) []care.Event { return []care.Event{care.MailUnclear{Kind: "oklassificerat"}} }},
	{"to be fetched", func(care.Date, time.Time) []care.Event {
		return []care.Event{care.MailUnclear{Kind: "sakert_meddelande"}}
	}},
	{"from a stranger", func(day care.Date, _ time.Time) []care.Event {
		return []care.Event{care.IntygReceived{Intyg: agreed(), On: day}}
	}},
	{"an intyg that lacks much", func(day care.Date, _ time.Time) []care.Event {
		return []care.Event{care.IntygReceived{Intyg: agreed(), From: "pvr", On: day}}
	}},
	{"stopped", func(day care.Date, _ time.Time) []care.Event {
		return []care.Event{care.IntygReceived{Intyg: agreed(), From: "pvr", On: day, Signs: []string{"sjukhus"}}}
	}},
	{"decided", upTo()},
	{"decided, in the window", upTo(func(_ care.Date, at time.Time) care.Event {
		return care.ProviderChanged{Provider: "htj2", Last: care.DateOf(at), Held: at.Add(time.Hour)}
	})},
	{"waiting for consent", upTo(just(care.StopSigned{Signs: []string{"samtycke_aterkallat"}, From: care.BIH}), just(care.StopCleared{}),
		just(care.LettersHeld{Letters: []care.Waiting{{To: care.HTJ, Template: "besked", For: care.ForConsent}}}))},
	{"waiting for a human", upTo(just(care.LettersHeld{Letters: []care.Waiting{{To: care.HTJ, Template: "besked", For: care.ForHuman}}}))},
	{"consent taken back", upTo(just(care.StopSigned{Signs: []string{"samtycke_aterkallat"}, From: care.PVR}))},
	{"protected", upTo(just(care.StopSigned{Signs: []string{"skyddade_personuppgifter"}, From: care.BIH}))},
	{"started, times on the table", upTo(start, propose)},
	{"a visit booked", upTo(start, propose, func(day care.Date, _ time.Time) care.Event {
		return care.TimesChosen{Kind: care.Visit, By: care.HTJ, Times: []time.Time{day.Add(3).At(10, 0)}}
	})},
	{"changed", upTo(start, just(care.NeedChanged{From: care.HTJ}))},
	{"frozen", upTo(just(care.Misrouted{By: "marit@bih.example"}))},
	{"paused", upTo(func(day care.Date, _ time.Time) care.Event { return care.Paused{Until: day.Add(9), Why: "x"} })},
	{"to end", upTo(start, just(care.OutcomeReported{Outcome: "close", By: care.PVR}))},
	{"closed", upTo(just(care.CaseEnded{Why: "annat"}))},
}

type then = func(care.Date, time.Time) care.Event

func just(e care.Event) then { return func(care.Date, time.Time) care.Event { return e } }

func start(day care.Date, _ time.Time) care.Event {
	yes := true
	return care.StartProposed{On: day.Add(7), Joint: &yes}
}

func propose(day care.Date, _ time.Time) care.Event {
	return care.TimesProposed{Kind: care.Visit, By: care.PVR, Slots: []care.Slot{{At: day.Add(3).At(10, 0), Minutes: 60}}, Needs: []care.Role{care.PVR, care.HTJ}}
}

func upTo(further ...then) func(care.Date, time.Time) []care.Event {
	return func(day care.Date, at time.Time) []care.Event {
		events := []care.Event{
			care.AssessmentAsked{From: "pvr"}, care.IntygReceived{Intyg: agreed(), From: "pvr", On: day}, care.ApplicationObtained{On: day},
			care.DecisionMade{Outcome: "bifall", To: day.Add(90), Provider: "htj", By: "jonas@bih.example"},
		}
		for _, f := range further {
			events = append(events, f(day, at))
		}
		return events
	}
}

// standing is a desk with one case in a state, all its letters sent.
func standing(t *testing.T, list string, events func(care.Date, time.Time) []care.Event) *bench {
	t.Helper()
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = loaded(t, list)
	b.happens(t, events(care.DateOf(now), now)...)
	b.send(t)
	b.send(t)
	return b
}

func loaded(t *testing.T, list string) *contacts.Directory {
	t.Helper()
	path := filepath.Join(t.TempDir(), "kontakter.csv")
	if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := contacts.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestAllowedInChat: whatever anybody presses, by whatever card.
func TestAllowedInChat(t *testing.T) {
	var table strings.Builder
	for _, s := range states {
		b := standing(t, allowedList, s.events)
		c, err := b.Ledger.Case(t.Context(), "SK-2026-0001")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&table, "%s: %s\n", s.name, strings.Join(c.Offers(), " "))
		for _, who := range actors {
			for _, act := range append(care.Acts, care.Act{Name: "hitta_pa"}, care.Act{Name: "../../etc"}) {
				m, err := b.interpret(t.Context(), channels.Incoming{Channel: "slack", From: who.chat, Place: who.place, Case: c.ID, Act: act.Name}, documents{})
				if err != nil {
					t.Fatal(err)
				}
				may := who.staff && slices.Contains(c.Offers(), act.Name) && (!c.Protected || who.name == "chef")
				if did := m.event != nil || m.refused != nil; did != may { // refused: offered, and something is to be filled in
					t.Errorf("%s: %s does %s: %t, want %t", s.name, who.name, act.Name, did, may)
				}
				if !may && m.say == "" {
					t.Errorf("%s: %s is not told why not %s", s.name, who.name, act.Name)
				}
			}
		}
	}
	goldenTable(t, "testdata/allowed.golden", table.String())
}

// TestAllowedByMail: whoever answers whatever letter of the case, with a number, a
// word or an old card quoted, speaks for nobody but the party it belongs to.
func TestAllowedByMail(t *testing.T) {
	list := strings.ReplaceAll(allowedList, ";C1;", ";;")
	for _, s := range states {
		b := standing(t, list, s.events)
		c, err := b.Ledger.Case(t.Context(), "SK-2026-0001")
		if err != nil {
			t.Fatal(err)
		}
		letters, err := b.Ledger.Letters(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range letters {
			for _, who := range actors {
				for _, text := range []string{"1", "Ja, det går bra.", "Vi kan starta 1/12, hembesök behövs inte.", "OK\n\n> " + strings.ReplaceAll(l.Text, "\n", "\n> ")} {
					b.speaks(t, s.name, c, l, who.name, text, who.staff, channels.Incoming{From: who.mail, Vouched: who.vouched, Text: text}, who.of)
				}
			}
		}
	}
}

// speaks lets somebody answer a letter, and checks for whom that was taken.
func (b *bench) speaks(t *testing.T, state string, c care.Case, l ledger.Letter, who, text string, staff bool, in channels.Incoming, of care.UnitID) {
	t.Helper()
	in.Channel, in.ID, in.Received, in.Answers = "mail", "m", b.Now(), []string{l.Token}
	m, err := b.interpret(t.Context(), in, documents{})
	if err != nil {
		t.Fatal(err)
	}
	belongs := of != "" && of == l.Unit && (l.Role == care.BIH || c.Units[l.Role] == of)
	if l.Role == care.BIH && staff && c.Protected {
		belongs = who == "chef"
	}
	_, stranger := m.event.(care.StrangerWrote)
	if !belongs && m.event != nil && !stranger || stranger && m.role != "" {
		t.Errorf("%s: %s answers %s/%s with %.20q and makes %T happen for %q", state, who, l.Role, l.Template, text, m.event, m.role)
	}
	if belongs && stranger {
		t.Errorf("%s: %s is a stranger to its own %s/%s", state, who, l.Role, l.Template)
	}
}

// TestReplayed: a press that comes twice, or from a card that shows the case as it
// was, is done once.
func TestReplayed(t *testing.T) {
	b := standing(t, allowedList, upTo())
	press := func(act string, rev int) channels.Verdict {
		id := fmt.Sprintf("act|SK-2026-0001|%s|%d", act, rev)
		return b.take(t, channels.Incoming{Channel: "slack", ID: id, From: "U0MARIT", Case: "SK-2026-0001", Act: act, Received: b.Now()})
	}
	c, err := b.Ledger.Case(t.Context(), "SK-2026-0001")
	if err != nil {
		t.Fatal(err)
	}
	first, again, stale := press("ta_arendet", c.Rev), press("ta_arendet", c.Rev), press("ta_arendet", c.Rev-1)
	after, err := b.Ledger.Case(t.Context(), "SK-2026-0001")
	if err != nil || !first.Ours || stale.Ours || after.Rev != c.Rev+1 {
		t.Errorf("first %+v, again %+v, stale %+v: %d facts, want %d (%v)", first, again, stale, after.Rev, c.Rev+1, err)
	}
}

// TestIntygOfHTJ: an utförare that answers with an intyg does not put it in the
// place of PVR's; BIH reads it.
func TestIntygOfHTJ(t *testing.T) {
	b := standing(t, allowedList, upTo())
	l := b.letter(t, "bestallning")
	d := documents{readings: []intyg.Reading{{Kind: intyg.KindIntyg}}}
	m, err := b.interpret(t.Context(), channels.Incoming{Channel: "mail", ID: "m", From: "htj@htj.example", Answers: []string{l.Token}, Received: b.Now(), Text: "Här är ett nytt intyg"}, d)
	if e, ok := m.event.(care.QuestionAsked); !ok || e.To != care.BIH || err != nil {
		t.Errorf("it came to %+v (%v)", m.event, err)
	}
}

func goldenTable(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs (run with -update if this is intended)\ngot:\n%s", file, got)
	}
}
