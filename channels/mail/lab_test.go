package mail

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"example.org/stegvis/bot/secret"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/mail/lab"
)

// real returns the configuration for a fresh mailbox on a real Dovecot, over
// TLS, with p to send.
func real(t *testing.T, d *lab.Dovecot, p *lab.Postfix) Config {
	t.Helper()
	cfg := Config{Address: bih, From: "Biståndshandläggarenheten", IMAP: IMAP{
		Login: Login{Addr: d.IMAPS, TLS: "tls", CAFile: d.CAFile, User: bih, Password: func() (secret.Text, error) { return secret.Of(lab.Password), nil }},
		Done:  "Klart",
		Sent:  "Sent",
	}}
	cfg.SMTP.Login = Login{Addr: "127.0.0.1:1", TLS: "none"}
	if p != nil {
		cfg.SMTP.Addr = p.SMTP
	}
	return cfg
}

// person logs on to the unit's mailbox as somebody who works in it.
func person(t *testing.T, d *lab.Dovecot) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialInsecure(d.IMAP, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.Login(bih, lab.Password).Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}

func deliver(t *testing.T, d *lab.Dovecot, subject string) {
	t.Helper()
	raw := fmt.Sprintf("From: <%s>\r\nTo: <%s>\r\nSubject: %s\r\nMessage-ID: <%d@pvr.test>\r\n\r\nHej\r\n", pvr, bih, subject, time.Now().UnixNano())
	if err := d.Deliver(pvr, bih, []byte(raw)); err != nil {
		t.Fatal(err)
	}
}

// in returns the flags of each message in a folder, as a person sees them.
func in(t *testing.T, d *lab.Dovecot, folder string) (flags []string) {
	t.Helper()
	c := person(t, d)
	defer c.Close()
	box, err := c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		t.Fatal(err)
	}
	if box.NumMessages == 0 {
		return nil
	}
	all, err := c.Fetch(imap.SeqSet{{Start: 1, Stop: 0}}, &imap.FetchOptions{Flags: true}).Collect()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		flags = append(flags, fmt.Sprint(m.Flags))
	}
	return flags
}

func subjects(taken []channels.Incoming) (s []string) {
	for _, m := range taken {
		s = append(s, m.Subject)
	}
	slices.Sort(s)
	return s
}

// People read, mark, flag and move mail while we look. What is there is taken,
// once, whatever they have done to it, and what they have done stays done.
func TestDovecotWithPeopleInTheMailbox(t *testing.T) {
	d := lab.StartDovecot(t, "")
	m := newMail(t, real(t, d, nil))
	for _, s := range []string{"läst", "flaggad", "raderad", "flyttad", "orörd", "[SK-2026-0042] vår"} {
		deliver(t, d, s)
	}
	c := person(t, d)
	for uid, flag := range map[imap.UID]imap.Flag{1: imap.FlagSeen, 2: imap.FlagFlagged, 3: imap.FlagDeleted} {
		if err := c.Store(imap.UIDSetNum(uid), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{flag}}, nil).Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Move(imap.UIDSetNum(4), "Sent").Wait(); err != nil {
		t.Fatal(err)
	}
	desk := &channeltest.Desk{Judge: ours}
	start(t, m, desk)
	got := subjects(desk.Wait(t, 5))
	if want := []string{"[SK-2026-0042] vår", "flaggad", "läst", "orörd", "raderad"}; !slices.Equal(got, want) {
		t.Errorf("taken %q, want %q", got, want)
	}
	channeltest.Until(t, "ours to be filed", func() bool { return len(in(t, d, "Klart")) == 1 })
	flags := in(t, d, "INBOX")
	if len(flags) != 4 || !strings.Contains(flags[0], "Seen") || !strings.Contains(flags[1], "Flagged") || !strings.Contains(flags[2], "Deleted") || strings.Contains(flags[3], "Seen") {
		t.Errorf("flags %q", flags)
	}
}

// IDLE brings mail at once: long before the next poll.
func TestDovecotPushes(t *testing.T) {
	d := lab.StartDovecot(t, "")
	m := newMail(t, real(t, d, nil))
	m.pace.poll = time.Hour
	desk := &channeltest.Desk{}
	start(t, m, desk)
	for i := range 3 {
		began := time.Now()
		deliver(t, d, fmt.Sprint(i))
		desk.Wait(t, i+1)
		t.Logf("mail %d took %v", i+1, time.Since(began))
	}
}

