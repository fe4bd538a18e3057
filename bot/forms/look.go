package forms

import "example.org/stegvis/bot/forms/pdf"

// The colours of all papers. All text has a contrast of at least 4.5 to 1
// against what it stands on (WCAG 2.1 AA).
var (
	ink    = pdf.Color{0x1B, 0x1F, 0x23}
	accent = pdf.Color{0x12, 0x4B, 0x5F}
	quiet  = pdf.Color{0x55, 0x5E, 0x66}
	rule   = pdf.Color{0xC5, 0xCE, 0xD3}
	tint   = pdf.Color{0xEC, 0xF3, 0xF5}
	paper  = pdf.Color{0xFF, 0xFF, 0xFF}
	edge   = pdf.Color{0x8A, 0x96, 0x9D}
)

// A look is the measures of a paper, in points.
type look struct {
	body    float64 // size of the text
	leading float64 // from one line to the next
	heads   [3]float64
	margin  float64
	label   float64 // width of the labels of facts
}

var (
	// ordinary is for people at work.
	ordinary = look{body: 10.5, leading: 15.5, heads: [3]float64{22, 13.5, 11.5}, margin: 62, label: 150}
	// letter is for a letter to the person.
	letter = look{body: 12, leading: 17.5, heads: [3]float64{23, 15, 12.5}, margin: 66, label: 160}
	// large is for somebody who sees badly: 16 points, as the library service
	// for people with print disabilities means by large print.
	large = look{body: 16, leading: 23.5, heads: [3]float64{32, 21, 17}, margin: 62, label: 190}
)

func (l look) width() float64 { return pdf.Width - 2*l.margin }

func (l look) text() pdf.Style  { return pdf.Style{Face: pdf.Regular, Size: l.body, Color: ink} }
func (l look) small() pdf.Style { return pdf.Style{Face: pdf.Regular, Size: 9, Color: quiet} }
func (l look) head(n int) pdf.Style {
	return pdf.Style{Face: pdf.Bold, Size: l.heads[n], Color: accent}
}

const (
	top    = 62.0              // where the text begins on pages after the first
	bottom = pdf.Height - 70.0 // and ends on all
	foot   = pdf.Height - 40.0 // the line with the page numbers
)
