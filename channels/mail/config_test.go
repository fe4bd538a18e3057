package mail

import (
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"

	"example.org/stegvis/bot/care"
)

func TestConfigFile(t *testing.T) {
	var c Config
	d := toml.NewDecoder(strings.NewReader(`
address = "mottagning@bih.test"
from = "Biståndshandläggarenheten"
plus = true
[imap]
address = "imap.bih.test:993"
user = "mottagning@bih.test"
password_file = "/run/secrets/imap"
done = "Klart"
sent = "Skickat"
since = "2026-11-02"
[smtp]
address = "smtp.bih.test:587"
tls = "starttls"
`))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		t.Fatal(err)
	}
	c, err := c.complete()
	if err != nil {
		t.Fatal(err)
	}
	if c.IMAP.Addr != "imap.bih.test:993" || c.IMAP.TLS != "tls" || c.IMAP.Mailbox != "INBOX" || c.SMTP.TLS != "starttls" || !c.Plus {
		t.Errorf("read as %+v", c)
	}
	if want := (care.Date{Year: 2026, Month: time.November, Day: 2}); c.IMAP.Since != want {
		t.Errorf("since %v", c.IMAP.Since)
	}
}

func TestConfig(t *testing.T) {
	good := config(fake(t))
	for want, spoil := range map[string]func(*Config){
		"mail: address: want name@domain":            func(c *Config) { c.Address = "mottagning" },
		"mail.imap: address: want host:port":         func(c *Config) { c.IMAP.Addr = "imap.bih.test" },
		"mail.smtp: tls: want tls, starttls or none": func(c *Config) { c.SMTP.TLS = "ssl" },
		"mail.smtp: tls: none is for this machine only, since it shows passwords and letters to the network": func(c *Config) { c.SMTP.Addr = "smtp.bih.test:25" },
		"mail.imap: password_file is missing":                                        func(c *Config) { c.IMAP.Password = nil },
		"mail.imap: user is missing":                                                 func(c *Config) { c.IMAP.User = "" },
		"mail.imap: auth: want password, xoauth2 or oauthbearer":                     func(c *Config) { c.IMAP.Auth = "oauth" },
		"mail.smtp: user is missing: the mailbox's own address":                      func(c *Config) { c.SMTP.Auth, c.SMTP.User = "xoauth2", "" },
		"mail.oauth: client is missing: the application id that Entra shows":         func(c *Config) { c.IMAP.Auth = "xoauth2" },
		"mail.oauth: tenant is missing: the directory id that Entra shows":           func(c *Config) { c.IMAP.Auth, c.OAuth.Client = "xoauth2", "app" },
		"mail.oauth: name secret_file, or token_file and sign in with stegvis login": func(c *Config) { c.IMAP.Auth, c.OAuth = "xoauth2", OAuth{Client: "app", Tenant: "kommun.example"} },
		"mail.oauth: endpoint: want https://…": func(c *Config) {
			c.IMAP.Auth, c.OAuth = "xoauth2", OAuth{Client: "app", SecretFile: "x", Endpoint: "http://login.example"}
		},
	} {
		cfg := good
		spoil(&cfg)
		if _, err := New(cfg, time.Now, nil); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
