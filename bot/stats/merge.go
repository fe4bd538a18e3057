package stats

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// What a unit sends for the figures of a whole region is [Figures] that are
// exact: counted in one respect at a time, never rows, which taken together
// would point at somebody. Small numbers stand in them, since what is hidden
// unit by unit cannot be added up, so they are sealed to who adds them up and
// hidden afterwards, in the sum.

// Parse reads the figures of one unit, as [encoding/json] writes them.
func Parse(data []byte) (f Figures, err error) {
	if err := json.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("read figures: %w", err)
	}
	if !f.Exact {
		return f, errors.New("these figures are for publishing: what is hidden in them cannot be added up; ask the unit for stegvis stats --export")
	}
	if len(f.Units) == 0 {
		return f, errors.New("these figures do not say whose they are: units is empty")
	}
	for _, t := range f.Tables {
		if err := t.check(); err != nil {
			return f, fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return f, nil
}

func (t Table) check() error {
	sum := 0
	for _, c := range t.Cells {
		if c.N < 0 || c.N > t.Of {
			return fmt.Errorf("%s is %d of %d", c.Name, c.N, t.Of)
		}
		sum += c.N
	}
	if t.Once && sum != t.Of {
		return fmt.Errorf("the cells are %d in all, and should be %d", sum, t.Of)
	}
	return nil
}

// ErrSum: nothing can be hidden any more for each of the units that a file is the sum
// of, since it does not say what was whose.
var ErrSum = errors.New("these figures are the sum of several units")

// Merge adds up the figures of several units over the same months. With two,
// each of them could subtract its own and have the other's to the number: that
// is refused unless the sum is for who has both anyway. What is a sum already
// is for them alone, and cannot be added to.
func Merge(all []Figures, inside bool) (sum Figures, err error) {
	if i := slices.IndexFunc(all, func(f Figures) bool { return len(f.Units) > 1 }); i >= 0 && (len(all) > 1 || !inside) {
		return sum, fmt.Errorf("%v: %w", all[i].Units, ErrSum)
	}
	if len(all) == 2 && !inside {
		return sum, errors.New("two units: each could work out the other's figures from the sum; add a third, or use --exact for who may see them all")
	}
	for i, f := range all {
		if i == 0 {
			sum = f
			sum.Tables = slices.Clone(f.Tables)
			continue
		}
		if f.From != sum.From || f.To != sum.To {
			return sum, fmt.Errorf("%v has counted from %s to %s, and %v from %s to %s: ask all for the same months", f.Units, f.From, f.To, sum.Units, sum.From, sum.To)
		}
		for _, u := range f.Units {
			if slices.Contains(sum.Units, u) {
				return sum, fmt.Errorf("%s is there twice", u)
			}
		}
		sum = sum.plus(f)
	}
	slices.Sort(sum.Units)
	slices.SortStableFunc(sum.Tables, inOrder)
	if len(all) > 1 {
		sum.parts = all
	}
	return sum, nil
}

func (f Figures) plus(g Figures) Figures {
	f.Units = slices.Concat(f.Units, g.Units)
	f.Intyg += g.Intyg
	for _, t := range g.Tables {
		i := slices.IndexFunc(f.Tables, func(x Table) bool { return x.Name == t.Name })
		if i < 0 {
			f.Tables = append(f.Tables, t)
			continue
		}
		f.Tables[i] = f.Tables[i].plus(t)
	}
	return f
}

func (t Table) plus(o Table) Table {
	t.Of += o.Of
	if t.Days != nil {
		days := map[int]int{}
		for _, m := range []map[int]int{t.Days, o.Days} {
			for d, n := range m {
				days[d] += n
			}
		}
		t.Days = days
		t.classify()
		return t
	}
	counts := map[string]int{}
	for _, c := range slices.Concat(t.Cells, o.Cells) {
		counts[c.Name] += c.N
	}
	first := slices.DeleteFunc(t.standing(), func(c string) bool { _, there := counts[c]; return !there })
	t.Cells = nil
	for _, c := range ordered(first, counts) {
		t.Cells = append(t.Cells, Cell{Name: c, N: counts[c]})
	}
	return t
}

// standing are the cells that stand in an order of their own.
func (t Table) standing() (cells []string) {
	for _, x := range tables {
		if x.name == t.Name {
			return slices.Clone(x.cells)
		}
	}
	for _, c := range t.Cells {
		cells = append(cells, c.Name)
	}
	return cells
}
