package intyg

import (
	"math"
	"slices"

	"example.org/stegvis/bot/intyg/page"
)

// Several insatser may stand in a table: one line of labels, and below it one
// row for each, with cells that go over several lines.

// tables finds the lines of labels that are the head of such a table.
func (p *paper) tables() {
	for _, line := range byRow(p.els) {
		var heads []*label
		other := false
		for _, e := range line {
			switch {
			case e.label != nil && !e.label.inline && e.label.resolved && ofMeasure(e.label.meaning.key):
				heads = append(heads, e.label)
			case e.label != nil && !e.label.inline: // a column of something else
			case lettered(e.text):
				other = true
			}
		}
		if len(heads) < 3 || other || !different(heads) {
			continue
		}
		for _, l := range heads {
			l.table, p.tabled = true, true
		}
	}
}

func different(labels []*label) bool {
	seen := map[string]bool{}
	for _, l := range labels {
		if seen[l.meaning.key] {
			return false
		}
		seen[l.meaning.key] = true
	}
	return true
}

// inTable returns the label of the column e stands in, when the last line of
// labels above it is the head of a table.
func (p *paper) inTable(lines [][]*element, e *element) *label {
	if !p.tabled {
		return nil
	}
	for i := len(lines) - 1; i >= 0 && lines[i][0].page == e.page; i-- {
		var best *label
		labels := 0
		for _, x := range lines[i] {
			if x.heading != nil {
				return nil
			}
			if x.label == nil || x.taken {
				continue
			}
			labels++
			if x.label.table && (best == nil || math.Abs(x.box.X0-e.box.X0) < math.Abs(best.at.box.X0-e.box.X0)) {
				best = x.label
			}
		}
		if labels > 0 {
			if best != nil && math.Abs(best.at.box.X0-e.box.X0) < 60 {
				return best
			}
			return nil
		}
	}
	return nil
}

// records cuts the values of a table's column into its rows.
func (p *paper) records(l *label) (all []*label) {
	starts := p.starts(l)
	if len(starts) < 2 {
		return []*label{l}
	}
	for i := range starts {
		part := *l
		part.values, part.number = nil, i+1
		for _, v := range l.values {
			if v.row >= starts[i] && (i+1 == len(starts) || v.row < starts[i+1]) || i == 0 && v.row < starts[0] {
				part.values = append(part.values, v)
			}
		}
		all = append(all, &part)
	}
	return all
}

// starts returns the lines on which the rows of l's table begin: where its
// ruled cells do, or else where the column whose values are short and of a
// kind, as dates are, has one.
func (p *paper) starts(l *label) (best []int) {
	var heads []*label
	for _, x := range p.labels {
		if x.table && x.at.row == l.at.row {
			heads = append(heads, x)
		}
	}
	if rows := cellRows(heads); rows != nil {
		return rows
	}
	for _, h := range heads {
		var rows []int
		for _, v := range h.values {
			if p.standsAlone(h, v) && !slices.Contains(rows, v.row) {
				rows = append(rows, v.row)
			}
		}
		if len(rows) > len(best) && p.c.types[h.meaning.key] != "text" {
			best = rows
		}
	}
	return best
}

// cellRows returns the first line of each row of a table with known cells.
func cellRows(heads []*label) (rows []int) {
	seen := map[int]bool{}
	var most *label
	for _, h := range heads {
		for _, v := range h.values {
			if v.cell == 0 {
				return nil
			}
		}
		if most == nil || cells(h) > cells(most) {
			most = h
		}
	}
	if most == nil {
		return nil
	}
	for _, v := range most.values {
		if !seen[v.cell] {
			seen[v.cell] = true
			rows = append(rows, v.row)
		}
	}
	return rows
}

func cells(l *label) int {
	seen := map[int]bool{}
	for _, v := range l.values {
		seen[v.cell] = true
	}
	return len(seen)
}

// standsAlone reports whether v is a whole value of the kind h asks for.
func (p *paper) standsAlone(h *label, v *element) bool {
	if v.mark != nil || v.from == page.FromField && v.text == "" {
		return false
	}
	switch p.c.types[h.meaning.key] {
	case "from", "to":
		return len(dates(v.text, someDay, coming)) > 0 || ongoingWord.MatchString(v.text)
	case "minutes":
		return minutes(v.text) != nil
	case "frequency":
		return frequency(v.text) != nil
	}
	return false
}
