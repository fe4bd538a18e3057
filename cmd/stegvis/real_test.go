package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/channels/slack/slackfake"
	"example.org/stegvis/templates"
	"example.org/stegvis/templates/papers"
)

// One case lives its whole life on a real Dovecot and a real Postfix.
func TestCaseOnRealServers(t *testing.T) {
	t.Parallel()
	o := realOffice(t)
	live(t, func(*clock) office { return o })
}

// The same case on the servers that need nothing but Go.
func TestCaseOnTheWire(t *testing.T) {
	t.Parallel()
	live(t, func(c *clock) office { return fakeOffice(t, c) })
}

// live plays the case: an intyg by mail, a decision by clicks, a start with a
// joint visit by replies, the reminders as the days go by, the end. After every
// deed each party has been told exactly what is written here.
func live(t *testing.T, start func(*clock) office) {
	monday := quietMonday(care.DateOf(time.Now()))
	clock := &clock{at: monday.At(8, 12)}
	w := open(t, start(clock), clock)

	w.notOurs()
	intyg := w.intygArrives(monday)
	w.decided(monday)
	w.startAgreed(monday)
	w.visited(monday)
	w.ended(monday)

	w.everythingSent(intyg)
	w.onlyOneCard()
	w.intakeUntouched()
	w.nothingPersonalOutside()
}

// notOurs: a mail that is none of the desk's business.
func (w *wire) notOurs() {
	w.Helper()
	w.mails(mailing{from: lunch, subject: "Veckans lunch", text: "Måndag: ärtsoppa och pannkakor.\n"})
}

func (w *wire) intygArrives(monday care.Date) (id string) {
	w.Helper()
	id = w.mails(mailing{
		from: rehab, subject: "Egenvårdsintyg Ingeborg Provström 19440813-9089", file: "Intyg Ingeborg Provström.pdf", pdf: w.filled(monday),
		text: "Hej!\n\nHär kommer ett egenvårdsintyg för Ingeborg, som bor på Provgränd 7, 127 45.\n\nVänliga hälsningar\nAnna-Lena Provkvist\n",
	})
	w.expects("PVR: Vi har tagit emot intyget", "BIH: Intyget är komplett.")
	w.bothClick("ta_arendet")
	return id
}

// filled is the intyg: our blank, filled in on the screen.
func (w *wire) filled(monday care.Date) []byte {
	w.Helper()
	words, err := forms.Load(papers.Files)
	if err != nil {
		w.Fatal(err)
	}
	blank, err := forms.Blank(words, forms.Head{Unit: "Biståndshandläggarenheten Skärholmen", Mail: intake}, care.Intyg{}, nil)
	if err != nil {
		w.Fatal(err)
	}
	values := ingeborg()
	values["datum_utfardat"] = monday.String()
	values["riskanalys.datum"] = monday.Add(-4).String()
	values["period.fran"], values["period.till"] = monday.Add(7).String(), monday.Add(41).String()
	pdf, err := forms.Fill(blank, values)
	if err != nil {
		w.Fatal(err)
	}
	return pdf
}

func (w *wire) decided(monday care.Date) {
	w.Helper()
	w.fills(marit, "ansokan", slackfake.Form{"datum": monday.String()})
	w.expects("BIH: Ansökan är inhämtad.")
	w.fills(marit, "beslut", slackfake.Form{
		"utfall": "bifall", "omfattning": "15 minuter, 2 gånger per dag", "utforare": "Tranbärets Hemtjänst AB", "kontrollerad": "ja",
	})
	w.expects("PVR: Beslut: bifall", "HTJ: Beställning av stöd till egenvård", "BIH: Beslut är registrerat: bifall.")
	w.hasPapers(homecare, "Beställning av stöd till egenvård", "application/pdf", 2)
	w.strangerAnswers()
	w.fills(jonas, "meddelat", slackfake.Form{"datum": monday.String()})
	w.expects("BIH: Den enskilde är informerad om")
}

// strangerAnswers: the order has been forwarded to somebody else, who answers
// it. What they say changes nothing, and nobody answers them.
func (w *wire) strangerAnswers() {
	w.Helper()
	w.mails(mailing{from: neighbour, to: w.last(homecare, "Beställning av stöd till egenvård"), text: "Vi tar den gärna. Vi kan starta i morgon."})
	w.expects("BIH: Ett mejl i ärendet har kommit från en adress")
}

