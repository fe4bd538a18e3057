package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"example.org/stegvis/channels/mail"
	"example.org/stegvis/channels/slack"
	"example.org/stegvis/templates"
)

// A question is one that init asks. take notes the answer in the config and tries
// it at once: an answer that does not work is asked for again.
type question struct {
	ask, fallback string
	take          func(s streams, c *config, answer string) error
}

// questions are the nine things that no example can know.
var questions = []question{
	{"The unit's name, as letters are signed", "", named},
	{"The letters that case numbers begin with, such as SK", "", prefixed},
	{"The folder where the ledger lies, on a local disk", "/var/lib/stegvis", stored},
	{"The contact list: a CSV or XLSX file with HTJ, PVR, BIH and its staff", "kontakter.csv", listed},
	{"The address of the intake mailbox", "", addressed},
	{"The mail server to read from, as imap.kommun.example:993", "", reads},
	{"The mail server to send by, as smtp.kommun.example:587", "", sends},
	{"The file with the mailbox's password, readable for the service alone; at Microsoft 365 TENANT/CLIENT, as Entra shows them", "/etc/stegvis/mail-password", logsOn},
	{"The folder with Slack's tokens in the files slack-bot and slack-app; a dash for a unit without chat", "-", chats},
}

func named(_ streams, c *config, answer string) error {
	c.Unit.Name = answer
	c.Mail.From = "Stegvis, " + answer
	if answer == "" {
		return errors.New("a unit has a name")
	}
	return nil
}

var prefixForm = regexp.MustCompile(`^[A-ZÅÄÖ]{1,4}$`)

func prefixed(_ streams, c *config, answer string) error {
	c.Unit.Prefix = answer
	if !prefixForm.MatchString(answer) {
		return errors.New("want one to four capital letters")
	}
	return nil
}

func stored(_ streams, c *config, answer string) error {
	c.Unit.State = answer
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return checkState(ctx, *c)
}

func listed(_ streams, c *config, answer string) error {
	path, err := filepath.Abs(answer)
	c.Unit.Contacts = []string{path}
	if err != nil {
		return err
	}
	return checkContacts(*c)
}

func addressed(_ streams, c *config, answer string) error {
	if name, domain, ok := strings.Cut(answer, "@"); !ok || name == "" || !strings.Contains(domain, ".") {
		return errors.New("want name@domain")
	}
	c.Mail.Address, c.Mail.IMAP.User, c.Mail.SMTP.User = answer, answer, answer
	return nil
}

func reads(_ streams, c *config, answer string) error { return reach(&c.Mail.IMAP.Login, answer) }
func sends(_ streams, c *config, answer string) error { return reach(&c.Mail.SMTP.Login, answer) }

// reach tries whether a server answers, and says how its port is protected.
func reach(l *mail.Login, answer string) error {
	host, port, err := net.SplitHostPort(answer)
	if err != nil {
		return errors.New("want host:port")
	}
	l.Addr, l.TLS = answer, "tls"
	switch ip := net.ParseIP(host); {
	case ip != nil && ip.IsLoopback() || host == "localhost":
		l.TLS = "none"
	case port == "143" || port == "587" || port == "25":
		l.TLS = "starttls"
	}
	conn, err := net.DialTimeout("tcp", answer, 10*time.Second)
	if err != nil {
		return fmt.Errorf("%w: check the name and the firewall", err)
	}
	return conn.Close()
}

// logsOn opens the mailbox and the mail server, by a password or, at Microsoft 365,
// by what a person lends the desk there and then.
func logsOn(s streams, c *config, answer string) error {
	entra := entraForm.FindStringSubmatch(answer)
	if entra != nil {
		c.byToken(entra[1], entra[2])
	} else {
		c.byPassword(answer)
	}
	m, err := mail.New(c.Mail, time.Now, slog.New(slog.DiscardHandler))
	if err == nil && entra != nil {
		err = signIn(s, m)
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var bad []error
	for _, f := range m.Check(ctx) {
		if f.Err != nil {
			bad = append(bad, fmt.Errorf("%s: %w", f.What, f.Err))
		}
	}
	return errors.Join(bad...)
}

var entraForm = regexp.MustCompile(`^([\w.-]+)/([[:xdigit:]]{8}(?:-[[:xdigit:]]{4}){3}-[[:xdigit:]]{12})$`)

func (c *config) byPassword(file string) {
	for _, l := range []*mail.Login{&c.Mail.IMAP.Login, &c.Mail.SMTP.Login} {
		l.Auth, l.PasswordFile = "password", file
	}
}

// byToken is the log-on at Microsoft 365, which also says who has vouched for a sender.
func (c *config) byToken(tenant, client string) {
	for _, l := range []*mail.Login{&c.Mail.IMAP.Login, &c.Mail.SMTP.Login} {
		l.Auth, l.PasswordFile = "xoauth2", ""
	}
	c.Mail.OAuth.Tenant, c.Mail.OAuth.Client = tenant, client
	c.Mail.OAuth.TokenFile = filepath.Join(c.Unit.State, "microsoft365")
	c.Mail.Trust.Server = "microsoft365"
}

func chats(_ streams, c *config, answer string) error {
	if answer == "-" {
		c.Slack = slack.Config{}
		return nil
	}
	c.Slack.BotTokenFile, c.Slack.AppTokenFile = filepath.Join(answer, "slack-bot"), filepath.Join(answer, "slack-app")
	c.Slack.Team = ""
	s, err := slack.New(c.Slack, templates.ChatWords(), time.Now, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return s.Check(ctx)
}
