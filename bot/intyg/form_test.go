package intyg

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// A blank is a form being drawn for a test: every layout that forms have,
// from the same entries.
type blank struct {
	rng      *rand.Rand
	layout   string  // inline, columns, grid, table, boxed
	style    bool    // labels in a type of their own
	colon    bool    // labels end in colons
	headings bool    // sections have headings
	lower    bool    // labels in small letters
	width    int     // letters that fit on a line of a value
	scale    float64 // of everything
	shift    float64 // of everything, in points
	doc      page.Document
	p        page.Page
	y        float64
	cell     int
	help     bool    // small print tells how to fill in
	left     float64 // where inline entries begin, beside the margin
}

// An entry is a field of the form with what is written in it.
type entry struct {
	key, label, value string
	options           []string // of tick boxes; those in value are ticked
}

type sectionOf struct {
	heading string
	entries []entry
}

func (b *blank) draw(title string, sections []sectionOf) page.Document {
	b.p = page.Page{Number: 1, W: 595, H: 842}
	b.y = 40
	b.words(title, 40, b.y, 16, true, 0)
	b.y += 40
	if b.layout == "halves" {
		b.halves(sections)
		return b.finish()
	}
	for i, s := range sections {
		if b.headings {
			b.words(fmt.Sprintf("%d. %s", i+1, s.heading), 40, b.y, 12, true, 0)
			b.y += 20
			if b.help {
				b.words("Fylls i av legitimerad personal, texta tydligt.", 44, b.y-6, 6, false, 0)
				b.y += 6
			}
		}
		b.section(s.entries)
		b.y += 8
	}
	if b.help {
		b.words("Blankett EV-12, version 2026-05    Sida 1 (1)", 40, b.y+10, 7, false, 0)
	}
	return b.finish()
}

// halves sets the sections in two columns that know nothing of each other.
func (b *blank) halves(sections []sectionOf) {
	top := b.y
	for i, s := range sections {
		if i == len(sections)/2 {
			b.left, b.y = 300, top+4
		}
		b.words(fmt.Sprintf("%d. %s", i+1, s.heading), 40+b.left, b.y, 12, true, 0)
		b.y += 20
		for _, e := range s.entries {
			b.inline(e)
		}
		b.y += 8
	}
}

func (b *blank) finish() page.Document {
	for i := range b.p.Words {
		b.p.Words[i].Box = b.place(b.p.Words[i].Box)
		b.p.Words[i].Size *= b.scale
	}
	for i := range b.p.Marks {
		b.p.Marks[i].Box = b.place(b.p.Marks[i].Box)
	}
	for i := range b.p.Cells {
		b.p.Cells[i] = b.place(b.p.Cells[i])
	}
	return page.Document{Carrier: page.Flat, Pages: []page.Page{b.p}}
}

func (b *blank) place(x page.Box) page.Box {
	return page.Box{X0: x.X0*b.scale + b.shift, Y0: x.Y0*b.scale + b.shift, X1: x.X1*b.scale + b.shift, Y1: x.Y1*b.scale + b.shift}
}

func (b *blank) section(entries []entry) {
	for i := 0; i < len(entries); i++ {
		e := entries[i]
		switch b.layout {
		case "inline":
			b.inline(e)
		case "columns", "table":
			b.beside(e)
		default:
			if i+1 < len(entries) && fits(e) && fits(entries[i+1]) {
				b.pair(e, entries[i+1])
				i++
				continue
			}
			b.under([]entry{e}, []float64{40}, 515)
		}
	}
}

// fits reports whether an entry is short enough to share a line.
func fits(e entry) bool { return len(e.value) < 34 && len(e.label) < 40 && len(e.options) < 3 }

func (b *blank) name(e entry) string {
	l := e.label
	if b.lower {
		l = strings.ToLower(l)
	}
	if (b.colon || b.layout == "inline" || b.layout == "halves") && !strings.HasSuffix(l, "?") {
		l += ":"
	}
	return l
}

func (b *blank) labelSize() (size float64, bold bool) {
	if !b.style {
		return 10, false
	}
	if b.layout == "grid" || b.layout == "boxed" {
		return 7, false
	}
	return 10, true
}

