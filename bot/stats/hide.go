package stats

import "slices"

// Least is the smallest number of intyg that is told of.
const Least = 5

// Public returns the figures as they may leave the unit: no number from 1 to 4
// stands in them, and none can be worked out from those that do.
//
// A cell that is small is hidden. What is counted once adds up to a total that is
// told elsewhere, so a cell that is not small is hidden with it, and more until
// what they hide together leaves room for any small number. Which one that is
// has nothing to do with the numbers: it is the one before it in the list, so
// that nobody can reason from the choice. Where that does not suffice the whole
// table is left out.
//
// In the sum of several units each can take away its own, and what is left must
// not tell of a small number either: so all this holds for what each has left.
//
// Two reports over times that overlap can be subtracted from one another, and so
// can those of units from that of their region. No rule within one report can help
// that: publish months or years, and units or the region, not both.
func (f Figures) Public() Figures {
	if !f.Exact {
		return f
	}
	rests := f.rests()
	f.Exact, f.parts = false, nil
	if small(f.Intyg) || slices.ContainsFunc(rests, func(r Figures) bool { return small(r.Intyg) }) {
		f.Intyg, f.Few, f.Tables = 0, true, nil
		return f
	}
	all := f.Tables
	f.Tables = nil
	for _, t := range all {
		views := []Table{t}
		for _, r := range rests {
			views = append(views, r.Table(t.Name).laidOutAs(t))
		}
		f.Tables = append(f.Tables, t.public(views))
	}
	return f
}

// rests are what each unit has left of a sum when it takes away its own.
func (f Figures) rests() (all []Figures) {
	for i := range f.parts {
		var rest Figures
		for j, p := range f.parts {
			if j != i {
				rest = rest.plus(p)
			}
		}
		all = append(all, rest)
	}
	return all
}

// laidOutAs is the table with the cells of another.
func (t Table) laidOutAs(o Table) Table {
	cells := t.Cells
	t.Once, t.Cells = o.Once, nil
	for _, c := range o.Cells {
		n := 0
		if i := slices.IndexFunc(cells, func(own Cell) bool { return own.Name == c.Name }); i >= 0 {
			n = cells[i].N
		}
		t.Cells = append(t.Cells, Cell{Name: c.Name, N: n})
	}
	return t
}

// public is the table as it may be seen by who has these views of it: the table
// itself, and what is left of it for each unit in it.
func (t Table) public(views []Table) Table {
	t.Days = nil
	t.Cells = slices.Clone(t.Cells)
	hidden := t.hidden(views)
	tiny := slices.ContainsFunc(views, func(v Table) bool { return small(v.Of) })
	few := tiny || hidden == nil && len(t.Cells) > 0
	for i := range t.Cells {
		if few || hidden[i] {
			t.Cells[i].N, t.Cells[i].Hidden = 0, true
		}
	}
	if few {
		t.Few, t.Median = true, nil
	}
	if tiny {
		t.Of = 0
	}
	return t
}

func small(n int) bool { return 0 < n && n < Least }

// hidden says which cells are to be hidden; nil when nothing less than all will do.
func (t Table) hidden(views []Table) []bool {
	hidden := make([]bool, len(t.Cells))
	last := -1 // a cell that is hidden
	for i := range t.Cells {
		if slices.ContainsFunc(views, func(v Table) bool { return small(v.Cells[i].N) || !v.Once && small(v.Of-v.Cells[i].N) }) {
			hidden[i], last = true, i
		}
	}
	uncovered := func(v Table) bool { return !v.covered(hidden) }
	for last >= 0 && slices.ContainsFunc(views, uncovered) {
		if last = t.before(last, hidden); last >= 0 {
			hidden[last] = true
		} else {
			return nil
		}
	}
	return hidden
}

// covered reports whether nothing can be worked out of the hidden cells, even by
// who can tell which of them are small: with them are cells that are not, and all
// together they would allow any of the small ones to be 1 to 4.
func (t Table) covered(hidden []bool) bool {
	sum, few, many := 0, 0, 0
	for i, c := range t.Cells {
		switch {
		case !hidden[i]:
		case small(c.N) || small(t.Of-c.N):
			sum, few = sum+c.N, few+1
		default:
			sum, many = sum+c.N, many+1
		}
	}
	return few == 0 || many > 0 && sum >= many*Least+(few-1)+(Least-1)
}

// before is the cell that is hidden next: the nearest before i that has anything
// in it, going round.
func (t Table) before(i int, hidden []bool) int {
	n := len(t.Cells)
	for k := 1; k < n; k++ {
		if j := (i - k + n) % n; !hidden[j] && t.Cells[j].N > 0 {
			return j
		}
	}
	return -1
}
