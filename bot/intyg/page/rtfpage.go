package page

import (
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// readRTF reads rich text: paragraphs, tables, form fields of the old kind.
func readRTF(data []byte) (Document, error) {
	r := &rtfPage{sheet: newSheet(), scan: rtfScanner{data: data}, fonts: map[int]string{}, states: []rtfState{{skipAfter: 1}}}
	for r.err == nil {
		t := r.scan.next()
		if t.what == 0 {
			break
		}
		r.token(t)
	}
	r.endParagraph()
	r.endRow()
	doc := r.document(RTF)
	if r.tracked {
		doc.Warnings = append(doc.Warnings, WarnTracked)
	}
	if r.hidden {
		doc.Warnings = append(doc.Warnings, WarnHidden)
	}
	return doc, r.err
}

// An rtfPage is a rich text being laid out.
type rtfPage struct {
	*sheet
	scan            rtfScanner
	states          []rtfState // of the groups that are open
	fonts           map[int]string
	fontNumber      int // being defined
	runs            []run
	cell            [][]run   // lines of the cell so far
	cells           [][][]run // cells of the row so far
	edges           []float64 // right edges of the row's cells
	pending         int       // bytes that only repeat the \u before them
	field           rtfField
	tracked, hidden bool
}

// An rtfState is what a group inherits and forgets when it ends.
type rtfState struct {
	skip, twice, bold, hidden, deleted, table bool
	font                                      int
	size                                      float64
	skipAfter                                 int // bytes after \u
	dest                                      string
}

// An rtfField is a form field that is open.
type rtfField struct {
	depth   int // of the group it is
	name    strings.Builder
	form    string // FORMTEXT, FORMCHECKBOX, FORMDROPDOWN
	result  int
	fixed   int
	seen    bool // its state is given
	entries []string
	text    strings.Builder
}

func (r *rtfPage) top() *rtfState { return &r.states[len(r.states)-1] }

func (r *rtfPage) token(t rtfToken) {
	switch t.what {
	case '{':
		if len(r.states) > maxDepth {
			r.err = ErrTooBig
			return
		}
		r.states = append(r.states, *r.top())
	case '}':
		r.endGroup()
	case 't':
		if r.pending > 0 {
			r.pending--
			return
		}
		r.char(charmap.Windows1252.DecodeByte(t.char))
	case '\\':
		r.word(t)
	}
}

func (r *rtfPage) endGroup() {
	if r.field.depth == len(r.states) {
		r.endField()
	}
	if len(r.states) > 1 {
		r.states = r.states[:len(r.states)-1]
	}
}

// char takes in a character, to where the group says.
func (r *rtfPage) char(c rune) {
	st := r.top()
	if st.skip || st.twice {
		return
	}
	switch st.dest {
	case "fonttbl":
		if c != ';' {
			r.fonts[r.fontNumber] += string(c)
		}
		return
	case "ffname":
		r.field.name.WriteRune(c)
		return
	case "ffl":
		if n := len(r.field.entries); n > 0 { // not where its field has ended before it
			r.field.entries[n-1] += string(c)
		}
		return
	case "fldinst":
		r.instruction(c)
		return
	}
	switch {
	case st.deleted:
		r.tracked = true
	case st.hidden:
		r.hidden = r.hidden || c > ' '
	case r.field.depth > 0 && r.field.form == "FORMTEXT":
		r.field.text.WriteRune(c)
	default:
		r.text(c, *st)
	}
}

// text adds a character to the line.
func (r *rtfPage) text(c rune, st rtfState) {
	if _, plain := glyphs[c]; !plain {
		if g, ok := symbol(r.fonts[st.font], c); ok {
			m := g.mark()
			r.runs = append(r.runs, run{mark: &m})
			return
		}
	}
	n := len(r.runs)
	if n > 0 && r.runs[n-1].plain() && r.runs[n-1].bold == st.bold && r.runs[n-1].size == st.size {
		r.runs[n-1].text += string(c)
		return
	}
	r.runs = append(r.runs, run{text: string(c), bold: st.bold, size: st.size})
}

func (r *rtfPage) endParagraph() {
	var runs []run
	for _, x := range r.runs {
		if x.plain() {
			runs = append(runs, ticks(x)...)
		} else {
			runs = append(runs, x)
		}
	}
	r.runs = nil
	switch {
	case r.top().table:
		r.cell = append(r.cell, runs)
	case len(runs) > 0 || len(r.cells) == 0:
		r.endRow()
		r.line(runs, 0, sheetWidth)
	}
}

func (r *rtfPage) endCell() {
	if len(r.runs) > 0 {
		r.top().table = true
		r.endParagraph()
	}
	r.cells = append(r.cells, r.cell)
	r.cell = nil
}

func (r *rtfPage) endRow() {
	cells := r.cells
	r.cells = nil
	if len(cells) == 0 {
		return
	}
	shares := make([]float64, len(cells))
	left := 0.0
	for i := range shares {
		shares[i] = 100
		if i < len(r.edges) && r.edges[i] > left {
			shares[i], left = r.edges[i]-left, r.edges[i]
		}
	}
	r.row(shares, 0, sheetWidth, func(i int, x0, x1 float64) {
		for _, runs := range cells[i] {
			r.line(runs, x0, x1)
		}
	})
}
