package care

import "time"

// An order leaves a while after it has been decided on, so that whoever has
// pressed the wrong thing can take it back. Taking back puts the case where it
// stood before the deed; that can be done for as long as nothing else has
// happened in it.

// HeldUntil returns when what e says to the parties may leave; zero for at once.
func HeldUntil(e Event) time.Time {
	switch e := e.(type) {
	case DecisionMade:
		return e.Held
	case ProviderChosen:
		return e.Held
	case ProviderChanged:
		return e.Held
	case AddressProven:
		return e.Held
	case CaseHandedOver:
		return e.Held
	}
	return time.Time{}
}

// Undoable reports whether the last deed can still be taken back.
func (c Case) Undoable() bool { return c.before != nil && !c.Held.IsZero() }

// remember keeps what c was before a deed that can be taken back.
func (c *Case) remember(before Case, e Event) {
	switch e.(type) {
	case AnswerRefused, LettersHeld:
		return // neither takes the way back away
	}
	c.before = nil
	if at := HeldUntil(e); !at.IsZero() {
		before.before = nil
		c.before, c.Held = &before, at
	}
}

func (OrderUndone) apply(c *Case) {
	if c.before == nil {
		return
	}
	rev, closed := c.Rev, c.Closed
	*c = c.before.clone()
	c.Rev, c.Held = rev, time.Time{}
	if closed {
		c.Waiting = nil // what waited was given up when the case closed
	}
}

func (OrderLeft) apply(c *Case) { c.Held = time.Time{} }
