package mail

import (
	"strings"
	"testing"

	"example.org/stegvis/bot/secret"
	"example.org/stegvis/channels/mail/mailfake"

	"github.com/emersion/go-imap/v2"
)

func TestCheck(t *testing.T) {
	s := fake(t)
	for name, c := range map[string]struct {
		spoil func(*Config)
		want  string // of the only finding
	}{
		"all well":                {func(*Config) {}, ""},
		"a folder is missing":     {func(c *Config) { c.IMAP.Done = "Finns inte" }, `imap: folder "Finns inte"`},
		"a wrong password":        {func(c *Config) { c.IMAP.Password = func() (secret.Text, error) { return secret.Of("fel"), nil } }, "imap: log on"},
		"the same, to send":       {func(c *Config) { c.SMTP.Password = func() (secret.Text, error) { return secret.Of("fel"), nil } }, "smtp: log on"},
		"nobody listens":          {func(c *Config) { c.SMTP.Addr = "127.0.0.1:1" }, "smtp: log on"},
		"TLS where there is none": {func(c *Config) { c.IMAP.TLS = "starttls" }, "imap: log on"},
	} {
		cfg := config(s)
		c.spoil(&cfg)
		var got []string
		for _, f := range newMail(t, cfg).Check(t.Context()) {
			if f.Err != nil {
				got = append(got, f.What)
				if strings.Contains(f.Err.Error(), "hemligt") || strings.Contains(f.Err.Error(), "fel\"") {
					t.Errorf("%s: the error tells the password: %v", name, f.Err)
				}
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: found %q, want %q", name, got, c.want)
		}
	}
	s.StopIMAP()
	if err := s.StartIMAP(without(mailfake.Caps, imap.CapMove, imap.CapUIDPlus)); err != nil {
		t.Fatal(err)
	}
	cfg := config(s)
	cfg.IMAP.Done = "Klart"
	found := newMail(t, cfg).Check(t.Context())
	if !strings.Contains(found[4].What, "move") && !strings.Contains(found[3].What, "move") {
		t.Errorf("a server that cannot move: %v", found)
	}
}
