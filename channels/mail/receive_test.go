package mail

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/mail/lab"
	"example.org/stegvis/channels/mail/mailfake"
)

// start receives until the test ends.
func start(t *testing.T, m *Mail, desk channels.Desk) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { m.Receive(ctx, desk); close(done) }()
	stop = func() { cancel(); <-done }
	t.Cleanup(stop)
	return stop
}

// ours says of mail whose subject has a case number that it is ours.
func ours(in channels.Incoming) (channels.Verdict, error) {
	return channels.Verdict{Ours: strings.Contains(in.Subject, "SK-")}, nil
}

// What is ours is filed; what is not stays exactly as it was.
func TestFiling(t *testing.T) {
	everything := mailfake.Caps
	for name, c := range map[string]struct {
		caps imap.CapSet
		done string
		want map[string]int
	}{
		"MOVE":                           {everything, "Klart", map[string]int{"INBOX": 1, "Klart": 1}},
		"UIDPLUS":                        {without(everything, imap.CapMove), "Klart", map[string]int{"INBOX": 1, "Klart": 1}},
		"neither":                        {without(everything, imap.CapMove, imap.CapUIDPlus), "Klart", map[string]int{"INBOX": 2}},
		"no IDLE":                        {without(everything, imap.CapIdle), "Klart", map[string]int{"INBOX": 1, "Klart": 1}},
		"the folder missing":             {everything, "Finns inte", map[string]int{"INBOX": 2}},
		"no folder wanted":               {everything, "", map[string]int{"INBOX": 2}},
		"UIDPLUS and the folder missing": {without(everything, imap.CapMove), "Finns inte", map[string]int{"INBOX": 2}},
	} {
		t.Run(name, func(t *testing.T) {
			s := fake(t)
			s.StopIMAP()
			if err := s.StartIMAP(c.caps); err != nil {
				t.Fatal(err)
			}
			cfg := config(s)
			cfg.IMAP.Done = c.done
			desk := &channeltest.Desk{Judge: ours}
			start(t, newMail(t, cfg), desk)
			say(t, s, htj, "Subject: [SK-2026-0042]\r\n\r\nJa\r\n")
			say(t, s, htj, "Subject: Lunch\r\n\r\nKl 12?\r\n")
			desk.Wait(t, 2)
			channeltest.Until(t, "the mail to be filed", func() bool { return counts(t, s, c.want) })
			if lunch := folder(t, s, "INBOX"); len(lunch[len(lunch)-1].Flags) != 0 {
				t.Errorf("mail that is not ours has been touched: %q", lunch[len(lunch)-1].Flags)
			}
		})
	}
}

func counts(t *testing.T, s *mailfake.Server, want map[string]int) bool {
	t.Helper()
	return len(folder(t, s, "INBOX")) == want["INBOX"] && len(folder(t, s, "Klart")) == want["Klart"]
}

func without(caps imap.CapSet, drop ...imap.Cap) imap.CapSet {
	rest := caps.Copy()
	for _, c := range drop {
		delete(rest, c)
	}
	return rest
}

// A mail that the desk cannot take waits; the others do not wait for it.
func TestOneMailDoesNotBlockTheOthers(t *testing.T) {
	s := fake(t)
	desk := &channeltest.Desk{Judge: func(in channels.Incoming) (channels.Verdict, error) {
		if in.Subject == "svår" {
			return channels.Verdict{}, errors.New("not now")
		}
		return channels.Verdict{}, nil
	}}
	say(t, s, htj, "Subject: svår\r\n\r\nx\r\n")
	say(t, s, htj, "Subject: ett\r\n\r\nx\r\n")
	say(t, s, htj, "Subject: =?utf-8?B?////?=\r\nContent-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\nx\r\n----\r\n")
	say(t, s, htj, "Subject: två\r\n\r\nx\r\n")
	start(t, newMail(t, config(s)), desk)
	var subjects []string
	for _, in := range desk.Wait(t, 3) {
		subjects = append(subjects, in.Subject)
	}
	if !slices.Contains(subjects, "ett") || !slices.Contains(subjects, "två") {
		t.Errorf("taken: %q", subjects)
	}
	hard := "INBOX/1/1"
	channeltest.Until(t, "the hard one to be tried again", func() bool { return desk.Tries(hard) > 2 })
}

// Mail that cannot be read, or is too large to be fetched, comes before a
// person all the same.
func TestDamagedMail(t *testing.T) {
	s := fake(t)
	m := newMail(t, config(s))
	m.largest = 300 << 10
	desk := &channeltest.Desk{}
	start(t, m, desk)
	say(t, s, htj, "Subject: stor\r\n\r\n"+strings.Repeat("åäö \r\n", 50_000))
	say(t, s, htj, "Subject: bomb\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"+strings.Repeat("--a\r\n\r\nx\r\n", 1000))
	for i, in := range desk.Wait(t, 2) {
		if raw, ok := desk.Kept(in.ID); !in.Damaged || in.From != htj || in.Subject == "" || !ok || len(raw.Data) < 1000 {
			t.Errorf("mail %d: damaged %t, from %q, subject %q, kept %d bytes", i+1, in.Damaged, in.From, in.Subject, len(raw.Data))
		}
	}
}

