package mailfake

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
)

func TestServer(t *testing.T) {
	at := time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)
	s, err := New(func() time.Time { return at },
		Account{Address: "Rehab@pvr.test", Password: "a"}, Account{Address: "mottagning@bih.test", Password: "b", Folders: []string{"Klart"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	changed := s.Changed()
	letter := []byte("From: rehab@pvr.test\r\nSubject: Intyg\r\n\r\nBifogas\r\n")
	if err := s.Send("rehab@pvr.test", []string{"mottagning+abc@bih.test"}, letter); err != nil {
		t.Fatal(err)
	}
	<-changed
	mails, err := s.List("mottagning@bih.test")
	if err != nil || len(mails) != 1 {
		t.Fatalf("%d mails, %v", len(mails), err)
	}
	got, err := s.Get("mottagning@bih.test", "INBOX", mails[0].UID)
	if err != nil || !got.At.Equal(at) || !bytes.HasSuffix(got.Data, letter) || len(got.Flags) != 0 {
		t.Errorf("%v: %+v", err, got)
	}
	if !strings.Contains(string(got.Data), "Delivered-To: mottagning+abc@bih.test\r\n") {
		t.Errorf("the trace is missing: %.200q", got.Data)
	}
	for name, refused := range map[string]error{
		"an address that is not here": s.Send("rehab@pvr.test", []string{"anna@example.com"}, letter),
		"somebody else's address":     s.Send("okand@pvr.test", []string{"rehab@pvr.test"}, letter),
		"a mailbox that is not here":  s.Deliver("anna@example.com", letter),
	} {
		if refused == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := s.Get("mottagning@bih.test", "INBOX", 99); err == nil {
		t.Error("a mail that is not there was found")
	}
	if n := len(s.Accepted("mottagning+abc@bih.test")); n != 1 {
		t.Errorf("accepted %d", n)
	}
}

// TestIdle: a mail that has come after the last command and before IDLE is told
// of, and so is the next.
func TestIdle(t *testing.T) {
	s, err := New(time.Now, Account{Address: "mottagning@bih.test", Password: "b"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	counts := make(chan uint32, 10)
	c, err := imapclient.DialInsecure(s.IMAP(), &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		Mailbox: func(m *imapclient.UnilateralDataMailbox) { counts <- *m.NumMessages },
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login("mottagning@bih.test", "b").Wait(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	deliver := func() {
		t.Helper()
		if err := s.Deliver("mottagning@bih.test", []byte("Subject: Intyg\r\n\r\nBifogas\r\n")); err != nil {
			t.Fatal(err)
		}
	}
	told := func(want uint32) {
		t.Helper()
		select {
		case got := <-counts:
			if got != want {
				t.Errorf("told of %d mails, want %d", got, want)
			}
		case <-time.After(time.Minute):
			t.Fatalf("not told of mail %d", want)
		}
	}
	deliver()
	idle, err := c.Idle()
	if err != nil {
		t.Fatal(err)
	}
	told(1)
	deliver()
	told(2)
	if err := idle.Close(); err != nil {
		t.Error(err)
	}
}
