package bot

import (
	"fmt"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/reminders"
)

// What must hold of a simulated year.

func (y *year) bad(id care.CaseID, format string, args ...any) {
	if y.wrong[format]++; y.wrong[format] <= 10 {
		y.problems = append(y.problems, string(id)+": "+fmt.Sprintf(format, args...))
	}
}

// check holds everything that has happened against what must hold.
func (y *year) check() {
	ctx := y.t.Context()
	y.longest = y.closed()
	list, err := y.bot.Ledger.Cases(ctx)
	y.ok(err)
	if len(list) != y.count.cases {
		y.bad("", "%d cases, want %d", len(list), y.count.cases)
	}
	for _, l := range list {
		facts, err := y.bot.Ledger.Facts(ctx, l.ID)
		y.ok(err)
		y.checkFacts(l.ID, facts)
		letters, err := y.bot.Ledger.Letters(ctx, l.ID)
		y.ok(err)
		for _, x := range letters {
			y.checkLetter(x, facts)
		}
	}
	duties, err := y.bot.Ledger.Duties(ctx, "")
	y.ok(err)
	for _, d := range duties {
		if d.Owner == "" || d.Unit == "" {
			y.bad(d.Case, "%s has no owner", d.Name)
		}
	}
	y.checkSent()
	if y.worst > y.longest {
		y.bad("", "a reminder came %d working days late, and the desk was never closed for longer than %d", y.worst, y.longest)
	}
}

// closed is the longest time, in working days, during which the desk was closed, or
// what it did was lost.
func (y *year) closed() (longest int) {
	n := 0
	for d := care.DateOf(y.now).Add(-449); !d.After(care.DateOf(y.now)); d = d.Add(1) {
		switch {
		case y.up[d]:
			n = 0
		case y.bot.Plan.Calendar.Workday(d):
			n++
		}
		longest = max(longest, n)
	}
	return longest
}

// checkFacts replays a case: nothing was told twice, nothing before its day, and
// on no morning on which the desk was open was anything left that was due: so the
// worst lateness is the longest time the desk was closed.
func (y *year) checkFacts(id care.CaseID, facts []care.Fact) {
	seen := map[string]bool{}
	plan := reminders.Plan{Leads: reminders.ModelLeads}
	c := care.New(id)
	last := care.Date{}
	y.facts += len(facts)
	for _, f := range facts {
		day := care.DateOf(f.At)
		y.checkBetween(id, plan, c, last, day)
		last = day
		if r, ok := f.Event.(care.ReminderDue); ok {
			y.reminders++
			key := fmt.Sprint(c.Round, r.Duty, r.Owner, r.Rung, r.Due, r.Day)
			if seen[key] {
				y.bad(id, "told twice: %s", key)
			}
			seen[key] = true
			if r.Day.After(day) {
				y.bad(id, "%s told on %v, before %v", r.Duty, day, r.Day)
			}
			y.late(r, day)
		}
		c, _ = care.Decide(c, f.Event)
		c = c.On(day)
	}
	y.checkBetween(id, plan, c, last, care.DateOf(y.now))
}

// checkBetween: after last and before day nothing happened in the case, so on no
// morning in between may anything have been due. What arises after a morning waits
// for the next.
func (y *year) checkBetween(id care.CaseID, plan reminders.Plan, c care.Case, last, day care.Date) {
	for d := last.Add(1); !last.IsZero() && d.Before(day); d = d.Add(1) {
		if !y.up[d] || !plan.Calendar.Workday(d) {
			continue
		}
		if due := plan.Due(c, d); len(due) > 0 {
			y.bad(id, "forgotten on %v: %+v", d, due[0])
		}
	}
}

// late holds a reminder's lateness against the time during which the desk was closed
// just before: on a day when it was open the reminder was not due, for it was put off.
func (y *year) late(r care.ReminderDue, day care.Date) {
	n := 0
	for d := day.Add(-1); !d.Before(r.Day) && !y.up[d]; d = d.Add(-1) {
		if y.bot.Plan.Calendar.Workday(d) {
			n++
		}
	}
	y.worst = max(y.worst, n)
}

// checkLetter: a reminder does not lie about. What could not be sent, or may not
// have been, BIH knows of.
func (y *year) checkLetter(l ledger.Letter, facts []care.Fact) {
	if l.Reminds.Debt == "" {
		return
	}
	y.checkDay(l, facts)
	waits := care.DateOf(y.now).Days(care.DateOf(l.Written))
	switch l.State {
	case "queued", "sending":
		if waits > 2*y.longest+5 {
			y.bad(l.Case, "%s still waits since %v", l.Template, l.Written)
		}
	case "unknown":
		if waits > 2*y.longest+5 && l.Role != care.BIH && !informed(facts, l) {
			y.bad(l.Case, "nobody knows whether %s was sent, and nobody was told", l.Template)
		}
	case "sent":
		if len(y.at[l.Token]) == 0 {
			y.bad(l.Case, "%s is noted as sent, and was not", l.Template)
		}
	case "failed":
		withdrawn := strings.Contains(l.Problem, "owed") || strings.Contains(l.Problem, "newer")
		if len(y.at[l.Token]) == 0 && !withdrawn && l.Role != care.BIH && !informed(facts, l) {
			y.bad(l.Case, "%s was given up (%s), and nobody was told", l.Template, l.Problem)
		}
	}
}

// checkDay: a reminder has left on its day at the earliest. When several were written
// of one debt, for one above the other, it is the first day that counts.
func (y *year) checkDay(l ledger.Letter, facts []care.Fact) {
	first := ledger.ForGood
	for _, f := range facts {
		r, ok := f.Event.(care.ReminderDue)
		if ok && r.Duty == l.Reminds.Debt && r.Owner == l.Reminds.Owner && r.Due == l.Reminds.Due && f.At.Equal(l.Written) && r.Day.Before(first) {
			first = r.Day
		}
	}
	for _, at := range y.at[l.Token] {
		if care.DateOf(at).Before(first) {
			y.bad(l.Case, "%s left at %v, before %v", l.Template, at, first)
		}
	}
}

func informed(facts []care.Fact, l ledger.Letter) bool {
	for _, f := range facts {
		if e, ok := f.Event.(care.LetterFailed); ok && e.To == l.Role && !f.At.Before(l.Written) {
			return true
		}
	}
	return false
}

// checkSent: nothing has reached anybody twice, by mail or in chat, and no reminder has
// while people are away: whichever ledger the desk had when it was sent.
func (y *year) checkSent() {
	for token, at := range y.at {
		if len(at) > 1 {
			y.bad("", "letter %s sent twice: %v", token[:6], at)
		}
		for _, when := range at {
			if y.timed[token] && !y.bot.Plan.Calendar.Open(when) {
				y.bad("", "a reminder sent at %v, outside working hours", when.In(care.Stockholm))
			}
		}
	}
	for id, at := range y.put {
		if y.cards += len(at); len(at) > 1 {
			y.bad(id, "it has %d cards, put up at %v", len(at), at)
		}
	}
	for day, at := range y.digests {
		if len(at) > 1 || !y.bot.Plan.Calendar.Workday(day) {
			y.bad("", "told twice what there is to do, or on a free day: %v", at)
		}
		y.said++
	}
}
