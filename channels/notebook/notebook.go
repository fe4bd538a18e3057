// Package notebook is a channel without a wire: what is said is written down in
// memory, and what comes in is handed over by a call. It serves scripted days
// (stegvis try) and tests of the desk; a unit never uses it.
package notebook

import (
	"context"
	"fmt"
	"sync"

	"example.org/stegvis/channels"
)

// A Notebook holds what has been sent on one channel.
type Notebook struct {
	name string

	mu    sync.Mutex
	sent  []channels.Outgoing
	there map[string]bool // the tokens of what has been sent, and of what was in it
	fails []error         // what the next calls of Send return, in turn
	dead  error           // what every call returns, unless nil
}

var _ channels.Channel = (*Notebook)(nil)

// New returns an empty notebook that stands in for the channel called name.
func New(name string) *Notebook { return &Notebook{name: name} }

func (n *Notebook) Name() string { return n.name }

// Send writes m down. The same token again is the same message.
func (n *Notebook) Send(_ context.Context, m channels.Outgoing) (receipt string, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.dead != nil {
		return "", n.dead
	}
	if len(n.fails) > 0 {
		err, n.fails = n.fails[0], n.fails[1:]
	}
	if err != nil && !channels.IsUnknown(err) {
		return "", err
	}
	n.sent = append(n.sent, m)
	if n.there == nil {
		n.there = map[string]bool{}
	}
	n.there[m.Token] = true
	for _, token := range m.Within {
		n.there[token] = true
	}
	return m.Token, err
}

// Find reports whether m has been written down.
func (n *Notebook) Find(_ context.Context, m channels.Outgoing) (receipt string, found bool, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.dead != nil {
		return "", false, n.dead
	}
	if n.there[m.Token] {
		return m.Token, true, nil
	}
	return "", false, nil
}

// Receive waits; messages come by calls to the desk.
func (n *Notebook) Receive(ctx context.Context, _ channels.Desk) error {
	<-ctx.Done()
	return nil
}

// Sent returns what has been sent so far.
func (n *Notebook) Sent() []channels.Outgoing {
	n.mu.Lock()
	defer n.mu.Unlock()
	return append([]channels.Outgoing(nil), n.sent...)
}

// Fail lets the next calls of Send fail with these errors, in turn. One marked
// unknown is written down all the same: only its acknowledgement is lost.
func (n *Notebook) Fail(errs ...error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fails = append(n.fails, errs...)
}

// Down lets every call fail with err; nil lets them succeed again.
func (n *Notebook) Down(err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.dead = err
}

// A Board is a notebook that also keeps cards.
type Board struct {
	Notebook
	cards []channels.Card
	shows int
	down  []error // what the next calls of Show return
}

var _ channels.Board = (*Board)(nil)

// NewBoard returns an empty board that stands in for the channel called name.
func NewBoard(name string) *Board { return &Board{Notebook: Notebook{name: name}} }

// Show puts up card, or changes the one under its receipt.
func (b *Board) Show(_ context.Context, card channels.Card) (receipt string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dead != nil {
		return "", b.dead
	}
	if len(b.down) > 0 {
		err, b.down = b.down[0], b.down[1:]
		return "", err
	}
	b.shows++
	for i := range b.cards {
		if card.Receipt != "" && b.cards[i].Receipt == card.Receipt {
			b.cards[i] = card
			return card.Receipt, nil
		}
	}
	card.Receipt = fmt.Sprintf("card-%d", len(b.cards)+1)
	b.cards = append(b.cards, card)
	return card.Receipt, nil
}

// Find reports whether a card or a message has been put up.
func (b *Board) Find(ctx context.Context, m channels.Outgoing) (receipt string, found bool, err error) {
	receipt, found, err = b.Notebook.Find(ctx, m)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.cards {
		if c.Token == m.Token && err == nil {
			return c.Receipt, true, nil
		}
	}
	return receipt, found, err
}

// Cards returns the cards in view, and how often one has been shown.
func (b *Board) Cards() (cards []channels.Card, shows int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]channels.Card(nil), b.cards...), b.shows
}

// FailShow lets the next n calls of Show fail with err.
func (b *Board) FailShow(n int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range n {
		b.down = append(b.down, err)
	}
}

// Lose lets a card be gone: changing it puts up another.
func (b *Board) Lose(receipt string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.cards {
		if b.cards[i].Receipt == receipt {
			b.cards[i].Receipt = "lost-" + receipt
		}
	}
}
