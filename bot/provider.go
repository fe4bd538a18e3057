package bot

import (
	"context"
	"errors"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
)

// What the contact lists say of the utförare of a case: whether it is still
// there, what it may be mailed, and whether anybody has answered for its address.

// unserved gives BIH a duty in every open case whose utförare is no longer valid.
func (b *Bot) unserved(ctx context.Context) error {
	list, err := b.Ledger.Cases(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, c := range list {
		if !c.Closed {
			errs = append(errs, b.serve(ctx, c.ID))
		}
	}
	return errors.Join(errs...)
}

func (b *Bot) serve(ctx context.Context, id care.CaseID) error {
	b.desk.Lock()
	defer b.desk.Unlock()
	c, err := b.Ledger.Case(ctx, id)
	if err != nil || !c.Served() {
		return err
	}
	if _, ok := b.Contacts().UnitOn(c.Units[care.HTJ], b.today()); ok {
		return nil
	}
	_, err = b.store(ctx, ledger.Entry{Case: id}, care.ProviderEnded{Provider: c.Units[care.HTJ]}, "klockan")
	return err
}

// mayMail reports whether documents may be mailed to a unit.
func (b *Bot) mayMail(id care.UnitID) bool {
	u, ok := b.Contacts().UnitOn(id, b.today())
	return ok && u.Class == contacts.Document
}

// proven reports whether somebody has answered for the address that a unit has
// now. Lists that cannot change have been answered for by whoever made them.
func (b *Bot) proven(ctx context.Context, id care.UnitID) (bool, error) {
	if b.lists == nil {
		return true, nil
	}
	u, ok := b.Contacts().UnitOn(id, b.today())
	if !ok {
		return false, nil
	}
	return b.Ledger.Proven(ctx, ledger.Reach{Unit: id, Reach: u.Reach()})
}

// carried completes an event with what the lists say of the utförare it sends
// the documents to.
func (b *Bot) carried(ctx context.Context, e care.Event, who string) (care.Event, error) {
	switch e := e.(type) {
	case care.DecisionMade:
		if e.Provider == "" {
			return e, nil
		}
		var err error
		e.By = who
		e.ByHand, e.Unproven, err = b.manner(ctx, e.Provider)
		return e, err
	case care.ProviderChosen:
		var err error
		e.By = who
		e.ByHand, e.Unproven, err = b.manner(ctx, e.Provider)
		return e, err
	case care.ProviderChanged:
		var err error
		e.By = who
		e.ByHand, e.Unproven, err = b.manner(ctx, e.Provider)
		return e, err
	}
	return e, nil
}

// manner says how an order gets to a utförare: carried by hand, or mailed, and
// then only once its address has been answered for.
func (b *Bot) manner(ctx context.Context, id care.UnitID) (byHand, unproven bool, err error) {
	if !b.mayMail(id) {
		return true, false, nil
	}
	ok, err := b.proven(ctx, id)
	return false, !ok, err
}

// proof is what is answered for by an event: the address the utförare has now.
func (b *Bot) proof(c care.Case, e care.Event) *ledger.Reach {
	u, ok := b.Contacts().UnitOn(c.Units[care.HTJ], b.today())
	if _, yes := e.(care.AddressProven); !yes || !ok {
		return nil
	}
	return &ledger.Reach{Unit: u.ID, Reach: u.Reach()}
}
