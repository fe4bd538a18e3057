package contacts

import (
	"strconv"
	"strings"
)

// A Problem is one thing that is wrong, or odd, in a contact list. Its texts
// name the place and what to do, and never repeat what stands in the cell: that
// may be a person's name.
type Problem struct {
	File   string // base name
	Sheet  string // of a workbook
	Row    int    // as Excel numbers them; 0 when the whole file is meant
	Column string // the header as it is written
	Code   string // names its sentence in sentences.json
	Unit   string // the unit's name, when it is known
}

// Problems is everything that is wrong with the lists.
type Problems []Problem

func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Error says what is wrong and what to do, for whoever runs the program.
func (p Problem) Error() string {
	where := p.where("contact list ", "sheet ", "row ", "column ")
	return where + ": " + p.fill(sentences().Problems[p.Code].English, "the unit")
}

// Swedish says the same for whoever keeps the list.
func (p Problem) Swedish() string {
	w := sentences().Place
	return p.where(w.List+" ", w.Sheet+" ", w.Row+" ", w.Column+" ") + ": " + p.fill(sentences().Problems[p.Code].Swedish, w.Unit)
}

func (p Problem) where(list, sheet, row, column string) string {
	s := list + p.File
	if p.Sheet != "" {
		s += ", " + sheet + p.Sheet
	}
	if p.Row > 0 {
		s += ", " + row + strconv.Itoa(p.Row)
	}
	if p.Column != "" {
		s += ", " + column + p.Column
	}
	return s
}

func (p Problem) fill(sentence, nameless string) string {
	unit := p.Unit
	if unit == "" {
		unit = nameless
	}
	return strings.ReplaceAll(sentence, "{unit}", unit)
}
