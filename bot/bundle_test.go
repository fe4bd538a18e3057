package bot

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// bundled is a desk without chat on the morning when BIH is reminded of three cases,
// in each of which PVR waits for times; and the mails that BIH has got of it.
// Others go to the same mailbox just before.
func bundled(t *testing.T, others int) (m *mailbox, mails []channels.Outgoing) {
	t.Helper()
	m = newMailbox(t)
	for _, id := range []string{"2", "3"} {
		m.take(t, ask(id, m.now))
	}
	m.send(t)
	m.now = care.Date{Year: 2026, Month: time.November, Day: 24}.At(7, 50)
	for n := range others {
		id := care.CaseID(fmt.Sprintf("SK-2026-%04d", n%3+1))
		l := ledger.Letter{Token: ledger.NewToken(), Case: id, Role: care.BIH, Template: "x", Channel: "mail", Address: "intern@bih.example", Unit: "bih", Subject: string(id), Text: "t"}
		if _, err := m.Ledger.Post(t.Context(), l, m.now); err != nil {
			t.Fatal(err)
		}
	}
	m.send(t)
	before := len(m.mail.Sent())
	m.tickAt(t, &m.now, care.Date{Year: 2026, Month: time.November, Day: 24})
	m.send(t)
	for _, x := range m.mail.Sent()[before:] {
		if x.To.At() == "intern@bih.example" {
			mails = append(mails, x)
		}
	}
	return m, mails
}

// heard lists what has happened in each of the three cases since the mail.
func (m *mailbox) heard() (said []string) {
	m.Helper()
	for n := 1; n <= 3; n++ {
		facts, err := m.Ledger.Facts(m.Context(), care.CaseID(fmt.Sprintf("SK-2026-%04d", n)))
		if err != nil {
			m.Fatal(err)
		}
		for _, f := range facts {
			if k := care.Kind(f.Event); k != "ReminderDue" && !f.At.Before(care.Date{Year: 2026, Month: time.November, Day: 24}.At(8, 0)) {
				said = append(said, fmt.Sprint(n, " ", k))
			}
		}
	}
	return said
}

// TestOneMailAMorning: BIH, too, gets one mail of all that it is reminded of, with the
// numbers of each case.
func TestOneMailAMorning(t *testing.T) {
	_, mails := bundled(t, 0)
	if len(mails) != 1 {
		t.Fatalf("%d mails, want one", len(mails))
	}
	if got := mails[0]; got.Subject != "Påminnelser i 3 ärenden" || got.Case != "" {
		t.Errorf("%q about case %q", got.Subject, got.Case)
	}
	for n := 1; n <= 3; n++ {
		id := fmt.Sprintf("SK-2026-%04d", n)
		for _, want := range []string{"\n" + id + " · ", "Till exempel: " + id + ": 1 2026-12-01 10.00", "Till exempel: " + id + ": 2 Tillstyrks"} {
			if strings.Count(mails[0].Text, want) != 1 {
				t.Errorf("want %q once in\n%s", want, mails[0].Text)
			}
		}
	}
	if strings.Contains(mails[0].Text, "knappen") || strings.Contains(mails[0].Text, "Avsluta i förtid") {
		t.Errorf("it says too much:\n%s", mails[0].Text)
	}
}

// TestBundleOnABusyMorning: it is one mail all the same when BIH's mailbox has got more
// within the hour than a party ever gets. A simulated year found hundreds.
func TestBundleOnABusyMorning(t *testing.T) {
	if _, mails := bundled(t, budget.All); len(mails) != 1 {
		t.Errorf("%d mails, want one", len(mails))
	}
}

