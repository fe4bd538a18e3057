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
	if !p.Calendar.Workday(today) {
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

// Ahead returns the reminders that a day brings in c if nobody does anything from
// today until then.
func (p Plan) Ahead(c care.Case, today, day care.Date) (due []care.ReminderDue) {
	if day.Before(today) {
		today = day
	}
	for d := today; !d.After(day); d = d.Add(1) {
		for more := true; more; {
			more = false
			for _, e := range p.Due(c, d) {
				r, reminder := e.(care.ReminderDue)
				if reminder && d == day {
					due = append(due, r)
				}
				more = more || !reminder
				c, _ = care.Decide(c, e)
				c = c.On(d)
			}
		}
	}
	return due
}
