package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// showCards brings the cards in view up to date. A card shows the case as it is
// now, whatever it was when the card was asked for.
func (b *Bot) showCards(ctx context.Context) error {
	due, err := b.Ledger.CardsDue(ctx, b.Now())
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range due {
		errs = append(errs, b.showCard(ctx, c))
		b.progressed()
	}
	return errors.Join(errs...)
}

func (b *Bot) showCard(ctx context.Context, c ledger.Card) error {
	if b.outage.isAway(c.Channel) {
		return nil
	}
	card, board, err := b.cardFor(ctx, c)
	switch {
	case errors.Is(err, contacts.ErrNoAddress) && c.Face != "":
		return b.Ledger.CardLater(ctx, c, b.Now().Add(patience[len(patience)-1])) // the party has left the lists
	case errors.Is(err, contacts.ErrNoAddress):
		return b.moveCard(ctx, c)
	case errors.Is(err, errOnItsWay):
		return b.Ledger.CardLater(ctx, c, b.Now().Add(patience[0]))
	case errors.Is(err, errSightless):
		c.Doubted = b.Now() // it is not looked for in vain before looking works
		b.Log.Warn("card delayed", "case", c.Case, "try", c.Tries+1, "err", err)
		return b.Ledger.CardLater(ctx, c, b.nextShow(c))
	case err != nil:
		return errors.Join(err, b.Ledger.CardLater(ctx, c, b.nextShow(c)))
	}
	if c.Receipt == "" {
		if err := b.Ledger.BeginCard(ctx, c); err != nil {
			return err
		}
	}
	receipt, err := board.Show(ctx, card)
	if c.Face == "" { // another party's place says nothing of BIH's
		b.outage.note(c.Channel, err, b.Now())
	}
	b.outage.found(c.Channel, err, b.Now())
	if err != nil {
		b.Log.Warn("card delayed", "case", c.Case, "try", c.Tries+1, "err", err)
		c.Sending, c.Doubted = c.Receipt == "" && channels.IsUnknown(err), b.Now()
		return errors.Join(b.Ledger.CardLater(context.WithoutCancel(ctx), c, b.nextShow(c)), b.lost(ctx, c, err))
	}
	c.Wanted = max(c.Wanted, card.Case.Rev)
	return errors.Join(b.Ledger.Shown(context.WithoutCancel(ctx), c, receipt), b.replaced(ctx, c, card, receipt))
}

// nextShow is when to try a card again that could not be shown.
func (b *Bot) nextShow(c ledger.Card) time.Time {
	return b.Now().Add(min(patience[min(c.Tries, len(patience)-1)], longOutage))
}

// replaced says under a card that it stands in for one that is gone.
func (b *Bot) replaced(ctx context.Context, c ledger.Card, card channels.Card, receipt string) error {
	if c.Face != "" || c.Receipt == "" || c.Receipt == receipt {
		return nil
	}
	l := ledger.Letter{Token: ledger.NewToken(), Case: c.Case, Role: care.BIH, Template: "nytt_kort", Channel: c.Channel, Address: c.Address, Unit: c.Unit}
	var err error
	if l.Subject, l.Text, err = templates.Render(care.BIH, l.Template, templates.Data{Unit: b.Unit.Name, Case: card.Case}); err != nil {
		return err
	}
	_, err = b.Ledger.Post(context.WithoutCancel(ctx), l, b.Now())
	return err
}

// cardFor draws the card of a case. A first post that was begun and not noted is
// looked for first: two cards for a case would be two places to press.
func (b *Bot) cardFor(ctx context.Context, c ledger.Card) (card channels.Card, board channels.Board, err error) {
	to, err := b.Contacts().Verify(c.Channel, c.Address, c.Unit, b.today())
	if err != nil {
		return card, nil, err
	}
	board, ok := b.channel(to.Channel()).(channels.Board)
	if !ok {
		return card, nil, fmt.Errorf("no board %q", to.Channel())
	}
	public, err := b.face(ctx, c)
	if err != nil {
		return card, nil, err
	}
	card = channels.Card{Key: cardKey(c), Token: c.Token, To: to, Receipt: c.Receipt, Case: public}
	if c.Sending && c.Receipt == "" {
		card.Receipt, err = b.sought(ctx, board, c.Doubted, channels.Outgoing{Key: card.Key, Token: c.Token, To: to, Case: c.Case})
	}
	return card, board, err
}

var (
	errOnItsWay  = errors.New("the card may still be on its way")
	errSightless = errors.New("the card cannot be looked for")
)

// sought looks for a card whose first post was begun. One that was on its way when
// the desk died may arrive after the desk is back: only when it has been looked for
// in vain for a good while is it put up again, as a letter is.
func (b *Bot) sought(ctx context.Context, board channels.Board, since time.Time, card channels.Outgoing) (receipt string, err error) {
	receipt, found, err := board.Find(ctx, card)
	switch {
	case err != nil:
		return "", fmt.Errorf("%w: %w", errSightless, err)
	case found, b.Now().Sub(since) >= certainty:
		return receipt, nil
	}
	return "", errOnItsWay
}
