package stats

import (
	"fmt"
	"slices"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/reminders"
)

// A walk goes through a case fact by fact. What happens counts in the row of the
// intyg that lies on the desk then.
type walk struct {
	Counter
	rows     []Row
	before   care.Case
	entered  care.Date // the step it is in
	proposed map[care.MeetingKind]int
	due      map[debt]care.Date // what is owed, and by when
}

// A debt is what somebody owes.
type debt struct {
	name  string
	owner care.Role
}

func (w *walk) take(f care.Fact, after care.Case) {
	day := care.DateOf(f.At)
	if len(w.rows) == 0 {
		w.rows = []Row{{Unit: w.Unit, Month: month(f.At)}}
		w.entered = day
	}
	w.settle(f.Event, after, day)
	w.step(after, day)
	w.arrive(f, after)
	w.describe(after)
	w.meet(f.Event, after)
	w.grade(f.Event)
	w.before = after
}

// row is that of the intyg on the desk.
func (w *walk) row() *Row { return &w.rows[len(w.rows)-1] }

// arrive notes an intyg that is a new one: the first, or that of a new round.
func (w *walk) arrive(f care.Fact, after care.Case) {
	e, ok := f.Event.(care.IntygReceived)
	if !ok || w.row().Intyg && after.Round == w.before.Round {
		return
	}
	if w.row().Intyg {
		w.rows = append(w.rows, Row{Unit: w.Unit})
	}
	w.row().Intyg, w.row().Complete = true, len(e.Intyg.Missing()) == 0
	w.row().Month = month(e.On.At(12, 0))
}

// describe keeps what the intyg says as it is known now: it may be completed, or
// put right.
func (w *walk) describe(c care.Case) {
	r := w.row()
	if !r.Intyg {
		return
	}
	r.Profession, r.Kinds, r.Provider = w.profession(c.Intyg.Issuer.Profession), kinds(c.Intyg), c.Units[care.HTJ]
}

// step counts the days of a step when it is over. While a case lies closed it is in
// none.
func (w *walk) step(after care.Case, day care.Date) {
	was := w.before.Step
	if was == 0 {
		was = care.Assessment // every case begins there
	}
	if after.Step == was && after.Closed == w.before.Closed {
		return
	}
	if !w.before.Closed {
		add(&w.row().Days, int(was), day.Days(w.entered))
	}
	w.entered = day
}

// settle counts what was owed before the event and is not any more: met in time,
// or not. What an event lifts, nobody has met.
func (w *walk) settle(e care.Event, after care.Case, day care.Date) {
	open := after
	open.Closed = false // closing ends what is owed, without anybody's meeting it
	now := map[debt]care.Date{}
	for _, d := range w.Plan.Duties(open) {
		if kept(d) {
			now[debt{d.Name, d.Owner}] = d.Due
		}
	}
	for d, due := range w.due {
		if _, still := now[d]; !still && !lifts(e) {
			w.count(d, !day.After(due))
			w.extended(d, e, after, !day.After(due))
		}
	}
	if after.Closed {
		clear(now)
	}
	w.due = now
}

// kept: there is a day by which it must be done, and somebody is told when it is
// not. A meeting is no such thing: it is reminded of, and is on its day.
func kept(d care.Duty) bool {
	i := slices.IndexFunc(reminders.Rules, func(r reminders.Rule) bool { return r.Debt == d.Name })
	return !d.Due.IsZero() && i >= 0 && !reminders.Rules[i].Tell.Never()
}

// lifts: what the event ends has become pointless rather than done.
func lifts(e care.Event) bool {
	switch e.(type) {
	case care.CaseEnded, care.StopSigned, care.Misrouted, care.OrderUndone, care.AnswerDoubted,
		care.ProviderChanged, care.ProviderEnded, care.OrderDeclined, care.FetchDropped:
		return true
	}
	return false
}

func (w *walk) count(d debt, inTime bool) {
	if inTime {
		add(&w.row().Kept, d.name, 1)
	} else {
		add(&w.row().Missed, d.name, 1)
	}
}

// extended notes whether BIH was told in time that the intyg is extended.
func (w *walk) extended(d debt, e care.Event, after care.Case, inTime bool) {
	told, ok := e.(care.OutcomeReported)
	longer := ok && told.Outcome == "extend" || after.Round > w.before.Round
	switch {
	case d.name != "besked_pvr" || !longer:
	case inTime:
		w.row().Extended = InTime
	default:
		w.row().Extended = Late
	}
}

// overdue counts what is still owed, and should not be.
func (w *walk) overdue() {
	for d, due := range w.due {
		if due.Before(w.Today) {
			w.count(d, false)
		}
	}
}

// meet counts the meetings that took place, and how often times were proposed
// before one was booked.
func (w *walk) meet(e care.Event, after care.Case) {
	if p, ok := e.(care.TimesProposed); ok {
		w.proposed[p.Kind]++
	}
	for _, kind := range []care.MeetingKind{care.Call, care.Visit, care.Review} {
		was, is := w.before.Meetings[kind], after.Meetings[kind]
		if booked(is) && !booked(was) {
			w.row().Rounds = append(w.row().Rounds, w.proposed[kind])
			w.proposed[kind] = 0
		}
		if h, ok := e.(care.MeetingHeld); ok && h.Kind == kind && h.Held && booked(was) || held(is) && !held(was) {
			add(&w.row().Held, string(kind), 1)
		}
	}
}

// grade notes the answer to a questionnaire: the grades, and never the words.
func (w *walk) grade(e care.Event) {
	answer, ok := e.(care.QuestionnaireAnswered)
	for i, g := range answer.Grades {
		if w.row().Grades == nil && ok {
			w.row().Grades = map[string][]int{}
		}
		key := fmt.Sprintf("%s.%d", answer.Of, i+1)
		w.row().Grades[key] = append(w.row().Grades[key], g)
	}
}

func booked(m *care.Meeting) bool { return m != nil && m.Agreed != nil }
func held(m *care.Meeting) bool   { return m != nil && m.Held != nil && *m.Held }

func add[K comparable](counts *map[K]int, key K, n int) {
	if *counts == nil {
		*counts = map[K]int{}
	}
	(*counts)[key] += n
}
