package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"example.org/stegvis/bot/care"
)

// What shared mailboxes and ticket systems get wrong, one line each: what comes,
// who is told what, and how many cases there are then. %id stands for the
// Message-ID of our receipt, %case for the case's number, %day for a day to come.
var behaviours = []struct {
	name  string
	mail  string
	seen  bool          // somebody has read it before the desk could
	ago   time.Duration // since it reached the server
	told  []string      // in all, and nobody else anything
	cases int
}{
	{name: "somebody asks", mail: asking, told: []string{"PVR: Vi har tagit emot ert mejl", "BIH: Almens Rehab vill ha en förhandsbedömning."}, cases: 1},
	{name: "exact duplicate", mail: asking, cases: 1},
	{name: "the same Message-ID with other words", mail: strings.ReplaceAll(asking, "När kan vi prata?", "Ring mig gärna i morgon."), told: []string{"PVR: Vi har tagit emot ert mejl", "BIH: Almens Rehab vill ha"}, cases: 2},
	{name: "an answer with its tag", mail: fromRehab + "Subject: Sv: [%case] Vi har tagit emot ert mejl\nMessage-ID: <t1@pvr.test>\nIn-Reply-To: %id\nReferences: %id\n\nGäller det även ögondroppar?\n", told: []string{wrote}, cases: 2},
	{name: "an answer without its tag", mail: fromRehab + "Subject: Ang. ert mejl\nMessage-ID: <t2@pvr.test>\nIn-Reply-To: %id\n\nOch hur gör vi med stödstrumpor?\n", told: []string{wrote}, cases: 2},
	{name: "only References", mail: fromRehab + "Subject: Hej igen\nMessage-ID: <t3@pvr.test>\nReferences: <annat@pvr.test>\n %id\n\nGäller det helger också?\n", told: []string{wrote}, cases: 2},
	{name: "only the tag", mail: fromRehab + "Subject: [%case]\nMessage-ID: <t4@pvr.test>\n\nVi har en fråga till.\n", told: []string{stranger}, cases: 2},
	{name: "out of office", mail: fromRehab + "Subject: Automatiskt svar: [%case] Vi har tagit emot ert mejl\nMessage-ID: <t5@pvr.test>\nIn-Reply-To: %id\nAuto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\n\nJag är ledig till och med %day.\n", told: []string{"BIH: Förskrivaren (PVR) har svarat med ett autosvar och är borta till och med"}, cases: 2},
	{name: "a stranger with the tag", mail: "From: <kontor@htj.test>\nTo: <mottagning@bih.test>\nSubject: Sv: [%case] Vi har tagit emot ert mejl\nMessage-ID: <t6@htj.test>\n\nJa, det går bra.\n", told: []string{stranger}, cases: 2},
	{name: "a stranger with our Message-ID", mail: "From: <kontor@htj.test>\nTo: <mottagning@bih.test>\nSubject: Hej\nMessage-ID: <t7@htj.test>\nIn-Reply-To: %id\nReferences: %id\n\nJa, det går bra.\n", told: []string{stranger}, cases: 2},
	{name: "a delivery report", mail: "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.test>\nTo: <mottagning@bih.test>\nSubject: Undelivered Mail Returned to Sender\nMessage-ID: <t8@mx.test>\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nSorry.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; intyg@pvr.test\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: %id\n\n--b--\n",
		told: []string{"BIH: Ett mejl till förskrivaren (PVR) gick inte fram: adressen finns inte"}, cases: 2},
	{name: "no Message-ID", mail: nameless, told: []string{"PVR: Vi har tagit emot ert mejl", "BIH: Almens Rehab vill ha"}, cases: 3},
	{name: "no Message-ID, the same again", mail: nameless, cases: 3},
	{name: "no Message-ID, and something else", mail: strings.ReplaceAll(nameless, "Karin", "Birgitta"), told: []string{"PVR: Vi har tagit emot ert mejl", "BIH: Almens Rehab vill ha"}, cases: 4},
	{name: "opened by somebody first", mail: strings.NewReplacer("<t0@", "<t10@", "Anna", "Cecilia").Replace(asking), seen: true, told: []string{"PVR: Vi har tagit emot ert mejl", "BIH: Almens Rehab vill ha"}, cases: 5},
	{name: "five days old", mail: strings.NewReplacer("<t0@", "<t11@", "Anna", "Doris").Replace(asking), ago: 5 * 24 * time.Hour, told: []string{"PVR: Vi har tagit emot ert mejl", "BIH: Almens Rehab vill ha"}, cases: 6},
	{name: "a copy of our own", mail: "From: <mottagning@bih.test>\nTo: <intyg@pvr.test>\nSubject: [%case] Vi har tagit emot ert mejl\nMessage-ID: %id\nX-Stegvis: 1\nAuto-Submitted: auto-generated\n\nHej!\n", cases: 6},
	{name: "a list's copy of the first", mail: "List-Id: <alla.pvr.test>\nPrecedence: list\n" + asking, cases: 6},
	{name: "a person's mail with Outlook's X-Auto-Response-Suppress", mail: "X-Auto-Response-Suppress: All\n" + strings.NewReplacer("<t0@", "<t12@", "Anna", "Elsa").Replace(asking), told: []string{"PVR: Vi har tagit emot ert mejl", "BIH: Almens Rehab vill ha"}, cases: 7},
}

