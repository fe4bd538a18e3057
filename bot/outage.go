package bot

import (
	"cmp"
	"context"
	"errors"
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

// A channel that is out of reach is no fault of a letter's, so no try counts that
// failed for it: what was written on a Friday leaves on the Monday. BIH is told that
// mail does not leave, once a day; of chat it hears by mail.

// away is how long after a try that found a channel out of reach the next is made,
// unless the channel says before that it is back; the first comes sooner.
const away = 5 * time.Minute

// longStop is how long nothing may have left by mail before BIH is told.
const longStop = time.Hour

// An outage remembers since when channels have been out of reach. The zero outage
// is ready for use.
type outage struct {
	mu    sync.Mutex
	since map[string]time.Time // by board, for what BIH is told there
	away  map[string]bool      // by channel: found out of reach in this delivery
	still map[string]time.Time // by channel: since when nothing leaves
}

// look begins a delivery, which finds out for itself what is out of reach.
func (o *outage) look() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.away = map[string]bool{}
}

// found takes note of what a call says of how far away a channel is.
func (o *outage) found(channel string, err error, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch _, begun := o.still[channel]; {
	case channels.IsUnknown(err): // it may be either
	case !channels.IsDown(err):
		delete(o.still, channel)
	default:
		if o.still == nil {
			o.still = map[string]time.Time{}
		}
		if !begun {
			o.still[channel] = now
		}
		o.away[channel] = true
	}
}

// stands is how long nothing has left by a channel.
func (o *outage) stands(channel string, now time.Time) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	since, down := o.still[channel]
	if !down {
		return 0
	}
	return now.Sub(since)
}

// isAway reports whether a channel has been found out of reach in this delivery.
// Then nothing else is tried there before the next, which begins within a second:
// what goes by other channels has not as many time limits to wait for as there are
// letters, and what found it out is put off, should it be alone in finding that.
func (o *outage) isAway(channel string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.away[channel]
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

// retryAt is when to try a letter again, but a prompt that is to be mailed instead
// is not left lying longer than until then.
func (b *Bot) retryAt(l ledger.Letter, wait time.Duration) time.Time {
	next := b.Now().Add(wait)
	if over := b.outage.until(l.Channel); mayDetour(l) && b.boards(l.Channel) && over.After(b.Now()) && over.Before(next) {
		return over
	}
	return next
}

// wait is how long a letter waits for a channel that is out of reach.
func wait(l ledger.Letter) time.Duration {
	if l.Problem == "" {
		return patience[0]
	}
	return away
}

// outOfReach notes that a letter did not leave because its channel is out of reach.
func (b *Bot) outOfReach(ctx context.Context, l ledger.Letter, err error) error {
	bad := b.Ledger.Untried(ctx, l.Key, err, b.retryAt(l, wait(l)))
	r := channels.Report{Channel: l.Channel, What: "unsent", Alarm: true, Text: "nothing leaves"}
	if b.boards(l.Channel) || b.outage.stands(l.Channel, b.Now()) < longStop || !b.unheard(ctx, r) {
		return bad
	}
	return errors.Join(bad, b.Report(ctx, r))
}

// inReach is the letter by a way that works: what is meant for chat goes by mail once
// chat has been out of reach for a while.
func (b *Bot) inReach(ctx context.Context, l ledger.Letter) (ledger.Letter, error) {
	if !mayDetour(l) || l.State != "queued" || !b.boards(l.Channel) || !b.isDown(l.Channel) {
		return l, nil
	}
	moved, err := b.detour(ctx, l)
	if errors.Is(err, contacts.ErrNoAddress) {
		return l, nil // chat is tried again
	}
	return moved, err
}

// mayDetour reports whether a letter can be mailed when chat is out of reach: all
// that is for BIH, and what a party would have been mailed had it not chosen chat.
func mayDetour(l ledger.Letter) bool { return l.Role == care.BIH || l.Instead != "" }

// detour makes a prompt that cannot be given in chat one by mail.
func (b *Bot) detour(ctx context.Context, l ledger.Letter) (ledger.Letter, error) {
	to, err := b.byMailInstead(ctx, l)
	if err != nil {
		return l, err
	}
	if l.Role != care.BIH {
		l.Text = l.Instead
	} else if l.Text, err = templates.InsteadOfChat(cmp.Or(l.Instead, l.Text)); err != nil {
		return l, fmt.Errorf("letter %s: %w", l.Key, err)
	}
	l.Channel, l.Address, l.Unit = to.Channel(), to.At(), to.Unit()
	if l.Answers, err = b.Ledger.Thread(ctx, l.Case, l.Role, l.Channel, l.Unit); err != nil {
		return l, err
	}
	b.Log.Warn("chat is out of reach, so it is mailed", "case", l.Case, "letter", l.Key, "template", l.Template)
	l.Tries = 0
	return l, b.Ledger.Detour(ctx, l, b.Now())
}

// byMailInstead returns where what was meant for chat is mailed.
func (b *Bot) byMailInstead(ctx context.Context, l ledger.Letter) (contacts.Address, error) {
	if l.Role != care.BIH {
		return b.Contacts().ByMail(l.Role, l.Unit, b.today())
	}
	owner := ""
	if l.Case != "" {
		c, err := b.Ledger.Case(ctx, l.Case)
		if err != nil {
			return contacts.Address{}, err
		}
		owner = c.Owner
	}
	return b.inner(cmp.Or(l.Mention, owner))
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
