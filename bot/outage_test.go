package bot

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/notebook"
)

var errDown = channels.Down(errors.New("slack: 503"))

// chatDown is a morning on which chat does not answer, with a mail from PVR.
func chatDown(t *testing.T) (b *bench, now *time.Time, pass func(time.Duration)) {
	t.Helper()
	now = new(time.Time)
	*now = time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b = newBench(t, func() time.Time { return *now })
	withStaff(t, b)
	b.board.Down(errDown)
	b.take(t, ask("1", *now))
	b.send(t)
	return b, now, func(d time.Duration) {
		for end := now.Add(d); now.Before(end); *now = now.Add(time.Minute) {
			b.send(t)
		}
		b.send(t)
	}
}

// inside are the mails that BIH has got.
func inside(b *bench) (mails []channels.Outgoing) {
	for _, m := range b.mail.Sent() {
		if strings.HasSuffix(m.To.At(), "@bih.example") {
			mails = append(mails, m)
		}
	}
	return mails
}

// TestChatIsDown: for a quarter of an hour it is waited for; then BIH is asked
// by mail, once, and answers by mail; when chat is back the card is up to date,
// what was mailed is not asked again, and what is new is asked in chat.
func TestChatIsDown(t *testing.T) {
	b, now, pass := chatDown(t)
	pass(14 * time.Minute)
	if n := len(inside(b)); n != 0 {
		t.Fatalf("%d mails before a quarter of an hour has passed", n)
	}
	pass(time.Minute)
	mails := inside(b)
	if len(mails) != 1 || mails[0].To.At() != "bo@bih.example" || !strings.HasPrefix(mails[0].Text, "Chatten går inte att nå") {
		t.Fatalf("mailed %+v, want one prompt to who coordinates", mails)
	}
	if m := mails[0]; m.Subject != "[SK-2026-0001] Förhandsbedömning: föreslå telefontid" || strings.Contains(m.Text, "fysioterapeut") {
		t.Errorf("it says too much: %q\n%s", m.Subject, m.Text)
	}
	pass(2 * time.Hour)
	if n := len(inside(b)); n != 1 {
		t.Errorf("%d mails, want no more than one", n)
	}
	b.take(t, channels.Incoming{Channel: "mail", ID: "2", From: "bo@bih.example", Answers: []string{mails[0].Token},
		Subject: "SV: " + mails[0].Subject, Text: "1 torsdag 26 november kl. 10.00", Received: *now, Receipt: "2@bih.example"})
	c, err := b.Ledger.Case(t.Context(), "SK-2026-0001")
	if m := c.Meetings[care.Call]; err != nil || m == nil || len(m.Slots) != 1 || m.By != care.BIH {
		t.Fatalf("the answer did not count: %+v, %v", m, err)
	}
	b.board.Down(nil)
	if err := b.Report(t.Context(), channels.Report{Channel: "slack", What: channels.Connected, Count: 1}); err != nil {
		t.Fatal(err)
	}
	b.send(t)
	cards, _ := b.board.Cards()
	if len(cards) != 1 || cards[0].Case.Rev != c.Rev {
		t.Errorf("cards %+v, want one, up to date", cards)
	}
	token := ""
	for _, m := range b.mail.Sent() {
		if m.To.At() == "rehab@rehab.example" {
			token = m.Token
		}
	}
	b.take(t, channels.Incoming{Channel: "mail", ID: "3", From: "rehab@rehab.example", Answers: []string{token},
		Text: "Går bra torsdag 26 november kl. 10.", Received: *now, Receipt: "3@rehab.example"})
	b.send(t)
	b.send(t)
	for _, m := range b.board.Sent() {
		if strings.Contains(m.Text, "Föreslå tider") {
			t.Errorf("asked again in chat: %q", m.Text)
		}
	}
	if n := len(b.board.Sent()); n == 0 || len(inside(b)) != 1 {
		t.Errorf("%d messages in chat, %d mails inside: want what is new in chat alone", n, len(inside(b)))
	}
}

