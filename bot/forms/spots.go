package forms

import (
	"fmt"
	"image"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms/pdf"
)

// How the values of an intyg are shown, each with the spot it was read from
// where somebody has to compare.

func (s *sheet) values(w Words, f ReadingFacts, values []Value) {
	section := ""
	for _, v := range values {
		if v.Section != section {
			section = v.Section
			s.room(7 * s.look.leading) // no heading alone at the foot of a page
			s.lay([]block{{kind: h2, text: joiner + plainText.Replace(section)}})
			s.list = s.doc.Root().Add("Table")
		}
		s.value(w, v, spotOf(f.Spots, v.Trace))
	}
}

func spotOf(spots []Spot, t care.Trace) *Spot {
	for i := range spots {
		if spots[i].Trace == t {
			return &spots[i]
		}
	}
	return nil
}

// value draws a field with its value, where that was read, what the spot looks
// like, and a thin line below.
func (s *sheet) value(w Words, v Value, spot *Spot) {
	label := pdf.Style{Face: pdf.Regular, Size: s.look.body, Color: quiet}
	text := s.look.text()
	said := v.Text
	switch {
	case v.Missing && said == "":
		said, text.Face, text.Color = w.common.Reading.Missing, pdf.Bold, accent
	case said == "":
		said, text.Color = w.common.Reading.Empty, quiet
	case v.Weak:
		text.Face = pdf.Bold
	}
	width := s.look.width() - s.look.label
	names := lines(s.doc, label, s.look.label-12, joiner+plainText.Replace(v.Label))
	values := lines(s.doc, text, width, joiner+plainText.Replace(said))
	pw, ph := spot.size(width)
	s.room(s.look.leading*min(float64(max(len(names), len(values)))+1, 8) + ph + 12)
	row := s.list.Add("TR")
	start, on := s.y+3, s.page
	s.y = start
	s.run(row.Add("TH"), s.look.margin, label, s.look.leading, names)
	below := s.y
	s.y = start
	if s.page != on {
		s.y = below // unreachable unless a label fills a page
	}
	cell, x := row.Add("TD"), s.look.margin+s.look.label
	s.run(cell, x, text, s.look.leading, values)
	if v.Note != "" {
		s.run(cell, x, s.look.small(), 12.5, lines(s.doc, s.look.small(), width, joiner+plainText.Replace(v.Note)))
	}
	if spot != nil {
		s.y += 4
		s.page.Image(cell, x, s.y, pw, ph, spot.shrunk(), fmt.Sprintf(w.common.Reading.Picture, spot.Trace.Page, v.Label))
		s.page.Frame(x, s.y, pw, ph, 0.5, edge)
		s.y += ph
	}
	if s.page == on {
		s.y = max(s.y, below)
	}
	s.y += 4
	s.page.Line(s.look.margin, s.y, pdf.Width-s.look.margin, s.y, 0.5, rule)
}

// size is how big a spot is drawn: as on the paper, or smaller where there is
// no room for that.
func (s *Spot) size(width float64) (w, h float64) {
	if s == nil {
		return 0, 0
	}
	w, h = float64(s.Picture.Rect.Dx())*72/float64(s.DPI), float64(s.Picture.Rect.Dy())*72/float64(s.DPI)
	k := min(1, width/w, 160/h)
	return w * k, h * k
}

// shrunk is the picture with as many dots as can be read: a mail with thirty
// spots must not weigh as much as the scan itself.
func (s *Spot) shrunk() *image.Gray {
	m := s.Picture
	for dpi := s.DPI; dpi >= 300; dpi /= 2 {
		m = half(m)
	}
	return m
}

// half returns m with half as many dots each way.
func half(m *image.Gray) *image.Gray {
	o := image.NewGray(image.Rect(0, 0, max(m.Rect.Dx()/2, 1), max(m.Rect.Dy()/2, 1)))
	for y := range o.Rect.Dy() {
		for x := range o.Rect.Dx() {
			sum := 0
			for k := range 4 {
				sum += int(m.GrayAt(m.Rect.Min.X+2*x+k%2, m.Rect.Min.Y+2*y+k/2).Y)
			}
			o.Pix[y*o.Stride+x] = uint8(sum / 4)
		}
	}
	return o
}
