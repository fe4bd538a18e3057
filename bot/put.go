package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// A file that somebody at BIH has fetched by hand can be put into a case from
// the command line. The command decides nothing: it leaves the file in the
// ledger as a message that has come in, and the desk takes it as it takes a
// mail, one case at a time. So it makes no difference whether the desk is open
// just then, and the same file put in twice is put in once.

// A Put is such a file.
type Put struct {
	Case care.CaseID
	By   string // who at BIH, by mail address
	Name string
	Data []byte
}

const putChannel = "fil"

// Leave leaves p for the desk. It refuses a case that there is not, or that is
// closed, and a file that the desk has looked at and left: it would not look again.
func (p Put) Leave(ctx context.Context, l *ledger.Ledger, now time.Time) error {
	c, err := l.Case(ctx, p.Case)
	switch {
	case err != nil:
		return err
	case c.Rev == 0:
		return fmt.Errorf("case %s: there is none: list them with stegvis cases", p.Case)
	case c.Closed:
		return fmt.Errorf("case %s: it is closed: open it again first, with the button on its card", p.Case)
	}
	raw, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("put a file into %s: %w", p.Case, err) // unreachable: it is strings and bytes
	}
	id := string(p.Case) + "/" + fingerprint(p.Data)
	before, _, err := l.Message(ctx, putChannel, id)
	switch {
	case err != nil:
		return err
	case before.State == "not_ours":
		return fmt.Errorf("case %s: the desk has looked at this very file before, and found nothing in it to take: attach it to an answer to the mail with the documents, which the button on the card sends", p.Case)
	}
	return l.Keep(ctx, ledger.Message{Channel: putChannel, ID: id, Received: now, Raw: raw})
}

// takePuts takes the files that have been left.
func (b *Bot) takePuts(ctx context.Context) error {
	left, err := b.Ledger.Kept(ctx, putChannel)
	errs := []error{err}
	for _, m := range left {
		var p Put
		if err := json.Unmarshal(m.Raw, &p); err != nil {
			errs = append(errs, fmt.Errorf("read what was put in: %w", err))
			continue
		}
		_, err := b.Handle(ctx, channels.Incoming{
			Channel: putChannel, ID: m.ID, From: p.By, Received: m.Received, Case: p.Case,
			Files: []channels.File{{Name: p.Name, Data: p.Data}},
		})
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// put takes a file that somebody at BIH has left for a case.
func (b *Bot) put(ctx context.Context, m meaning, d documents) (meaning, error) {
	who, ok := b.staff(m.in.From)
	c, err := b.Ledger.Case(ctx, m.in.Case)
	if err != nil || !ok || c.Rev == 0 {
		b.Log.Warn("a file put in was not taken", "case", m.in.Case, "staff", ok)
		return m, err
	}
	m.id, m.role, m.in.From = c.ID, care.BIH, who.Mail
	return b.checked(ctx, m, c, d)
}
