package page

import (
	"strings"
	"unicode/utf8"
)

// The made-up layout of files that have none: paragraphs below each other,
// the cells of a table row side by side. Measures are in points.
const (
	sheetWidth = 500.0
	lineHeight = 14.0
	typeSize   = 10.0
	charWidth  = 5.0
	tabWidth   = 30.0
	tickWidth  = 9.0
)

// A sheet is a page in the making.
type sheet struct {
	page  Page
	y     float64
	cell  int // the cell being filled; 0 for none
	cells int
	deep  int
	err   error // why it ends where it does
}

// A run is a piece of a line: text in one style, a tick box, a tab or a line
// break.
type run struct {
	text       string
	bold       bool
	size       float64 // of the type; 0 for ordinary
	field, tip string
	value      bool // the whole value of a form field; may be empty
	mark       *Mark
	tab, brk   bool
}

func (r run) with(text string) run { r.text = text; return r }

// plain reports whether r is text that may be joined with text of its like.
func (r run) plain() bool { return r.mark == nil && !r.tab && !r.brk && !r.value }

func newSheet() *sheet { return &sheet{page: Page{Number: 1, W: sheetWidth}, y: lineHeight} }

func (s *sheet) document(c Carrier) Document {
	s.page.H = s.y + lineHeight
	return Document{Carrier: c, Pages: []Page{s.page}}
}

// line sets runs as one line from x0 on, and more lines where they say so. A
// line too long for its cell is set narrower rather than over its neighbour.
func (s *sheet) line(runs []run, x0, x1 float64) {
	runs = join(runs)
	k := 1.0
	if w := width(runs); s.cell > 0 && w > x1-x0 {
		k = (x1 - x0) / w
	}
	x := x0
	for _, r := range runs {
		switch {
		case r.brk:
			s.y, x = s.y+lineHeight, x0
		case r.tab:
			x += tabWidth * k
		case r.mark != nil:
			x = s.tick(*r.mark, x, k)
		case r.value:
			x = s.value(r, x, k)
		default:
			x = s.words(r, x, k)
		}
	}
	s.y += lineHeight
	s.page.W = max(s.page.W, x)
}

// width returns how wide runs are at most between two line breaks.
func width(runs []run) (widest float64) {
	x := 0.0
	for _, r := range runs {
		switch {
		case r.brk:
			x = 0
		case r.tab:
			x += tabWidth
		case r.mark != nil:
			x += tickWidth + charWidth
		default:
			x += charWidth * float64(utf8.RuneCountInString(r.text)+1)
		}
		widest = max(widest, x)
	}
	return widest
}

func (s *sheet) tick(m Mark, x, k float64) float64 {
	m.Box = s.box(x, tickWidth*k)
	m.Cell = s.cell
	s.page.Marks = append(s.page.Marks, m)
	return x + (tickWidth+charWidth)*k
}

// value sets the whole value of a form field as one word.
func (s *sheet) value(r run, x, k float64) float64 {
	text := strings.TrimSpace(r.text)
	w := charWidth * k * float64(max(utf8.RuneCountInString(text), 4))
	s.word(r, text, FromField, s.box(x, w))
	return x + w + charWidth*k
}

// words sets text word by word.
func (s *sheet) words(r run, x, k float64) float64 {
	for text := blanks.Replace(r.text); text != "" && s.err == nil; {
		rest := strings.TrimLeft(text, " ")
		if n := len(text) - len(rest); n > 0 {
			x, text = x+gap(n)*k, rest
			continue
		}
		w, _, _ := strings.Cut(text, " ")
		n := charWidth * k * float64(utf8.RuneCountInString(w))
		s.word(r, w, FromText, s.box(x, n))
		x, text = x+n, text[len(w):]
	}
	return x
}

// blanks makes every kind of blank an ordinary one, and drops what shows as
// nothing at all.
var blanks = strings.NewReplacer(
	"\u00a0", " ", "\u2002", " ", "\u2003", " ", "\u2007", " ", "\u2009", " ", "\u202f", " ", "\n", " ", "\t", " ",
	"\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\ufeff", "", "\x00", "")

// gap returns how wide n blanks are: three and more are a column, as people
// align with blanks; one or two only stand between words.
func gap(n int) float64 {
	if n >= 3 {
		return charWidth * float64(n)
	}
	return charWidth * .6
}

func (s *sheet) word(r run, text string, from Source, box Box) {
	if len(s.page.Words) >= maxWords {
		s.err = ErrTooBig
		return
	}
	size := r.size
	if size == 0 {
		size = typeSize
	}
	s.page.Words = append(s.page.Words, Word{
		Box: box, Text: text, Source: from, Confidence: 1, Size: size, Bold: r.bold,
		Cell: s.cell, Field: r.field, Tip: r.tip,
	})
}

func (s *sheet) box(x, w float64) Box { return Box{x, s.y + 1, x + w, s.y + 11} }

// row sets n cells side by side, as wide as shares say; fill sets the i-th.
func (s *sheet) row(shares []float64, x0, x1 float64, fill func(i int, x0, x1 float64)) {
	total := 0.0
	for _, w := range shares {
		total += w
	}
	top, bottom, outer, x := s.y, s.y+lineHeight, s.cell, x0
	first := len(s.page.Cells)
	s.page.Cells = append(s.page.Cells, make([]Box, len(shares))...)
	for i, w := range shares {
		right := x + w/total*(x1-x0)
		s.page.Cells[first+i] = Box{x, top, right, top}
		s.cells++
		s.cell, s.y = s.cells, top
		fill(i, x+3, right-3)
		bottom, x = max(bottom, s.y), right
	}
	for i := range shares {
		s.page.Cells[first+i].Y1 = bottom
	}
	s.cell, s.y = outer, bottom
}

// join makes one run of neighbours in the same style: Word cuts words in the
// middle wherever somebody once corrected a letter.
func join(runs []run) (out []run) {
	for _, r := range runs {
		if n := len(out); n > 0 && r.plain() && out[n-1].plain() && out[n-1].bold == r.bold && out[n-1].size == r.size && out[n-1].field == r.field {
			out[n-1].text += r.text
			continue
		}
		out = append(out, r)
	}
	return out
}
