package intyg

import (
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// A paper is a document while it is being read.
type paper struct {
	c         *Catalogue
	doc       page.Document
	els       []*element
	labels    []*label
	unknown   []string
	warnings  []string
	stray     []*element      // text that nobody owns
	aside     string          // what is written beside the fields of our own blank
	slants    []slant         // how photographed pages leaned
	signed    [][]*element    // what stands under a greeting
	small     bool            // labels begin with small letters
	looks     bool            // labels have a look of their own
	valueLook look            // that of most of what is written
	edges     map[int]float64 // how far to the right anything on a page is written
	common    float64         // the largest type size a good part of it is in
	heads     []*element      // the headings, in order
	rowsOf    map[int][]*element
	tabled    bool // it has a table of insatser
}

// maxElements is far more than any form has; what comes after is not read.
const maxElements = 8000

// lay finds labels, headings and tick boxes on the page and says what belongs
// to what.
func (c *Catalogue) lay(doc page.Document) *paper {
	doc, slants := straightened(doc)
	p := c.find(doc)
	if g := p.gutters(); len(g) > 0 {
		p = c.find(columnsApart(doc, g))
	} else {
		p.slants = slants // pages apart are numbered anew
	}
	p.resolve()
	p.tables()
	p.own()
	p.fields()
	return p
}

// find finds labels, headings and tick boxes.
func (c *Catalogue) find(doc page.Document) *paper {
	p := &paper{c: c, doc: doc}
	for _, line := range byRow(elements(doc)) {
		if len(p.els) > maxElements {
			p.warnings = append(p.warnings, page.WarnCut)
			break
		}
		line = c.captions(c.split(line))
		p.els = append(p.els, c.tails(line)...)
	}
	p.envelope()
	p.settle()
	p.wrappedLabels()
	p.headings()
	p.wrappedCaptions()
	p.style()
	p.columns()
	p.collect()
	return p
}

func byRow(els []*element) (out [][]*element) {
	for _, e := range els {
		if n := len(out); n > 0 && out[n-1][0].row == e.row {
			out[n-1] = append(out[n-1], e)
			continue
		}
		out = append(out, []*element{e})
	}
	return out
}

// tails looks for labels in what is left of a line behind its tick boxes.
func (c *Catalogue) tails(line []*element) (out []*element) {
	for i, e := range line {
		if e.mark == nil && e.label == nil && i > 0 && line[i-1].mark != nil {
			out = append(out, c.cutLabels(e, nil)...)
			continue
		}
		out = append(out, e)
	}
	return out
}

func lineText(line []*element) string {
	var parts []string
	for _, e := range line {
		if e.text != "" {
			parts = append(parts, e.text)
		}
	}
	return strings.Join(parts, " ")
}

// collect gathers labels and headings, and what stands on each line.
func (p *paper) collect() {
	p.rowsOf = map[int][]*element{}
	for _, e := range p.els {
		p.rowsOf[e.row] = append(p.rowsOf[e.row], e)
		if e.heading != nil && !e.title {
			p.heads = append(p.heads, e)
		}
		if e.label == nil || e.taken {
			continue
		}
		e.label.at = e
		p.labels = append(p.labels, e.label)
		if !e.label.known {
			p.unknown = append(p.unknown, strings.TrimRight(e.label.text, ": "))
		}
	}
}