func (w *wire) startAgreed(monday care.Date) {
	w.Helper()
	w.answers(homecare, "Beställning av stöd till egenvård", "Hej!\n\nVi kan starta "+asSaid(monday.Add(7))+". Gemensamt hembesök behövs.\n\nVänliga hälsningar\nSiri Provgren")
	w.expects("PVR: Gemensamt hembesök: föreslå tider", "HTJ: Informera den enskilde om starten", "BIH: Tranbärets Hemtjänst AB startar")
	w.answers(homecare, "Informera den enskilde om starten", "Informerad!")
	w.expects("BIH: Den enskilde är informerad om", "HTJ: Vi har noterat att den enskilde är informerad")
	w.answers(rehab, "Gemensamt hembesök: föreslå tider", fmt.Sprintf("Hej, %s kl 10 eller %s kl 13.30 går bra.\n/Anna-Lena", asSaid(monday.Add(2)), asSaid(monday.Add(3))))
	w.expects("HTJ: Förslag på tid för gemensamt hembesök", "PVR: Vi har noterat era tider för gemensamt hembesök")
	w.answers(homecare, "Förslag på tid för gemensamt hembesök", "Nr 2 passar oss.\n/Siri")
	w.expects("BIH: Det gemensamma hembesöket är bokat till", "PVR: Bokat: gemensamt hembesök", "HTJ: Bokat: gemensamt hembesök", "HTJ: Informera den enskilde om hembesöket")
	w.hasPapers(rehab, "Bokat: gemensamt hembesök", "text/calendar", 1)
	w.answers(homecare, "Informera den enskilde om hembesöket", "Informerad!")
	w.expects("BIH: Den enskilde är informerad om", "HTJ: Vi har noterat att den enskilde är informerad")
}

func (w *wire) visited(monday care.Date) {
	w.Helper()
	w.until(care.PVR, "paminn_hembesok")
	at := visitTime(monday)
	w.expects("PVR: Påminnelse: gemensamt hembesök "+at, "HTJ: Påminnelse: gemensamt hembesök "+at)
	w.until(care.PVR, "paminn_hembesok_blev_av")
	w.expects("PVR: Blev hembesöket av?")
	w.answers(rehab, "Blev hembesöket av?", "Ja, det blev av.")
	w.expects("BIH: Det gemensamma hembesöket blev av.")
}

func (w *wire) ended(monday care.Date) {
	w.Helper()
	w.until(care.PVR, "paminn_uppfoljning")
	w.expects("BIH: Insatsen startar ", "PVR: Dags för uppföljning")
	if got, want := care.DateOf(w.clock.now()), monday.Add(21); got != want {
		w.Errorf("the follow-up was reminded of on %v, want %v", got, want)
	}
	w.answers(rehab, "Dags för uppföljning", "Uppföljningen är gjord. Avslutas.")
	w.expects("PVR: Avslut noterat", "BIH: PVR meddelar: avslutas.")
	w.clicks(marit, "besked_avslutas")
	w.expects("HTJ: Insatsen avslutas", "PVR: Insatsen avslutas")
	w.until(care.BIH, "avslutat")
	w.expects("PVR: Ärendet är avslutat", "HTJ: Ärendet är avslutat", "BIH: Ärendet är avslutat.")
	if got, want := care.DateOf(w.clock.now()), monday.Add(42); got != want {
		w.Errorf("the case was closed on %v, want %v", got, want)
	}
}

// everythingSent: nothing is on its way any more, each letter has gone out once
// and none else, and each mail stands in its party's thread.
func (w *wire) everythingSent(intyg string) {
	w.Helper()
	for range 10 { // should anything be owed after the end, these days would bring it
		w.morning()
	}
	w.expects()
	cases, err := w.desk.ledger.Cases(context.Background())
	if err != nil || len(cases) != 1 || !cases[0].Closed {
		w.Errorf("cases %+v, %v; want one, closed", cases, err)
	}
	mails := map[string]int{intake: w.sent}
	for _, l := range w.letters() {
		if l.State != "sent" || l.Tries != 1 {
			w.Errorf("letter %s is %s after %d tries", l.Key, l.State, l.Tries)
		}
		if l.Channel == "mail" {
			mails[l.Address]++
		}
	}
	want := map[string]int{intake: w.sent, rehab: len(w.told[care.PVR]), homecare: len(w.told[care.HTJ])}
	if !equal(mails, want) {
		w.Errorf("the ledger says %v, want %v", mails, want)
	}
	want[intake] += want[rehab] + want[homecare] // a copy of each comes back to us
	w.wait(fmt.Sprintf("the servers to have carried %v", want), func() bool { return equal(w.office.carried(), want) })
	w.threaded(rehab, intyg)
	w.threaded(homecare, "")
	if n := len(w.inbox(neighbour)); n > 0 {
		w.Errorf("the utförare with nearly the same name got %d mails", n)
	}
}

