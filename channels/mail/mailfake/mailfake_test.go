package mailfake

import (
	"bytes"
	"strings"
	"testing"
	"time"
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