// TestPartyInChatIsMailed: a party that has chosen chat is mailed what was meant
// for it there when chat has been out of reach for a quarter of an hour: once, with
// the same words as others are mailed, and nothing of the person. Its answer by
// mail counts, and chat does not say it again.
func TestPartyInChatIsMailed(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = contacts.New(chatUnits)
	pass := func(d time.Duration) {
		for end := now.Add(d); now.Before(end); now = now.Add(time.Minute) {
			b.send(t)
		}
		b.send(t)
	}
	day := care.DateOf(now)
	b.happens(t, care.IntygReceived{Intyg: agreed(), From: "pvr-a", Provider: "htj-1", On: day}, care.DecisionMade{Outcome: "bifall", To: day.Add(60), Provider: "htj-1"})
	pass(time.Minute)
	b.board.Down(errDown)
	before := len(b.mailed("1@htj.example"))
	b.happens(t, care.TimesProposed{Kind: care.Visit, By: care.PVR, Slots: []care.Slot{{At: day.Add(3).At(10, 0), Minutes: 60}}, Needs: []care.Role{care.PVR, care.HTJ}})
	pass(10 * time.Minute)
	if n := len(b.mailed("1@htj.example")); n != before {
		t.Fatalf("%d mails before a quarter of an hour has passed", n-before)
	}
	pass(2 * time.Hour)
	var question channels.Outgoing
	for _, m := range b.mail.Sent() {
		if m.To.At() == "1@htj.example" {
			question = m
		}
	}
	if n := len(b.mailed("1@htj.example")); n != before+1 || !strings.Contains(question.Text, "Vilken av tiderna passar") || !strings.HasPrefix(question.Text, "Hej!") || len(question.Files) > 0 {
		t.Fatalf("%d mails, the last %q", n-before, question.Text)
	}
	b.board.Down(nil)
	said := len(b.board.Sent())
	if err := b.Report(t.Context(), channels.Report{Channel: "slack", What: channels.Connected, Count: 1}); err != nil {
		t.Fatal(err)
	}
	pass(time.Minute)
	for _, m := range b.board.Sent()[said:] {
		if m.To.Unit() == "htj-1" && strings.Contains(m.Text, "Vilken av tiderna passar") {
			t.Errorf("asked again in chat: %q", m.Text)
		}
	}
	b.take(t, channels.Incoming{Channel: "mail", ID: "9", From: "1@htj.example", Answers: []string{question.Token}, Subject: "SV: " + question.Subject,
		Text: "1", Received: now, Receipt: "9@htj.example"})
	c, err := b.Ledger.Case(t.Context(), "SK-2026-0001")
	if m := c.Meetings[care.Visit]; err != nil || m == nil || m.Agreed == nil {
		t.Errorf("the answer by mail did not count: %+v, %v", m, err)
	}
}

// TestChannelIsGone: what chat refuses for good is mailed at once, to whose turn
// it is, and BIH is told what is wrong, once a day.
func TestChannelIsGone(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	b.take(t, ask("1", now))
	b.send(t)
	b.take(t, channels.Incoming{Channel: "slack", ID: "c1", From: "U2", Case: "SK-2026-0001", Act: "ta_arendet", Received: now})
	b.board.FailShow(3, channels.Permanent(errors.New("is_archived")))
	b.board.Fail(channels.Permanent(errors.New("is_archived")))
	b.send(t)
	b.send(t)
	var said []string
	for _, m := range inside(b) {
		said = append(said, m.To.At()+" "+strings.SplitN(m.Text, "\n", 2)[0])
	}
	if len(said) != 2 || !strings.Contains(strings.Join(said, "\n"), "Ärendenas kort går inte att visa i Slack.") || !strings.Contains(strings.Join(said, "\n"), "sara@bih.example Chatten går inte att nå") {
		t.Errorf("mailed %q, want an alarm and what the thread should have said", said)
	}
	now = now.Add(time.Hour)
	b.send(t)
	if n := len(inside(b)); n != 2 {
		t.Errorf("%d mails an hour later, want no more", n)
	}
}

// TestAlarms: each kind is mailed once a day and names nobody.
func TestAlarms(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	for _, r := range []channels.Report{
		{Channel: "slack", What: channels.Connected, Count: 1},
		{Channel: "slack", What: channels.Connected, Alarm: true, Count: 2},
		{Channel: "slack", What: channels.Connected, Alarm: true, Count: 2},
		{Channel: "slack", What: "members", Alarm: true, Count: 1},
		{Channel: "slack", What: "never heard of", Alarm: true},
		{Channel: "mail", What: "gap", Alarm: true},
	} {
		if err := b.Report(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	b.send(t)
	mails := inside(b)
	if len(mails) != 3 {
		t.Fatalf("%d mails, want one for each kind in chat", len(mails))
	}
	if told := b.board.Sent(); len(told) != 1 || !strings.Contains(told[0].Text, "innan stegvis hann läsa") {
		t.Errorf("in chat: %+v, want once that mail was moved away", told)
	}
	said := mails[0].Text + mails[1].Text + mails[2].Text
	for _, want := range []string{"Mer än en anslutning", "en gäst", "Något är fel"} {
		if strings.Count(said, want) != 1 {
			t.Errorf("%q is not said once in:\n%s", want, said)
		}
	}
	now = now.Add(24 * time.Hour)
	if err := b.Report(t.Context(), channels.Report{Channel: "slack", What: channels.Connected, Alarm: true, Count: 2}); err != nil {
		t.Fatal(err)
	}
	b.send(t)
	if n := len(inside(b)); n != 4 {
		t.Errorf("%d mails the day after, want one more", n)
	}
}

// withStaff gives the desk the people who work at it.
func withStaff(t *testing.T, b *bench) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "kontakter.csv")
	save(t, file, "Id;Roll;Namn;E-post;Slack;Leverans\nbih;BIH;BIH;bih@bih.example;C1;\n"+
		";handläggare;Sara Testson;sara@bih.example;U2;\n;koordinator;Bo Testman;bo@bih.example;U3;\n"+
		"pvr;PVR;Rehab;rehab@rehab.example;;handling\nhtj;HTJ;Tranbäret;htj@htj.example;;handling\n")
	d, err := contacts.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	b.lists = d
}

