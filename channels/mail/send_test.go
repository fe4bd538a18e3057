package mail

import (
	"context"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/channels"
	"example.org/stegvis/channels/mail/mailfake"
)

// What each thing that a server can do to a letter means for the desk.
func TestSendErrors(t *testing.T) {
	type verdict struct{ permanent, unknown, down, arrived bool }
	for name, c := range map[string]struct {
		fault mailfake.Fault
		want  verdict
	}{
		"greylisted":            {mailfake.Later, verdict{}},
		"no such user":          {mailfake.Never, verdict{permanent: true}},
		"not now, after all":    {mailfake.LaterData, verdict{}},
		"not like this":         {mailfake.NeverData, verdict{permanent: true}},
		"cut in the middle":     {mailfake.Cut, verdict{unknown: true}},
		"acknowledgement lost":  {mailfake.LostAck, verdict{unknown: true, arrived: true}},
		"no answer":             {mailfake.Silence, verdict{unknown: true, arrived: true}},
		"hung up before a word": {mailfake.Refuse, verdict{down: true}},
	} {
		t.Run(name, func(t *testing.T) {
			s := fake(t)
			m := newMail(t, config(s))
			m.pace.transfer = time.Second
			s.Fail(c.fault)
			letter := letterTo(htj)
			letter.Files = []channels.File{{Name: "x.pdf", Type: "application/pdf", Data: make([]byte, 1<<20)}}
			_, err := m.Send(t.Context(), letter)
			if err == nil {
				t.Fatal("no error")
			}
			got := verdict{channels.IsPermanent(err), channels.IsUnknown(err), channels.IsDown(err), len(s.Accepted(htj)) > 0}
			if got != c.want {
				t.Errorf("%v: %+v, want %+v", err, got, c.want)
			}
			if strings.Contains(err.Error(), htj) || strings.Contains(err.Error(), "solglimten") {
				t.Errorf("the error names the recipient: %v", err)
			}
			if _, err := m.Send(t.Context(), letter); err != nil {
				t.Errorf("the next attempt: %v", err)
			}
		})
	}
}

// A letter whose acknowledgement was lost is found in the copy that went with
// it, so it is not sent twice.
func TestFindAfterLostAcknowledgement(t *testing.T) {
	s := fake(t)
	m := newMail(t, config(s))
	if _, found, err := m.Find(t.Context(), letterTo(htj)); err != nil || found {
		t.Errorf("before it was sent: found %t, err %v", found, err)
	}
	s.Fail(mailfake.LostAck)
	if _, err := m.Send(t.Context(), letterTo(htj)); !channels.IsUnknown(err) {
		t.Fatalf("send: %v", err)
	}
	if _, found, err := m.Find(t.Context(), letterTo(htj)); err != nil || !found {
		t.Errorf("found %t, err %v", found, err)
	}
}

// What cannot be looked up afterwards is not sent.
func TestNoCopyNoLetter(t *testing.T) {
	s := fake(t)
	m := newMail(t, config(s))
	s.Fail(mailfake.NoCopy)
	if _, err := m.Send(t.Context(), letterTo(htj)); err == nil || channels.IsPermanent(err) || channels.IsUnknown(err) {
		t.Errorf("err = %v, want a passing one", err)
	}
	if n := len(s.Accepted(htj)); n != 0 {
		t.Errorf("%d letters were sent", n)
	}
}

func TestCancelledWhileSending(t *testing.T) {
	s := fake(t)
	m := newMail(t, config(s))
	s.Fail(mailfake.Silence)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := m.Send(ctx, letterTo(htj)); !channels.IsUnknown(err) {
		t.Errorf("err = %v", err)
	}
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("took %v", d)
	}
}

// A server that says nothing of TLS, or somebody in between who strikes it out,
// gets no letter.
func TestNoLetterInTheClear(t *testing.T) {
	s := fake(t)
	for _, way := range []string{"starttls", "tls"} {
		cfg := config(s)
		cfg.SMTP.TLS, cfg.IMAP.TLS = way, way
		m := newMail(t, cfg)
		m.pace.command = time.Second
		if _, err := m.Send(t.Context(), letterTo(htj)); err == nil || channels.IsUnknown(err) || channels.IsPermanent(err) {
			t.Errorf("%s: send: %v, want a passing error", way, err)
		}
		if _, _, err := m.Find(t.Context(), letterTo(htj)); err == nil {
			t.Errorf("%s: the mailbox was opened", way)
		}
	}
	if n := len(s.Accepted(htj)); n != 0 {
		t.Errorf("%d letters were sent in the clear", n)
	}
}
