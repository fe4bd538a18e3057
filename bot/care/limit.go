package care

import "slices"

// An intyg can hold several insatser, each with a last day of its own, and one
// that goes on tills vidare is looked at again every year. The case lives from
// one of these days to the next.

// A Limit is a day on which something in a case ends, or is looked at again.
type Limit struct {
	Day    Date
	Review bool // the insats goes on tills vidare: it is looked at again, and does not end
}

// reviewMonths is how long an insats may go on before somebody looks at it again.
const reviewMonths = 12

func (m Measure) limit() Limit {
	if !m.Ongoing {
		return Limit{Day: m.To}
	}
	yearly := m.Review
	if !m.From.IsZero() {
		yearly = m.From.AddMonths(reviewMonths)
	}
	if !m.Review.IsZero() && m.Review.Before(yearly) {
		yearly = m.Review
	}
	return Limit{yearly, true}
}

// limits lists the days of i, each once, the first first.
func (i Intyg) limits() (all []Limit) {
	for _, m := range i.Measures {
		l := m.limit()
		if !l.Day.IsZero() {
			all = append(all, l)
		}
	}
	return inOrder(all)
}

// inOrder sorts limits, each once. What ends on the day of a review ends before it:
// each of the two is asked about.
func inOrder(all []Limit) []Limit {
	slices.SortFunc(all, Limit.compare)
	return slices.Compact(all)
}

func (l Limit) compare(other Limit) int {
	switch {
	case l.Day.Before(other.Day) || l.Day == other.Day && !l.Review && other.Review:
		return -1
	case l == other:
		return 0
	}
	return 1
}

// Limits lists the days that lie ahead in c, the next one first: those of the
// intyg, and none later than what has been decided. Without an intyg that lasts
// HTJ has nothing to go by, so a decision does not make its days later. When a
// corrected intyg says that all has passed, its last day is still to be told.
func (c Case) Limits() []Limit {
	all := c.Intyg.limits()
	if c.Decision != nil && !c.Decision.To.IsZero() {
		all = within(all, c.Decision.To)
	}
	for i, l := range all {
		if l.Review && !c.Reviewed.IsZero() {
			all[i].Day = c.Reviewed
		}
	}
	all = inOrder(all) // a review that has been put ahead may come after what was to follow it
	for len(all) > 1 && all[0].compare(c.Passed) <= 0 {
		all = all[1:]
	}
	return all
}

func within(all []Limit, last Date) (kept []Limit) {
	for _, l := range all {
		if l.Day.Before(last) && !l.Review {
			kept = append(kept, l)
		}
	}
	if len(kept) < len(all) || len(all) == 0 {
		kept = append(kept, Limit{Day: last})
	}
	return kept
}

// next is the limit that c is on its way to.
func (c Case) next() Limit {
	if all := c.Limits(); len(all) > 0 {
		return all[0]
	}
	return Limit{}
}

// End returns the next day on which something in the case ends or is looked at
// again; zero when no day is known.
func (c Case) End() Date { return c.next().Day }

// Ongoing reports whether what comes next is a review, and no end.
func (c Case) Ongoing() bool { return c.next().Review }

// Later lists the limits after the next one.
func (c Case) Later() []Limit {
	all := c.Limits()
	return all[min(1, len(all)):]
}

// renew puts the review of what goes on tills vidare a year ahead, or to the day
// that was named if that is sooner.
func (c *Case) renew(named Date) {
	next := c.End().AddMonths(reviewMonths)
	if named.After(c.End()) && named.Before(next) {
		next = named
	}
	c.Reviewed = next
	delete(c.Meetings, Review)
}

// partly: something has ended, and other insatser go on.
func partly(c Case, _ Event) bool   { return !c.Ended }
func goesOn(c Case, _ Event) bool   { return !c.Reviewed.IsZero() && c.Outcome == nil }
func endMoved(c Case, _ Event) bool { return !c.Moved.IsZero() }
