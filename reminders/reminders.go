// Package reminders holds the deadlines of the model, one line each, and the
// Swedish working calendar they are counted in.
//
// Nothing here waits. On every tick the bot asks which reminders are due today
// and have not been sent, so a tick that comes late, twice or not at all can
// delay a reminder but never lose or repeat it. After a long silence each debt
// is reminded of once: the newest reminder stands for those that were missed.
package reminders

import (
	"slices"

	"example.org/stegvis/bot/care"
)

// A Plan is a calendar and the lead times of a unit.
type Plan struct {
	Calendar Calendar
	Leads    Leads
}

// Due returns what the clock makes happen in c today: the start or the end that
// has been reached, or the reminders that have not been sent. Nothing is due on
// a day when nobody works.
func (p Plan) Due(c care.Case, today care.Date) (due []care.Event) {
	if !p.Calendar.Workday(today) || c.Closed {
		return nil
	}
	if e := reached(c, today); e != nil {
		return []care.Event{e} // first things first: ask again when it has been noted
	}
	if today.Before(c.Paused) {
		return nil
	}
	for _, series := range p.series(c) {
		if w, ok := newest(series, today); ok {
			due = append(due, w.event(today))
		}
	}
	return due
}

// reached returns the turn of the case that the day brings, if any.
func reached(c care.Case, today care.Date) care.Event {
	switch starts, end := c.Turns(); {
	case !end.IsZero() && today.After(end):
		return care.EndReached{}
	case !starts.IsZero() && !today.Before(starts):
		return care.StartReached{}
	}
	return nil
}

// Wake returns the first day on which Due may return something; zero for never.
func (p Plan) Wake(c care.Case) (wake care.Date) {
	if c.Closed {
		return care.Date{}
	}
	for _, series := range p.series(c) {
		wake = earlier(wake, series[0].day)
	}
	if wake.Before(c.Paused) && !wake.IsZero() {
		wake = c.Paused
	}
	starts, end := c.Turns()
	if !end.IsZero() {
		end = end.Add(1)
	}
	return earlier(earlier(wake, starts), end)
}

// Duties returns the open debts of c with their deadlines, the most urgent
// first. A deadline that cannot be known yet is zero and comes last.
func (p Plan) Duties(c care.Case) (duties []care.Duty) {
	for _, d := range c.Debts() {
		duty := care.Duty{Name: d.Name, Owner: d.Owner}
		if r, ok := rule(d.Name); ok {
			duty.Due = r.By.of(p, d)
		}
		duties = append(duties, duty)
	}
	slices.SortStableFunc(duties, byUrgency)
	return duties
}

func byUrgency(a, b care.Duty) int {
	switch {
	case a.Due == b.Due:
		return 0
	case b.Due.IsZero(), !a.Due.IsZero() && a.Due.Before(b.Due):
		return -1
	}
	return 1
}

// A wait is one reminder to one party.
type wait struct {
	debt care.Debt
	to   care.Role
	day  care.Date // on which it is, or should have been, sent
	by   care.Date // the deadline it reminds of
}

func (w wait) event(today care.Date) care.Event {
	return care.ReminderDue{Duty: w.debt.Name, Due: w.by, Day: w.day, Owner: w.debt.Owner, To: w.to, Late: today.After(w.by)}
}

// series returns, for each debt and each party that is reminded of it, the
// reminders that have not been sent, in order; none of them is empty.
func (p Plan) series(c care.Case) (all [][]wait) {
	for _, d := range c.Debts() {
		r, ok := rule(d.Name)
		if !ok {
			continue
		}
		if s := r.unsent(p, c, d, d.Owner, r.Remind); len(s) > 0 && reachable(c, d.Owner) {
			all = append(all, s)
		}
		if r.Tell.of == nil || d.Owner == care.BIH {
			continue
		}
		if s := r.unsent(p, c, d, care.BIH, at(r.Tell)); len(s) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// reachable reports whether anything may be said to a party now: after a letter
// that went wrong, or before a stop sign has been dealt with, only BIH is told.
// A reminder would not arrive either where a letter has not.
func reachable(c care.Case, r care.Role) bool {
	return r == care.BIH || !c.Frozen && len(c.Stop) == 0 && c.Bounced[r] == ""
}

func (r Rule) unsent(p Plan, c care.Case, d care.Debt, to care.Role, moments []Moment) (s []wait) {
	last := c.LastReminder(d, to)
	for _, m := range moments {
		day := m.of(p, d)
		if day.After(last) {
			s = append(s, wait{debt: d, to: to, day: day, by: r.By.of(p, d)})
		}
	}
	slices.SortFunc(s, func(a, b wait) int { return a.day.Days(b.day) })
	return s
}

func newest(s []wait, today care.Date) (w wait, ok bool) {
	for _, next := range s {
		if !next.day.After(today) {
			w, ok = next, true
		}
	}
	return w, ok
}

func rule(debt string) (Rule, bool) {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Debt == debt })
	if i < 0 {
		return Rule{}, false
	}
	return Rules[i], true
}

func earlier(a, b care.Date) care.Date {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Deadlines are the model's days before an end, as working days.
type Deadlines struct {
	FollowUpFrom, FollowUpTo care.Date // cirka två till tre veckor innan intygets avslutsdatum
	PVRToBIH                 care.Date // senast två veckor innan intygets avslutsdatum
	BIHToHTJ                 care.Date // senast en vecka innan planerat avslut
}

// Before returns the deadlines that an intyg ending on end leads to.
func (p Plan) Before(end care.Date) Deadlines {
	d := care.Debt{Of: end}
	return Deadlines{windowOpens.of(p, d), before(review).of(p, d), before(extension).of(p, d), before(order).of(p, d)}
}
