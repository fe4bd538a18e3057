package intyg

import (
	"math"
	"slices"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// What is written in the fields of our own blank, on a picture of it.

// room is where what is written in field k of a row stands.
func (s *scannedForm) room(i, k int) (page.Box, bool) {
	f := s.found[i]
	x0 := f.left + f.scale*f.at[k]
	if l, read := f.labels[k]; read {
		x0 = l.X0
	} else if s.short {
		return page.Box{}, false
	}
	room := page.Box{X0: x0 - 5*f.scale, Y0: f.bottom - 1, X1: x0 + f.scale*(f.fields[k].wide()+4), Y1: f.bottom + f.scale*f.fields[k].high()}
	if k+1 < len(f.at) && !s.short {
		room.X1 = min(room.X1, f.left+f.scale*(f.at[k+1]-5))
	}
	for _, o := range s.found {
		if o.page == f.page && o.top > f.bottom {
			room.Y1 = min(room.Y1, o.top-1)
		}
	}
	for _, h := range s.heads {
		if h.page == f.page && h.box.Y0 > f.bottom {
			room.Y1 = min(room.Y1, h.box.Y0-1)
		}
	}
	return room, true
}

// answers takes what is written in the fields of a row.
func (s *scannedForm) answers(b *builder, i int) {
	f := s.found[i]
	b.measure = f.measure
	for k, x := range f.fields {
		room, ok := s.room(i, k)
		if !ok {
			continue
		}
		a := &answer{key: x.Key, box: room, page: f.page.Number, from: page.FromOCR, sure: 1}
		words := wordsIn(f.page, room)
		var text []string
		for _, w := range words {
			text, a.sure = append(text, w.Text), min(a.sure, w.Confidence)
		}
		a.text = strings.Join(text, " ")
		if len(x.Option) > 0 && x.Kind != "combo" {
			b.scanned(x, a, boxesOf(x, f.page, room, words, f.scale))
		} else {
			b.take(a)
		}
	}
}

// wordsIn are the words of a room as they are read.
func wordsIn(p *page.Page, room page.Box) (words []page.Word) {
	for _, w := range p.Words {
		if within(room, w.Box) {
			words = append(words, w)
		}
	}
	var in []page.Word
	for _, line := range inLines(words) {
		in = append(in, line...)
	}
	return in
}

// boxState is what is known of the box of an option.
type boxState int

const (
	boxUnseen boxState = iota // its words could not be read
	boxGone                   // its words were read, and there is no box: a cross may have hidden it
	boxEmpty
	boxUnclear
	boxTicked
)

// boxesOf finds the box before the words of each option.
func boxesOf(x printedField, p *page.Page, room page.Box, words []page.Word, scale float64) (all []boxState) {
	for _, o := range x.Option {
		state := boxUnseen
		if at, ok := printedAt(words, o.Label); ok {
			state = boxGone
			for _, m := range p.Marks {
				if m.Box.X1 < at.X0+2 && m.Box.X0 > at.X0-24*scale && math.Abs(m.Box.Middle()-at.Middle()) < 8*scale {
					state = map[page.State]boxState{page.On: boxTicked, page.Off: boxEmpty, page.Unclear: boxUnclear}[m.State]
				}
			}
		}
		all = append(all, state)
	}
	return all
}

// printedAt finds words that were printed among those that were read.
func printedAt(words []page.Word, printed string) (page.Box, bool) {
	n := len(strings.Fields(printed))
	for i := 0; i+n <= len(words); i++ {
		if like(lineOf(words[i:i+n]), printed) {
			return words[i].Box, true
		}
	}
	return page.Box{}, false
}

// scanned takes the boxes of a field. A box that a cross has hidden is one that
// is ticked, as far as can be seen.
func (b *builder) scanned(x printedField, a *answer, boxes []boxState) {
	var on []int
	for i, s := range boxes {
		if s == boxTicked || s == boxUnclear {
			on = append(on, i)
		}
	}
	if hidden := count(boxes, boxGone); hidden > 0 && hidden+count(boxes, boxUnseen) < max(len(boxes), 2) && (x.Kind == "choices" || len(on) == 0 && hidden == 1) {
		for i, s := range boxes {
			if s == boxGone {
				on = append(on, i)
			}
		}
	}
	if len(on) == 0 {
		if count(boxes, boxEmpty) == len(boxes) {
			a.text = ""
		}
		b.put(a, x.Key, nil, true)
		return
	}
	slices.Sort(on)
	for _, i := range on {
		one := *a
		one.text = x.Option[i].Label
		b.put(&one, x.Key, b.standsFor(x.Key, x.Option[i].Code), false)
	}
}

func count(boxes []boxState, s boxState) (n int) {
	for _, x := range boxes {
		if x == s {
			n++
		}
	}
	return n
}
