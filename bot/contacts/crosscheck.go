package contacts

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// directory checks what only can be seen with all lists read, and makes the
// Directory of them.
func (l *loading) directory() (*Directory, error) {
	l.dropSame()
	l.checkTwice()
	l.checkMails()
	l.checkSlack()
	l.findSuccessors()
	l.seatStaff()
	if len(l.units) == 0 && len(l.problems) == 0 {
		l.problem(Problem{File: strings.Join(l.files, ", ")}, "no-units")
	}
	if len(l.problems) > 0 {
		slices.SortStableFunc(l.problems, inReadingOrder)
		return nil, slices.Compact(l.problems)
	}
	d := newDirectory(l.units, l.staff)
	d.remarks, d.files = l.remarks, l.files
	return d, nil
}

func inReadingOrder(a, b Problem) int {
	return cmp.Or(strings.Compare(a.File, b.File), strings.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Row, b.Row))
}

// dropSame takes away rows that stand twice, letter for letter.
func (l *loading) dropSame() {
	var units []Unit
	var places []Problem
	kept := map[care.UnitID][]Unit{}
	for i, u := range l.units {
		if slices.ContainsFunc(kept[u.ID], func(k Unit) bool { return reflect.DeepEqual(k, u) }) {
			l.remark(l.places[i], "same-row")
			continue
		}
		kept[u.ID] = append(kept[u.ID], u)
		units, places = append(units, u), append(places, l.places[i])
	}
	l.units, l.places = units, places
}

// checkTwice finds units that stand twice for the same day. Two lines with the
// same id are two times in the life of one unit.
func (l *loading) checkTwice() {
	first := map[care.UnitID][]int{}
	for i, u := range l.units {
		for _, j := range first[u.ID] {
			if overlap(u, l.units[j]) || u.Role != l.units[j].Role {
				l.problem(l.places[i], "twice")
			}
		}
		first[u.ID] = append(first[u.ID], i)
	}
}

func overlap(a, b Unit) bool {
	if a.Closed || b.Closed {
		return false
	}
	return (a.To.IsZero() || !b.From.After(a.To)) && (b.To.IsZero() || !a.From.After(b.To))
}

// checkMails remarks on an address that more than one unit has.
func (l *loading) checkMails() {
	owner := map[string]care.UnitID{}
	for i, u := range l.units {
		for _, m := range u.Emails {
			key := strings.ToLower(m)
			if id, taken := owner[key]; taken && id != u.ID {
				l.remark(l.places[i], "same-mail")
			}
			owner[key] = u.ID
		}
	}
}

// checkSlack finds a place in Slack that more than one has: what one party is
// told there the other would read.
func (l *loading) checkSlack() {
	owner := map[string]care.UnitID{}
	for _, p := range l.staff {
		owner[p.Slack] = "staff"
	}
	for i, u := range l.units {
		if u.Slack == "" || u.Closed {
			continue
		}
		if id, taken := owner[u.Slack]; taken && id != u.ID {
			l.problem(l.places[i], "same-slack")
		}
		owner[u.Slack] = u.ID
	}
}

// findSuccessors puts an id where the list gives the successor's name.
func (l *loading) findSuccessors() {
	for i, u := range l.units {
		if u.Successor == "" {
			continue
		}
		n := slices.IndexFunc(l.units, func(s Unit) bool {
			return s.ID == u.Successor || strings.EqualFold(s.Name, string(u.Successor))
		})
		if n < 0 {
			l.problem(l.places[i], "successor")
			continue
		}
		l.units[i].Successor = l.units[n].ID
	}
}