// Between two looks the server may push whatever it likes, or nothing: one that
// cannot IDLE is looked at as often.
func TestDovecotIsPolled(t *testing.T) {
	d := lab.StartDovecot(t, "IMAP4rev1 LITERAL+ UIDPLUS MOVE")
	m := newMail(t, real(t, d, nil))
	m.pace.poll = 200 * time.Millisecond
	desk := &channeltest.Desk{}
	start(t, m, desk)
	for i := range 3 {
		deliver(t, d, fmt.Sprint(i))
		desk.Wait(t, i+1)
	}
}

// IDLE is ended and begun again at every poll, so that neither the server nor
// what stands between forgets us.
func TestDovecotIdleIsRenewed(t *testing.T) {
	d := lab.StartDovecot(t, "")
	line := lab.StartLine(t, d.IMAP)
	cfg := real(t, d, nil)
	cfg.IMAP.Addr, cfg.IMAP.TLS = line.Addr, "none"
	m := newMail(t, cfg)
	m.pace.poll = 100 * time.Millisecond
	start(t, m, &channeltest.Desk{})
	channeltest.Until(t, "IDLE to be begun five times on one connection", func() bool { return line.Sent("IDLE\r\n") >= 5 })
	if n := line.Sent("LOGIN"); n != 1 {
		t.Errorf("%d connections", n)
	}
}

// The desk is killed when it has taken a mail and not yet filed it: the next one
// files it, and does not take it again.
func TestDovecotFiledAfterCrash(t *testing.T) {
	d := lab.StartDovecot(t, "")
	ctx, crash := context.WithCancel(t.Context())
	desk := &channeltest.Desk{Judge: func(in channels.Incoming) (channels.Verdict, error) {
		crash()
		return ours(in)
	}}
	deliver(t, d, "[SK-2026-0042] vår")
	newMail(t, real(t, d, nil)).Receive(ctx, desk)
	if taken, filed := len(desk.Taken()), len(in(t, d, "Klart")); taken != 1 || filed != 0 {
		t.Fatalf("%d taken, %d filed before the crash", taken, filed)
	}
	start(t, newMail(t, real(t, d, nil)), desk)
	channeltest.Until(t, "the mail to be filed", func() bool { return len(in(t, d, "Klart")) == 1 && len(in(t, d, "INBOX")) == 0 })
	if n := len(desk.Taken()); n != 1 {
		t.Errorf("taken %d times", n)
	}
}

// A server that cannot MOVE, and a folder that is not there: the library's own
// Move would have lost the mail, and a colleague's with it.
func TestDovecotMoveTrap(t *testing.T) {
	const (
		bare    = "IMAP4rev1 LITERAL+ IDLE"
		uidPlus = bare + " UIDPLUS"
	)
	for _, c := range []struct {
		capability, done string
		filed            int
	}{
		{"", "Klart", 1}, {"", "Finns inte", 0},
		{uidPlus, "Klart", 1}, {uidPlus, "Finns inte", 0},
		{bare, "Klart", 0}, {bare, "Finns inte", 0},
	} {
		t.Run(c.capability+" "+c.done, func(t *testing.T) {
			d := lab.StartDovecot(t, c.capability)
			cfg := real(t, d, nil)
			cfg.IMAP.Done = c.done
			deliver(t, d, "[SK-2026-0042] vår")
			deliver(t, d, "någon annans")
			if err := person(t, d).Store(imap.UIDSetNum(2), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close(); err != nil {
				t.Fatal(err)
			}
			desk := &channeltest.Desk{Judge: ours}
			stop := start(t, newMail(t, cfg), desk)
			desk.Wait(t, 2)
			channeltest.Until(t, "ours to be filed", func() bool {
				return len(in(t, d, "Klart")) == c.filed && len(in(t, d, "INBOX")) == 2-c.filed
			})
			stop()
			if inbox := len(in(t, d, "INBOX")); inbox != 2-c.filed {
				t.Errorf("%d mails in the inbox, %d filed, of 2", inbox, c.filed)
			}
		})
	}
}

// The mailbox is restored from a backup: every number is new, and everything is
// offered again under a new name. The desk knows it by its content.
func TestDovecotRenumbered(t *testing.T) {
	d := lab.StartDovecot(t, "")
	desk := &channeltest.Desk{}
	deliver(t, d, "ett")
	start(t, newMail(t, real(t, d, nil)), desk)
	first := desk.Wait(t, 1)[0]
	d.Stop()
	if err := d.Renumber("mottagning"); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond) // the new UIDVALIDITY is the time in seconds
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	again := desk.Wait(t, 2)[1]
	a, _ := desk.Kept(first.ID)
	b, _ := desk.Kept(again.ID)
	if first.ID == again.ID || string(a.Data) != string(b.Data) || !a.Received.Equal(b.Received) {
		t.Errorf("%s and %s: the same bytes, received at the same time, were expected", first.ID, again.ID)
	}
}

