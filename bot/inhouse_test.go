package bot

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

const mailOnlyList = `Id;Roll;Namn;E-post;Leverans
bih;BIH;Biståndshandläggarenheten;intern@bih.example;
;handläggare;Marit Provberg;marit@bih.example;
;handläggare;Jonas Testlund;jonas@bih.example;
pvr;PVR;Rehab;rehab@rehab.example;handling
htj;HTJ;Tranbäret;htj@htj.example;handling
`

// A mailbox is a desk without chat, in which PVR has asked for a
// förhandsbedömning.
type mailbox struct {
	*bench
	*testing.T
	now time.Time
	n   int
}

func newMailbox(t *testing.T) *mailbox {
	t.Helper()
	m := &mailbox{T: t, now: time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)}
	m.bench = newBench(t, func() time.Time { return m.now })
	list := filepath.Join(t.TempDir(), "kontakter.csv")
	if err := os.WriteFile(list, []byte(mailOnlyList), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := contacts.Load(list)
	if err != nil {
		t.Fatal(err)
	}
	m.lists = d
	m.take(t, ask("1", m.now))
	m.send(t)
	return m
}

// last is the last letter to BIH.
func (m *mailbox) last() ledger.Letter {
	m.Helper()
	sent := m.mail.Sent()
	for i := len(sent) - 1; i >= 0; i-- {
		if l, _, err := m.Ledger.LetterBy(m.Context(), []string{sent[i].Token}); err != nil || l.Role == care.BIH {
			return l
		}
	}
	m.Fatal("BIH has got no letter")
	return ledger.Letter{}
}

// answer is what comes of an answer to a letter: the last fact, if it is a new
// one.
func (m *mailbox) answer(to ledger.Letter, in channels.Incoming) care.Event {
	m.Helper()
	facts := len(m.facts())
	m.n++
	m.now = m.now.Add(time.Minute)
	in.Channel, in.ID, in.Answers, in.Received = "mail", "in/"+string(rune('a'+m.n)), []string{to.Token}, m.now
	if in.From == "" {
		in.From = "marit@bih.example"
	}
	m.take(m.T, in)
	m.send(m.T)
	if after := m.facts(); len(after) > facts {
		return after[len(after)-1].Event
	}
	return nil
}

func (m *mailbox) facts() []care.Fact {
	m.Helper()
	facts, err := m.Ledger.Facts(m.Context(), "SK-2026-0001")
	if err != nil {
		m.Fatal(err)
	}
	return facts
}

// TestNumbers: what BIH answers to the letter that asks for times, and what comes
// of it. 1 proposes times, 2 is the förhandsbedömning, 3 takes the case, 8 stops
// everything.
func TestNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"1 2026-12-01 10.00":         "TimesProposed",
		"1. tisdag 1 december kl 10": "TimesProposed",
		"Hej!\n\n1) 2026-12-01 10.00, 2026-12-02 13.00\n\nMvh\nMarit":  "TimesProposed",
		"1\nTider: 2026-12-01 10.00\nLängd i minuter: 30":              "TimesProposed",
		"tisdag 1 december kl 10 går bra":                              "TimesProposed", // words, as under the card
		"1 december kl 10":                                             "TimesProposed",
		"2 tillstyrks":                                                 "AssessmentGiven",
		"2 Tillstyrks 2026-12-01 2027-02-28 15 min, Tranbäret":         "AssessmentGiven",
		"2\nBedömning: tveksamt\nKommentar till PVR: Ring gärna igen.": "AssessmentGiven",
		"3":        "Taken",
		"3\nMarit": "Taken",
		"10 ja":    "Misrouted",

		"10":                     "AnswerRefused", // it cannot be taken back: it needs a yes
		"10 jag vet inte":        "AnswerRefused",
		"1":                      "AnswerRefused",
		"1 i morgon":             "AnswerRefused", // no time of day
		"1 2026-11-20 10.00":     "AnswerRefused", // has been
		"2":                      "AnswerRefused",
		"2 tillstyrks men vänta": "AnswerRefused", // a word that belongs nowhere
		"2 tillstyrks avstyrks":  "AnswerRefused",
		"2 tillstyrks, Tranbär":  "AnswerRefused", // merely alike
		"2 tillstyrks\nKommentar till PVR: 19440813-9089": "AnswerRefused",
		"3 och 4":                "AnswerRefused",
		"3\nVänta, gör inte det": "AnswerRefused",
		"99":                     "AnswerRefused",
		"Vad betyder det här?":   "AnswerRefused",
		"Ta ärendet":             "AnswerRefused",

		"Tack!":         "",
		"Tack för det.": "",
	} {
		m := newMailbox(t)
		e := m.answer(m.last(), channels.Incoming{Text: text})
		got := ""
		if e != nil {
			got = care.Kind(e)
		}
		if got != want {
			t.Errorf("%q: got %q (%+v), want %q", text, got, e, want)
		}
	}
}

