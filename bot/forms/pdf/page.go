package pdf

import (
	"bytes"
	"fmt"
)

// A Page is drawn on from the back to the front.
type Page struct {
	doc    *Doc
	number int
	obj    int
	ink    bytes.Buffer
	marks  []*Elem // by number of the marked content
	fields []placed
	annots []string
}

// A Color is red, green and blue.
type Color [3]uint8

// A Style is how text looks.
type Style struct {
	Face  Face
	Size  float64
	Color Color
}

// Width measures s.
func (d *Doc) Width(st Style, s string) float64 { return d.fonts[st.Face].width(s, st.Size) }

// Wrap breaks s into lines no wider than width, keeping its own line breaks.
func (d *Doc) Wrap(st Style, width float64, s string) []string {
	return d.fonts[st.Face].wrap(s, st.Size, width)
}

// Text draws s with its baseline at y. It is read aloud as part of e, or not
// at all when e is nil.
func (p *Page) Text(e *Elem, x, y float64, st Style, s string) {
	if s == "" {
		return
	}
	p.marked(e, func() {
		fmt.Fprintf(&p.ink, "BT %s rg /F%d %.2f Tf %.2f %.2f Td %s Tj ET\n",
			rgb(st.Color), st.Face, st.Size, x, Height-y, p.doc.fonts[st.Face].encode(s))
	})
}

// marked says whose the ink is.
func (p *Page) marked(e *Elem, draw func()) {
	if e == nil {
		p.ink.WriteString("/Artifact BMC\n")
	} else {
		fmt.Fprintf(&p.ink, "/%s << /MCID %d >> BDC\n", e.tag, len(p.marks))
		e.kids = append(e.kids, kid{page: p, mark: len(p.marks)})
		p.marks = append(p.marks, e)
	}
	draw()
	p.ink.WriteString("EMC\n")
}

// Line draws a line of the given thickness.
func (p *Page) Line(x0, y0, x1, y1, thick float64, c Color) {
	p.marked(nil, func() {
		fmt.Fprintf(&p.ink, "%s RG %.2f w %.2f %.2f m %.2f %.2f l S\n", rgb(c), thick, x0, Height-y0, x1, Height-y1)
	})
}

// Area fills a rectangle whose upper left corner is at x, y.
func (p *Page) Area(x, y, w, h float64, c Color) {
	p.marked(nil, func() {
		fmt.Fprintf(&p.ink, "%s rg %.2f %.2f %.2f %.2f re f\n", rgb(c), x, Height-y-h, w, h)
	})
}

// Frame draws the outline of a rectangle.
func (p *Page) Frame(x, y, w, h, thick float64, c Color) {
	p.marked(nil, func() {
		fmt.Fprintf(&p.ink, "%s RG %.2f w %.2f %.2f %.2f %.2f re S\n", rgb(c), thick, x, Height-y-h, w, h)
	})
}

// Disc fills a circle.
func (p *Page) Disc(x, y, r float64, c Color) {
	p.marked(nil, func() {
		fmt.Fprintf(&p.ink, "%s rg %s f\n", rgb(c), circle(x, Height-y, r))
	})
}

func rgb(c Color) string {
	return fmt.Sprintf("%.3f %.3f %.3f", float64(c[0])/255, float64(c[1])/255, float64(c[2])/255)
}

// circle is the path of a circle, from four curves.
func circle(x, y, r float64) string {
	k := r * 0.5523
	return fmt.Sprintf("%.2f %.2f m %.2f %.2f %.2f %.2f %.2f %.2f c %.2f %.2f %.2f %.2f %.2f %.2f c %.2f %.2f %.2f %.2f %.2f %.2f c %.2f %.2f %.2f %.2f %.2f %.2f c h",
		x+r, y, x+r, y+k, x+k, y+r, x, y+r, x-k, y+r, x-r, y+k, x-r, y,
		x-r, y-k, x-k, y-r, x, y-r, x+k, y-r, x+r, y-k, x+r, y)
}
