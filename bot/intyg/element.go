package intyg

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/stegvis/bot/intyg/page"
)

// An element is a piece of one line: words without a wide gap between them, a
// tick box with what it says, or a form field. Elements are in reading order.
type element struct {
	page, row int
	first     bool // on its row
	box       page.Box
	words     []page.Word
	text      string
	from      page.Source
	sure      float64 // how well it could be read
	size      float64
	bold      bool
	cell      int
	field     string // name of its form field
	tip       string
	mark      *page.Mark
	label     *label
	heading   []string // groups of the section it opens
	title     bool
	doubt     bool // it may be something else than it is taken for
	gone      bool // it has become part of the element before it
	taken     bool // is furniture, or part of another element
	owner     *label
}

// A label is where a field begins on the page.
type label struct {
	at       *element
	text     string
	meanings []meaning
	exact    bool // worded as in the catalogue
	known    bool
	colon    bool
	inline   bool // its value goes on in the same run of words
	soft     bool // may also be part of the sentence it stands in
	meaning  meaning
	resolved bool
	guessed  bool // see guess.go
	doubt    bool // what stands by another label may be part of its value
	number   int  // of the insats it belongs to, where insatser are numbered
	table    bool // it is the head of a column
	values   []*element
}

func (e *element) line() float64 { return max(e.size, 6) }

// elements cuts the words of a document into lines and pieces.
func elements(doc page.Document) (all []*element) {
	row := 0
	for i := range doc.Pages {
		p := &doc.Pages[i]
		for _, items := range rows(atoms(p, doc.Carrier)) {
			row++
			all = append(all, pieces(items, i+1, row)...)
		}
	}
	return all
}

// An atom is a word or a tick box with the cell it stands in.
type atom struct {
	page.Word
	mark *page.Mark
}

func atoms(p *page.Page, c page.Carrier) (all []atom) {
	for _, w := range p.Words {
		if c == page.Form && w.Source == page.FromField {
			continue // placed by its field, see formFields
		}
		if m := crossed(p, w); m != nil {
			continue // its box is ticked, or unclear
		}
		if w.Cell == 0 {
			w.Cell = cellAt(p, w.Box)
		}
		all = append(all, colonApart(w)...)
	}
	for i := range p.Marks {
		m := &p.Marks[i]
		if m.Confidence > 0 && m.Confidence <= .5 && m.Source == page.FromText {
			continue // a bullet in a list, more likely
		}
		if m.Source == page.FromInk && insideWord(p, m.Box) {
			continue // part of a letter
		}
		m = typedIn(p, m)
		cell := m.Cell
		if cell == 0 || c == page.Form {
			cell = cellAt(p, m.Box)
		}
		all = append(all, atom{Word: page.Word{Box: m.Box, Source: m.Source, Confidence: m.Confidence, Cell: cell}, mark: m})
	}
	return all
}

// crossed returns the tick box that a cross was typed in.
func crossed(p *page.Page, w page.Word) *page.Mark {
	if w.Source == page.FromField || !strings.ContainsAny(w.Text, "xX") || plain(w.Text) != "x" {
		return nil
	}
	for i := range p.Marks {
		if m := &p.Marks[i]; m.Source == page.FromInk && w.Box.Overlap(m.Box) > .4*min(w.Box.Width()*w.Box.Height(), m.Box.Width()*m.Box.Height()) {
			return m
		}
	}
	return nil
}

// typedIn returns m as it is with what was typed in it: a cross in a box that
// does not look ticked makes it unclear.
func typedIn(p *page.Page, m *page.Mark) *page.Mark {
	if m.State != page.Off || !slices.ContainsFunc(p.Words, func(w page.Word) bool { return crossed(p, w) == m }) {
		return m
	}
	unclear := *m
	unclear.State = page.Unclear
	return &unclear
}

// insideWord reports whether a box seen in the picture lies on a word.
func insideWord(p *page.Page, b page.Box) bool {
	for _, w := range p.Words {
		if w.Source != page.FromField && runes(w.Text) > 1 && lettered(w.Text) && w.Box.Overlap(b) > .25*b.Width()*b.Height() {
			return true
		}
	}
	return false
}

// colonApart cuts "Namn:Åke" in two, but not 08:00, 3:e or an address.
func colonApart(w page.Word) []atom {
	i := strings.IndexByte(w.Text, ':')
	if w.Source == page.FromField || i < 2 || i+1 >= len(w.Text) || w.Text[i-1] < 'A' || strings.Contains(w.Text, "//") || strings.Contains(w.Text, "@") {
		return []atom{{Word: w}}
	}
	if utf8.RuneCountInString(w.Text[i+1:]) < 2 {
		return []atom{{Word: w}} // SIP:s
	}
	at := w.Box.X0 + w.Box.Width()*float64(i+1)/float64(len(w.Text))
	a, b := w, w
	a.Text, a.Box.X1 = w.Text[:i+1], at
	b.Text, b.Box.X0 = w.Text[i+1:], at+1
	return []atom{{Word: a}, {Word: b}}
}

