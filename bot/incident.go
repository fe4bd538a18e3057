package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/templates"
)

// incident lists what has gone where in a case, for when something went to the
// wrong place. It holds units, subjects and kinds of documents, and nothing of
// the person: counts of it are told in chat, the list by mail to one person.
func (b *Bot) incident(ctx context.Context, id care.CaseID) (i templates.Incident, err error) {
	if i.At, err = b.reported(ctx, id); err != nil {
		return i, err
	}
	i.Before = i.At.Add(72 * time.Hour) // GDPR article 33
	letters, err := b.Ledger.Letters(ctx, id)
	if err != nil {
		return i, err
	}
	for _, l := range letters {
		switch {
		case l.Channel != "mail":
		case l.State == "sent" || l.State == "sending" || l.State == "unknown":
			s, err := b.gone(ctx, l)
			if err != nil {
				return i, err
			}
			i.Sent = append(i.Sent, s)
		case l.State == "queued" || l.State == "held":
			i.Stopped++
		}
	}
	return i, nil
}

// reported is when somebody said that something went wrong: now, if that is
// what is being stored.
func (b *Bot) reported(ctx context.Context, id care.CaseID) (time.Time, error) {
	facts, err := b.Ledger.Facts(ctx, id)
	for _, f := range slices.Backward(facts) {
		switch f.Event.(type) {
		case care.Misrouted:
			return f.At, err
		case care.Resumed:
			return b.Now(), err
		}
	}
	return b.Now(), err
}

func (b *Bot) gone(ctx context.Context, l ledger.Letter) (templates.Sent, error) {
	s := templates.Sent{At: l.Written, To: string(l.Role), Unsure: l.State != "sent"}
	if u, ok := b.Contacts().Unit(l.Unit, care.DateOf(l.Written)); ok {
		s.To = u.Name
	}
	if p, ok := b.Contacts().Person(l.Address, care.DateOf(l.Written)); ok {
		s.To = p.Name
	}
	_, s.What, _ = strings.Cut(l.Subject, "] ")
	files, err := b.Ledger.Files(ctx, l.Key)
	for _, f := range files {
		s.Files = append(s.Files, kindOf(l.Case, f.Name))
	}
	return s, err
}

// kindOf tells a document's kind by the name we gave it.
func kindOf(id care.CaseID, name string) string {
	rest := strings.TrimPrefix(name, string(id)+"-")
	return rest[:strings.IndexFunc(rest+".", func(r rune) bool { return r == '-' || r == '.' })]
}