// Dovecot is restarted, with another certificate; the line turns into a black
// hole. Nothing is lost and nothing comes twice.
func TestDovecotComesAndGoes(t *testing.T) {
	d := lab.StartDovecot(t, "")
	line := lab.StartLine(t, d.IMAPS)
	cfg := real(t, d, nil)
	cfg.IMAP.Addr = line.Addr
	m := newMail(t, cfg)
	m.pace.command = time.Second
	desk := &channeltest.Desk{}
	start(t, m, desk)
	deliver(t, d, "ett")
	desk.Wait(t, 1)
	d.Stop()
	if err := d.NewCertificate(); err != nil {
		t.Fatal(err)
	}
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	deliver(t, d, "två")
	desk.Wait(t, 2)
	line.BlackHole(true)
	deliver(t, d, "tre")
	time.AfterFunc(3*time.Second, func() { line.BlackHole(false) })
	for _, in := range desk.Wait(t, 3) {
		if n := desk.Tries(in.ID); n != 1 {
			t.Errorf("%s was offered %d times", in.ID, n)
		}
	}
}

// Postfix takes a letter, the next server does not: the report comes back to
// the mailbox and names our letter. Greylisting passes, an unknown user never.
func TestPostfixReports(t *testing.T) {
	beyond := fake(t) // knows only its three accounts
	d := lab.StartDovecot(t, "")
	p := lab.StartPostfix(t, d, beyond.SMTP())
	m := newMail(t, real(t, d, p))
	desk := &channeltest.Desk{}
	start(t, m, desk)

	letter := letterTo("okand@utforare.test")
	if _, err := m.Send(t.Context(), letter); err != nil {
		t.Fatalf("send: %v\n%s", err, p.Log())
	}
	all := desk.Wait(t, 2) // our own copy, and the report
	report := all[slices.IndexFunc(all, func(in channels.Incoming) bool { return in.Bounce != nil || in.Subject != letter.Subject })]
	want := channels.Bounce{Receipt: letter.Token, To: "okand@utforare.test", Hard: true, Gone: true, Status: "5.1.1"}
	if !report.Auto || report.Bounce == nil || *report.Bounce != want {
		t.Errorf("auto %t, bounce %+v, want %+v", report.Auto, report.Bounce, want)
	}
	if _, found, err := m.Find(t.Context(), letter); err != nil || !found {
		t.Errorf("the sent letter: found %t, %v", found, err)
	}
	if _, err := m.Send(t.Context(), letterTo("greylist@htj.test")); err == nil || channels.IsPermanent(err) || channels.IsUnknown(err) {
		t.Errorf("greylisted: %v", err)
	}
	if _, err := m.Send(t.Context(), letterTo("gone@htj.test")); !channels.IsPermanent(err) {
		t.Errorf("unknown user: %v", err)
	}
}

// A copy in the envelope comes back to the mailbox, where Find looks too; it is
// a machine's, names itself, and is filed with what has been sent.
func TestPostfixCopy(t *testing.T) {
	d := lab.StartDovecot(t, "")
	p := lab.StartPostfix(t, d, "")
	m := newMail(t, real(t, d, p))
	if _, err := m.Send(t.Context(), letterTo(htj)); err != nil {
		t.Fatal(err)
	}
	channeltest.Until(t, "the copy", func() bool {
		_, found, err := m.Find(t.Context(), letterTo(htj))
		return err == nil && found
	})
	desk := &channeltest.Desk{Verdict: channels.Verdict{Own: true}}
	start(t, m, desk)
	copied := desk.Wait(t, 1)[0]
	if !copied.Auto || len(copied.Answers) == 0 || copied.Answers[0] != letterTo(htj).Token {
		t.Errorf("auto %t, answers %q", copied.Auto, copied.Answers)
	}
	channeltest.Until(t, "the copy to be filed", func() bool { return len(in(t, d, "Sent")) == 1 && len(in(t, d, "INBOX")) == 0 })
}

func TestPasswordFile(t *testing.T) {
	d := lab.StartDovecot(t, "")
	file := t.TempDir() + "/password"
	cfg := real(t, d, nil)
	cfg.IMAP.PasswordFile, cfg.IMAP.Password = file, nil
	for mode, ok := range map[os.FileMode]bool{0o600: true, 0o644: false} {
		if err := os.WriteFile(file, []byte(lab.Password+"\n"), mode); err != nil {
			t.Fatal(err)
		}
		os.Chmod(file, mode)
		b, err := newMail(t, cfg).open(t.Context())
		if (err == nil) != ok {
			t.Errorf("mode %v: %v", mode, err)
		}
		if err == nil {
			b.bye()
		}
	}
}
