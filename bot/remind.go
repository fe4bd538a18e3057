package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/mutant"
)

// settling is how long the desk waits after it has opened before it reminds
// anybody: what has come in meanwhile is read first.
const settling = 15 * time.Minute

// Tick looks through the cases in which something may be due today. It may be
// called at any time and as often as one likes; outside working hours it leaves
// everything be.
func (b *Bot) Tick(ctx context.Context) error {
	now := b.Now().In(care.Stockholm)
	err := b.tick(ctx, now)
	if err == nil {
		b.ticked.Store(&now)
	}
	return err
}

func (b *Bot) tick(ctx context.Context, now time.Time) error {
	if !b.Plan.Calendar.Open(now) {
		return nil
	}
	due, err := b.due(ctx)
	b.delivery.Lock() // what is written this morning leaves together
	defer b.delivery.Unlock()
	errs := []error{err, b.unserved(ctx)}
	for _, id := range due {
		errs = append(errs, b.remind(ctx, id))
	}
	return errors.Join(errs...)
}

// due lists the cases in which something is due. The others that wake today wake later
// after all: when a unit has changed its plan those are all its open cases, which takes
// minutes. Meanwhile what comes in is taken, and letters leave.
func (b *Bot) due(ctx context.Context) (due []care.CaseID, err error) {
	ids, err := b.Ledger.Awake(ctx, b.today())
	errs := []error{err}
	for _, id := range ids {
		if ctx.Err() != nil {
			break
		}
		idle, err := b.idle(ctx, id)
		errs = append(errs, err)
		if !idle {
			due = append(due, id)
		}
	}
	return due, errors.Join(errs...)
}

// idle reports whether nothing is due in a case, and puts right when it wakes.
func (b *Bot) idle(ctx context.Context, id care.CaseID) (bool, error) {
	b.desk.Lock()
	defer b.desk.Unlock()
	c, err := b.Ledger.Case(ctx, id)
	if err != nil || len(b.Plan.Due(recalled(c), b.today())) > 0 {
		return false, err
	}
	return true, b.replan(ctx, c)
}

func (b *Bot) remind(ctx context.Context, id care.CaseID) error {
	b.desk.Lock()
	defer b.desk.Unlock()
	return b.dueNow(ctx, id)
}

// dueNow stores what the clock makes happen in a case. The caller holds the desk.
func (b *Bot) dueNow(ctx context.Context, id care.CaseID) error {
	for {
		c, err := b.Ledger.Case(ctx, id)
		if err != nil {
			return err
		}
		due := b.Plan.Due(recalled(c), b.today())
		if len(due) == 0 {
			return b.replan(ctx, c)
		}
		for _, e := range due {
			if e, err = b.named(ctx, c, e); err != nil {
				return err
			}
			fresh, err := b.store(ctx, b.reminder(c, e), e, "klockan")
			if err != nil {
				return err
			}
			if !fresh {
				b.Log.Error("reminder stopped: there has been one like it", "case", id)
				return nil
			}
		}
		if !slices.ContainsFunc(due, turn) {
			return nil
		}
	}
}

// replan puts right what the ledger keeps of a case in which nothing is due after
// all: the plan has changed since its last fact.
func (b *Bot) replan(ctx context.Context, c care.Case) error {
	e := ledger.Entry{Case: c.ID, Fact: care.Fact{At: b.Now()}}
	b.derive(&e, c)
	return b.Ledger.Replan(ctx, e)
}

// recalled is the case as the clock sees it.
func recalled(c care.Case) care.Case {
	if mutant.Forgetful {
		c.Reminded = nil
	}
	return c
}

// turn reports whether an event moves the case on, so that more may be due.
func turn(e care.Event) bool {
	_, reminder := e.(care.ReminderDue)
	return !reminder
}

// reminder is the entry of what the clock makes happen.
func (b *Bot) reminder(c care.Case, event care.Event) ledger.Entry {
	e := ledger.Entry{Case: c.ID}
	if r, ok := event.(care.ReminderDue); ok {
		e.Reminder = &ledger.Reminder{
			Round: c.Round, Rule: r.Duty + "/" + string(r.Owner) + ">" + string(r.Rung), Day: r.Day, Due: r.Due, Recipient: string(r.To),
		}
	}
	return e
}

