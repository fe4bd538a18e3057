package stats

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// show is what a reader sees of a table.
func show(t Table) string { return fmt.Sprint(t.Of, t.Few, t.Cells) }

func once(ns ...int) Table {
	t := Table{Name: "t", Once: true, Whole: true}
	for i, n := range ns {
		t.Cells = append(t.Cells, Cell{Name: fmt.Sprint(i), N: n})
		t.Of += n
	}
	return t
}

// alone is a table of one unit, published.
func alone(ns ...int) Table { return once(ns...).public([]Table{once(ns...)}) }

// TestNothingToWorkOut lets an attacker who knows the rules of hiding go through
// every table there can be. Of a hidden cell that is small she may learn that it
// is small, and nothing more: tables that look alike from outside have at least
// three different numbers there.
func TestNothingToWorkOut(t *testing.T) {
	for cells := 2; cells <= 4; cells++ {
		look := map[string][][]int{}
		for total := range 28 {
			compositions(total, cells, func(ns []int) {
				s := show(alone(ns...))
				look[s] = append(look[s], slices.Clone(ns))
			})
		}
		for seen, alike := range look {
			for i := range cells {
				attack(t, seen, i, alike)
			}
		}
	}
}

// TestNothingToWorkOutOfASum lets a unit take its own numbers away from those of the
// region, knowing the rules: of a small number in what is left it may learn no more.
func TestNothingToWorkOutOfASum(t *testing.T) {
	const cells = 3
	figures := func(unit string, ns []int) Figures {
		x := once(ns...)
		return Figures{Units: []string{unit}, Exact: true, Intyg: x.Of, Tables: []Table{x}}
	}
	for own := range 6 {
		compositions(own, cells, func(mine []int) {
			look := map[string][][]int{}
			for others := range 18 {
				compositions(others, cells, func(rest []int) {
					sum, err := Merge([]Figures{figures("A", mine), figures("B", rest), figures("C", make([]int, cells))}, false)
					if err != nil {
						t.Fatal(err)
					}
					p := sum.Public()
					seen := fmt.Sprint(mine, p.Intyg, p.Few)
					for _, x := range p.Tables {
						seen += show(x)
					}
					look[seen] = append(look[seen], slices.Clone(rest))
				})
			}
			for seen, alike := range look {
				for i := range cells {
					attack(t, seen, i, alike)
				}
			}
		})
	}
}

func attack(t *testing.T, seen string, cell int, alike [][]int) {
	values, secret := map[int]bool{}, false
	for _, ns := range alike {
		values[ns[cell]] = true
		secret = secret || small(ns[cell])
	}
	if secret && len(values) < 3 {
		t.Errorf("%s: cell %d can only be %v", seen, cell, values)
	}
}

// compositions calls f with every way to share out a total.
func compositions(total, cells int, f func([]int)) {
	ns := make([]int, cells)
	var fill func(i, left int)
	fill = func(i, left int) {
		if i == cells-1 {
			ns[i] = left
			f(ns)
			return
		}
		for n := 0; n <= left; n++ {
			ns[i] = n
			fill(i+1, left-n)
		}
	}
	fill(0, total)
}

// TestNothingSmallIsTold: whatever is counted, no number from 1 to 4 stands in
// what is published, and none is the difference between a total and what is told
// of it.
func TestNothingSmallIsTold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(anyRow), 0, 60).Draw(t, "rows")
		f := Count(rows, "", "").Public()
		if small(f.Intyg) || f.Few && len(f.Tables) > 0 {
			t.Fatalf("%d intyg are told of", f.Intyg)
		}
		for _, x := range f.Tables {
			left, hidden := x.Of, 0
			for _, c := range x.Cells {
				if small(c.N) || !x.Once && small(x.Of-c.N) && !c.Hidden {
					t.Fatalf("%s: %s is %d of %d", x.Name, c.Name, c.N, x.Of)
				}
				if left -= c.N; c.Hidden {
					hidden++
				}
			}
			if x.Days != nil || hidden == 1 || x.Once && !x.Few && hidden > 0 && left-(hidden-1) < Least {
				t.Fatalf("%s gives away what it hides: %+v", x.Name, x)
			}
		}
	})
}

