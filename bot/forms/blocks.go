package forms

import (
	"strconv"

	"example.org/stegvis/bot/forms/pdf"
)

// What each kind of block looks like.

func (s *sheet) heading(b block, level int, keep float64) {
	st := s.look.head(level)
	ls := lines(s.doc, st, s.look.width(), b.text)
	leading := st.Size * 1.25
	before := [3]float64{0.4, 1, 0.7}[level] * s.look.leading
	s.room(before + leading*float64(len(ls)) + keep)
	if s.y > 100 { // not at the top of a page
		s.y += before
	}
	s.run(s.doc.Root().Add("H"+strconv.Itoa(level+1)), s.look.margin, st, leading, ls)
	s.y += [3]float64{0.45, 0.2, 0.15}[level] * s.look.leading
}

func (s *sheet) para(b block) {
	ls := lines(s.doc, s.look.text(), s.look.width(), b.text)
	s.room(s.look.leading * float64(min(len(ls), 2)))
	s.run(s.doc.Root().Add("P"), s.look.margin, s.look.text(), s.look.leading, ls)
	s.y += s.look.leading * 0.5
}

// item draws a point, or a step with its number on a disc.
func (s *sheet) item(b block) {
	if s.list == nil {
		s.list = s.doc.Root().Add("L")
	}
	li := s.list.Add("LI")
	indent := s.look.body * 1.4
	if b.kind == step {
		indent = s.look.body * 2.2
	}
	ls := lines(s.doc, s.look.text(), s.look.width()-indent, b.text)
	s.room(s.look.leading * float64(min(len(ls), 4)))
	label, base := li.Add("Lbl"), s.y+s.look.leading*0.73
	if b.kind == step {
		s.number(label, b.label, base)
	} else {
		s.page.Text(label, s.look.margin+s.look.body*0.3, base, s.look.text(), "• ")
	}
	s.run(li.Add("LBody"), s.look.margin+indent, s.look.text(), s.look.leading, ls)
	s.y += s.look.leading * 0.3
	if b.kind == step {
		s.y += s.look.leading * 0.2
	}
}

func (s *sheet) number(e *pdf.Elem, n string, base float64) {
	r := s.look.body * 0.78
	x, y := s.look.margin+r, base-s.look.body*0.36
	st := pdf.Style{Face: pdf.Bold, Size: s.look.body * 0.85, Color: paper}
	s.page.Disc(x, y, r, accent)
	s.page.Text(e, x-s.doc.Width(st, n)/2, y+st.Size*0.36, st, n)
}

// fact draws a label with its value, and a thin line below.
func (s *sheet) fact(b block) {
	if s.list == nil {
		s.list = s.doc.Root().Add("Table")
	}
	label := pdf.Style{Face: pdf.Regular, Size: s.look.body, Color: quiet}
	names := lines(s.doc, label, s.look.label-12, b.label)
	values := lines(s.doc, s.look.text(), s.look.width()-s.look.label, b.text)
	n := float64(max(len(names), len(values)))
	s.room(s.look.leading*min(n, 8) + 8)
	row := s.list.Add("TR")
	start, page := s.y+3, s.page
	s.y = start
	s.run(row.Add("TH"), s.look.margin, label, s.look.leading, names)
	below := s.y
	s.y = start
	s.run(row.Add("TD"), s.look.margin+s.look.label, s.look.text(), s.look.leading, values)
	if s.page == page {
		s.y = max(s.y, below)
	}
	s.y += 4
	s.page.Line(s.look.margin, s.y, pdf.Width-s.look.margin, s.y, 0.5, rule)
}

// box draws something important on a tint, with a bar at its side. One that is
// longer than a page goes on on the next.
func (s *sheet) box(b block) {
	const pad = 10
	s.y += s.look.leading * 0.3
	e := s.doc.Root().Add("P")
	ls := lines(s.doc, s.look.text(), s.look.width()-2*pad-6, b.text)
	for len(ls) > 0 {
		s.room(s.look.leading*float64(min(len(ls), 12)) + 2*pad)
		n := min(len(ls), int((bottom-s.y-2*pad)/s.look.leading))
		h := s.look.leading*float64(n) + 2*pad
		s.page.Area(s.look.margin, s.y, s.look.width(), h, tint)
		s.page.Area(s.look.margin, s.y, 3.5, h, accent)
		s.y += pad
		s.run(e, s.look.margin+pad+6, s.look.text(), s.look.leading, ls[:n])
		s.y += pad
		ls = ls[n:]
	}
	s.y += s.look.leading * 0.6
}

// blank draws a line to write on, after what is to be written there.
func (s *sheet) blank(b block) {
	h := s.look.leading * 1.75
	s.room(h)
	s.y += h
	e := s.doc.Root().Add("P")
	s.line(e, s.look.margin, s.y-4, s.look.text(), spans(b.label, pdf.Regular), false)
	x := s.look.margin + s.doc.Width(s.look.text(), b.label) + 10
	s.page.Line(x, s.y, pdf.Width-s.look.margin, s.y, 0.8, edge)
	s.y += s.look.leading * 0.35
}

// sign draws a line to sign on, with the name below.
func (s *sheet) sign(b block) {
	h := s.look.leading * 2.4
	s.room(h + s.look.leading)
	s.y += h
	s.page.Line(s.look.margin, s.y, s.look.margin+s.look.width()*0.6, s.y, 0.8, edge)
	s.run(s.doc.Root().Add("P"), s.look.margin, s.look.text(), s.look.leading, lines(s.doc, s.look.text(), s.look.width(), b.text))
}