// TestAnswerToBundle: a number counts in the case that is named before it, and nowhere
// when none is.
func TestAnswerToBundle(t *testing.T) {
	for text, want := range map[string]string{
		"SK-2026-0002: 1 2026-12-01 10.00":                                           "2 TimesProposed",
		"Hej!\n\nSK-2026-0001: 2 tillstyrks\nSK-2026-0003: 2 avstyrks\n\nMvh\nMarit": "1 AssessmentGiven, 3 AssessmentGiven",
		"SK-2026-0001: 10 ja":                                                        "1 Misrouted", // all the numbers of its own mail hold
		"SK-2026-0001: 99":                                                           "1 AnswerRefused",
		"SK-2026-0001 eller 2?":                                                      "1 AnswerRefused",
		"1 2026-12-01 10.00":                                                         "", // which?
		"2\nSK-2026-0002: 3":                                                         "",
		"SK-2026-0042: 3":                                                            "",
		"SK-2026-0001 SK-2026-0002 3":                                                "",
		"Tack!":                                                                      "",
		"Autosvar: Jag är på semester och åter den 3 januari.": "",
	} {
		m, mails := bundled(t, 0)
		before := len(m.mail.Sent())
		m.now = m.now.Add(time.Hour)
		in := channels.Incoming{Channel: "mail", ID: "in", From: "marit@bih.example", Answers: []string{mails[0].Token}, Text: text, Received: m.now}
		m.take(t, in)
		m.send(t)
		if got := strings.Join(m.heard(), ", "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		asked := 0
		for _, x := range m.mail.Sent()[before:] {
			asked += strings.Count(x.Subject, "Vilket ärende gäller svaret?")
		}
		if silent := strings.HasPrefix(text, "Tack") || strings.HasPrefix(text, "Auto"); asked != 1 && want == "" && !silent || asked > 0 && (want != "" || silent) {
			t.Errorf("%q: asked which case %d times", text, asked)
		}
	}
}

// TestNumberWithoutCase: it is asked once which case a number is meant for; then each
// case says that it was not understood, and nothing is done.
func TestNumberWithoutCase(t *testing.T) {
	m, mails := bundled(t, 0)
	for n := range 2 {
		m.now = m.now.Add(time.Hour)
		m.take(t, channels.Incoming{Channel: "mail", ID: fmt.Sprint("in", n), From: "marit@bih.example", Answers: []string{mails[0].Token}, Text: "3", Received: m.now})
		m.send(t)
	}
	if got, want := strings.Join(m.heard(), ", "), "1 AnswerRefused, 2 AnswerRefused, 3 AnswerRefused"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestBundleOfStranger: whoever is not at BIH does nothing with a number.
func TestBundleOfStranger(t *testing.T) {
	m, mails := bundled(t, 0)
	m.take(t, channels.Incoming{Channel: "mail", ID: "in", From: "praktikant@bih.example", Answers: []string{mails[0].Token}, Text: "SK-2026-0002: 3", Received: m.now})
	if got, want := strings.Join(m.heard(), ", "), "1 StrangerWrote, 2 StrangerWrote, 3 StrangerWrote"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestBundleInsteadOfChat: reminders that chat cannot be given are one mail as well.
func TestBundleInsteadOfChat(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	for _, id := range []string{"1", "2", "3"} {
		b.take(t, ask(id, now))
	}
	b.send(t)
	b.board.Down(errDown)
	b.tickAt(t, &now, care.Date{Year: 2026, Month: time.November, Day: 24})
	for end := now.Add(time.Hour); now.Before(end); now = now.Add(time.Minute) {
		b.send(t)
	}
	mails := inside(b)
	if len(mails) != 1 || mails[0].Subject != "Påminnelser i 3 ärenden" || !strings.HasPrefix(mails[0].Text, "Chatten går inte att nå") {
		t.Fatalf("%d mails, want one of three reminders: %+v", len(mails), mails)
	}
	b.take(t, channels.Incoming{Channel: "mail", ID: "in", From: "bo@bih.example", Answers: []string{mails[0].Token}, Text: "SK-2026-0002: 2 tillstyrks", Received: now})
	c, err := b.Ledger.Case(t.Context(), "SK-2026-0002")
	if err != nil || c.Assessment == nil || c.Assessment.Opinion != "tillstyrks" {
		t.Errorf("the answer did not count: %+v, %v", c.Assessment, err)
	}
}

// TestBundleIsGivenUp: reminders that go together are given up like one that goes alone,
// and BIH hears of each; but not for the time in which nothing leaves by mail at all.
func TestBundleIsGivenUp(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, care.Stockholm)
	b := crowded(t, &now, 2)
	b.send(t)
	b.tickAt(t, &now, lastDay.Add(-20))
	for _, step := range []struct {
		says error
		wait time.Duration
		told int
	}{
		{channels.Down(errors.New("no route to host")), 3 * time.Hour, 0},
		{errors.New("452 insufficient storage"), time.Hour, 0},
		{errors.New("452 insufficient storage"), 48 * time.Hour, 2},
	} {
		b.mail.Down(step.says)
		for end := now.Add(step.wait); now.Before(end); now = now.Add(time.Minute) {
			b.send(t)
		}
		if n := strings.Count(strings.Join(b.chat(), "\n"), "gick inte fram"); n != step.told {
			t.Errorf("%v for %v: BIH was told of %d reminders, want %d", step.says, step.wait, n, step.told)
		}
	}
}
