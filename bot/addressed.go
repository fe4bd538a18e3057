package bot

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/templates"
)

// What is said to the bot outside every thread: to it alone, or by its name. A
// case number says which case it is about. BIH may speak of any case, a party of
// its own; of all others there is not even the number to be had.

// addressed takes such a message.
func (b *Bot) addressed(ctx context.Context, m meaning) (meaning, error) {
	id := care.CaseID(caseNumber.FindString(strings.ToUpper(m.in.Text)))
	if _, staff := b.staff(m.in.From); staff {
		return b.byStaff(ctx, m, id)
	}
	u, ok := b.inChat(m.in)
	if !ok {
		return b.unfound(m, id), nil
	}
	if id != "" {
		ok, err := b.concerns(ctx, id, u)
		if err != nil || !ok {
			return b.unfound(m, id), err
		}
		return b.byParty(ctx, m, id, u)
	}
	own, err := b.waiting(ctx, u)
	switch {
	case err != nil:
		return m, err
	case len(own) == 1:
		return b.byParty(ctx, m, own[0], u)
	case len(own) == 0:
		m.say = templates.ChatWords().Party.None
	default:
		m.say = templates.Fill(templates.ChatWords().Party.Which, "cases", templates.List(plain(own)))
	}
	return m, nil
}

// unfound says that there is no such case, whether there is or not.
func (b *Bot) unfound(m meaning, id care.CaseID) meaning {
	m.say = templates.ChatWords().Party.Number
	if id != "" {
		m.say = templates.Fill(templates.ChatWords().Command.NoCase, "case", string(id))
	}
	return m
}

// byStaff takes what BIH says of a case, as if it stood under its card, or says
// where the case is.
func (b *Bot) byStaff(ctx context.Context, m meaning, id care.CaseID) (meaning, error) {
	if id == "" {
		return b.unfound(m, id), nil
	}
	c, err := b.Ledger.Case(ctx, id)
	if err != nil || c.Rev == 0 {
		return b.unfound(m, id), err
	}
	if said := without(m.in.Text, id); said != "" {
		m.in.Text = said
		if m, err = b.remark(ctx, m, id, nil); err != nil || m.event != nil {
			return m, err
		}
	}
	m.say = templates.Status(b.public(c))
	return m, nil
}

// byParty takes what a party says of a case of its own as an answer to the last
// letter there, or says what is asked of it.
func (b *Bot) byParty(ctx context.Context, m meaning, id care.CaseID, u contacts.Unit) (meaning, error) {
	if said := without(m.in.Text, id); said != "" {
		l, ok, err := b.lastTo(ctx, id, u.ID)
		if err != nil {
			return m, err
		}
		if ok {
			m.in.Text = said
			return b.answer(ctx, m, l, documents{})
		}
	}
	c, err := b.Ledger.Case(ctx, id)
	if err != nil {
		return m, err
	}
	m.say = templates.Status(c.For(u.Role, b.Plan.Duties(c)))
	return m, nil
}

// concerns reports whether a unit is a party of a case, and knows of it.
func (b *Bot) concerns(ctx context.Context, id care.CaseID, u contacts.Unit) (bool, error) {
	c, err := b.Ledger.Case(ctx, id)
	if err != nil || c.Rev == 0 || c.Protected || c.Units[u.Role] != u.ID {
		return false, err
	}
	_, ok, err := b.lastTo(ctx, id, u.ID)
	return ok, err
}

// waiting lists the open cases in which something is asked of a unit.
func (b *Bot) waiting(ctx context.Context, u contacts.Unit) (ids []care.CaseID, err error) {
	list, err := b.Ledger.Cases(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range list {
		if l.Closed {
			continue
		}
		c, err := b.Ledger.Case(ctx, l.ID)
		if err != nil {
			return nil, err
		}
		known, err := b.concerns(ctx, l.ID, u)
		if err != nil {
			return nil, err
		}
		if known && slices.ContainsFunc(c.Debts(), func(d care.Debt) bool { return d.Owner == u.Role }) {
			ids = append(ids, l.ID)
		}
	}
	return ids, nil
}

// without returns what a message says beside the number of a case; empty when
// that is not a word.
func without(text string, id care.CaseID) string {
	at := strings.Index(strings.ToUpper(text), string(id))
	if id != "" && at >= 0 && at+len(id) <= len(text) {
		text = text[:at] + text[at+len(id):]
	}
	text = strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(":,;–-?", r) })
	return text
}

func plain(ids []care.CaseID) (list []string) {
	for _, id := range ids {
		list = append(list, string(id))
	}
	return list
}
