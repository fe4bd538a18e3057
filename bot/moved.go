package bot

import (
	"context"
	"errors"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
)

// BIH may move: its room in chat is closed, and the contact lists name another. What
// waits for the old room follows to the new one, the card first, and nothing of it is
// given up. What is for one person is not: it might be for her alone.

// stranded reports whether a letter waits for a room that BIH has left.
func (b *Bot) stranded(l ledger.Letter) bool {
	toUnit := l.Case == "" || l.Instead != ""
	if l.Role != care.BIH || l.State != "queued" || !toUnit || !b.boards(l.Channel) {
		return false
	}
	_, err := b.Contacts().Verify(l.Channel, l.Address, l.Unit, b.today())
	return err != nil
}

// follow sends a stranded letter to where BIH is now; by mail when that is no room.
func (b *Bot) follow(ctx context.Context, l ledger.Letter) error {
	to, err := b.Contacts().Address(care.BIH, "", b.today())
	if err == nil && !b.boards(to.Channel()) {
		_, err = b.detour(ctx, l)
	} else if err == nil {
		l.Channel, l.Address, l.Unit = to.Channel(), to.At(), to.Unit()
		err = errors.Join(b.Ledger.MoveCard(ctx, ledger.Card{Case: l.Case, Channel: l.Channel, Address: l.Address, Unit: l.Unit}, b.Now()), b.Ledger.Detour(ctx, l, b.Now()))
	}
	if errors.Is(err, contacts.ErrNoAddress) { // the lists may have one later
		return b.Ledger.Later(ctx, l.Key, b.Now().Add(away))
	}
	return err
}

// moveCard moves BIH's card to where BIH is now, or leaves it while that is no room.
func (b *Bot) moveCard(ctx context.Context, c ledger.Card) error {
	to, err := b.Contacts().Address(care.BIH, "", b.today())
	if err != nil || to.Channel() != c.Channel {
		return b.Ledger.CardLater(ctx, c, b.Now().Add(patience[len(patience)-1]))
	}
	c.Address, c.Unit = to.At(), to.Unit()
	return b.Ledger.MoveCard(ctx, c, b.Now())
}
