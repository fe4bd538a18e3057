package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
)

type initCmd struct {
	Config string `arg:"" optional:"" default:"stegvis.toml" help:"The file to write; it must not exist."`
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
		err := q.take(s, c, answer)
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
		"mail.imap.auth": inToml(c.Mail.IMAP.Auth), "mail.smtp.auth": inToml(c.Mail.SMTP.Auth), "mail.trust.server": inToml(c.Mail.Trust.Server),
		"mail.oauth.tenant": inToml(c.Mail.OAuth.Tenant), "mail.oauth.client": inToml(c.Mail.OAuth.Client), "mail.oauth.token_file": inToml(c.Mail.OAuth.TokenFile),
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
