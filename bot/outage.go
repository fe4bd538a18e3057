package bot

import (
	"cmp"
	"context"
	"fmt"
	"sync"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// When chat has been out of reach for a while, what is meant for BIH there goes
// by mail inside the house, once: a prompt that has been mailed is not posted
// afterwards, and the card shows the case as it is when chat is back. Letters
// whose fate in chat is unknown wait to be looked up; they may be there.

// longOutage is how long chat may be out of reach before mail takes over.
const longOutage = 15 * time.Minute

// An outage remembers since when boards have been out of reach. The zero outage
// is ready for use.
type outage struct {
	mu    sync.Mutex
	since map[string]time.Time // by channel
}

// note takes note of how a try on a channel went.
func (o *outage) note(channel string, err error, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch _, begun := o.since[channel]; {
	case err == nil:
		delete(o.since, channel)
	case !begun:
		if o.since == nil {
			o.since = map[string]time.Time{}
		}
		o.since[channel] = now
	}
}

// until returns when mail takes over; zero while the channel works.
func (o *outage) until(channel string) time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	since, down := o.since[channel]
	if !down {
		return time.Time{}
	}
	return since.Add(longOutage)
}

// isDown reports whether mail has taken over from a channel.
func (b *Bot) isDown(channel string) bool {
	at := b.outage.until(channel)
	return !at.IsZero() && !b.Now().Before(at)
}

// boards reports whether a channel is one that BIH works in.
func (b *Bot) boards(channel string) bool {
	_, ok := b.channel(channel).(channels.Board)
	return ok
}

// retryAt is when to try a letter again: by its patience, but a prompt that is
// to be mailed instead is not left lying longer than until then.
func (b *Bot) retryAt(l ledger.Letter) time.Time {
	next := b.Now().Add(patience[min(l.Tries, len(patience)-1)])
	if over := b.outage.until(l.Channel); l.Role == care.BIH && b.boards(l.Channel) && over.After(b.Now()) && over.Before(next) {
		return over
	}
	return next
}

// detour makes a prompt that cannot be given in chat one by mail.
func (b *Bot) detour(ctx context.Context, l ledger.Letter) (ledger.Letter, error) {
	owner := ""
	if l.Case != "" {
		c, err := b.Ledger.Case(ctx, l.Case)
		if err != nil {
			return l, err
		}
		owner = c.Owner
	}
	to, err := b.inner(cmp.Or(l.Mention, owner))
	if err != nil {
		return l, err
	}
	if l.Text, err = templates.InsteadOfChat(cmp.Or(l.Instead, l.Text)); err != nil {
		return l, fmt.Errorf("letter %s: %w", l.Key, err)
	}
	l.Channel, l.Address, l.Unit = to.Channel(), to.At(), to.Unit()
	if l.Answers, err = b.Ledger.Thread(ctx, l.Case, l.Role, l.Channel, l.Unit); err != nil {
		return l, err
	}
	b.Log.Warn("chat is out of reach, so BIH is mailed", "case", l.Case, "letter", l.Key, "template", l.Template)
	l.Tries = 0
	return l, b.Ledger.Detour(ctx, l, b.Now())
}

// inner returns where BIH is mailed inside the house: the one whose turn it is,
// or else the unit's own address, or else whoever coordinates. Never the intake
// mailbox, where a mail of ours is taken for a copy of one we have sent.
func (b *Bot) inner(turn string) (contacts.Address, error) {
	d := b.Contacts()
	if p, ok := b.staff(turn); ok && p.Mail != "" {
		return d.Desk(p.Mail, b.today())
	}
	for _, u := range d.Units() {
		if u.Role == care.BIH && u.Valid(b.today()) && len(u.Emails) > 0 && u.Emails[0] != b.Unit.Mail {
			return d.Answer(u.Emails[0], b.today())
		}
	}
	for _, post := range []contacts.Post{contacts.Coordinator, contacts.Handler, contacts.Manager} {
		for _, p := range d.Posted(post, b.today()) {
			if p.Mail != "" {
				return d.Desk(p.Mail, b.today())
			}
		}
	}
	return contacts.Address{}, contacts.ErrNoAddress
}
