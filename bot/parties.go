package bot

import (
	"context"
	"slices"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// Where a party is: by mail, or in chat when the contact lists say so. In chat
// it has a place of its own, where it sees a reduced card of each of its cases,
// and answers under it as it would have answered a mail. Neither documents nor
// anything personal goes there: that is mailed, and the chat is told that it was.

// letters writes what a notice comes to: one letter, or for a party in chat the
// mail that chat cannot carry and a word about it.
func (b *Bot) letters(ctx context.Context, e ledger.Entry, c care.Case, event care.Event, n care.Notice) ([]ledger.Letter, error) {
	to, err := b.address(n, c)
	if err != nil {
		return nil, err
	}
	if n.To == care.BIH || to.Channel() == "mail" {
		l, err := b.letterTo(ctx, e, c, event, n, to)
		return []ledger.Letter{l}, err
	}
	carries := b.carries(c, event, n)
	if !carries && !n.Invite && !n.Cancel {
		l, err := b.letterTo(ctx, e, c, event, n, to)
		return []ledger.Letter{l}, err
	}
	return b.both(ctx, e, c, event, n, to, carries)
}

// both writes a notice by mail and in chat: the same words with an invitation, or
// what must not stand in chat and a word that it has been mailed. Without a mail
// address there is no invitation, but what is to be carried needs one.
func (b *Bot) both(ctx context.Context, e ledger.Entry, c care.Case, event care.Event, n care.Notice, chat contacts.Address, carries bool) (written []ledger.Letter, err error) {
	mail, err := b.Contacts().ByMail(n.To, chat.Unit(), b.today())
	if err != nil && carries {
		return nil, err
	}
	if err == nil {
		l, err := b.letterTo(ctx, e, c, event, n, mail)
		if err != nil {
			return nil, err
		}
		written = append(written, l)
	}
	if carries {
		question := n.Question
		if question == "" {
			question = n.Template
		}
		n = care.Notice{To: n.To, Template: "mejlat", Asks: n.Asks, Meeting: n.Meeting, Unit: n.Unit, Question: question}
	}
	l, err := b.letterTo(ctx, e, c, event, n, chat)
	return append(written, l), err
}

// carries reports whether a notice is more than chat may hold: papers, or words
// that are for the party alone.
func (b *Bot) carries(c care.Case, event care.Event, n care.Notice) bool {
	if n.Protected || len(n.Papers) > 0 {
		return true
	}
	d := b.data(c, event, n)
	_, whole, err1 := templates.Render(n.To, n.Template, d)
	d.Private = &templates.Private{}
	_, bare, err2 := templates.Render(n.To, n.Template, d)
	return err1 != nil || err2 != nil || whole != bare
}

// faces are the cards that parties in chat get with their letters.
func (b *Bot) faces(letters []ledger.Letter) (cards []ledger.Card) {
	for _, l := range letters {
		if _, board := b.channel(l.Channel).(channels.Board); !board || l.Role == care.BIH || l.Case == "" {
			continue
		}
		if !slices.ContainsFunc(cards, func(c ledger.Card) bool { return c.Face == l.Unit }) {
			cards = append(cards, ledger.Card{Case: l.Case, Role: l.Role, Face: l.Unit, Channel: l.Channel, Address: l.Address, Unit: l.Unit, Token: ledger.NewToken()})
		}
	}
	return cards
}

// faceOf is whose card a letter stands under.
func faceOf(r care.Role, unit care.UnitID) care.UnitID {
	if r == care.BIH {
		return ""
	}
	return unit
}

// cardKey is what a card is about.
func cardKey(c ledger.Card) string {
	key := string(c.Case) + "/card"
	if c.Face != "" {
		key += "/" + string(c.Face)
	}
	return key
}

// face is what a card may show: all that BIH may see, or a party's own part, and
// of a case that is no longer the party's only that.
func (b *Bot) face(ctx context.Context, card ledger.Card) (care.PublicCase, error) {
	if card.Face == "" {
		return b.Case(ctx, card.Case)
	}
	c, err := b.Ledger.Case(ctx, card.Case)
	switch {
	case err != nil:
		return care.PublicCase{}, err
	case c.Units[card.Role] != card.Face || c.Protected:
		return c.Left(card.Role), nil
	}
	return c.For(card.Role, b.Plan.Duties(c)), nil
}

// inChat returns the party that somebody in chat speaks for: whose own place it
// is. BIH's staff speak for BIH wherever they are.
func (b *Bot) inChat(in channels.Incoming) (contacts.Unit, bool) {
	if _, staff := b.staff(in.From); staff {
		return contacts.Unit{}, false
	}
	u, ok := b.Contacts().ByChat(in.From, in.Place, b.today())
	return u, ok && (u.Role == care.PVR || u.Role == care.HTJ)
}

// stranger is what an answer comes to from somebody who does not belong to the
// party that was asked. In chat whoever wrote is told so, and nobody else.
func (b *Bot) stranger(m meaning, l ledger.Letter) meaning {
	m.role = ""
	if m.in.Channel == "mail" || l.Role == care.BIH {
		m.event = care.StrangerWrote{}
		return m
	}
	m.say = templates.ChatWords().Party.NotYours
	if _, staff := b.staff(m.in.From); staff {
		m.say = templates.ChatWords().Party.Thread
	}
	return m
}

// underFace takes what is written under a party's card, but not under any letter
// there: an answer to the last one.
func (b *Bot) underFace(ctx context.Context, m meaning, card ledger.Card, err error) (meaning, error) {
	if err != nil {
		return m, err
	}
	l, ok, err := b.lastTo(ctx, card.Case, card.Face)
	if err != nil || !ok {
		return m, err
	}
	return b.answer(ctx, m, l, documents{})
}

// overtaken reports whether a party in chat answered in the very moment in which
// we asked it something new: its card may have shown the new question, its thread
// did not yet, and nobody can tell which of them the answer is to.
func (b *Bot) overtaken(ctx context.Context, in channels.Incoming, l ledger.Letter) (bool, error) {
	if in.Channel == "mail" || l.Role == care.BIH || l.Case == "" {
		return false, nil
	}
	last, ok, err := b.lastTo(ctx, l.Case, l.Unit)
	if err != nil || !ok || !last.Written.After(l.Written) || last.Channel != l.Channel || last.Reminds.Debt != "" || care.AnswerTo(last.Question) == care.Free {
		return false, err
	}
	fresh := last.State == "queued" || last.State == "sending" || in.Received.Sub(last.Written) < time.Minute
	return fresh && !slices.Contains(in.Answers, last.Receipt), nil
}

// hasLeft reports whether a letter has been sent, or is just about to be: the card
// it stands under shows before it what it asks.
func (b *Bot) hasLeft(l ledger.Letter) bool {
	switch l.State {
	case "sent", "sending", "unknown":
		return true
	}
	return l.State == "queued" && (l.Tries > 0 || !b.Now().Before(l.After))
}

// lastTo returns the last letter to a unit in a case that may have been seen; one
// that asks for something before one that only tells.
func (b *Bot) lastTo(ctx context.Context, id care.CaseID, unit care.UnitID) (last ledger.Letter, ok bool, err error) {
	letters, err := b.Ledger.Letters(ctx, id)
	for _, l := range slices.Backward(letters) {
		if l.Unit != unit || !b.hasLeft(l) {
			continue
		}
		if care.AnswerTo(l.Question) != care.Free {
			return l, true, err
		}
		if !ok {
			last, ok = l, true
		}
	}
	return last, ok, err
}
