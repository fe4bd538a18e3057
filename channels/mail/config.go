package mail

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"os"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/secret"
)

// Config says which mailbox this is and how to reach it.
type Config struct {
	Address string `toml:"address"` // the unit's own address: what we send from and are answered at
	From    string `toml:"from"`    // the name beside it; may be empty
	Plus    bool   `toml:"plus"`    // ask for answers to name+token@…, where the server delivers those

	// TLSDomains are the domains that our server is known to reach only over
	// verified TLS: documents may be mailed there, and nowhere else.
	TLSDomains []string `toml:"tls_domains"`

	IMAP  IMAP  `toml:"imap"`
	SMTP  SMTP  `toml:"smtp"`
	Trust Trust `toml:"trust"`
	OAuth OAuth `toml:"oauth"` // for the log-ons that use access tokens
}

// IMAP is where mail is read.
type IMAP struct {
	Login

	Mailbox string    `toml:"mailbox"` // the one that is watched; INBOX if empty
	Done    string    `toml:"done"`    // where mail goes once it is taken into a case; if empty it stays
	Sent    string    `toml:"sent"`    // where copies of what we send go; if empty they stay
	Since   care.Date `toml:"since"`   // "2026-11-02": mail from before this day is left to those who had it then
}

// SMTP is where mail is sent.
type SMTP struct{ Login }

// A Login says how to get onto a server.
type Login struct {
	Addr         string `toml:"address"` // host:port
	TLS          string `toml:"tls"`     // tls (from the first byte), starttls, or none on loopback only
	CAFile       string `toml:"ca_file"` // certificates to trust instead of the system's, in PEM
	User         string `toml:"user"`    // if empty, nobody logs on
	Auth         string `toml:"auth"`    // password, or with an access token xoauth2 or oauthbearer
	PasswordFile string `toml:"password_file"`

	// Password is asked at every log-on when PasswordFile is empty.
	Password func() (secret.Text, error) `toml:"-"`
}

// The ways to log on.
const (
	authPassword = "password"
	authX        = "xoauth2"     // Microsoft's
	authBearer   = "oauthbearer" // RFC 7628's
)

// The ways to protect a connection.
const (
	tlsFirst = "tls"
	tlsLater = "starttls"
	tlsNone  = "none"
)

// complete returns c with what was left out filled in, or says what is wrong.
func (c Config) complete() (Config, error) {
	if _, err := mail.ParseAddress("<" + c.Address + ">"); err != nil || !strings.Contains(c.Address, "@") {
		return c, errors.New("mail: address: want name@domain")
	}
	if c.IMAP.Mailbox == "" {
		c.IMAP.Mailbox = "INBOX"
	}
	for what, l := range map[string]*Login{"mail.imap": &c.IMAP.Login, "mail.smtp": &c.SMTP.Login} {
		if err := l.complete(); err != nil {
			return c, fmt.Errorf("%s: %w", what, err)
		}
	}
	if c.IMAP.User == "" {
		return c, errors.New("mail.imap: user is missing")
	}
	if !c.IMAP.byToken() && !c.SMTP.byToken() {
		return c, nil
	}
	var err error
	if c.OAuth, err = c.OAuth.complete(); err != nil {
		return c, fmt.Errorf("mail.oauth: %w", err)
	}
	return c, nil
}

// byToken reports whether an access token opens the server.
func (l Login) byToken() bool { return l.Auth == authX || l.Auth == authBearer }

func (l *Login) complete() error {
	if l.TLS == "" {
		l.TLS = tlsFirst
	}
	if l.Auth == "" {
		l.Auth = authPassword
	}
	host, _, err := net.SplitHostPort(l.Addr)
	switch {
	case err != nil:
		return errors.New("address: want host:port")
	case l.TLS != tlsFirst && l.TLS != tlsLater && l.TLS != tlsNone:
		return errors.New("tls: want tls, starttls or none")
	case l.TLS == tlsNone && !loopback(host):
		return errors.New("tls: none is for this machine only, since it shows passwords and letters to the network")
	case l.Auth != authPassword && !l.byToken():
		return errors.New("auth: want password, xoauth2 or oauthbearer")
	case l.byToken() && l.User == "":
		return errors.New("user is missing: the mailbox's own address")
	case !l.byToken() && l.User != "" && l.PasswordFile == "" && l.Password == nil:
		return errors.New("password_file is missing")
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (l Login) host() string {
	host, _, _ := net.SplitHostPort(l.Addr)
	return host
}

// password returns the secret.
func (l Login) password() (secret.Text, error) {
	if l.PasswordFile == "" {
		return l.Password()
	}
	t, err := secret.Read(l.PasswordFile)
	if err != nil {
		return t, fmt.Errorf("password file: %w", err)
	}
	return t, nil
}

func (l Login) tls() (*tls.Config, error) {
	c := &tls.Config{ServerName: l.host(), MinVersion: tls.VersionTLS12}
	if l.CAFile == "" {
		return c, nil
	}
	pem, err := os.ReadFile(l.CAFile)
	if err != nil {
		return nil, fmt.Errorf("ca file: %w", err)
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, errors.New("ca file: no certificate in it")
	}
	return c, nil
}

// domainOf returns what stands behind the @.
func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
