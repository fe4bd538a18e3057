package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels/channeltest"
)

// inHouse is the mailbox that BIH's staff share; the intake mailbox is the bot's.
const inHouse = "intern@bih.test"

const mailOnlyContacts = `Id;Roll;Namn;Alias;Stadsdel;E-post;Samordnare;Leverans
bih;BIH;Biståndshandläggarenheten Skärholmen;;Skärholmen;intern@bih.test;;
;handläggare;Marit Provberg;;;marit@bih.test;;
;handläggare;Jonas Testlund;;;jonas@bih.test;;
pvr-almen;PVR;Almens Rehab;Rehab Almen;;intyg@pvr.test;;handling
htj-tranbaret;HTJ;Tranbärets Hemtjänst AB;Tranbäret;Skärholmen;samordning@htj.test;Siri Provgren;handling
`

// There is no [slack] here: not even an empty one.
const mailOnlyConfig = `
[unit]
name = "Biståndshandläggarenheten Skärholmen"
prefix = "SK"
hold = 10
state = %q
contacts = [%q]
[mail]
address = "mottagning@bih.test"
from = "Stegvis, Skärholmen"
tls_domains = ["pvr.test", "htj.test"]
%s
`

// TestMailOnly: a unit without chat. A case goes from the intyg to its end over
// IMAP and SMTP alone; its people answer with numbers from a mailbox they share.
func TestMailOnly(t *testing.T) {
	t.Parallel()
	monday := quietMonday(care.DateOf(time.Now()))
	c := &clock{at: monday.At(8, 12)}
	w := mailOnly(t, fakeOffice(t, c, inHouse), c)

	w.mails(mailing{from: rehab, subject: "Egenvårdsintyg", file: "intyg.pdf", pdf: w.filled(monday), text: "Hej!\nHär kommer ett egenvårdsintyg.\n"})
	w.gets(inHouse, "Intyget är komplett")
	w.numbers("marit@bih.test", "Intyget är komplett", "Hej!\n1 "+monday.String()+"\n\nMvh\nMarit")
	w.gets(inHouse, "Ansökan är inhämtad")

	// Somebody who is not in the list, a colleague's machine, and one too many.
	w.numbers("praktikant@bih.test", "Ansökan är inhämtad", "1 bifall, Mottagare: ja")
	w.gets(inHouse, "Svar från någon som inte är part")
	w.numbers("jonas@bih.test", "Ansökan är inhämtad", "1 avslag")
	w.gets(inHouse, "Beslutet är registrerat")
	w.numbers("marit@bih.test", "Beslutet är registrerat", "1 ja")
	w.gets(inHouse, "Ångrat")
	w.numbers("jonas@bih.test", "Beslutet är registrerat", "2") // of the decision that has been taken back
	w.gets(inHouse, "Svaret gäller inte längre")
	w.numbers("marit@bih.test", "Ångrat", "1 bifall\nOmfattning: 15 minuter, 2 gånger per dag\nMottagare: ja")
	w.gets(inHouse, "Beslutet är registrerat")
	w.clock.later(11 * time.Minute)
	w.deliver()
	w.gets(homecare, "Beställning av stöd till egenvård")
	w.gets(rehab, "Beslut: bifall")
	if n := slices.Index(subjects(w.inbox(rehab)), "Beslut: avslag"); n >= 0 {
		t.Error("what was taken back has been sent")
	}
	w.numbers("jonas@bih.test", "Beslutet är registrerat", "1 ja")
	w.gets(inHouse, "Svaret gäller inte längre")
	w.numbers("jonas@bih.test", "Svaret gäller inte längre", "1 "+monday.String())
	w.gets(inHouse, "Den enskilde är informerad")

	w.answers(homecare, "Beställning av stöd till egenvård", "Vi kan starta "+asSaid(monday.Add(7))+". Gemensamt hembesök behövs inte.")
	w.gets(inHouse, "Start")
	w.answers(homecare, "Informera den enskilde om starten", "Informerad!")
	w.until(care.PVR, "paminn_uppfoljning")
	w.gets(rehab, "Dags för uppföljning")
	w.answers(rehab, "Dags för uppföljning", "Avslutas som planerat.")
	w.gets(inHouse, "Besked till utföraren")
	w.numbers("marit@bih.test", "Besked till utföraren", "2 ja")
	w.gets(homecare, "Insatsen avslutas")
	w.until(care.BIH, "avslutat")
	w.gets(inHouse, "Ärendet är avslutat")

	w.onlyMail()
	w.numbered()
	w.leftAlone()
}

