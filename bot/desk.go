package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

var _ channels.Desk = (*Bot)(nil)

// Known reports whether the message has been taken care of, and the verdict.
func (b *Bot) Known(ctx context.Context, channel, id string) (v channels.Verdict, known bool, err error) {
	state, err := b.Ledger.MessageState(ctx, channel, id)
	return channels.Verdict{Ours: state == "ours", Own: state == "own"}, state != "" && state != "kept", err
}

// Noted returns the receipt that has been noted of what carries this token.
func (b *Bot) Noted(ctx context.Context, channel, token string) (string, error) {
	return b.Ledger.Noted(ctx, channel, token)
}

// Keep stores a message as it came.
func (b *Bot) Keep(ctx context.Context, m channels.Raw) error {
	return b.Ledger.Keep(ctx, ledger.Message{Channel: m.Channel, ID: m.ID, Received: m.Received, Raw: m.Data})
}

// Handle takes one message. When it returns a nil error, everything the message
// leads to has been stored and the channel may acknowledge it.
func (b *Bot) Handle(ctx context.Context, in channels.Incoming) (channels.Verdict, error) {
	m, known, err := b.Ledger.Message(ctx, in.Channel, in.ID)
	if err != nil {
		return channels.Verdict{}, err
	}
	if known && m.State != "kept" {
		return b.again(in, m), nil
	}
	if twin, ok, err := b.Ledger.Twin(ctx, in.Channel, in.ID); err != nil || ok {
		return b.again(in, twin), errors.Join(err, b.leave(ctx, in))
	}
	documents, spots := b.read(ctx, in, m.Raw), b.look(ctx, in)
	b.desk.Lock()
	defer b.desk.Unlock()
	b.spots = spots
	v, err := b.act(ctx, in, documents)
	if err != nil {
		return channels.Verdict{}, fmt.Errorf("%s message %s: %w", in.Channel, in.ID, err)
	}
	return v, nil
}

// again is the verdict on a message that has been dealt with before.
func (b *Bot) again(in channels.Incoming, m ledger.Message) channels.Verdict {
	v := channels.Verdict{Ours: m.State == "ours", Own: m.State == "own", Say: m.Say}
	if in.Act != "" {
		v.Say = templates.ChatWords().Say.AlreadyDone
	}
	return v
}

// act finds out what a message means and does it. The caller holds the desk.
func (b *Bot) act(ctx context.Context, in channels.Incoming, d documents) (channels.Verdict, error) {
	m, err := b.interpret(ctx, in, d)
	if err != nil {
		return channels.Verdict{}, err
	}
	if m.own {
		return channels.Verdict{Own: true}, b.Ledger.Own(ctx, ledger.Message{Channel: in.Channel, ID: in.ID, Received: in.Received})
	}
	if len(m.parts) > 0 || m.asks != nil {
		return b.actOnSeveral(ctx, m)
	}
	if m.event == nil {
		return channels.Verdict{Ours: m.stale, Say: m.say, Refused: m.refused}, b.leave(ctx, in)
	}
	if err := b.stepIn(ctx, m); err != nil {
		return channels.Verdict{}, err
	}
	fresh, err := b.record(ctx, m)
	if err != nil {
		return channels.Verdict{}, err
	}
	if err := b.urgent(ctx, m); err != nil {
		return channels.Verdict{}, err
	}
	if !fresh {
		return b.again(in, ledger.Message{State: "ours", Say: m.say}), nil
	}
	return channels.Verdict{Ours: true, Say: m.say}, nil
}

// leave notes a mail that is nothing for the desk, so that it is not read
// again. What a form or a button could not do may be tried again.
func (b *Bot) leave(ctx context.Context, in channels.Incoming) error {
	if in.Act != "" {
		return nil
	}
	return b.Ledger.NotOurs(ctx, ledger.Message{Channel: in.Channel, ID: in.ID, Received: in.Received})
}

// Case returns the public face of a case.
func (b *Bot) Case(ctx context.Context, id care.CaseID) (care.PublicCase, error) {
	c, err := b.Ledger.Case(ctx, id)
	if err != nil {
		return care.PublicCase{}, err
	}
	if c.Rev == 0 {
		return care.PublicCase{}, fmt.Errorf("case %s: there is none", id)
	}
	return b.public(c), nil
}

func (b *Bot) public(c care.Case) care.PublicCase {
	if c.Protected {
		return c.Shielded()
	}
	names := map[care.Role]string{}
	for role, id := range c.Units {
		if u, ok := b.Contacts().Unit(id, b.today()); ok {
			names[role] = u.Name
		}
	}
	owner := ""
	if p, ok := b.Contacts().Person(c.Owner, b.today()); ok {
		owner = p.Name
	}
	p := c.Public(names, owner, b.Plan.Duties(c))
	if len(b.Contacts().FindRole(care.Other, "", 1, b.today())) == 0 {
		p.Acts = slices.DeleteFunc(p.Acts, func(act string) bool { return act == "lamna_vidare" }) // there is nobody to choose
	}
	if u, ok := b.Contacts().UnitOn(c.Units[care.HTJ], b.today()); ok && len(u.Emails) > 0 {
		p.Reach, p.Mailed = u.Emails[0], b.mayMail(u.ID)
	}
	return p
}

// Staff reports whether from works at BIH today.
func (b *Bot) Staff(_ context.Context, _, from string) (bool, error) {
	_, ok := b.staff(from)
	return ok, nil
}

func (b *Bot) staff(from string) (contacts.Person, bool) {
	p, ok := b.Contacts().Person(from, b.today())
	return p, ok && p.Valid(b.today())
}

// Choices returns what fits text for a field in which somebody or something of
// the contact lists is chosen.
func (b *Bot) Choices(_ context.Context, kind, text string, limit int) (found []channels.Choice, err error) {
	if kind == "person" {
		for _, p := range b.Contacts().FindPerson(text, limit, b.today()) {
			found = append(found, channels.Choice{Value: p.Mail, Label: p.Name})
		}
		return found, nil
	}
	if kind == "neighbour" {
		return b.neighbours(text, limit), nil
	}
	role := care.HTJ
	if kind == "unit" {
		role = care.PVR
	}
	for _, u := range b.Contacts().FindRole(role, text, limit, b.today()) {
		c := channels.Choice{Value: string(u.ID), Label: u.Name}
		if role == care.HTJ && len(u.Emails) > 0 {
			c.At = u.Emails[0]
		}
		found = append(found, c)
	}
	return found, nil
}