// inline writes the value behind its label, and goes on at the margin.
func (b *blank) inline(e entry) {
	size, bold := b.labelSize()
	margin := 40 + b.left
	x := b.words(b.name(e), margin, b.y, size, bold, 0)
	if len(e.options) > 0 {
		if b.layout == "halves" && x > margin+150 {
			b.y, x = b.y+13, margin-4
		}
		b.options(e, x+4, 0)
		b.y += 15
		return
	}
	width := b.width
	if b.layout == "halves" {
		width = 26
	}
	for i, line := range wrap(e.value, width) {
		at := margin
		if i == 0 && x+3+float64(runes(line))*5.2 < margin+250 {
			at = x + 3
		} else if i == 0 {
			b.y += 13
		}
		b.words(line, at, b.y, 10, false, 0)
		b.y += 13
	}
	if e.value == "" {
		b.y += 13
	}
	b.y += 2
}

// beside writes the value in a column of its own.
func (b *blank) beside(e entry) {
	size, bold := b.labelSize()
	top := b.y
	left, right := 0, 0
	if b.layout == "table" {
		left, right = b.cell+1, b.cell+2
		b.cell += 2
	}
	for i, line := range wrap(b.name(e), 34) {
		b.words(line, 44, top+float64(i)*12, size, bold, left)
		b.y = max(b.y, top+float64(i+1)*12)
	}
	if len(e.options) > 0 {
		b.optionsAt(e, 230, top, right)
		b.y = max(b.y, top+13)
	}
	for i, line := range wrap(e.value, b.width*3/5) {
		if len(e.options) > 0 {
			break
		}
		b.words(line, 230, top+float64(i)*13, 10, false, right)
		b.y = max(b.y, top+float64(i+1)*13)
	}
	b.y += 4
	if b.layout == "table" {
		b.p.Cells = append(b.p.Cells, page.Box{X0: 40, Y0: top - 2, X1: 226, Y1: b.y - 2}, page.Box{X0: 226, Y0: top - 2, X1: 560, Y1: b.y - 2})
	}
}

func (b *blank) pair(e, f entry) { b.under([]entry{e, f}, []float64{40, 310}, 250) }

// under writes values below their labels, side by side.
func (b *blank) under(entries []entry, xs []float64, width float64) {
	size, bold := b.labelSize()
	top, bottom := b.y, b.y
	for i, e := range entries {
		cell := 0
		if b.layout == "boxed" {
			b.cell++
			cell = b.cell
		}
		b.words(b.name(e), xs[i]+3, top, size, bold, cell)
		y := top + size + 3
		if b.help {
			b.words("Ange det som gäller, skriv tydligt", xs[i]+3, y, 5, false, cell)
			y += 7
		}
		if len(e.options) > 0 {
			b.optionsAt(e, xs[i]+3, y, cell)
			y += 13
		} else {
			for _, line := range wrap(e.value, b.width) {
				b.words(line, xs[i]+3, y, 10, false, cell)
				y += 13
			}
		}
		if e.value == "" {
			y += 13
		}
		bottom = max(bottom, y)
	}
	b.y = bottom + 7
	if b.layout == "boxed" {
		for i := range entries {
			b.p.Cells = append(b.p.Cells, page.Box{X0: xs[i], Y0: top - 2, X1: xs[i] + width, Y1: b.y - 2})
		}
	}
}

func (b *blank) options(e entry, x float64, cell int) { b.optionsAt(e, x, b.y, cell) }

func (b *blank) optionsAt(e entry, x, y float64, cell int) {
	for _, o := range e.options {
		state := page.Off
		if strings.Contains("|"+e.value+"|", "|"+o+"|") {
			state = page.On
		}
		b.p.Marks = append(b.p.Marks, page.Mark{Box: page.Box{X0: x, Y0: y + 1, X1: x + 9, Y1: y + 10}, State: state, Source: page.FromInk, Confidence: .97, Cell: cell})
		x = b.words(o, x+13, y, 10, false, cell) + 14
	}
}

// words writes text and returns where it ends.
func (b *blank) words(text string, x, y, size float64, bold bool, cell int) float64 {
	for _, w := range strings.Fields(text) {
		wide := size * .52 * float64(runes(w))
		b.p.Words = append(b.p.Words, page.Word{Box: page.Box{X0: x, Y0: y, X1: x + wide, Y1: y + size}, Text: w, Source: page.FromText, Confidence: 1, Size: size, Bold: bold, Cell: cell})
		x += wide + size*.28
	}
	return x - size*.28
}

// wrap cuts text into lines of at most n letters.
func wrap(text string, n int) (lines []string) {
	line := ""
	for _, w := range strings.Fields(text) {
		if line != "" && runes(line)+1+runes(w) > n {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimSpace(line + " " + w)
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
