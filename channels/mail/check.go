package mail

import (
	"context"
	"errors"
	"fmt"

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
	findings := m.checkIMAP(ctx)
	c, conn, err := m.dialSMTP(ctx)
	if err == nil {
		c.Quit()
		conn.Close()
	}
	findings = append(findings, Finding{"smtp: log on", err})
	if m.cfg.IMAP.Sent == "" && m.cfg.SMTP.Copy == "" {
		err := errors.New("neither is set: a mail whose acknowledgement is lost cannot be found again")
		findings = append(findings, Finding{"imap.sent or smtp.copy", err})
	}
	return findings
}

func (m *Mail) checkIMAP(ctx context.Context) []Finding {
	b, err := m.dial(ctx)
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