// TestNumbersAreTheButtons: a number does what the button in chat does, to the
// last field.
func TestNumbersAreTheButtons(t *testing.T) {
	m := newMailbox(t)
	got := m.answer(m.last(), channels.Incoming{Text: "2 tveksamt 2026-12-01 2027-02-28\nHur ofta: 2 gånger per dag\nMinuter per gång: 15\nUtförare (HTJ): Tranbäret"})
	c, err := m.Ledger.Case(t.Context(), "SK-2026-0001")
	if err != nil {
		t.Fatal(err)
	}
	want, bad, _ := care.New(c.ID).Do("forhandsbedomning", care.Values{
		"bedomning": "tveksamt", "fran": "2026-12-01", "till": "2027-02-28", "frekvens": "2 gånger per dag", "minuter": "15", "utforare": "htj",
	}, "")
	if len(bad) > 0 || got != want {
		t.Errorf("got %+v, want %+v (%v)", got, want, bad)
	}
}

// TestOnlyStaff: nobody else can do anything, and a machine is never answered.
func TestOnlyStaff(t *testing.T) {
	for name, x := range map[string]struct {
		in   channels.Incoming
		want string
	}{
		"not in the list":       {channels.Incoming{From: "praktikant@bih.example", Text: "3"}, "StrangerWrote"},
		"the mailbox itself":    {channels.Incoming{From: "intern@bih.example", Text: "3"}, "StrangerWrote"},
		"PVR":                   {channels.Incoming{From: "rehab@rehab.example", Text: "3"}, "StrangerWrote"},
		"somebody may be lying": {channels.Incoming{Text: "3", Vouched: channels.Doubtful}, "StrangerWrote"},
		"a machine":             {channels.Incoming{Text: "3", Auto: true}, ""},
		"words of a machine":    {channels.Incoming{Text: "Autosvar: Jag är på semester och åter den 3 januari."}, ""},
		"a delivery report":     {channels.Incoming{From: "mailer-daemon@bih.example", Text: "3", Bounce: &channels.Bounce{Hard: true}}, ""},
	} {
		m := newMailbox(t)
		before := len(m.mail.Sent())
		e := m.answer(m.last(), x.in)
		if e == nil && x.want != "" || e != nil && care.Kind(e) != x.want {
			t.Errorf("%s: got %+v, want %q", name, e, x.want)
		}
		if n := len(m.mail.Sent()) - before; x.want == "" && n > 0 {
			t.Errorf("%s: %d mails were sent in answer", name, n)
		}
	}
}

// TestSameMailbox: where BIH works in the intake mailbox itself, what it is asked
// lies there like any mail; it is neither filed as sent nor answered.
func TestSameMailbox(t *testing.T) {
	m := newMailbox(t)
	l := m.last()
	own := channels.Incoming{Channel: "mail", ID: "own", From: "bih@bih.example", Receipt: l.Token + "@bih.example", Text: l.Text, Received: m.now}
	if v := m.take(t, own); !v.Own {
		t.Errorf("a copy of a letter to another mailbox: %+v, want it known as our own", v)
	}
	m.Unit.Mail, own.From, own.ID = "intern@bih.example", "intern@bih.example", "own too"
	if v := m.take(t, own); v.Own || v.Ours {
		t.Errorf("a letter to BIH in the intake mailbox: %+v, want it left alone", v)
	}
	if n := len(m.facts()); n != 1 {
		t.Errorf("%d facts, want none but the first", n)
	}
}

// TestMuddle: one question back, then a human, then silence, so that two machines
// cannot go on; an answer that is understood begins anew.
func TestMuddle(t *testing.T) {
	m := newMailbox(t)
	for i, want := range []int{1, 2, 0, 0} {
		e, _ := m.answer(m.last(), channels.Incoming{Text: strings.Repeat("vad? ", i+1)}).(care.AnswerRefused)
		if e.Time != want {
			t.Errorf("answer %d: time %d, want %d", i+1, e.Time, want)
		}
	}
	if !strings.Contains(m.last().Text, "en människa behöver läsa") {
		t.Errorf("the last letter says:\n%s", m.last().Text)
	}
	if e := m.answer(m.last(), channels.Incoming{Text: "3"}); e == nil || care.Kind(e) != "Taken" {
		t.Errorf("a clear answer came to %+v", e)
	}
	if e, _ := m.answer(m.last(), channels.Incoming{Text: "hur då?"}).(care.AnswerRefused); e.Time != 1 {
		t.Errorf("after a clear answer: %+v", e)
	}
}

