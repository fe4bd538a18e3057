package bot

import (
	"context"
	"errors"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
)

// What the contact lists say of the utförare of a case: whether it is still
// there, what it may be mailed, and whether anybody has answered for its address.

// unserved gives BIH a duty in every open case whose utförare is no longer valid.
func (b *Bot) unserved(ctx context.Context) error {
	units, err := b.Ledger.Served(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, u := range units {
		if _, ok := b.Contacts().UnitOn(u, b.today()); ok {
			continue
		}
		ids, err := b.Ledger.ServedBy(ctx, u)
		errs = append(errs, err)
		for _, id := range ids {
			errs = append(errs, b.serve(ctx, id))
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

// way says how documents get to a unit by mail, if they may.
func (b *Bot) way(id care.UnitID) contacts.Way {
	u, ok := b.Contacts().UnitOn(id, b.today())
	if !ok {
		return contacts.Carried
	}
	return u.Way(b.today(), b.Secure, b.password(id) != "")
}

// mayMail reports whether documents may be mailed to a unit: the lists must say
// so, and a way there be safe.
func (b *Bot) mayMail(id care.UnitID) bool { return b.way(id) != contacts.Carried }

// mayWrite reports whether that holds for the text of a mail as well.
func (b *Bot) mayWrite(id care.UnitID) bool {
	u, ok := b.Contacts().UnitOn(id, b.today())
	return ok && u.Writable(b.today(), b.Secure)
}

func (b *Bot) password(id care.UnitID) string {
	if b.Lock == nil {
		return ""
	}
	return b.Lock(id)
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
	return b.Ledger.Proven(ctx, ledger.Reach{Unit: id, Reach: u.Reach()}, b.Now())
}

// carried completes an event with what the lists say of the utförare it sends
// the documents to, who made it happen, and until when it can be taken back.
func (b *Bot) carried(ctx context.Context, e care.Event, who string) (care.Event, error) {
	switch e := e.(type) {
	case care.DecisionMade:
		byHand, unproven, held, err := b.manner(ctx, e.Provider)
		e.ByHand, e.Unproven, e.Held, e.By = byHand, unproven, held, who
		return e, err
	case care.ProviderChosen:
		byHand, unproven, held, err := b.manner(ctx, e.Provider)
		e.ByHand, e.Unproven, e.Held, e.By = byHand, unproven, held, who
		return e, err
	case care.ProviderChanged:
		byHand, unproven, held, err := b.manner(ctx, e.Provider)
		e.ByHand, e.Unproven, e.Held, e.By = byHand, unproven, held, who
		return e, err
	case care.AddressProven:
		e.Held = b.held()
		return e, nil
	case care.CaseHandedOver:
		mailed, err := b.mailable(ctx, e.To)
		e.ByHand, e.By, e.Held = !mailed, who, b.held()
		return e, err
	case care.Taken:
		var err error
		e.Away, err = b.Ledger.Away(ctx, e.Who, b.today())
		return e, err
	}
	return e, nil
}

// manner says how an order gets to a utförare: carried by hand, or mailed, and
// then only once its address has been answered for, and not at once.
func (b *Bot) manner(ctx context.Context, id care.UnitID) (byHand, unproven bool, held time.Time, err error) {
	switch {
	case id == "":
		return false, false, held, nil
	case !b.mayMail(id):
		return true, false, held, nil
	}
	ok, err := b.proven(ctx, id)
	return false, !ok, b.held(), err
}

// held is until when a deed done now can be taken back.
func (b *Bot) held() (until time.Time) {
	if b.Hold > 0 {
		until = b.Now().Add(b.Hold)
	}
	return until
}

// leaves notes, when the first letter of a deed leaves, that the deed can no
// longer be taken back.
func (b *Bot) leaves(ctx context.Context, l ledger.Letter) error {
	if l.Role == care.BIH || b.Hold == 0 {
		return nil
	}
	b.desk.Lock()
	defer b.desk.Unlock()
	c, err := b.Ledger.Case(ctx, l.Case)
	if err != nil || c.Held.IsZero() || b.Now().Before(c.Held) {
		return err
	}
	_, err = b.store(ctx, ledger.Entry{Case: l.Case}, care.OrderLeft{}, "klockan")
	return err
}

// proof is what is answered for by an event: the address the utförare has now.
func (b *Bot) proof(c care.Case, e care.Event) *ledger.Reach {
	u, ok := b.Contacts().UnitOn(c.Units[care.HTJ], b.today())
	if _, yes := e.(care.AddressProven); !yes || !ok {
		return nil
	}
	return &ledger.Reach{Unit: u.ID, Reach: u.Reach()}
}

// recanted is the answer for the utförare's address that is taken back by an event.
func recanted(before, after care.Case, e care.Event) *ledger.Proof {
	if _, undone := e.(care.OrderUndone); !undone || before.Unproven || !after.Unproven {
		return nil
	}
	return &ledger.Proof{Unit: before.Units[care.HTJ], From: before.Held}
}