func anyRow(t *rapid.T) Row {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	return Row{
		Unit: pick("unit", "SK", "FA"), Month: pick("month", "2026-01", "2026-02", "2026-04"), Intyg: rapid.Bool().Draw(t, "intyg"),
		Profession: pick("profession", Professions...), Kinds: rapid.SliceOfNDistinct(rapid.SampledFrom(Kinds), 1, 3, rapid.ID).Draw(t, "kinds"),
		Complete: rapid.Bool().Draw(t, "complete"), Extended: pick("extended", "", InTime, Late),
		Days:   rapid.MapOfN(rapid.IntRange(1, 6), rapid.IntRange(0, 40), 0, 4).Draw(t, "days"),
		Kept:   rapid.MapOfN(rapid.SampledFrom([]string{"beslut", "besked_pvr"}), rapid.IntRange(1, 2), 0, 2).Draw(t, "kept"),
		Missed: rapid.MapOfN(rapid.SampledFrom([]string{"beslut", "besked_pvr"}), rapid.IntRange(1, 2), 0, 2).Draw(t, "missed"),
		Held:   rapid.MapOfN(rapid.SampledFrom([]string{"samtal", "hembesok"}), rapid.IntRange(0, 3), 0, 2).Draw(t, "held"),
		Grades: rapid.MapOfN(rapid.SampledFrom([]string{"start.1", "slut.3"}), rapid.SliceOfN(rapid.IntRange(1, 5), 1, 3), 0, 2).Draw(t, "grades"),
		Rounds: rapid.SliceOfN(rapid.IntRange(1, 4), 0, 2).Draw(t, "rounds"),
	}
}

// TestMergeIsTheSum: the figures of units added up are those of all their rows
// counted together; what is hidden afterwards leaves no unit a small number of the
// others.
func TestMergeIsTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []Row
		var figures []Figures
		for _, unit := range []string{"FA", "HS", "SK"} {
			rows := rapid.SliceOfN(rapid.Custom(anyRow), 1, 20).Draw(t, unit)
			for i := range rows {
				rows[i].Unit = unit
			}
			rows[0].Month = "2026-01"
			rows = append(rows, Row{Unit: unit, Month: "2026-04"})
			all = append(all, rows...)
			figures = append(figures, Count(rows, "", ""))
		}
		got, err := Merge(figures, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, unit := range figures {
			takeAway(t, got.Public(), unit)
		}
		want := Count(all, "", "")
		if g, w := fmt.Sprint(shown(got)), fmt.Sprint(shown(want)); g != w {
			t.Fatalf("merged\n%s\ncounted\n%s", g, w)
		}
	})
}

// takeAway is what a unit can do with the published sum: no number that is left is
// small.
func takeAway(t *rapid.T, sum, own Figures) {
	t.Helper()
	if small(sum.Intyg - own.Intyg) {
		t.Fatalf("%v sees that the others have %d intyg", own.Units, sum.Intyg-own.Intyg)
	}
	for _, x := range sum.Tables {
		mine := own.Table(x.Name).laidOutAs(x)
		for i, c := range x.Cells {
			if left := c.N - mine.Cells[i].N; !c.Hidden && small(left) {
				t.Fatalf("%v sees that the others have %d %s in %s", own.Units, left, c.Name, x.Name)
			}
		}
	}
}

// shown is what stands in exact figures, table by table.
func shown(f Figures) (all []string) {
	for _, t := range f.Tables {
		m := -1
		if t.Median != nil {
			m = *t.Median
		}
		all = append(all, fmt.Sprint(t.Name, show(t), m))
	}
	return append(all, fmt.Sprint(f.Units, f.From, f.To, f.Intyg))
}