func mailOnly(t *testing.T, o office, c *clock) *wire {
	t.Helper()
	w := &wire{T: t, office: o, clock: c, dir: t.TempDir(), log: &journal{}}
	file := filing(t, w.dir)
	servers := fmt.Sprintf(o.config, file("mail-password", o.password+"\n"))
	conf, err := loadConfig(file("stegvis.toml", fmt.Sprintf(mailOnlyConfig, filepath.Join(w.dir, "state"), file("kontakter.csv", mailOnlyContacts), servers)))
	if err != nil {
		t.Fatal(err)
	}
	if w.desk, err = openDesk(conf, c.now, slog.New(slog.NewTextHandler(w.log, nil))); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.desk.bot.Run(ctx, "0 8 * * *") }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the desk: %v", err)
		}
		w.desk.close()
		if t.Failed() {
			t.Logf("the desk's log:\n%s", w.log)
		}
	})
	return w
}

// numbers sends an answer of one of the staff to the last letter with that
// subject in the mailbox they share.
func (w *wire) numbers(from, subject, text string) {
	w.Helper()
	w.mails(mailing{from: from, text: text, to: w.last(inHouse, subject)})
}

// gets waits until one more mail with that subject has come than was seen before.
func (w *wire) gets(account, subject string) {
	w.Helper()
	if w.told == nil {
		w.told = map[care.Role][]string{}
	}
	seen := care.Role(account + "/" + subject)
	w.told[seen] = append(w.told[seen], subject)
	count := func() (n int) {
		for _, s := range subjects(w.inbox(account)) {
			if s == subject {
				n++
			}
		}
		return n
	}
	for end := time.Now().Add(time.Minute); count() < len(w.told[seen]); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			w.Fatalf("%s waited in vain for %q number %d; it has\n%q", account, subject, len(w.told[seen]), subjects(w.inbox(account)))
		}
	}
}

func (w *wire) deliver() {
	w.Helper()
	if err := w.desk.bot.Deliver(context.Background()); err != nil {
		w.Fatal(err)
	}
}

// onlyMail: the desk has no other channel than the mailbox.
func (w *wire) onlyMail() {
	w.Helper()
	if n := len(w.desk.bot.Channels); n != 1 || w.desk.bot.Channels[0].Name() != "mail" {
		w.Errorf("%d channels, want mail alone", n)
	}
	for _, l := range w.letters() {
		if l.Channel != "mail" {
			w.Errorf("a letter went by %s", l.Channel)
		}
	}
}

// numbered: every letter to the shared mailbox says what can be done, and none
// says anything about the person or about a chat there is not.
func (w *wire) numbered() {
	w.Helper()
	for _, l := range w.inbox(inHouse) {
		if !strings.Contains(l.Text, "SVARA MED EN SIFFRA") || !strings.Contains(l.Text, "\n1  ") && !strings.Contains(l.Text, "\r\n1  ") {
			w.Errorf("%q lists no acts:\n%s", l.Subject, l.Text)
		}
		for _, word := range append(ofIngeborg(), "knapp", "tråden", "kortet", "Slack") {
			if strings.Contains(l.Text+l.Subject, word) {
				w.Errorf("%q says %q", l.Subject, word)
			}
		}
	}
}

// ofIngeborg lists what must never leave the intyg.
func ofIngeborg() (words []string) {
	for _, key := range []string{"patient_namn", "patient_id", "insats.syfte"} {
		words = append(words, ingeborg()[key])
	}
	return append(words, "Ingeborg", "Provström")
}

// leftAlone: an automatic answer from the shared mailbox is answered by nobody.
func (w *wire) leftAlone() {
	w.Helper()
	before := len(w.inbox(inHouse))
	raw := string(compose(mailing{from: inHouse, text: "Vi har stängt i dag.", to: w.last(inHouse, "Besked till utföraren")}, "<auto@bih.test>", w.clock.now()))
	if err := w.submit(inHouse, []byte("Auto-Submitted: auto-replied\r\n"+raw)); err != nil {
		w.Fatal(err)
	}
	w.mails(mailing{from: "marit@bih.test", text: "1", to: w.last(inHouse, "Ärendet är avslutat")}) // "Mejla mig underlaget": comes after it
	channeltest.Until(w.T, "the documents to be asked for", func() bool {
		return w.written(care.BIH, "underlag") > 0
	})
	if got := len(w.inbox(inHouse)); got > before+1 {
		w.Errorf("%d mails more in the shared mailbox", got-before)
	}
	for _, m := range w.folder(intake, "INBOX") {
		if strings.Contains(string(m.Raw), "auto-replied") && slices.Contains(m.Flags, imap.FlagSeen) {
			w.Error("an automatic answer was marked as read")
		}
	}
}
