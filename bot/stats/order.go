package stats

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// names lists every table there can be, in the order in which they are told of.
func names() (all []string) {
	for _, t := range tables {
		all = append(all, t.name)
	}
	for _, s := range care.Steps() {
		all = append(all, fmt.Sprintf("ledtid.%d", s))
	}
	for _, d := range care.DebtNames() {
		all = append(all, "frist."+d)
	}
	all = append(all, "forslag")
	for _, q := range questions {
		all = append(all, "enkat."+q)
	}
	return all
}

// inOrder compares two tables by where they are told of: those of a group together,
// and last what only another version of the program counts.
func inOrder(a, b Table) int {
	all := names()
	return cmp.Or(place(all, a.inGroup)-place(all, b.inGroup), strings.Compare(a.Group(), b.Group()), place(all, a.named)-place(all, b.named))
}

// place is the first place in all that fits; after the last when none does.
func place(all []string, fits func(string) bool) int {
	if i := slices.IndexFunc(all, fits); i >= 0 {
		return i
	}
	return len(all)
}

func (t Table) named(name string) bool   { return name == t.Name }
func (t Table) inGroup(name string) bool { return Table{Name: name}.Group() == t.Group() }
