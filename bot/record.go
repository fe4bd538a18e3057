package bot

import (
	"context"
	"fmt"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// record decides what a message leads to and stores it all at once. It reports
// false when the message has been dealt with already. The caller holds the desk.
func (b *Bot) record(ctx context.Context, m meaning) (fresh bool, err error) {
	message := &ledger.Message{
		Channel: m.in.Channel, ID: m.in.ID, Received: m.at(b.Now()),
		Role: m.role, Receipt: m.in.Receipt, Say: m.say,
	}
	if m.id == "" {
		if m.id, err = b.Ledger.NextID(ctx, b.Unit.Prefix, b.today().Year); err != nil {
			return false, err
		}
	}
	e := ledger.Entry{Message: message, Case: m.id, Files: m.files}
	if m.person != "" {
		if e.Person, err = b.Ledger.PersonKey(ctx, m.person); err != nil {
			return false, err
		}
	}
	return b.store(ctx, e, m.event, m.by)
}

// store decides what an event leads to in a case and writes it down.
func (b *Bot) store(ctx context.Context, e ledger.Entry, event care.Event, by string) (fresh bool, err error) {
	before, err := b.Ledger.Case(ctx, e.Case)
	if err != nil {
		return false, err
	}
	after, notices := care.Decide(before, event)
	after = after.On(b.today())
	notices = append(notices, b.questionnaires(after, event)...)
	e.Fact = b.fact(after, event, by)
	e.Hold = halted(after)
	_, e.Undoes = event.(care.OrderUndone)
	_, e.Drops = event.(care.LettersDropped)
	e.Drops = e.Drops || after.Closed && !before.Closed
	e.Frees = frees(before, after)
	e.Proves, e.Recants = b.proof(after, event), recanted(before, after, event)
	if e.Letters, err = b.write(ctx, e, after, event, notices); err != nil {
		return false, fmt.Errorf("case %s: %s: %w", e.Case, care.Kind(event), err)
	}
	if after, err = b.await(ctx, &e, after); err != nil {
		return false, fmt.Errorf("case %s: what waits: %w", e.Case, err)
	}
	b.derive(&e, after)
	e.Cards = append(b.card(after), b.faces(e.Letters)...)
	e.Events = seen(e.Case, event, b.Now())
	defer b.poke()
	return b.Ledger.Record(ctx, e)
}

func (b *Bot) fact(c care.Case, event care.Event, by string) care.Fact {
	return care.Fact{Event: event, Step: c.Step, Closed: c.Closed, At: b.Now(), By: by}
}

// await adds to an entry that some of its letters wait for BIH, and asks BIH.
func (b *Bot) await(ctx context.Context, e *ledger.Entry, c care.Case) (care.Case, error) {
	held := b.onHold(e.Letters)
	if len(held.Letters) == 0 {
		return c, nil
	}
	c, notices := care.Decide(c, held)
	c = c.On(b.today())
	e.Then = append(e.Then, b.fact(c, held, "stegvis"))
	asked := *e
	asked.Message = nil // what was done has been confirmed
	prompts, err := b.write(ctx, asked, c, held, notices)
	e.Letters = append(e.Letters, prompts...)
	return c, err
}

// derive fills in what the ledger keeps of a case beside its facts.
func (b *Bot) derive(e *ledger.Entry, c care.Case) {
	e.Wake, e.Duties = b.Plan.Wake(recalled(c)), b.duties(c)
	if c.Served() {
		e.Served = c.Units[care.HTJ]
	}
	if !c.Closed {
		e.Owner = c.Owner
	}
}

// card asks for the case's card to be shown anew, when BIH has a board.
func (b *Bot) card(c care.Case) []ledger.Card {
	to, err := b.Contacts().Address(care.BIH, "", b.today())
	if err != nil {
		return nil
	}
	if _, ok := b.channel(to.Channel()).(channels.Board); !ok {
		return nil
	}
	return []ledger.Card{{Case: c.ID, Role: care.BIH, Channel: to.Channel(), Address: to.At(), Unit: to.Unit(), Token: ledger.NewToken()}}
}

func (b *Bot) channel(name string) channels.Channel {
	for _, ch := range b.Channels {
		if ch.Name() == name {
			return ch
		}
	}
	return nil
}
