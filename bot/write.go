package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// write turns notices into letters: who each goes to, in what words, with what
// attached. A notice that has nowhere safe to go becomes one to BIH that says so.
func (b *Bot) write(ctx context.Context, e ledger.Entry, c care.Case, event care.Event, notices []care.Notice) (letters []ledger.Letter, err error) {
	for _, n := range b.sayable(c, b.discreet(c, confirmed(e, notices))) {
		written, err := b.letters(ctx, e, c, event, n)
		if why := unsafe(err); why != "" && n.To != care.BIH {
			written, err = b.letters(ctx, e, c, care.LetterFailed{To: n.To, Why: why}, care.Notice{To: care.BIH, Template: "adress_saknas", Asks: true})
		}
		if err != nil {
			return nil, fmt.Errorf("%s to %s: %w", n.Template, n.To, err)
		}
		letters = append(letters, written...)
	}
	return letters, nil
}

// sayable are the notices that there is somebody for, and something to say: none to
// the one person at BIH who no longer works there, for the unit itself is told by
// what goes with it, and none that a meeting is called off which is over.
func (b *Bot) sayable(c care.Case, notices []care.Notice) (left []care.Notice) {
	for _, n := range notices {
		n = b.turned(c, b.timely(c, n))
		if over := n.Template == "avbokat" && n.Meeting == ""; !over && !b.missing(n.Person) {
			left = append(left, n)
		}
	}
	return left
}

// missing reports whether the lists no longer say how to reach somebody at BIH.
func (b *Bot) missing(person string) bool {
	_, err := b.Contacts().Desk(person, b.today())
	return person != "" && errors.Is(err, contacts.ErrNoAddress)
}

// errProtected: the words are personal, and the party may not be mailed such.
var errProtected = errors.New("personal data may not be mailed there")

// unsafe says why a letter has nowhere safe to go; empty when that is not so.
func unsafe(err error) string {
	switch {
	case errors.Is(err, contacts.ErrNoAddress):
		return "address"
	case errors.Is(err, errProtected):
		return "protected"
	}
	return ""
}

// letterTo writes a notice to an address.
func (b *Bot) letterTo(ctx context.Context, e ledger.Entry, c care.Case, event care.Event, n care.Notice, to contacts.Address) (l ledger.Letter, err error) {
	if n.Protected {
		if err := b.mayCarry(ctx, to, event, len(n.Papers) > 0); err != nil {
			return l, err
		}
	}
	d := b.data(c, event, n)
	files, err := b.papers(ctx, e, c, n)
	if err != nil {
		return l, err
	}
	if c.Frozen && n.To == care.BIH {
		if d.Incident, err = b.incident(ctx, c.ID); err != nil {
			return l, err
		}
	}
	d.Papers = names(files)
	d.Locked = b.way(to.Unit()) == contacts.Locked && slices.ContainsFunc(files, aboutPerson)
	l = ledger.Letter{
		Token: ledger.NewToken(), Case: c.ID, Role: n.To, Template: n.Template, Question: n.Question, Meeting: d.Meeting.Kind, Slots: spoken(d.Meeting),
		Channel: to.Channel(), Address: to.At(), Unit: to.Unit(), Mention: n.Mention, Files: files,
		Held: n.To != care.BIH && e.Hold,
	}
	if n.To != care.BIH {
		l.After = care.HeldUntil(event)
	}
	if r, ok := event.(care.ReminderDue); ok {
		l.After = b.leavesAt(b.Now())
		l.Reminds = ledger.Reminds{Debt: r.Duty, Owner: r.Owner, Due: r.Due}
	}
	if err := errors.Join(b.worded(&l, e, c, n, d), brief(&l, n, d)); err != nil {
		return l, err
	}
	if (n.Invite || n.Cancel) && to.Channel() == "mail" {
		if l.Invite, err = b.invite(c, n, d.Meeting, to); err != nil {
			return l, err
		}
	}
	l.Waits = b.waits(c, l)
	l.Answers, err = b.thread(ctx, e, c, l)
	return l, err
}

// mayCarry reports whether what is personal may be mailed to an address, in papers
// or in words. One that nobody has answered for gets nothing, unless that is what
// has just happened.
func (b *Bot) mayCarry(ctx context.Context, to contacts.Address, event care.Event, papers bool) error {
	if to.Channel() != "mail" || !b.mayWrite(to.Unit()) && !(papers && b.mayMail(to.Unit())) {
		return errProtected
	}
	u, _ := b.Contacts().UnitOn(to.Unit(), b.today())
	if _, now := event.(care.AddressProven); now || u.Role != care.HTJ && u.Role != care.Other {
		return nil
	}
	ok, err := b.proven(ctx, to.Unit())
	if err == nil && !ok {
		return errProtected
	}
	return err
}

// timely leaves out that a meeting is called off which is over anyway.
func (b *Bot) timely(c care.Case, n care.Notice) care.Notice {
	if m := c.Meetings[n.Meeting]; n.Cancel && m.Was == nil && m.Agreed.At.Before(b.Now()) {
		n.Cancel, n.Meeting = false, ""
	}
	return n
}

// turned calls on the one at BIH who takes people who live there, or were born on
// such a day, when nobody has taken the case yet. Where the lists name none, or
// several, nobody is called on.
func (b *Bot) turned(c care.Case, n care.Notice) care.Notice {
	if n.To != care.BIH || !n.Asks || n.Person != "" || n.Mention != "" || c.Owner != "" {
		return n
	}
	if takers := b.Contacts().Assigned(district(c.Intyg.Person.Address), contacts.BirthDay(c.Intyg.Person.ID), b.today()); len(takers) == 1 {
		n.Mention = takers[0].Mail
	}
	return n
}

// spoken are the times a letter speaks of, by which an answer that comes late
// can be told from one to what is the case.
func spoken(m care.PublicMeeting) []care.Slot {
	if m.Agreed != nil {
		return []care.Slot{*m.Agreed}
	}
	return m.Slots
}

// address returns where a notice goes. Only the contact lists can say.
func (b *Bot) address(n care.Notice, c care.Case) (contacts.Address, error) {
	d := b.Contacts()
	if n.Person != "" {
		return d.Desk(n.Person, b.today())
	}
	if n.Mention != "" {
		if to, err := d.Address(care.BIH, "", b.today()); err == nil && to.Channel() == "mail" {
			if person, err := d.Desk(n.Mention, b.today()); err == nil {
				return person, nil // without a chat whoever's turn it is gets it by mail
			}
		}
	}
	id := cmp.Or(n.Unit, c.Units[n.To])
	if id == "" && n.To != care.BIH {
		return contacts.Address{}, contacts.ErrNoAddress // never the only one of its role: it may be another's
	}
	if n.To == care.Other {
		return d.ByMail(n.To, id, b.today())
	}
	return d.Address(n.To, id, b.today())
}

// thread returns what a letter stands in line with. In chat that is its card,
// which the deliverer knows; by mail all that has been said with the party,
// the message being answered last.
func (b *Bot) thread(ctx context.Context, e ledger.Entry, c care.Case, l ledger.Letter) ([]string, error) {
	if _, ok := b.channel(l.Channel).(channels.Board); ok {
		return nil, nil
	}
	receipts, err := b.Ledger.Thread(ctx, c.ID, l.Role, l.Channel, l.Unit)
	if m := e.Message; m != nil && m.Receipt != "" && m.Role == l.Role && m.Channel == l.Channel && !slices.Contains(receipts, m.Receipt) {
		receipts = append(receipts, m.Receipt)
	}
	return receipts, err
}
