package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"example.org/stegvis/channels/mail"
	"example.org/stegvis/channels/slack"
	"example.org/stegvis/templates"
)

type initCmd struct {
	Config string `arg:"" optional:"" default:"stegvis.toml" help:"The file to write; it must not exist."`
}

// A question is one that init asks. take notes the answer in the config and tries
// it at once: an answer that does not work is asked for again.
type question struct {
	ask, fallback string
	take          func(c *config, answer string) error
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
	{"The file with the mailbox's password, readable for the service alone", "/etc/stegvis/mail-password", logsOn},
	{"The folder with Slack's tokens in the files slack-bot and slack-app; a dash for a unit without chat", "-", chats},
}

// Run asks, tries every answer, and writes a config that works. Answers may come
// from a file, a line each; then the first that does not work ends it.
func (c initCmd) Run(s streams) error {
	if _, err := os.Stat(c.Config); err == nil {
		return hinted(fmt.Errorf("%s is there already", c.Config), "name another file, or look it over with stegvis check --config "+c.Config)
	}
	conf, err := parseConfig(exampleConfig)
	if err != nil {
		return err // unreachable: a test loads it
	}
	in := bufio.NewScanner(s.in)
	for i, q := range questions {
		if err := q.put(s, in, i+1, &conf); err != nil {
			return err
		}
	}
	if err := os.WriteFile(c.Config, settle(conf), 0o600); err != nil {
		return err
	}
	if _, err := loadConfig(c.Config); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "wrote %s: look through the rest of it, then stegvis check --config %s, and stegvis serve\n", c.Config, c.Config)
	return nil
}

// put asks until the answer works.
func (q question) put(s streams, in *bufio.Scanner, n int, c *config) error {
	for {
		fmt.Fprintf(s.out, "%d of %d. %s", n, len(questions), q.ask)
		if q.fallback != "" {
			fmt.Fprintf(s.out, " [%s]", q.fallback)
		}
		fmt.Fprint(s.out, ": ")
		if !in.Scan() {
			return errors.Join(in.Err(), hinted(fmt.Errorf("no answer to question %d", n), "begin again with stegvis init; nothing has been written"))
		}
		answer := strings.TrimSpace(in.Text())
		if answer == "" {
			answer = q.fallback
		}
		err := q.take(c, answer)
		if err == nil {
			fmt.Fprintln(s.out, paint(s.out, green, "ok"))
			return nil
		}
		fmt.Fprintf(s.out, "%s  %v\n", paint(s.out, red, "fail"), err)
		if !answering(s) {
			return fmt.Errorf("question %d: %w", n, err)
		}
	}
}

// answering reports whether somebody is there to be asked again.
func answering(s streams) bool {
	f, ok := s.in.(*os.File)
	return ok && terminal(f)
}

func named(c *config, answer string) error {
	c.Unit.Name = answer
	c.Mail.From = "Stegvis, " + answer
	if answer == "" {
		return errors.New("a unit has a name")
	}
	return nil
}

var prefixForm = regexp.MustCompile(`^[A-ZÅÄÖ]{1,4}$`)

func prefixed(c *config, answer string) error {
	c.Unit.Prefix = answer
	if !prefixForm.MatchString(answer) {
		return errors.New("want one to four capital letters")
	}
	return nil
}

func stored(c *config, answer string) error {
	c.Unit.State = answer
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return checkState(ctx, *c)
}

func listed(c *config, answer string) error {
	path, err := filepath.Abs(answer)
	c.Unit.Contacts = []string{path}
	if err != nil {
		return err
	}
	return checkContacts(*c)
}

func addressed(c *config, answer string) error {
	if name, domain, ok := strings.Cut(answer, "@"); !ok || name == "" || !strings.Contains(domain, ".") {
		return errors.New("want name@domain")
	}
	c.Mail.Address, c.Mail.IMAP.User, c.Mail.SMTP.User = answer, answer, answer
	return nil
}

func reads(c *config, answer string) error { return reach(&c.Mail.IMAP.Login, answer) }
func sends(c *config, answer string) error { return reach(&c.Mail.SMTP.Login, answer) }

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

func logsOn(c *config, answer string) error {
	c.Mail.IMAP.PasswordFile, c.Mail.SMTP.PasswordFile = answer, answer
	m, err := mail.New(c.Mail, time.Now, slog.New(slog.DiscardHandler))
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

func chats(c *config, answer string) error {
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

// settle is the example with the answers in it, and its explanations.
func settle(c config) []byte {
	answers := map[string]string{
		"unit.name": inToml(c.Unit.Name), "unit.prefix": inToml(c.Unit.Prefix), "unit.state": inToml(c.Unit.State),
		"unit.contacts": "[" + inToml(c.Unit.Contacts[0]) + "]", "unit.phone": `""`, "unit.closed": "[]",
		"mail.address": inToml(c.Mail.Address), "mail.from": inToml(c.Mail.From),
		"mail.imap.address": inToml(c.Mail.IMAP.Addr), "mail.imap.tls": inToml(c.Mail.IMAP.TLS), "mail.imap.sent": `""`,
		"mail.imap.user": inToml(c.Mail.IMAP.User), "mail.imap.password_file": inToml(c.Mail.IMAP.PasswordFile),
		"mail.smtp.address": inToml(c.Mail.SMTP.Addr), "mail.smtp.tls": inToml(c.Mail.SMTP.TLS),
		"mail.smtp.user": inToml(c.Mail.SMTP.User), "mail.smtp.password_file": inToml(c.Mail.SMTP.PasswordFile),
		"slack.bot_token_file": inToml(c.Slack.BotTokenFile), "slack.app_token_file": inToml(c.Slack.AppTokenFile), "slack.team": `""`,
	}
	var out strings.Builder
	section := ""
	for line := range strings.Lines(string(exampleConfig)) {
		if head := sectionForm.FindStringSubmatch(line); head != nil {
			section = head[1]
		}
		if section == "slack" && c.Slack.Off() {
			continue
		}
		if m := keyForm.FindStringSubmatch(line); m != nil && answers[section+"."+m[1]] != "" {
			line = m[1] + " = " + answers[section+"."+m[1]] + m[2] + "\n"
		}
		out.WriteString(line)
	}
	return []byte(out.String())
}

var (
	sectionForm = regexp.MustCompile(`^\[([a-z.]+)\]`)
	keyForm     = regexp.MustCompile(`^([a-z_]+) = (?:"[^"]*"|\[[^\]]*\]|[^#]*?)( *#.*)?\n$`)
)

// inToml is text as TOML writes it.
func inToml(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}
