package mail

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/mail/lab"
)

// quickly is a person who moves mail before the desk has seen it.
func quickly(t *testing.T, d *lab.Dovecot, uid imap.UID) {
	t.Helper()
	if _, err := person(t, d).Move(imap.UIDSetNum(uid), "Sent").Wait(); err != nil {
		t.Fatal(err)
	}
}

func reported(t *testing.T, desk *channeltest.Desk, what string, n int) []channels.Report {
	t.Helper()
	channeltest.Until(t, "report "+what, func() bool { return len(desk.Reports(what)) >= n })
	return desk.Reports(what)
}

// Mail that is moved away while nobody looks is missed: the number it had is
// gone, and that is an alarm. Mail that was there before the desk's first day is
// nobody's loss.
func TestDovecotGap(t *testing.T) {
	d := lab.StartDovecot(t, "")
	desk := &channeltest.Desk{}
	for _, s := range []string{"före", "före", "ett"} {
		deliver(t, d, s)
	}
	quickly(t, d, 1)
	stop := start(t, newMail(t, real(t, d, nil)), desk)
	desk.Wait(t, 2)
	reported(t, desk, "reconciled", 1)
	stop()
	for range 3 {
		deliver(t, d, "medan ingen såg")
	}
	quickly(t, d, 4) // two before the mail that is still there
	quickly(t, d, 5)
	stop = start(t, newMail(t, real(t, d, nil)), desk)
	desk.Wait(t, 3)
	gaps := reported(t, desk, "gap", 3) // nightly, the alarm, nightly
	if gaps[0].Alarm || gaps[0].Count != 0 || !gaps[1].Alarm || gaps[1].Count != 2 || gaps[2].Count != 2 {
		t.Errorf("gaps %+v", gaps)
	}
	stop()
	deliver(t, d, "den sista")
	quickly(t, d, 7) // nothing above it: only the server's next number tells
	start(t, newMail(t, real(t, d, nil)), desk)
	if gaps = reported(t, desk, "gap", 5); !gaps[3].Alarm || gaps[3].Count != 1 {
		t.Errorf("gaps %+v", gaps)
	}
}

// The mailbox and the ledger are compared every day, and the result is told also
// when nothing is missing. What the desk could not take is missing.
func TestDovecotReconciled(t *testing.T) {
	d := lab.StartDovecot(t, "")
	deliver(t, d, "ett")
	deliver(t, d, "två")
	m := newMail(t, real(t, d, nil))
	now := time.Date(2026, 11, 2, 23, 0, 0, 0, time.UTC)
	m.now = func() time.Time { now = now.Add(time.Hour); return now }
	desk := &channeltest.Desk{}
	start(t, m, desk)
	for i, r := range reported(t, desk, "reconciled", 2) { // the second on the next day
		if r.Alarm || r.Count != 0 || !strings.Contains(r.Text, "of 2 mails") {
			t.Errorf("report %d: %+v", i, r)
		}
	}
}

// A mailbox restored from a backup is told of, and is no gap.
func TestDovecotRenumberedIsReported(t *testing.T) {
	d := lab.StartDovecot(t, "")
	desk := &channeltest.Desk{}
	deliver(t, d, "ett")
	deliver(t, d, "två")
	m := newMail(t, real(t, d, nil))
	start(t, m, desk)
	desk.Wait(t, 2)
	d.Stop()
	if err := d.Renumber("mottagning"); err != nil {
		t.Fatal(err)
	}
	stopped := time.Now().Unix()
	channeltest.Until(t, "the next second", func() bool { return time.Now().Unix() > stopped+1 }) // the new UIDVALIDITY is the time
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	desk.Wait(t, 4)
	if r := reported(t, desk, "renumbered", 1)[0]; r.Alarm {
		t.Errorf("%+v", r)
	}
	for _, r := range desk.Reports("gap") {
		if r.Alarm {
			t.Errorf("a gap: %+v", r)
		}
	}
}

