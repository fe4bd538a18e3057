package mail

import (
	"fmt"
	"log/slog"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/secret"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
	"example.org/stegvis/channels/mail/mailfake"
)

const (
	bih = "mottagning@bih.test"
	htj = "solglimten@htj.test"
	pvr = "rehab@pvr.test"
)

func TestContract(t *testing.T) {
	channeltest.Test(t, func(t *testing.T) channeltest.Fixture {
		s := fake(t)
		return channeltest.Fixture{
			Channel: newMail(t, config(s)),
			To:      addressOf(htj),
			From:    htj,
			Say: func(t *testing.T, from, text string) {
				say(t, s, from, "Subject: Hej\r\n\r\n"+text+"\r\n")
			},
			Reply: func(t *testing.T, receipt, from, text string) {
				say(t, s, from, fmt.Sprintf("Subject: SV: Hej\r\nIn-Reply-To: <%s@bih.test>\r\n\r\n%s\r\n", receipt, text))
			},
			Sent: func(t *testing.T) (sent [][]byte) {
				for _, m := range s.Accepted(htj) {
					sent = append(sent, m.Data)
				}
				return sent
			},
		}
	})
}

// fake starts a mail server with the three parties on it.
func fake(t *testing.T) *mailfake.Server {
	t.Helper()
	return fakeAt(t, time.Now)
}

// fakeAt is fake with a clock of its own.
func fakeAt(t *testing.T, now func() time.Time) *mailfake.Server {
	t.Helper()
	s, err := mailfake.New(now,
		mailfake.Account{Address: bih, Password: "hemligt", Folders: []string{"Klart"}},
		mailfake.Account{Address: htj, Password: "hemligt"},
		mailfake.Account{Address: pvr, Password: "hemligt"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func config(s *mailfake.Server) Config {
	login := func(addr string) Login {
		return Login{Addr: addr, TLS: "none", User: bih, Password: func() (secret.Text, error) { return secret.Of("hemligt"), nil }}
	}
	return Config{
		Address: bih,
		From:    "Biståndshandläggarenheten",
		IMAP:    IMAP{Login: login(s.IMAP()), Sent: "Sent"},
		SMTP:    SMTP{Login: login(s.SMTP())},
	}
}

// newMail returns a channel that is in a hurry.
func newMail(t *testing.T, cfg Config) *Mail {
	t.Helper()
	m, err := New(cfg, time.Now, slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	m.pace = hurried
	return m
}

var hurried = pace{
	poll:     100 * time.Millisecond,
	renew:    time.Minute,
	command:  5 * time.Second,
	transfer: 5 * time.Second,
	again:    10 * time.Millisecond,
	longest:  100 * time.Millisecond,
}

// addressOf makes an address as the contact lists do.
func addressOf(at string) contacts.Address {
	lists := contacts.New([]contacts.Unit{{ID: "solglimten", Role: care.HTJ, Emails: []string{at}}})
	a, err := lists.Address(care.HTJ, "solglimten", care.Date{Year: 2026, Month: time.November, Day: 2})
	if err != nil {
		panic(err) // unreachable: the list has just this one
	}
	return a
}

// say sends a mail to the unit; raw begins with what headers it has beside
// From, To and Message-ID.
func say(t *testing.T, s *mailfake.Server, from, raw string) {
	t.Helper()
	head := fmt.Sprintf("From: <%s>\r\nTo: <%s>\r\nMessage-ID: <%d@example.test>\r\n", from, bih, time.Now().UnixNano())
	if err := s.Send(from, []string{bih}, []byte(head+raw)); err != nil {
		t.Fatal(err)
	}
}

// folder returns what lies in a folder of the unit's mailbox.
func folder(t *testing.T, s *mailfake.Server, name string) (mails []mailfake.Mail) {
	t.Helper()
	all, err := s.List(bih)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all {
		if m.Folder == name {
			mails = append(mails, m)
		}
	}
	return mails
}

func letterTo(at string) channels.Outgoing {
	return channels.Outgoing{
		Key:     "SK-2026-0042/7/uppstart",
		Token:   "q7x2m4k9v1w8z3t6b5n0",
		Written: time.Date(2026, 11, 2, 8, 30, 0, 0, time.UTC),
		To:      addressOf(at),
		Case:    "SK-2026-0042",
		Subject: "[SK-2026-0042] När kan ni börja?",
		Text:    "Hej!\n\nNär kan ni börja?\n",
	}
}