// named says of a reminder to BIH whose turn it is, as the contact lists have it
// today, and why it comes to that one.
func (b *Bot) named(ctx context.Context, c care.Case, event care.Event) (care.Event, error) {
	r, ok := event.(care.ReminderDue)
	if !ok || r.To != care.BIH {
		return event, nil
	}
	var err error
	switch r.Rung {
	case care.Substitute:
		if r.Who, err = b.standIn(ctx, c.Owner, r.Due); r.Who == "" {
			r.Why = care.Nobody
		}
	case care.Head:
		if heads := b.Contacts().Posted(contacts.Manager, b.today()); len(heads) > 0 {
			r.Who = heads[0].Mail
		}
	default:
		r.Who = c.Owner
		return r, nil
	}
	if c.Owner == "" {
		r.Why = care.Unmanned
	}
	return r, err
}

// standIn returns who stands in for somebody at BIH and is there before the day is
// over: her substitute, or that one's; empty when there is none.
func (b *Bot) standIn(ctx context.Context, person string, due care.Date) (string, error) {
	for range 3 {
		p, ok := b.Contacts().Deputy(person, b.today())
		if !ok {
			return "", nil
		}
		a, err := b.Ledger.Away(ctx, p.Mail, b.today())
		if err != nil || a.Until.IsZero() || a.Until.Before(due) {
			return p.Mail, err
		}
		person = p.Mail
	}
	return "", nil
}

// Absent notes that somebody at BIH is away until a day, in all the cases she
// has: whoever stands in for her is told of what cannot wait.
func (b *Bot) Absent(ctx context.Context, person string, until care.Date) error {
	p, ok := b.staff(person)
	if !ok {
		return nil
	}
	b.desk.Lock()
	defer b.desk.Unlock()
	return b.absentNow(ctx, p.Mail, until)
}

// absentNow does so while the caller holds the desk.
func (b *Bot) absentNow(ctx context.Context, person string, until care.Date) error {
	a := care.Absence{On: b.today(), Until: until}
	if err := b.Ledger.NoteAway(ctx, person, a); err != nil {
		return err
	}
	ids, err := b.Ledger.OwnedBy(ctx, person)
	errs := []error{err}
	for _, id := range ids {
		_, err := b.store(ctx, ledger.Entry{Case: id}, care.AbsenceNoted{From: care.BIH, Who: person, On: a.On, Until: until}, person)
		errs = append(errs, err)
		if b.Plan.Calendar.Open(b.Now()) {
			errs = append(errs, b.dueNow(ctx, id))
		}
	}
	return errors.Join(errs...)
}

// stepIn notes in all her cases that somebody at BIH is away, before the message
// that says so is taken: after a crash it is done again, which does no harm. The
// caller holds the desk.
func (b *Bot) stepIn(ctx context.Context, m meaning) error {
	if a, ok := m.event.(care.AbsenceNoted); ok && a.Who != "" && !a.Until.IsZero() {
		return b.absentNow(ctx, a.Who, a.Until)
	}
	return nil
}

// urgent reminds at once of what a party's absence makes due; when people are not
// at work, the morning's look does. The caller holds the desk.
func (b *Bot) urgent(ctx context.Context, m meaning) error {
	if _, ok := m.event.(care.AbsenceNoted); !ok || !b.Plan.Calendar.Open(b.Now()) {
		return nil
	}
	return b.dueNow(ctx, m.id)
}

// duties are what is owed in a case, for the ledger.
func (b *Bot) duties(c care.Case) (list []ledger.Duty) {
	due := map[string]care.Date{}
	for _, d := range b.Plan.Duties(c) {
		due[d.Name+string(d.Owner)] = d.Due
	}
	for _, d := range c.Debts() {
		until, forGood := c.Quiet(d)
		if forGood {
			until = ledger.ForGood
		}
		if until.Before(c.Paused) {
			until = c.Paused
		}
		unit := c.Units[d.Owner]
		if d.Owner == care.BIH {
			unit = b.own()
		}
		list = append(list, ledger.Duty{Case: c.ID, Name: d.Name, Owner: d.Owner, Unit: unit, Due: due[d.Name+string(d.Owner)], Quiet: until})
	}
	return list
}

// own is the desk's own line of the contact lists.
func (b *Bot) own() care.UnitID {
	to, err := b.Contacts().Address(care.BIH, "", b.today())
	if err != nil {
		return ""
	}
	return to.Unit()
}

// leavesAt is when a reminder may leave: not while people are away, nor before
// what came in while the desk was closed has been read.
func (b *Bot) leavesAt(at time.Time) time.Time {
	if ready := b.opened.Add(settling); at.Before(ready) && !at.Before(b.opened) { // unless the clock has been set back
		at = ready
	}
	return b.Plan.Calendar.Opens(at)
}

// gathers reports whether a letter may be sent within another: a reminder by mail,
// which carries nothing.
func (b *Bot) gathers(l ledger.Letter) bool {
	return l.Reminds.Brief != "" && l.State == "queued" && !b.boards(l.Channel)
}