// A mail that is too large is handed over as far as it was fetched, marked, and
// does not keep the others waiting.
func TestDovecotOversize(t *testing.T) {
	d := lab.StartDovecot(t, "")
	big := fmt.Sprintf("From: <%s>\r\nTo: <%s>\r\nSubject: stor\r\nMessage-ID: <stor@pvr.test>\r\n\r\n%s\r\n", pvr, bih, bytes.Repeat([]byte("åäö "), 300_000))
	if err := d.Deliver(pvr, bih, []byte(big)); err != nil {
		t.Fatal(err)
	}
	deliver(t, d, "liten")
	m := newMail(t, real(t, d, nil))
	m.largest = 1 << 20
	desk := &channeltest.Desk{}
	start(t, m, desk)
	for _, in := range desk.Wait(t, 2) {
		if in.Damaged != (in.Subject == "stor") || in.From != pvr {
			t.Errorf("%q from %q: damaged %t", in.Subject, in.From, in.Damaged)
		}
	}
	if got := len(in(t, d, "INBOX")); got != 2 {
		t.Errorf("%d mails in the mailbox, want both", got)
	}
}

// The watched folder goes away, or may no longer be read; when it is back, so is
// the mail, once each.
func TestDovecotFolderComesAndGoes(t *testing.T) {
	d := lab.StartDovecot(t, "")
	c := person(t, d)
	if err := c.Create("Egenvård", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	deliver(t, d, "ett")
	if _, err := person(t, d).Move(imap.UIDSetNum(1), "Egenvård").Wait(); err != nil { // c has not heard of it
		t.Fatal(err)
	}
	cfg := real(t, d, nil)
	cfg.IMAP.Mailbox = "Egenvård"
	m := newMail(t, cfg)
	m.pace.renew = 200 * time.Millisecond
	desk := &channeltest.Desk{}
	start(t, m, desk)
	desk.Wait(t, 1)
	path := filepath.Join(filepath.Dir(d.CAFile), "mail", "mottagning", "Egenv&AOU-rd")
	for what, spoil := range map[string][2]func() error{
		"renamed":   {func() error { return c.Rename("Egenvård", "Annat", nil).Wait() }, func() error { return c.Rename("Annat", "Egenvård", nil).Wait() }},
		"forbidden": {func() error { return os.Chmod(path, 0) }, func() error { return os.Chmod(path, 0o700) }},
	} {
		if err := spoil[0](); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		channeltest.Until(t, what, func() bool {
			b, err := m.open(t.Context())
			if err == nil {
				b.hangUp()
			}
			return err != nil
		})
		if err := spoil[1](); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	deliver(t, d, "två")
	if _, err := person(t, d).Move(imap.UIDSetNum(2), "Egenvård").Wait(); err != nil {
		t.Fatal(err)
	}
	for _, in := range desk.Wait(t, 2) {
		if n := desk.Tries(in.ID); n != 1 {
			t.Errorf("%s was offered %d times", in.ID, n)
		}
	}
}

// The password is changed behind the desk's back: one alarm, and one all-clear.
func TestLockedOut(t *testing.T) {
	d := lab.StartDovecot(t, "")
	file := secretOf(t, lab.Password)
	cfg := real(t, d, nil)
	cfg.IMAP.PasswordFile = file
	m := newMail(t, cfg)
	m.pace.renew = 100 * time.Millisecond
	desk := &channeltest.Desk{}
	start(t, m, desk)
	reported(t, desk, "reconciled", 1)
	os.WriteFile(file, []byte("gammalt"), 0o600)
	reported(t, desk, "log on", 1)
	deliver(t, d, "ett")
	os.WriteFile(file, []byte(lab.Password), 0o600)
	desk.Wait(t, 1)
	if r := reported(t, desk, "log on", 2); !r[0].Alarm || r[1].Alarm || strings.Contains(r[0].Text, "gammalt") || len(r) != 2 {
		t.Errorf("%+v", r)
	}
}
