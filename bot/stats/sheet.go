package stats

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/templates"
)

// A Sheet is a table as people read it.
type Sheet struct {
	Name, Title, Note string
	Heads             []string
	Rows              [][]any // text, or a number
	Bars              []Bar   // what is drawn of it
}

// A Bar is one line of a diagram. Told is what stands beside it.
type Bar struct {
	Label, Told string
	N           int
}

// Sheets lays out the figures, in the order of the tables.
func Sheets(f Figures, w templates.Figures) (sheets []Sheet) {
	for i, t := range f.Tables {
		switch group := t.Group(); {
		case t.Line() == "":
			sheets = append(sheets, simple(t, w))
		case i == 0 || f.Tables[i-1].Group() != group:
			sheets = append(sheets, grouped(group, f.group(group), w))
		}
	}
	return sheets
}

func (f Figures) group(name string) []Table {
	return slices.DeleteFunc(slices.Clone(f.Tables), func(t Table) bool { return t.Group() != name })
}

// simple is a table with a line for each cell: how many, and what share.
func simple(t Table, w templates.Figures) Sheet {
	words := w.Tables[t.Name]
	s := Sheet{Name: t.Name, Title: words.Title, Note: words.Note, Heads: []string{words.Line, w.Count, w.Share}}
	if t.Few {
		s.Note = w.FewTable
		return s
	}
	for _, c := range t.Cells {
		label := cmp.Or(words.Cells[c.Name], c.Name)
		if c.Name == Other && c.N == 0 && !c.Hidden {
			continue // no class of the study's own
		}
		s.Rows = append(s.Rows, []any{label, number(c, w), share(c, t.Of, w)})
		s.Bars = append(s.Bars, Bar{label, fmt.Sprint(number(c, w)), c.N})
	}
	s.Rows = append(s.Rows, []any{w.Total, t.Of, 100})
	return s
}

func number(c Cell, w templates.Figures) any {
	if c.Hidden {
		return w.Hidden
	}
	return c.N
}

// share is in whole per cent, as the study told it.
func share(c Cell, of int, w templates.Figures) any {
	switch {
	case c.Hidden:
		return w.Hidden
	case c.N > 0 && 100*c.N < of:
		return w.UnderOne
	}
	return percent(c.N, of)
}

func percent(n, of int) int {
	if of == 0 {
		return 0
	}
	return (200*n + of) / (2 * of)
}

// grouped is a table with a line for each of several, and their cells beside one
// another.
func grouped(name string, lines []Table, w templates.Figures) Sheet {
	words := w.Tables[name]
	s := Sheet{Name: name, Title: words.Title, Note: words.Note, Heads: []string{words.Line}}
	for _, c := range lines[0].Cells {
		s.Heads = append(s.Heads, cmp.Or(words.Cells[c.Name], days(c.Name, w)))
	}
	if head := map[string]string{"ledtid": w.Median, "frist": w.InTime}[name]; head != "" {
		s.Heads = append(s.Heads, head)
	}
	told := make([]int, len(lines[0].Cells))
	for _, t := range lines {
		label := cmp.Or(words.Lines[t.Line()], lineName(name, t.Line()))
		row := []any{label}
		for i, c := range t.Cells {
			row = append(row, number(c, w))
			told[i] += c.N
		}
		if last, n := summary(name, t, w); last != nil {
			row = append(row, last)
			s.Bars = append(s.Bars, Bar{label, fmt.Sprint(last), n})
		}
		s.Rows = append(s.Rows, row)
	}
	if name == "frist" {
		s.Rows = append(s.Rows, []any{w.Total, told[0], told[1], percent(told[0], told[0]+told[1])})
	}
	return s
}

// summary is the one number that a line comes to.
func summary(name string, t Table, w templates.Figures) (told any, n int) {
	switch {
	case name == "ledtid" && t.Median == nil, name == "frist" && t.Cells[0].Hidden:
		return w.Hidden, 0
	case name == "ledtid":
		return *t.Median, *t.Median
	case name == "frist":
		p := percent(t.Cells[0].N, t.Of)
		return p, p
	}
	return nil, 0
}

// lineName names a step or a duty.
func lineName(group, line string) string {
	if n, err := strconv.Atoi(line); group == "ledtid" && err == nil {
		return fmt.Sprintf("%d %s", n, care.Step(n))
	}
	return cmp.Or(templates.ChatWords().Duties[line], line)
}

// days names a class of lead times by its last day.
func days(cell string, w templates.Figures) string {
	last, err := strconv.Atoi(cell)
	i := slices.Index(lead, last)
	switch {
	case cell == "over":
		return templates.Fill(w.Over, "from", fmt.Sprint(lead[len(lead)-1]))
	case err != nil || i < 0:
		return cell
	case i == 0:
		return w.SameDay
	}
	return templates.Fill(w.Days, "from", fmt.Sprint(lead[i-1]+1), "to", cell)
}

// Heading is whose figures they are, and of when.
func Heading(f Figures, w templates.Figures) string {
	units := templates.List(f.Units)
	if f.From == "" {
		return templates.Fill(w.Undated, "units", units)
	}
	return templates.Fill(w.Subtitle, "units", units, "from", f.From, "to", f.To)
}

// Notes are what must be known to read them.
func Notes(f Figures, w templates.Figures) []string {
	switch {
	case f.Few:
		return []string{w.Few}
	case f.Exact:
		return []string{w.Intro, w.Exact}
	}
	return []string{w.Intro, templates.Fill(w.Privacy, "hidden", w.Hidden)}
}