// Mail from before the day we began is left to those who had it then; what
// waited out a standstill since is taken.
func TestSince(t *testing.T) {
	first := care.Date{Year: 2026, Month: time.November, Day: 2}
	at := first.At(23, 59).AddDate(0, 0, -2)
	s := fakeAt(t, func() time.Time { return at })
	cfg := config(s)
	cfg.IMAP.Since = first
	say(t, s, htj, "Subject: dessförinnan\r\n\r\nx\r\n")
	at = first.At(12, 0)
	say(t, s, htj, "Subject: den dagen\r\n\r\nx\r\n")
	at = at.AddDate(0, 3, 0)
	say(t, s, htj, "Subject: efter ett långt avbrott\r\n\r\nx\r\n")
	desk := &channeltest.Desk{}
	start(t, newMail(t, cfg), desk)
	if taken := desk.Wait(t, 2); taken[0].ID != "INBOX/1/2" || taken[1].ID != "INBOX/1/3" || !taken[1].Received.Equal(at) {
		t.Errorf("taken %+v", taken)
	}
}

// The server goes away and comes back; a half-open line is noticed by nobody
// but the watchdog.
func TestLostLines(t *testing.T) {
	s := fake(t)
	line := lab.StartLine(t, s.IMAP())
	cfg := config(s)
	cfg.IMAP.Addr = line.Addr
	m := newMail(t, cfg)
	m.pace.command = 300 * time.Millisecond
	desk := &channeltest.Desk{}
	start(t, m, desk)
	for i, trouble := range []func(){
		func() {},
		func() { s.StopIMAP(); s.StartIMAP(mailfake.Caps) },
		line.Cut,
		func() { line.BlackHole(true); time.AfterFunc(time.Second, func() { line.BlackHole(false) }) },
	} {
		trouble()
		if err := s.Deliver(bih, fmt.Appendf(nil, "From: %s\r\nSubject: %d\r\n\r\nx\r\n", htj, i)); err != nil {
			t.Fatal(err)
		}
		desk.Wait(t, i+1)
	}
	for _, in := range desk.Taken() {
		if n := desk.Tries(in.ID); n != 1 {
			t.Errorf("%s was offered %d times", in.ID, n)
		}
	}
}

// An answer that makes no sense costs the connection. After three of them the
// message goes to a person unseen, and all the others have long been taken.
func TestGarbledMail(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go serveGarbled(l)
	cfg := config(fake(t))
	cfg.IMAP.Addr = l.Addr().String()
	desk := &channeltest.Desk{}
	start(t, newMail(t, cfg), desk)
	got := desk.Wait(t, 2)
	if got[0].ID != "INBOX/7/2" || got[0].Damaged || got[1].ID != "INBOX/7/1" || !got[1].Damaged {
		t.Errorf("first %s (damaged %t), then %s (damaged %t)", got[0].ID, got[0].Damaged, got[1].ID, got[1].Damaged)
	}
}

func serveGarbled(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go garbled(conn)
	}
}

// garbled speaks just enough IMAP for two messages, the first of which it
// cannot send.
func garbled(conn net.Conn) {
	defer conn.Close()
	fmt.Fprint(conn, "* OK [CAPABILITY IMAP4rev1] ready\r\n")
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		tag, command, _ := strings.Cut(lines.Text(), " ")
		switch {
		case strings.HasPrefix(command, "CAPABILITY"):
			fmt.Fprint(conn, "* CAPABILITY IMAP4rev1\r\n")
		case strings.HasPrefix(command, "EXAMINE"):
			fmt.Fprint(conn, "* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n")
		case strings.HasPrefix(command, "UID SEARCH"):
			fmt.Fprint(conn, "* SEARCH 1 2\r\n")
		case strings.HasPrefix(command, "UID FETCH 1"):
			fmt.Fprint(conn, "* 1 FETCH (UID 1 RFC822.SIZE minus)\r\n")
		case strings.Contains(command, "RFC822.SIZE"):
			fmt.Fprint(conn, "* 2 FETCH (UID 2 RFC822.SIZE 26 INTERNALDATE \"02-Nov-2026 09:30:00 +0100\")\r\n")
		case strings.HasPrefix(command, "UID FETCH 2"):
			fmt.Fprint(conn, "* 2 FETCH (UID 2 BODY[] {26}\r\nFrom: a@htj.test\r\n\r\nJa\r\n\r\n)\r\n")
		}
		fmt.Fprintf(conn, "%s OK done\r\n", tag)
	}
}

func TestWait(t *testing.T) {
	for errors, want := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 9: 256 * time.Second, 10: 5 * time.Minute, 1000: 5 * time.Minute} {
		if got := unhurried.wait(errors); got != want {
			t.Errorf("after %d errors: %v, want %v", errors, got, want)
		}
	}
}