const (
	fromRehab = "From: Almens Rehab <intyg@pvr.test>\nTo: <mottagning@bih.test>\n"
	asking    = fromRehab + "Subject: Förhandsbedömning\nMessage-ID: <t0@pvr.test>\n\nHej!\n\nJag planerar ett egenvårdsintyg och vill ha en förhandsbedömning. När kan vi prata?\n\nAnna, fysioterapeut\n"
	nameless  = fromRehab + "Subject: Förhandsbedömning\n\nHej!\n\nJag vill ha en förhandsbedömning inför ett egenvårdsintyg. När kan vi prata?\n\nKarin, arbetsterapeut\n"
	wrote     = "BIH: Förskrivaren (PVR) har skrivit i ärendet."
	stranger  = "BIH: Ett mejl i ärendet har kommit från en adress"
)

func TestBehaviourOnRealServers(t *testing.T) {
	t.Parallel()
	o := realOffice(t)
	behave(t, func(*clock) office { return o })
}

func TestBehaviourOnTheWire(t *testing.T) {
	t.Parallel()
	behave(t, func(c *clock) office { return fakeOffice(t, c) })
}

func behave(t *testing.T, start func(*clock) office) {
	monday := quietMonday(care.DateOf(time.Now()))
	clock := &clock{at: monday.At(9, 0)}
	w := open(t, start(clock), clock)
	for i, b := range behaviours {
		t.Logf("%s", b.name)
		clock.later(3 * time.Minute)
		w.finds(b.mail, b.seen, b.ago, monday)
		w.settled(i + 1)
		w.expects(b.told...)
		cases, err := w.desk.ledger.Cases(context.Background())
		if err != nil || len(cases) != b.cases {
			t.Fatalf("%s: %d cases, %v; want %d", b.name, len(cases), err, b.cases)
		}
	}
}

// finds puts a mail into the intake mailbox.
func (w *wire) finds(mail string, seen bool, ago time.Duration, monday care.Date) {
	w.Helper()
	if inbox := w.inbox(rehab); len(inbox) > 0 {
		mail = strings.NewReplacer("%id", inbox[0].ID, "%case", "SK-"+fmt.Sprint(monday.Year)+"-0001", "%day", asSaid(monday.Add(10))).Replace(mail)
	}
	if !strings.Contains(mail, "\nContent-Type: multipart") {
		mail = "Content-Type: text/plain; charset=utf-8\nMIME-Version: 1.0\n" + mail
	}
	mail = strings.ReplaceAll(mail, "\n", "\r\n")
	c, err := imapclient.DialInsecure(w.office.imap, nil)
	if err != nil {
		w.Fatal(err)
	}
	defer c.Close()
	if err := c.Login(intake, w.office.password).Wait(); err != nil {
		w.Fatal(err)
	}
	options := &imap.AppendOptions{Time: w.clock.now().Add(-ago)}
	if seen {
		options.Flags = []imap.Flag{imap.FlagSeen}
	}
	command := c.Append("INBOX", int64(len(mail)), options)
	command.Write([]byte(mail))
	command.Close()
	if _, err := command.Wait(); err != nil {
		w.Fatal(err)
	}
}

// settled waits until the desk has dealt with n mails.
func (w *wire) settled(n int) {
	w.Helper()
	w.wait(fmt.Sprintf("%d mails to be dealt with", n), func() bool {
		done, err := w.desk.ledger.Settled(context.Background(), "mail")
		if err != nil {
			w.Fatal(err)
		}
		return done >= n
	})
}
