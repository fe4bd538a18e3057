package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels/mail/lab"
)

// PVR has a Sieve script that answers while they are away. It does not answer
// our letters, for they say that a machine has written them. Once it has
// answered one all the same, as if it did not look, BIH hears of it and nobody
// answers the answer: after one round all is quiet.
func TestVacationOnRealServers(t *testing.T) {
	t.Parallel()
	d := lab.StartDovecot(t, "")
	d.Vacation(t, rehab, "Jag har semester till och med den 4 januari. Karin svarar under tiden.")
	o := officeOf(d, lab.StartPostfix(t, d, ""))
	clock := &clock{at: quietMonday(care.DateOf(time.Now())).At(9, 0)}
	w := open(t, o, clock)
	w.mails(mailing{from: rehab, subject: "Förhandsbedömning", text: "Hej!\n\nJag planerar ett egenvårdsintyg och vill ha en förhandsbedömning. När kan vi prata?\n"})
	w.expects("PVR: Vi har tagit emot ert mejl", "BIH: Almens Rehab vill ha en förhandsbedömning.")
	receipt := w.last(rehab, "Vi har tagit emot ert mejl")

	raw := strings.ReplaceAll("From: <mottagning@bih.test>\nTo: <intyg@pvr.test>\nSubject: "+receipt.Subject+"\nMessage-ID: "+receipt.ID+"\n\nHej!\n", "\n", "\r\n")
	if err := submitTo(o.smtp, intake, rehab, []byte(raw)); err != nil {
		t.Fatal(err)
	}
	w.told[care.PVR] = append(w.told[care.PVR], "Vi har tagit emot ert mejl") // what we have just sent in the desk's name
	w.expects("BIH: Förskrivaren (PVR) har svarat med ett autosvar och är borta till och med måndag 4 januari")
	w.settled(2)
	for range 3 { // should anything be owed, these days would bring it
		w.morning()
	}
	if got, out := len(w.folder(intake, "Klart"))+len(w.inbox(intake)), len(w.folder(intake, "Sent")); got != 2 || out != 1 {
		t.Errorf("%d mails to the desk, want the first and one automatic answer; %d from it, want the receipt", got, out)
	}
}

// Two desks write to each other over a real Dovecot and a real Postfix: one
// question, one answer, and there it ends. BIH's own prompts go to its staff.
func TestTwoDesksOnRealServers(t *testing.T) {
	t.Parallel()
	o := realOffice(t)
	const staffA, staffB = "marit@htj.test", "jonas@htj.test"
	loopDesk(t, o.imap, o.smtp, true, intake, staffA, rehab)
	loopDesk(t, o.imap, o.smtp, true, rehab, staffB, intake)
	w := &wire{T: t, office: o, clock: &clock{at: time.Now()}, told: map[care.Role][]string{}}
	w.mails(mailing{from: rehab, subject: "Förhandsbedömning", text: "Hej!\n\nJag planerar ett egenvårdsintyg och vill ha en förhandsbedömning. När kan vi prata?\n"})
	w.wait("an answer", func() bool { return len(w.inbox(rehab)) > 0 })
	for i, desk := range []string{rehab, intake, rehab} { // what a desk tells its staff of, it has looked at, and all before it
		staff := map[string]string{rehab: staffB, intake: staffA}[desk]
		before := len(w.inbox(staff))
		raw := compose(mailing{from: "okand@x.test", subject: "Förhandsbedömning egenvård", text: "Hej! Jag vill ha en förhandsbedömning av ett egenvårdsintyg.\n"}, fmt.Sprintf("<bevis%d@x.test>", i), time.Now())
		if err := submitTo(o.smtp, "okand@x.test", desk, raw); err != nil {
			t.Fatal(err)
		}
		w.wait("the staff of "+desk+" to be told of a stranger's mail", func() bool { return len(w.inbox(staff)) > before })
	}
	heard := func(desk string) (n int) {
		for _, l := range w.inbox(desk) {
			if !strings.Contains(l.From, desk) { // a copy of its own
				n++
			}
		}
		return n
	}
	if a, b := heard(intake), heard(rehab); a != 2 || b != 3 {
		t.Errorf("%d and %d mails: want the question and one answer, beside one stranger's and two", a, b)
	}
}
