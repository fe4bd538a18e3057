package mail

import (
	"context"
	"fmt"
	"strings"

	"github.com/emersion/go-imap/v2"
)

// A Finding is one thing that was checked, and what is wrong with it, if
// anything is.
type Finding struct {
	What string
	Err  error
}

// Check tries what the channel will need, and changes nothing: the log-ons, the
// mailbox, the folders. It goes on after an error as far as that makes sense.
func (m *Mail) Check(ctx context.Context) []Finding {
	findings := m.checkTokens(ctx)
	findings = append(findings, m.checkIMAP(ctx)...)
	c, conn, err := m.dialSMTP(ctx)
	if err == nil {
		c.Quit()
		conn.Close()
	}
	if err != nil && strings.Contains(err.Error(), "5.7.139") {
		err = fmt.Errorf("%w: SMTP AUTH is off for the mailbox or the tenant: Set-CASMailbox -SmtpClientAuthenticationDisabled $false", err)
	}
	findings = append(findings, Finding{"smtp: log on", err})
	return findings
}

// checkTokens tries to get an access token, and says which rights it lacks.
func (m *Mail) checkTokens(ctx context.Context) []Finding {
	if m.tokens == nil {
		return nil
	}
	token, err := m.tokens.token(ctx)
	if err == nil {
		err = m.tokens.unkept
	}
	findings := []Finding{{"oauth: access token", err}}
	if c, ok := readClaim(token); ok && m.cfg.IMAP.byToken() {
		findings = append(findings, Finding{"oauth: right to read", c.lacking("IMAP.AccessAsApp", "IMAP.AccessAsUser.All")})
	}
	if c, ok := readClaim(token); ok && m.cfg.SMTP.byToken() {
		findings = append(findings, Finding{"oauth: right to send", c.lacking("SMTP.SendAsApp", "SMTP.Send")})
	}
	if !m.cfg.OAuth.Expires.IsZero() {
		findings = append(findings, Finding{"oauth: the secret's last day", m.cfg.OAuth.ending(m.now())})
	}
	return findings
}

func (m *Mail) checkIMAP(ctx context.Context) []Finding {
	b, err := m.dial(ctx)
	if err != nil && m.cfg.IMAP.byToken() {
		err = m.cfg.OAuth.shut(err)
	}
	findings := []Finding{{"imap: log on", err}}
	if err != nil {
		return findings
	}
	defer b.hangUp()
	for _, folder := range []string{m.cfg.IMAP.Mailbox, m.cfg.IMAP.Done, m.cfg.IMAP.Sent} {
		if folder != "" {
			findings = append(findings, Finding{fmt.Sprintf("imap: folder %q", folder), b.choose(ctx, folder, true)})
		}
	}
	if m.cfg.IMAP.Done != "" && !b.caps.Has(imap.CapMove) && !b.caps.Has(imap.CapUIDPlus) {
		findings = append(findings, Finding{"imap: move mail", errNoMove})
	}
	b.bye()
	return findings
}
