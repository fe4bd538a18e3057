package reminders

import (
	"slices"

	"example.org/stegvis/bot/care"
)

// A wait is one reminder on one rung of the ladder.
type wait struct {
	debt care.Debt
	rung care.Rung
	to   care.Role
	day  care.Date // on which it is, or should have been, sent
	by   care.Date // the deadline it reminds of
	why  string
}

func (w wait) event(today care.Date) care.ReminderDue {
	return care.ReminderDue{
		Duty: w.debt.Name, Due: w.by, Day: w.day, Owner: w.debt.Owner, To: w.to, Late: today.After(w.by),
		Sent: today, Rung: w.rung, Why: w.why,
	}
}

// series returns, for each debt and each rung that is told of it, the reminders
// that have not been sent, in order; none of them is empty.
func (p Plan) series(c care.Case) (all [][]wait) {
	for _, d := range c.Debts() {
		r, ok := rule(d.Name)
		until, forGood := c.Quiet(d)
		if !ok || forGood {
			continue
		}
		for _, s := range r.ladder(p, c, d) {
			if s = p.unsent(c, s, until); len(s) > 0 && reachable(c, s[0].to) {
				all = append(all, s)
			}
		}
	}
	return all
}

// ladder returns who is told of a debt and when, from its owner upwards, as if
// nothing had been sent. Whoever stands above one who is known to be away until
// after the deadline is told as soon as that is known.
func (r Rule) ladder(p Plan, c care.Case, d care.Debt) (rungs [][]wait) {
	by := r.By.of(p, d)
	var own []wait
	for _, m := range r.Remind {
		own = append(own, wait{debt: d, to: d.Owner, day: m.of(p, d), by: by})
	}
	rungs = append(rungs, own)
	away := c.AwayPast(d, by)
	for i, above := range r.above(d.Owner) {
		w := wait{debt: d, rung: above, to: care.BIH, by: by, why: care.Silent}
		if !r.Tell.Never() {
			w.day = p.Calendar.Add(r.Tell.of(p, d), i*Rung)
		}
		switch {
		case i == 0 && !away.IsZero() && (w.day.IsZero() || away.Before(w.day)):
			w.day, w.why = away, care.Away
		case above != care.Holder && !w.day.IsZero():
			w.day = p.patient(c, w, below(above, d.Owner))
		}
		if !w.day.IsZero() {
			rungs = append(rungs, []wait{w})
		}
	}
	return rungs
}

// patient puts off w until the one below has been told and has had time to act;
// zero while that one has not been told.
func (p Plan) patient(c care.Case, w wait, below care.Rung) care.Date {
	told := c.LastReminder(w.debt, below, w.by).On
	if told.IsZero() {
		return care.Date{}
	}
	if day := p.Calendar.Add(told, Rung); day.After(w.day) {
		return day
	}
	return w.day
}

func below(r care.Rung, owner care.Role) care.Rung {
	switch {
	case r == care.Head:
		return care.Substitute
	case owner == care.BIH:
		return care.Owing
	}
	return care.Holder
}

// above lists the rungs over a debt's owner.
func (r Rule) above(owner care.Role) []care.Rung {
	if owner == care.BIH {
		return []care.Rung{care.Substitute, care.Head}
	}
	return []care.Rung{care.Holder, care.Substitute, care.Head}
}

// unsent leaves out what has been sent, and puts off what is to wait.
func (p Plan) unsent(c care.Case, s []wait, until care.Date) (left []wait) {
	for _, w := range s {
		last := c.LastReminder(w.debt, w.rung, w.by).For
		if w.day.IsZero() || w.rung != care.Owing && !last.IsZero() {
			continue // those above are told once
		}
		if w.day.Before(until) {
			w.day = p.Calendar.OnOrAfter(until)
		}
		if w.day.After(last) {
			left = append(left, w)
		}
	}
	slices.SortStableFunc(left, func(a, b wait) int { return a.day.Days(b.day) })
	return left
}

// reachable reports whether anything may be said to a party now: after a letter
// that went wrong, or before a stop sign has been dealt with, only BIH is told.
// A reminder would not arrive either where a letter has not.
func reachable(c care.Case, r care.Role) bool {
	return r == care.BIH || !c.Frozen && len(c.Stop) == 0 && c.Bounced[r] == ""
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