// threaded: every mail to a party refers to what has been said with it before,
// the mail that began it first, so that its mail program shows one
// conversation. Two mails that were written at once refer to the same.
func (w *wire) threaded(account, first string) {
	w.Helper()
	var before []letter
	if first != "" {
		before = append(before, letter{ID: first})
	}
	for _, l := range w.inbox(account) {
		for _, earlier := range before[max(0, len(before)-8):] {
			if !slices.Contains(l.References, earlier.ID) && !slices.Equal(l.References, earlier.References) {
				w.Errorf("%s: %q does not refer to %q: %q", account, l.Subject, earlier.Subject, l.References)
			}
		}
		if n := len(l.References); n == 0 && len(before) > 0 || n > 0 && l.InReplyTo != l.References[n-1] {
			w.Errorf("%s: %q answers %q of %q", account, l.Subject, l.InReplyTo, l.References)
		}
		before = append(before, l)
	}
}

// onlyOneCard: the case has one card, changed in place, and no more than the
// card was put up in the channel itself.
func (w *wire) onlyOneCard() {
	w.Helper()
	cards := w.cards()
	if len(cards) != 1 || !strings.Contains(drawn(cards[0]), "avslutat") {
		w.Fatalf("%d cards; the first says %s", len(cards), drawn(cards))
	}
	posted, updated := 0, 0
	for _, r := range w.slack.Requests() {
		switch {
		case r.Method == "chat.postMessage" && r.Args["thread_ts"] == nil:
			posted++
		case r.Method == "chat.update" && r.Args["ts"] == cards[0]["ts"]:
			updated++
		}
	}
	if posted != 1 || updated < 10 {
		w.Errorf("the card was posted %d times and changed %d times", posted, updated)
	}
}

// intakeUntouched: what is ours has been filed, what is not lies where it came,
// unread.
func (w *wire) intakeUntouched() {
	w.Helper()
	w.wait("our mail to be filed, and the copies of what was sent", func() bool {
		return len(w.folder(intake, "Klart")) == w.sent-1 && len(w.inbox(intake)) == 1 &&
			len(w.folder(intake, "Sent")) == len(w.told[care.PVR])+len(w.told[care.HTJ])
	})
	left := w.inbox(intake)
	if got := subjects(left); !slices.Equal(got, []string{"Veckans lunch"}) {
		w.Fatalf("in the intake mailbox lie %q", got)
	}
	for _, f := range left[0].Flags {
		if f == imap.FlagSeen || f == imap.FlagDeleted || f == imap.FlagAnswered || f == imap.FlagFlagged {
			w.Errorf("what is not ours has been marked %s", f)
		}
	}
}

// hasPapers: the mail has so many parts of that kind.
func (w *wire) hasPapers(account, subject, kind string, want int) {
	w.Helper()
	got := 0
	for _, k := range w.last(account, subject).Kinds {
		if k == kind {
			got++
		}
	}
	if got != want {
		w.Errorf("%s: %q has %d parts of %s, want %d", account, subject, got, kind, want)
	}
}

// asSaid is a day as people write it.
func asSaid(d care.Date) string {
	day, _ := templates.Day(d)
	weekday, _, _ := strings.Cut(day, " ")
	return fmt.Sprintf("%s %d/%d", weekday, d.Day, int(d.Month))
}

// visitTime is the time of the joint visit as the desk writes it.
func visitTime(monday care.Date) string {
	return templates.Slot(care.Slot{At: monday.Add(3).At(13, 30), Minutes: 60})
}

func equal(a, b map[string]int) bool {
	if len(a) != len(b) {
		return false
	}
	for k, n := range a {
		if b[k] != n {
			return false
		}
	}
	return true
}
