package intyg

import (
	"math"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// Where a value was read goes with it into the case, so that it can be shown
// long after the reading itself is gone.

// An Other is what stands under a label that nobody knows, or that means
// nothing where it stands.
type Other struct {
	Label string
	Field
}

// traces says where each value of the reading stands, in the order of the
// catalogue, and then what stands under labels that nobody knows.
func (r Reading) traces() (all []care.Trace) {
	for _, f := range Standard().words.Fields {
		if v, ok := r.Fields[f.Key]; ok {
			all = r.trace(all, care.Trace{Key: f.Key}, v)
		}
		for n, m := range r.Measures {
			if v, ok := m[f.Key]; ok {
				all = r.trace(all, care.Trace{Key: f.Key, Measure: n}, v)
			}
		}
	}
	for _, o := range r.Others {
		all = r.trace(all, care.Trace{Label: o.Label}, o.Field)
	}
	return all
}

func (r Reading) trace(all []care.Trace, t care.Trace, f Field) []care.Trace {
	if f.Empty() && f.Raw == "" && t.Key != "" {
		return all
	}
	t.Raw, t.Source, t.Page, t.Sure = f.Raw, string(f.Source), f.Page, f.Certain
	t.Document, t.Item = r.Document, r.Item
	if !f.Box.IsZero() {
		t.Box = [4]float64{tenth(f.Box.X0), tenth(f.Box.Y0), tenth(f.Box.X1), tenth(f.Box.Y1)}
	}
	return append(all, t)
}

// Place is where a trace says that its value stands.
func Place(t care.Trace) page.Box {
	return page.Box{X0: t.Box[0], Y0: t.Box[1], X1: t.Box[2], Y1: t.Box[3]}
}

// A Picture is what a page looks like.
type Picture = page.Picture

// others gathers what stands under labels that nobody knows.
func (b *builder) others() {
	for _, l := range b.labels {
		if l.known && (l.resolved || l.meaning.key == "") {
			continue
		}
		a := b.answer(l)
		f := a.field(nil, false)
		f.Box = f.Box.Union(l.at.box)
		b.r.Others = append(b.r.Others, Other{Label: strings.TrimRight(l.text, ": "), Field: f})
	}
}

// bent gives fields of a photographed page the places they have in its picture:
// they were read as if its lines were level.
func (b *builder) bent(f Field) Field {
	if n := f.Page - 1; n >= 0 && n < len(b.slants) && !f.Box.IsZero() {
		s := b.slants[n]
		if s == (slant{}) {
			return f
		}
		down := math.Round(s.shift(f.Box.X0, f.Box.Y0))
		f.Box.Y0, f.Box.Y1 = f.Box.Y0+down, f.Box.Y1+down
	}
	return f
}
