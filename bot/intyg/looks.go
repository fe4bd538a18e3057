package intyg

import (
	"math"

	"example.org/stegvis/bot/intyg/page"
)

// A look is a type size, in half points, and whether it is bold.
type look struct {
	size int
	bold bool
}

func lookOf(e *element) look { return look{int(math.Round(e.size * 2)), e.bold} }

// labelLook returns the look of the labels, when they have one of their own.
func (p *paper) labelLook() (own look, ok bool) {
	if p.doc.Carrier == page.Scan {
		return look{}, false
	}
	labels, others, n := map[look]int{}, p.otherLooks(), 0
	for _, e := range p.els {
		if p.surely(e) && !e.isField() {
			labels[lookOf(e)]++
			n++
		}
	}
	for l, k := range labels {
		if k >= 5 && k*10 >= n*7 && others[l]*10 <= k*8 && l != mostCommon(atLeast(others, l.size)) {
			return l, true
		}
	}
	return look{}, false
}

// guessLook finds the look of the labels of a form none of which is known: it
// is bold or small, stands before or above things in one other look, and is
// short.
func (p *paper) guessLook() (own look, ok bool) {
	for _, l := range p.sure() {
		if l.known {
			return look{}, false
		}
	}
	others, length := p.otherLooks(), map[look]int{}
	for _, e := range p.els {
		if !e.taken && e.mark == nil && e.heading == nil {
			length[lookOf(e)] += runes(e.text)
		}
	}
	most := mostCommon(length)
	for l, n := range others {
		m := others[most]
		if l != most && n >= 5 && n*3 > m && length[l] < 40*n && (l.bold && !most.bold && l.size <= most.size+2 || l.size < most.size) && n > others[own] {
			own, ok = l, true
		}
	}
	return own, ok
}

// otherLooks counts the looks of what is neither label nor heading.
func (p *paper) otherLooks() map[look]int {
	others := map[look]int{}
	for _, e := range p.els {
		if !e.taken && e.mark == nil && e.heading == nil && !e.isField() && (e.label == nil || !e.label.known) && lettered(e.text) {
			others[lookOf(e)]++
		}
	}
	return others
}

// atLeast returns the looks that are no smaller.
func atLeast(looks map[look]int, size int) map[look]int {
	out := map[look]int{}
	for l, n := range looks {
		if l.size >= size {
			out[l] = n
		}
	}
	return out
}

func mostCommon(looks map[look]int) (most look) {
	best := 0
	for l, n := range looks {
		if n > best || n == best && (l.size > most.size || l.size == most.size && most.bold) {
			best, most = n, l
		}
	}
	return most
}

// style uses that most forms print labels in a type of their own: what is
// printed so is a label, known or not, and what is not is none.
func (p *paper) style() {
	own, ok := p.labelLook()
	if !ok {
		own, ok = p.guessLook()
	}
	if p.looks = ok; !ok {
		return
	}
	others := p.otherLooks()
	p.valueLook = mostCommon(atLeast(others, own.size))
	for _, e := range p.els {
		if e.taken || e.mark != nil || e.heading != nil || e.isField() || len(e.words) == 0 {
			continue
		}
		switch same := lookOf(e) == own; {
		case same && e.label == nil && p.labelLike(e):
			e.label = &label{at: e, text: e.text, colon: ends(e.text)}
		case !same && e.label != nil && !e.label.inline && !e.label.colon && others[lookOf(e)] >= 5:
			e.label = nil
		}
	}
}

func (p *paper) labelLike(e *element) bool {
	return lettered(e.text) && runes(e.text) < 90 && !begins(e.text, p.c.words.Furniture) && (p.small || !isLower(e.text))
}
