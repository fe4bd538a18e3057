package forms

import (
	"fmt"

	"example.org/stegvis/bot/forms/pdf"
)

// A sheet lays blocks out on pages, from the top down.
type sheet struct {
	doc  *pdf.Doc
	page *pdf.Page
	look look
	y    float64 // where the next block begins
	last kind
	list *pdf.Elem // the list or table that blocks of a kind share
}

func newSheet(w Words, l look, h Head, title string, archive bool) *sheet {
	m := h.meta(title)
	m.Archive = archive
	s := &sheet{doc: pdf.New(m), look: l}
	s.page = s.doc.Page()
	s.y = letterhead(s.doc, s.page, l.margin, w, h)
	return s
}

// letterhead draws who a paper is from, and returns where the text begins.
func letterhead(d *pdf.Doc, p *pdf.Page, margin float64, w Words, h Head) float64 {
	e := d.Root().Add("P")
	strong := pdf.Style{Face: pdf.Bold, Size: 10, Color: accent}
	plain := pdf.Style{Face: pdf.Regular, Size: 9.5, Color: quiet}
	right := w.date(h.Date)
	if h.Case != "" {
		right = join("  ·  ", fmt.Sprintf(w.common.Case, h.Case), right)
	}
	at := pdf.Width - margin - d.Width(plain, right)
	unit := d.Wrap(strong, at-margin-16, h.Unit)
	for len(unit) > 2 && strong.Size > 6 {
		strong.Size -= 0.5
		unit = d.Wrap(strong, at-margin-16, h.Unit)
	}
	for i, line := range unit {
		if i+1 < len(unit) {
			line += " "
		}
		p.Text(e, margin, 46-12*float64(len(unit)-1-i), strong, line)
	}
	p.Text(e, at, 46, plain, right)
	p.Line(margin, 56, pdf.Width-margin, 56, 1.2, accent)
	return 84
}

func join(sep string, parts ...string) (s string) {
	for _, p := range parts {
		if s != "" && p != "" {
			s += sep
		}
		s += p
	}
	return s
}

// room goes to a new page unless h points are left.
func (s *sheet) room(h float64) {
	if s.y+h > bottom {
		s.page = s.doc.Page()
		s.y = top
	}
}

// lay puts blocks on the paper.
func (s *sheet) lay(bs []block) {
	for i, b := range bs {
		if b.kind != s.last {
			s.list = nil
			s.after(s.last)
		}
		keep := 0.0
		if i+1 < len(bs) {
			keep = s.first(bs[i+1])
		}
		if i+1 < len(bs) && bs[i+1].kind == sign {
			s.room(6 * s.look.leading) // nobody signs an empty page
		}
		s.put(b, keep)
		s.last = b.kind
	}
}

// after leaves a gap below a table or a line to write on.
func (s *sheet) after(k kind) {
	if (k == fact || k == blank) && s.y > top {
		s.y += s.look.leading * 0.7
	}
}

// first is how much of a block must follow its heading on the same page.
func (s *sheet) first(b block) float64 {
	switch b.kind {
	case h1, h2, h3:
		return 4 * s.look.leading
	}
	return 2.5 * s.look.leading
}

func (s *sheet) put(b block, keep float64) {
	switch b.kind {
	case h1, h2, h3:
		s.heading(b, int(b.kind-h1), keep)
	case point, step:
		s.item(b)
	case fact:
		s.fact(b)
	case box:
		s.box(b)
	case blank:
		s.blank(b)
	case sign:
		s.sign(b)
	case newPage:
		s.room(pdf.Height)
	default:
		s.para(b)
	}
}

// run draws lines of text at x, each on a page that has room for it.
func (s *sheet) run(e *pdf.Elem, x float64, st pdf.Style, leading float64, ls [][]span) {
	for i, l := range ls {
		s.room(leading)
		s.y += leading
		s.line(e, x, s.y-leading*0.27, st, l, i+1 < len(ls))
	}
}

// line draws the words of one line; with more to come it ends in a space, so
// that whoever reads it aloud does not run the words together.
func (s *sheet) line(e *pdf.Elem, x, y float64, st pdf.Style, l []span, more bool) {
	for i := 0; i < len(l); {
		face := pdf.Style{Face: l[i].face, Size: st.Size, Color: st.Color}
		text := ""
		for ; i < len(l) && l[i].face == face.Face; i++ {
			text += l[i].text
			if i+1 < len(l) && !l[i+1].glued || i+1 == len(l) && more {
				text += " "
			}
		}
		s.page.Text(e, x, y, face, text)
		x += s.doc.Width(face, text)
	}
}

// footers writes the page numbers, when it is known how many there are.
func (s *sheet) footers(w Words, left string) {
	footers(s.doc, s.look.margin, w, left)
}

// footers ends every page, and explains the sign for what cannot be written.
func footers(d *pdf.Doc, margin float64, w Words, left string) {
	st := pdf.Style{Face: pdf.Regular, Size: 8.5, Color: quiet}
	all, lost := d.Pages(), d.Lost()
	for i, p := range all {
		right := fmt.Sprintf(w.common.Page, i+1, len(all))
		p.Line(margin, foot-13, pdf.Width-margin, foot-13, 0.5, rule)
		p.Text(nil, margin, foot, st, left)
		p.Text(nil, pdf.Width-margin-d.Width(st, right), foot, st, right)
		if lost {
			p.Text(nil, margin, foot+11, st, w.common.Lost)
		}
	}
}
