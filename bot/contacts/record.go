package contacts

import (
	"regexp"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// A record is one row under its header.
type record struct {
	table  table
	header header
	row    tableRow
	at     Problem
}

// get returns what stands in the column of that meaning; empty when there is
// no such column or it says "–" or "saknas".
func (r record) get(meaning string) string {
	c := r.column(meaning)
	if c < 0 || c >= len(r.row.cells) {
		return ""
	}
	v := trim(spaces.ReplaceAllString(strings.Map(plainSpace, r.row.cells[c]), " "))
	if headers().empty[cellKey(v)] {
		return ""
	}
	return v
}

var spaces = regexp.MustCompile(`[ \t]+`) // a line break in a cell means something

func (r record) column(meaning string) int {
	for i, m := range r.header.columns {
		if m == meaning {
			return i
		}
	}
	return -1
}

// in returns the place of the record's cell of that meaning.
func (r record) in(meaning string) Problem {
	at := r.at
	if c := r.column(meaning); c >= 0 {
		at.Column = r.header.names[c]
	}
	return at
}

// odd is what the workbook says about the cell, or "formula" when its text
// would be one if it were opened in Excel.
func (r record) odd(meaning string) string {
	if v := r.get(meaning); strings.HasPrefix(v, "=") || strings.ContainsAny(firstRune(v), "+-@") && strings.ContainsAny(v, "(!|") {
		return "formula"
	}
	c := r.column(meaning)
	addressed := slices.Contains([]string{"mail", "slack", "domain"}, meaning)
	if r.table.check == nil || c < 0 || !addressed || r.get(meaning) == "" {
		return ""
	}
	return r.table.check(r.row.n, c)
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return " "
}

// row takes one record into the lists.
func (l *loading) row(r record) {
	before := len(l.problems)
	role, post, staff := l.role(r)
	if role != "" && !staff {
		r.at.Unit = r.name()
	}
	l.checkCells(r)
	switch {
	case len(l.problems) > before:
	case staff:
		l.person(r, post)
	default:
		l.unit(r, role)
	}
}

// checkCells looks at what is wrong in any row, whoever it is about.
func (l *loading) checkCells(r record) {
	for _, meaning := range slices.Sorted(mapValues(r.header.columns)) {
		if code := r.odd(meaning); code != "" {
			l.problem(r.in(meaning), code)
		}
		if strings.ContainsRune(r.get(meaning), '\ufffd') || garbled(r.get(meaning)) {
			l.problem(r.in(meaning), "encoding")
		}
	}
	for i := r.header.width(); i < len(r.row.cells); i++ {
		if trim(r.row.cells[i]) != "" {
			l.problem(r.at, "extra-cell")
			return
		}
	}
}

func mapValues(m map[int]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, v := range m {
			if !yield(v) {
				return
			}
		}
	}
}

// name is the unit's name, or the person's.
func (r record) name() string {
	name := r.get("name")
	if name == "" {
		name = strings.TrimSpace(r.get("first") + " " + r.get("last"))
	}
	if branch := r.get("branch"); branch != "" && name != "" {
		name += ", " + branch
	}
	return name
}

// role says who the row is about: what its column says, or else what its
// sheet is called, or else a hemtjänstutförare. It is empty when the column
// says something unknown.
func (l *loading) role(r record) (role care.Role, post Post, staff bool) {
	cell := r.get("role")
	if cell == "" {
		role, post, staff, ok := roleOf(r.table.at.Sheet)
		if !ok {
			return care.HTJ, "", false
		}
		return role, post, staff
	}
	role, post, staff, ok := roleOf(cell)
	if !ok {
		l.problem(r.in("role"), "role")
	}
	return role, post, staff
}