// TestStaleNumber: a number means what the letter said, or nothing. What has nothing to
// do with it may have happened meanwhile.
func TestStaleNumber(t *testing.T) {
	m := newMailbox(t)
	first := m.last()
	m.answer(first, channels.Incoming{Text: "2 tillstyrks"})
	e, _ := m.answer(first, channels.Incoming{From: "jonas@bih.example", Text: "2 avstyrks"}).(care.AnswerRefused)
	if e.Why != "stale" || e.By != "marit@bih.example" {
		t.Errorf("a second assessment came to %+v", e)
	}
	if got := m.last().Text; !strings.Contains(got, "Marit Provberg har redan gjort det") || !strings.Contains(got, "SVARA MED EN SIFFRA") {
		t.Errorf("Jonas was told:\n%s", got)
	}
	if e := m.answer(first, channels.Incoming{From: "jonas@bih.example", Text: "3"}); e == nil || care.Kind(e) != "Taken" {
		t.Errorf("taking the case from an old letter came to %+v", e)
	}
	if e, _ := m.answer(first, channels.Incoming{Text: "3\n\n"}).(care.AnswerRefused); e.Why != "stale" {
		t.Errorf("taking it again came to %+v", e)
	}
}

// TestUndoAfterMuddle: an answer that came to nothing takes neither the way back
// nor the letters that wait away.
func TestUndoAfterMuddle(t *testing.T) {
	m := newMailbox(t)
	m.Hold = 10 * time.Minute
	m.answer(m.last(), channels.Incoming{Text: "2 tillstyrks"})
	i := agreed()
	i.Person.Name = "Ingeborg"
	m.happens(t, care.IntygReceived{Intyg: i, From: "pvr", Provider: "htj", On: care.DateOf(m.now)})
	m.happens(t, care.DecisionMade{Outcome: "bifall", To: care.DateOf(m.now).Add(90), Provider: "htj", Held: m.held()})
	m.send(t)
	before := len(m.mail.Sent())
	if e, _ := m.answer(m.last(), channels.Incoming{Text: "1 hjälp det blev fel"}).(care.AnswerRefused); e.Time != 1 {
		t.Fatalf("an unclear answer came to %+v", e)
	}
	if e := m.answer(m.last(), channels.Incoming{Text: "1 ja"}); e == nil || care.Kind(e) != "OrderUndone" {
		t.Fatalf("taking back came to %+v", e)
	}
	m.now = m.now.Add(time.Hour)
	m.send(t)
	for _, out := range m.mail.Sent()[before:] {
		if out.To.Unit() != "bih" {
			t.Errorf("what was taken back has been sent to %s: %s", out.To.Unit(), out.Subject)
		}
	}
}

// FuzzNumbers: whatever stands after a number, no word of it is lost, nothing is
// made up, and nothing crashes.
func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"2026-12-01 10.00", "bifall, Mottagare: ja", "Datum: 1 december\n\nMvh", "ja nej ja", "PVR och HTJ text", ": : ,"} {
		f.Add(s)
	}
	b := &Bot{Contacts: func() *contacts.Directory { return contacts.New(units) }, Now: func() time.Time { return time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm) }}
	forms := templates.Forms()
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 500 {
			return
		}
		for _, a := range care.Acts {
			form := forms[a.Name]
			values, _, bad := b.fill(meaning{}, care.New("SK-2026-0001"), form, text)
			for name := range values {
				if name != "ja" && !hasField(form, name) {
					t.Errorf("%s: a field %q that the form has not", a.Name, name)
				}
			}
			if len(form.Fields) == 0 && form.Confirm == nil && len(bad) == 0 && len(strings.FieldsFunc(firstLine(text), isGap)) > 0 {
				t.Errorf("%s: %q was lost", a.Name, text)
			}
		}
	})
}

func hasField(f templates.Form, name string) bool {
	for _, x := range f.Fields {
		if x.Name == name {
			return true
		}
	}
	return false
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