// TestCardIsReplaced: a card that somebody has taken away is put up anew, which
// is said under it, and an answer under the old one still finds its case.
func TestCardIsReplaced(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	b.take(t, ask("1", now))
	b.send(t)
	cards, _ := b.board.Cards()
	old := cards[0].Receipt
	b.board.Lose(old)
	b.take(t, channels.Incoming{Channel: "slack", ID: "c1", From: "U2", Case: "SK-2026-0001", Act: "ta_arendet", Received: now})
	b.send(t)
	b.send(t)
	if !b.toldBIH("Det här är ärendets kort nu.") {
		t.Errorf("it is not said: %q", b.chat())
	}
	v := b.take(t, channels.Incoming{Channel: "slack", ID: "r1", From: "U2", Answers: []string{old}, Text: "Torsdag 26 november kl. 10", Received: now})
	if !v.Ours {
		t.Errorf("an answer under the old card is not taken: %+v", v)
	}
}

// TestNewCaseWithoutAChannel: a case whose card can be put up nowhere is asked
// about by mail all the same.
func TestNewCaseWithoutAChannel(t *testing.T) {
	b, _, pass := chatDown(t)
	b.board.Down(channels.Permanent(errors.New("channel_not_found")))
	pass(16 * time.Minute)
	asked := 0
	for _, m := range inside(b) {
		if strings.Contains(m.Text, "Föreslå tider") {
			asked++
		}
	}
	if asked != 1 || len(inside(b)) != 2 {
		t.Errorf("asked %d times in %d mails, want once, and an alarm", asked, len(inside(b)))
	}
}

// TestWeekend: mail and chat are out of reach from Friday to Monday, and what one of
// them had begun cannot be looked for. No letter is given up for that, no post is
// lost, and BIH is told once a day and not once a letter. On Monday each leaves once.
func TestWeekend(t *testing.T) {
	now := time.Date(2026, 11, 27, 15, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	b.mail.Fail(channels.Unknown(errors.New("no answer")))
	for _, id := range []string{"1", "2", "3"} {
		b.take(t, ask(id, now))
	}
	due, err := b.Ledger.Due(t.Context(), now)
	if err != nil || len(due) != 6 {
		t.Fatalf("%d letters, %v; want one to PVR and one to BIH in each case", len(due), err)
	}
	if err := b.deliver(t.Context(), due[0]); err != nil {
		t.Fatal(err)
	}
	b.mail.Down(channels.Down(errors.New("no route to host")))
	b.board.Down(channels.Down(errors.New("token revoked")))
	for monday := time.Date(2026, 11, 30, 8, 0, 0, 0, care.Stockholm); now.Before(monday); now = now.Add(20 * time.Minute) {
		b.send(t)
	}
	b.mail.Down(nil)
	b.board.Down(nil)
	for range 8 {
		b.send(t)
		now = now.Add(5 * time.Minute)
	}
	arrived := map[string]int{}
	for _, m := range append(b.mail.Sent(), b.board.Sent()...) {
		arrived[m.Token]++
	}
	for _, l := range due {
		if arrived[l.Token] != 1 {
			t.Errorf("%s to %s has arrived %d times", l.Template, l.Role, arrived[l.Token])
		}
	}
	if cards, _ := b.board.Cards(); len(cards) != 3 || b.toldBIH("gick inte fram") {
		t.Errorf("%d cards; in chat: %q", len(cards), b.chat())
	}
	reports, err := b.Ledger.Reports(t.Context())
	if err != nil || len(reports) < 1 || !reports[0].Alarm || reports[0].What != "unsent" {
		t.Errorf("reports %+v, %v; want that nothing leaves", reports, err)
	}
	alarms := 0
	for _, m := range append(b.mail.Sent(), b.board.Sent()...) {
		if strings.Contains(m.Text, "Inga mejl har gått att skicka") {
			alarms++
		}
	}
	if alarms < 1 || alarms > 3 {
		t.Errorf("told %d times that nothing leaves, want once a day", alarms)
	}
}

// A choosy channel is out of reach for one address alone.
type choosy struct {
	*notebook.Notebook
	not string
}

func (c choosy) Send(ctx context.Context, m channels.Outgoing) (string, error) {
	if m.To.At() == c.not {
		return "", channels.Down(errors.New("421 try again later"))
	}
	return c.Notebook.Send(ctx, m)
}

// TestOneOutOfReach: a letter for which its channel is always out of reach keeps no
// other from leaving.
func TestOneOutOfReach(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = contacts.New(append([]contacts.Unit{{ID: "pvr2", Role: care.PVR, Name: "Rehab två", Emails: []string{"två@rehab.example"}, Class: contacts.Document}}, units...))
	b.Channels[0] = choosy{b.mail, "rehab@rehab.example"}
	other := ask("2", now.Add(time.Second))
	other.From = "två@rehab.example"
	b.take(t, ask("1", now))
	b.take(t, other)
	for range 2 {
		b.send(t)
		now = now.Add(time.Second)
	}
	if sent := b.mail.Sent(); len(sent) != 1 || sent[0].To.At() != other.From {
		t.Errorf("%d letters have left, want the one that can", len(sent))
	}
}
