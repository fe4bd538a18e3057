package intyg

import (
	"cmp"
	"slices"

	"example.org/stegvis/bot/intyg/page"
)

// A slant is how the lines of a photographed page still lean after it has been
// turned upright: how many points they sink per point to the right, at the top
// of the page and at its foot.
type slant struct{ top, foot, height float64 }

// level measures the slant of a page from words that stand side by side.
func level(p *page.Page) (s slant) {
	s.height = max(p.H, 1)
	half := [2][]float64{}
	for i, a := range p.Words {
		for _, b := range p.Words[i+1 : min(i+3, len(p.Words))] {
			gap := b.Box.X0 - a.Box.X1
			h := max(a.Box.Height(), b.Box.Height())
			if gap < -1 || gap > 1.2*h || b.Box.Y0-a.Box.Y0 > .6*h || a.Box.Y0-b.Box.Y0 > .6*h {
				continue
			}
			run := (b.Box.X0 + b.Box.X1 - a.Box.X0 - a.Box.X1) / 2
			k := 0
			if a.Box.Y0 > s.height/2 {
				k = 1
			}
			half[k] = append(half[k], (b.Box.Y0-a.Box.Y0)/run, (b.Box.Y1-a.Box.Y1)/run)
		}
	}
	if len(half[0]) < 16 || len(half[1]) < 16 {
		return slant{height: s.height}
	}
	a, b := median(half[0]), median(half[1]) // at one quarter and three quarters
	s.top, s.foot = a-(b-a)/2, b+(b-a)/2
	return s
}

func median(v []float64) float64 {
	slices.SortFunc(v, cmp.Compare[float64])
	return v[len(v)/2]
}

// shift returns how far what stands at x, y has sunk.
func (s slant) shift(x, y float64) float64 {
	return x * (s.top + (s.foot-s.top)*y/s.height)
}

func (s slant) straight(b page.Box) page.Box {
	d := s.shift(b.X0, b.Y0)
	b.Y0, b.Y1 = b.Y0-d, b.Y1-d
	return b
}

// straightened returns doc with the lines of photographed pages level, and how
// each page leaned.
func straightened(doc page.Document) (out page.Document, slants []slant) {
	if doc.Carrier != page.Scan {
		return doc, nil
	}
	out = doc
	out.Pages = slices.Clone(doc.Pages)
	slants = make([]slant, len(doc.Pages))
	for i := range out.Pages {
		p := &out.Pages[i]
		s := level(p)
		if max(s.top, -s.top, s.foot, -s.foot) < .004 {
			continue
		}
		slants[i] = s
		p.Words, p.Marks = slices.Clone(p.Words), slices.Clone(p.Marks)
		for j := range p.Words {
			p.Words[j].Box = s.straight(p.Words[j].Box)
		}
		for j := range p.Marks {
			p.Marks[j].Box = s.straight(p.Marks[j].Box)
		}
	}
	return out, slants
}
