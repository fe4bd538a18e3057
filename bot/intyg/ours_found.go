package intyg

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// Which rows of our own blank a picture shows, and where.

// A scannedForm is the blank as it is found on pictures.
type scannedForm struct {
	form  printedForm
	rows  []formRow
	short bool // a komplettering
	next  int  // the row to look for
	over  bool // the fields have ended
	found []foundRow
	heads []printedItem // the headings, for where a field ends
}

// A foundRow is a row whose place is known: by the labels that could be read.
type foundRow struct {
	formRow
	page        *page.Page
	left, scale float64
	top, bottom float64          // of the labels
	labels      map[int]page.Box // those read, by field
}

// read finds the rows on one page.
func (s *scannedForm) read(p *page.Page) {
	lines := printedLines(p)
	left, scale := s.measure(p, lines)
	if measures := s.measures(lines); measures > 1 && len(s.rows) == len(s.form.rows(1)) {
		s.rows = s.form.rows(measures)
	} else if measures == 0 && len(s.rows) == len(s.form.rows(1)) && !s.short {
		s.next = 0 // pages may lie in any order
	}
	for _, line := range lines {
		switch section, measure := s.heading(line[0]); {
		case s.over:
			return
		case like(line[0].text, s.form.KnownTitle):
			s.over = true
			s.heads = append(s.heads, printedItem{textRun: line[0]})
		case section >= 0:
			s.heads = append(s.heads, printedItem{textRun: line[0]})
			if i := slices.IndexFunc(s.rows, func(r formRow) bool { return r.section == section && r.measure == measure }); i >= 0 {
				s.next = i
			}
		default:
			s.row(p, line, left, scale)
		}
	}
}

// printedLines are the lines of a page, each cut where there is room between fields.
func printedLines(p *page.Page) (lines [][]textRun) {
	for _, words := range inLines(p.Words) {
		var line []textRun
		for k, w := range words {
			if last := len(line) - 1; k > 0 && w.Box.X0-words[k-1].Box.X1 < p.W*.012 {
				line[last].text += " " + w.Text
				line[last].box = line[last].box.Union(w.Box)
				continue
			}
			line = append(line, textRun{page: p, box: w.Box, text: w.Text})
		}
		lines = append(lines, line)
	}
	return lines
}

// measure finds where the left margin of the fields is, and how big the page
// was printed: the instruction has a straight left edge, and so have the labels.
func (s *scannedForm) measure(p *page.Page, lines [][]textRun) (left, scale float64) {
	var labels, helps []float64
	for _, line := range lines {
		if x := line[0]; x.box.X0 < p.W*.2 && s.known(x.text) {
			labels = append(labels, x.box.X0)
		}
		for _, x := range line {
			if x.box.X0 > p.W*.55 && x.box.X0 < p.W*.76 {
				helps = append(helps, x.box.X0)
			}
		}
	}
	scale = p.W / 595.28
	left, ok := edge(labels)
	if !ok {
		return 46 * scale, scale
	}
	if help, ok := edge(helps); ok && help > left {
		scale = min(max((help-left)/helpAt, .85*scale), 1.1*scale)
	}
	return left, scale
}

// known reports whether text is a label or a heading of the form.
func (s *scannedForm) known(text string) bool {
	for _, r := range s.rows {
		if like(text, r.fields[0].Label) || like(text, s.form.Section[r.section].Title) {
			return true
		}
	}
	return false
}

// edge is where the most of xs stand, if that is more than one.
func edge(xs []float64) (at float64, ok bool) {
	most := 1
	for _, x := range xs {
		n, sum := 0, 0.0
		for _, y := range xs {
			if math.Abs(x-y) < 3 {
				n, sum = n+1, sum+y
			}
		}
		if n > most {
			most, at, ok = n, sum/float64(n), true
		}
	}
	return at, ok
}

// measures is how many insatser the headings on a page speak of; 0 for none.
func (s *scannedForm) measures(lines [][]textRun) (n int) {
	for _, line := range lines {
		if _, m := s.heading(line[0]); m > 0 {
			n = max(n, m+1)
		}
	}
	return n
}

// heading finds the section that x is the title of, and of which insats.
func (s *scannedForm) heading(x textRun) (section, measure int) {
	text := plain(x.text)
	if before, number, ok := strings.Cut(text, ", insats "); ok {
		n, _ := strconv.Atoi(number) // what is no number is the first
		text, measure = before, max(n, 1)-1
	}
	for i, t := range s.form.Section {
		if like(text, t.Title) {
			return i, measure
		}
	}
	return -1, 0
}

// row takes a line with at least one label of a row that is still to come.
func (s *scannedForm) row(p *page.Page, line []textRun, left, scale float64) {
	best, most := -1, 0
	var labels map[int]page.Box
	for i := s.next; i < len(s.rows); i++ {
		if got := s.labelsOf(s.rows[i], line, left, scale); len(got) > most {
			best, most, labels = i, len(got), got
		}
	}
	if best < 0 {
		return
	}
	f := foundRow{formRow: s.rows[best], page: p, left: left, scale: scale, labels: labels}
	for _, b := range labels {
		if f.bottom == 0 {
			f.top, f.bottom = b.Y0, b.Y1
		}
		f.top, f.bottom = min(f.top, b.Y0), max(f.bottom, b.Y1)
	}
	s.found = append(s.found, f)
	s.next = best + 1
}

// labelsOf finds the labels of r in a line, where they stand on the blank. One
// for a komplettering may have any of them, from the left.
func (s *scannedForm) labelsOf(r formRow, line []textRun, left, scale float64) map[int]page.Box {
	got := map[int]page.Box{}
	for k, f := range r.fields {
		for _, x := range line {
			off := x.box.X0 - (left + scale*r.at[k])
			if like(x.text, f.Label) && (math.Abs(off) < 4.5*scale || s.short && off < 4.5*scale && x.box.X0 > left-4.5*scale) {
				got[k] = x.box
			}
		}
	}
	return got
}
