package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/stegvis/channels/mail/lab"
)

// At Microsoft 365 init lets somebody sign in, opens the mailbox with what she has
// lent, and writes a config that says so. A log-on that fails leaves the question
// open, and a password answers it as well.
func TestInitAtMicrosoft(t *testing.T) {
	k := lab.StartTokens(t, intake)
	d := lab.StartTokenDovecot(t, k)
	p := lab.StartPostfix(t, d, "")
	c, err := parseConfig(exampleConfig)
	if err != nil {
		t.Fatal(err)
	}
	c.Unit.State, c.Mail.Address = t.TempDir(), intake
	c.Mail.IMAP.Addr, c.Mail.IMAP.TLS, c.Mail.IMAP.User, c.Mail.IMAP.CAFile = d.IMAPS, "tls", intake, d.CAFile
	c.Mail.SMTP.Addr, c.Mail.SMTP.TLS, c.Mail.SMTP.User = p.SMTP, "none", intake
	c.Mail.OAuth.Endpoint = k.URL
	c.Mail.IMAP.Sent = "Sent"
	const ids = "kommun.example/9f1b1f6e-0000-4000-8000-0123456789ab"

	k.Set(func(k *lab.Tokens) { k.Refusal = [2]string{"invalid_client", "AADSTS7000218"} })
	if err := logsOn(streams{out: new(bytes.Buffer)}, &c, ids); err == nil || !strings.Contains(err.Error(), "sign in: ") {
		t.Errorf("refused: %v", err)
	}
	k.Set(func(k *lab.Tokens) { k.Refusal = [2]string{} })
	var said bytes.Buffer
	if err := logsOn(streams{out: &said}, &c, ids); err != nil {
		t.Fatal(err)
	}
	if want := "Open " + k.URL + "/device as somebody with full access to the mailbox, and enter ABC-123\n"; said.String() != want {
		t.Errorf("said %q", said.String())
	}
	if lent, err := os.ReadFile(filepath.Join(c.Unit.State, "microsoft365")); err != nil || len(lent) == 0 {
		t.Errorf("what was lent is not kept: %q, %v", lent, err)
	}
	back, err := parseConfig(settle(c))
	if err != nil {
		t.Fatal(err)
	}
	if m := back.Mail; m.IMAP.Auth != "xoauth2" || m.SMTP.Auth != "xoauth2" || m.OAuth.Tenant != "kommun.example" || m.OAuth.TokenFile != c.Mail.OAuth.TokenFile || m.IMAP.PasswordFile != "" || m.Trust.Server != "microsoft365" {
		t.Errorf("written: %+v", m)
	}
	c.byPassword("/etc/stegvis/mail-password")
	if back, err = parseConfig(settle(c)); err != nil || back.Mail.IMAP.Auth != "password" {
		t.Errorf("by password after all: %+v, %v", back.Mail, err)
	}
}
