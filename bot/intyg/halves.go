package intyg

import (
	"math"
	"slices"

	"example.org/stegvis/bot/intyg/page"
)

// Some forms set their sections in two columns that know nothing of each
// other. Read line by line they would run into each other, so the right one
// becomes a page of its own.

// A gutter is where the right column of a page begins.
type gutter struct{ x, top float64 }

// gutters finds the pages with two columns: both have headings and labels
// where they begin, and nothing reaches from one into the other.
func (p *paper) gutters() map[int]gutter {
	found := map[int]gutter{}
	for _, h := range p.heads {
		g := gutter{h.box.X0, h.box.Y0 - 2}
		if _, have := found[h.page]; have || !p.startsColumn(h, g) {
			continue
		}
		found[h.page] = g
	}
	return found
}

// startsColumn reports whether h is the first heading of a right column.
func (p *paper) startsColumn(h *element, g gutter) bool {
	if !slices.ContainsFunc(p.heads, func(o *element) bool { return o.page == h.page && o.box.X0 < g.x-100 }) {
		return false
	}
	right, left := 0, 0
	for _, l := range p.labels {
		switch {
		case l.at.page != h.page:
		case math.Abs(l.at.box.X0-g.x) < 6:
			right++
		case l.at.box.X0 < g.x-100:
			left++
		}
	}
	return right >= 4 && left >= 4 && !slices.ContainsFunc(p.els, func(e *element) bool {
		return e.page == h.page && e.box.Y0 > g.top && e.box.X0 < g.x-8 && e.box.X1 > g.x+4
	})
}

// columnsApart returns doc with the right columns as pages of their own.
func columnsApart(doc page.Document, gutters map[int]gutter) page.Document {
	out := doc
	out.Pages = nil
	for i, p := range doc.Pages {
		g, cut := gutters[i+1]
		if !cut {
			out.Pages = append(out.Pages, p)
			continue
		}
		in := func(b page.Box) bool { return b.X0 > g.x-6 && b.Y0 > g.top }
		left, right := p, p
		left.Words, right.Words = parted(p.Words, func(w page.Word) bool { return in(w.Box) })
		left.Marks, right.Marks = parted(p.Marks, func(m page.Mark) bool { return in(m.Box) })
		out.Pages = append(out.Pages, left, right)
	}
	return out
}

func parted[T any](all []T, in func(T) bool) (no, yes []T) {
	for _, x := range all {
		if in(x) {
			yes = append(yes, x)
		} else {
			no = append(no, x)
		}
	}
	return no, yes
}
