package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/mail/mailfake"
)

const (
	deskA, deskB     = "intyg@a.test", "intyg@b.test"
	staffA, staffB   = "marit@a.test", "jonas@b.test"
	loopPassword     = "hemligt"
	loopContactLists = "Id;Roll;Namn;E-post;Leverans\nbih;BIH;Enheten;%s;handling\npvr;PVR;Den andra enheten;%s;handling\n"
)

// loopDesk opens a desk that takes the other desk for a PVR, and works it until
// the test ends. An open server sends for everybody on this machine.
func loopDesk(t *testing.T, imap, smtp string, open bool, address, staff, other string) {
	t.Helper()
	dir := t.TempDir()
	file := filing(t, dir)
	password := file("password", loopPassword)
	account := ""
	if !open {
		account = fmt.Sprintf("user = %q\npassword_file = %q", address, password)
	}
	conf, err := loadConfig(file("stegvis.toml", fmt.Sprintf(`
[unit]
name = "Enheten"
prefix = "SK"
state = %q
contacts = [%q]
[mail]
address = %q
[mail.imap]
address = %q
tls = "none"
user = %q
password_file = %q
sent = "Sent"
[mail.smtp]
address = %q
tls = "none"
%s
`, filepath.Join(dir, "state"), file("kontakter.csv", fmt.Sprintf(loopContactLists, staff, other)), address,
		imap, address, password, smtp, account)))
	if err != nil {
		t.Fatal(err)
	}
	d, err := openDesk(conf, time.Now, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.bot.Run(ctx, "0 8 * * *") }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the desk of %s: %v", address, err)
		}
		d.close()
	})
}

// loopServer has two desks that take each other for PVR.
func loopServer(t *testing.T) *mailfake.Server {
	t.Helper()
	var accounts []mailfake.Account
	for _, a := range []string{deskA, deskB, staffA, staffB} {
		accounts = append(accounts, mailfake.Account{Address: a, Password: loopPassword})
	}
	s, err := mailfake.New(time.Now, accounts...)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	loopDesk(t, s.IMAP(), s.SMTP(), false, deskA, staffA, deskB)
	loopDesk(t, s.IMAP(), s.SMTP(), false, deskB, staffB, deskA)
	return s
}

const loopMail = "From: <" + deskB + ">\r\nTo: <" + deskA + ">\r\nSubject: =?utf-8?Q?F=C3=B6rhandsbed=C3=B6mning?=\r\nMessage-ID: <fraga@b.test>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
	"Hej!\r\n\r\nJag planerar ett egenvårdsintyg och vill ha en förhandsbedömning. När kan vi prata?\r\n\r\nAnna, fysioterapeut\r\n"

// proof is a mail by a person who is answered by nobody; when it has been
// handled, so has everything before it.
func proof(t *testing.T, s *mailfake.Server, desk, staff string, n int) {
	t.Helper()
	before := len(s.Accepted(staff))
	var last time.Time
	channeltest.Until(t, "BIH to be told of a stranger's mail", func() bool {
		if time.Since(last) > 2*time.Second { // a push that was missed makes up for the one before
			n, last = n+100, time.Now()
			raw := fmt.Sprintf("From: <okand@x.test>\r\nTo: <%s>\r\nSubject: =?utf-8?Q?F=C3=B6rhandsbed=C3=B6mning_egenv=C3=A5rd?=\r\nMessage-ID: <bevis%d@x.test>\r\n"+
				"Content-Type: text/plain; charset=utf-8\r\n\r\nHej! Jag vill ha en förhandsbedömning av ett egenvårdsintyg.\r\n", desk, n)
			if err := s.Deliver(desk, []byte(raw)); err != nil {
				t.Fatal(err)
			}
		}
		return len(s.Accepted(staff)) > before
	})
}

// heardBy counts what others have sent to a desk: it also gets a copy of each of
// its own letters.
func heardBy(s *mailfake.Server, desk string) (n int) {
	for _, m := range s.Accepted(desk) {
		if m.From != desk {
			n++
		}
	}
	return n
}

// Two desks write to each other: the first answers what it takes for a person,
// the second answers no machine, and there it ends.
func TestTwoDesks(t *testing.T) {
	s := loopServer(t)
	if err := s.Send(deskB, []string{deskA}, []byte(loopMail)); err != nil {
		t.Fatal(err)
	}
	channeltest.Until(t, "an answer", func() bool { return len(s.Accepted(deskB)) > 0 })
	proof(t, s, deskB, staffB, 1)
	proof(t, s, deskA, staffA, 2)
	proof(t, s, deskB, staffB, 3)
	if a, b := heardBy(s, deskA), heardBy(s, deskB); a != 1 || b != 1 {
		t.Errorf("%d mails to A, %d to B; want the question and one answer", a, b)
	}
}

// A Sieve vacation responder and one that only marks its subject answer our
// letter; nobody answers them.
func TestVacation(t *testing.T) {
	s := loopServer(t)
	if err := s.Send(deskB, []string{deskA}, []byte(loopMail)); err != nil {
		t.Fatal(err)
	}
	channeltest.Until(t, "an answer", func() bool { return len(s.Accepted(deskB)) > 0 })
	id := "<fraga@b.test>"
	for line := range strings.Lines(string(s.Accepted(deskB)[0].Data)) {
		if rest, ok := strings.CutPrefix(line, "Message-ID: "); ok {
			id = strings.TrimSpace(rest)
		}
	}
	told := len(s.Accepted(staffA))
	for i, head := range []string{
		"Auto-Submitted: auto-replied (vacation)\r\nX-Sieve: Pigeonhole Sieve 0.5.19\r\nPrecedence: bulk\r\nSubject: Auto: SV\r\n",
		"Subject: Automatiskt svar: SV\r\nX-Auto-Response-Suppress: All\r\n",
	} {
		raw := fmt.Sprintf("From: <%s>\r\nTo: <%s>\r\nMessage-ID: <borta%d@b.test>\r\nIn-Reply-To: %s\r\nReferences: %s\r\n%s\r\nJag ar ledig, ater den 4 januari.\r\n", deskB, deskA, i, id, id, head)
		if err := s.Deliver(deskA, []byte(raw)); err != nil {
			t.Fatal(err)
		}
	}
	channeltest.Until(t, "BIH to be told of both", func() bool { return len(s.Accepted(staffA)) >= told+2 })
	proof(t, s, deskA, staffA, 1)
	if n := len(s.Accepted(deskB)); n != 1 {
		t.Errorf("%d mails to the one who is away, want the first only", n)
	}
}