// cellAt returns the number of the smallest ruled cell around the middle of b,
// above any number the reader gives; 0 for none.
func cellAt(p *page.Page, b page.Box) (cell int) {
	x, y, least := (b.X0+b.X1)/2, b.Middle(), 0.0
	for i, c := range p.Cells {
		if area := c.Width() * c.Height(); c.X0 <= x && x <= c.X1 && c.Y0 <= y && y <= c.Y1 && (cell == 0 || area < least) {
			cell, least = 1_000_000+i, area
		}
	}
	return cell
}

// rows sorts atoms into lines.
func rows(all []atom) (out [][]atom) {
	slices.SortStableFunc(all, func(a, b atom) int { return cmp.Compare(a.Box.Middle(), b.Box.Middle()) })
	for _, a := range all {
		if n := len(out); n > 0 && sameLine(out[n-1], a.Box) {
			out[n-1] = append(out[n-1], a)
			continue
		}
		out = append(out, []atom{a})
	}
	for _, r := range out {
		slices.SortStableFunc(r, func(a, b atom) int { return cmp.Compare(a.Box.X0, b.Box.X0) })
	}
	return out
}

// sameLine reports whether b stands on the line of the atoms in r: most of the
// lower of the two must be beside the other, and none over it. A line of the
// next column may lie between two lines, beside both.
func sameLine(r []atom, b page.Box) bool {
	beside := slices.ContainsFunc(r[max(0, len(r)-6):], func(a atom) bool {
		both := min(a.Box.Y1, b.Y1) - max(a.Box.Y0, b.Y0)
		return both > .5*min(a.Box.Height(), b.Height())
	})
	return beside && !slices.ContainsFunc(r, func(a atom) bool { return stacked(a.Box, b) })
}

// stacked reports whether one of two boxes stands over the other.
func stacked(a, b page.Box) bool {
	both := min(a.X1, b.X1) - max(a.X0, b.X0)
	apart := math.Abs(a.Middle() - b.Middle())
	return both > .4*min(a.Width(), b.Width()) && apart > .35*min(a.Height(), b.Height())
}

// pieces cuts a line where there is a gap, a tick box, or the edge of a cell.
func pieces(items []atom, pageNo, row int) (out []*element) {
	for _, a := range items {
		n := len(out)
		if a.mark != nil {
			out = append(out, &element{page: pageNo, row: row, box: a.Box, from: a.Source, sure: a.Confidence, size: a.Box.Height(), cell: a.Cell, mark: a.mark, field: a.mark.Field, tip: a.mark.Tip})
			continue
		}
		if n > 0 && joins(out[n-1], a.Word) {
			out[n-1].add(a.Word)
			continue
		}
		e := &element{page: pageNo, row: row, from: a.Source, sure: 1, cell: a.Cell, field: a.Field, tip: a.Tip}
		e.add(a.Word)
		out = append(out, e)
	}
	if len(out) > 0 {
		out[0].first = true
	}
	return out
}

func joins(e *element, w page.Word) bool {
	if e.mark != nil || e.cell != w.Cell || e.from == page.FromField || w.Source == page.FromField {
		return false
	}
	return w.Box.X0-e.box.X1 <= .9*max(e.size, w.Size, 6)
}

func (e *element) add(w page.Word) {
	if e.words = append(e.words, w); len(e.words) == 1 || w.Size == 0 {
		e.set()
		return
	}
	e.text += " " + w.Text
	e.sum(w)
}

// set makes the summary of e fit its words.
func (e *element) set() {
	e.text, e.box, e.size, e.sure, e.bold = join(e, 0, len(e.words)), page.Box{}, 0, 1, true
	for _, w := range e.words {
		e.sum(w)
	}
	if e.size == 0 {
		e.size = e.box.Height()
	}
}

// sum takes a word into the summary.
func (e *element) sum(w page.Word) {
	e.box = e.box.Union(w.Box)
	e.size = max(e.size, w.Size)
	if w.Confidence > 0 {
		e.sure = min(e.sure, w.Confidence)
	}
	e.bold = e.bold && w.Bold
}

// cut returns the element that words i to j of e are.
func (e *element) cut(i, j int) *element {
	n := *e
	n.words = e.words[i:j]
	n.first = e.first && i == 0
	n.set()
	return &n
}
