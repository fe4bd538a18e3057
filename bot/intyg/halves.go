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
	heads := p.maybeHeads()
	for _, h := range heads {
		g := gutter{h.box.X0, h.box.Y0 - 2}
		if _, have := found[h.page]; have || !p.startsColumn(heads, h, g) {
			continue
		}
		found[h.page] = p.raised(h.page, g)
	}
	p.alike(found)
	return found
}

// raised returns g from where its column begins: it may go on with the section
// that the left one ends in, above its own first heading.
func (p *paper) raised(pageNo int, g gutter) gutter {
	lines := byRow(p.els)
	for i := len(lines) - 1; i >= 0; i-- {
		line := lines[i]
		if line[0].page != pageNo || line[0].box.Y0 >= g.top {
			continue
		}
		aligned := false
		for _, e := range line {
			if e.box.X0 < g.x-8 && e.box.X1 > g.x+4 {
				return g
			}
			aligned = aligned || math.Abs(e.box.X0-g.x) < 6
		}
		if aligned && g.top-line[0].box.Y0 > 40 {
			return g
		}
		if aligned {
			g.top = line[0].box.Y0 - 2
		}
	}
	return g
}

// alike finds the columns of pages whose right one has no heading, by those of
// the other pages.
func (p *paper) alike(found map[int]gutter) {
	for _, g := range found {
		for n := range p.doc.Pages {
			at := gutter{g.x, 0}
			if _, have := found[n+1]; !have && p.parts(n+1, at, 2) {
				found[n+1] = at
			}
		}
		return
	}
}

// maybeHeads returns the headings and what reads and stands out like one but
// was not taken for it, because what is beside it in the other column seemed to
// be its value.
func (p *paper) maybeHeads() (all []*element) {
	for _, e := range p.els {
		plainHead := e.mark == nil && !e.taken && len(e.words) > 0 && (e.label == nil || !e.label.inline && !e.label.colon) && p.c.headings[plain(e.text)] != nil && p.stands(e)
		if e.heading != nil && !e.title || plainHead {
			all = append(all, e)
		}
	}
	return all
}

// startsColumn reports whether h is the first heading of a right column.
func (p *paper) startsColumn(heads []*element, h *element, g gutter) bool {
	if !slices.ContainsFunc(heads, func(o *element) bool { return o.page == h.page && o.box.X0 < g.x-100 }) {
		return false
	}
	return p.parts(h.page, g, 4)
}

// parts reports whether so many labels begin on either side of g, and nothing
// below its top reaches across.
func (p *paper) parts(pageNo int, g gutter, least int) bool {
	right, left := 0, 0
	for _, l := range p.labels {
		switch {
		case l.at.page != pageNo:
		case math.Abs(l.at.box.X0-g.x) < 6:
			right++
		case l.at.box.X0 < g.x-100:
			left++
		}
	}
	return right >= least && left >= least && !slices.ContainsFunc(p.els, func(e *element) bool {
		return e.page == pageNo && e.box.Y0 > g.top && e.box.X0 < g.x-8 && e.box.X1 > g.x+4
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
