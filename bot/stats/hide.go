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
// Two reports over times that overlap can be subtracted from one another. No rule
// within one report can help that: publish months or years, not both.
func (f Figures) Public() Figures {
	if !f.Exact {
		return f
	}
	f.Exact = false
	if small(f.Intyg) {
		f.Intyg, f.Few, f.Tables = 0, true, nil
		return f
	}
	all := f.Tables
	f.Tables = nil
	for _, t := range all {
		f.Tables = append(f.Tables, t.public())
	}
	return f
}

func (t Table) public() Table {
	t.Days = nil
	t.Cells = slices.Clone(t.Cells)
	hidden := t.hidden()
	few := small(t.Of) || hidden == nil && len(t.Cells) > 0
	for i := range t.Cells {
		if few || hidden[i] {
			t.Cells[i].N, t.Cells[i].Hidden = 0, true
		}
	}
	if few {
		t.Few, t.Median = true, nil
	}
	if small(t.Of) {
		t.Of = 0
	}
	return t
}

func small(n int) bool { return 0 < n && n < Least }

// hidden says which cells are to be hidden; nil when nothing less than all will do.
func (t Table) hidden() []bool {
	hidden := make([]bool, len(t.Cells))
	last := -1 // a cell that is hidden
	for i, c := range t.Cells {
		if small(c.N) || !t.Once && small(t.Of-c.N) {
			hidden[i], last = true, i
		}
	}
	for last >= 0 && !t.covered(hidden) {
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
	return many > 0 && sum >= many*Least+(few-1)+(Least-1)
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
