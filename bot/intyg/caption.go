package intyg

import (
	"math"
	"strings"
)

// captions gives every tick box of a line the words that belong to it, and
// takes those words away from the rest of the line. Forms print the box before
// its words ("☐ Ja ☐ Nej"); people often type it after ("Nytt [x]").
func (c *Catalogue) captions(line []*element) []*element {
	for _, g := range boxGroups(line) {
		after, sure := c.boxesFirst(g)
		for i, e := range g {
			if e.mark != nil && !sure {
				e.sure = min(e.sure, .7)
			}
			j := i + 1
			if !after {
				j = i - 1
			}
			if e.mark != nil && j >= 0 && j < len(g) && captionOf(e, g[j]) {
				c.caption(e, g[j])
			}
		}
	}
	out := line[:0:0]
	for _, e := range line {
		if !e.taken {
			out = append(out, e)
		}
		if e.mark != nil && len(e.words) > 0 {
			if rest := c.rest(e); rest != nil {
				out = append(out, rest)
			}
		}
	}
	return out
}

// boxGroups cuts a line into stretches that each have their own label.
func boxGroups(line []*element) (out [][]*element) {
	start := 0
	for i, e := range line {
		if i > start && (e.label != nil && e.label.colon || e.cell != line[i-1].cell) {
			out = append(out, line[start:i])
			start = i
		}
	}
	return append(out, line[start:])
}

func captionOf(box, words *element) bool {
	gap := max(words.box.X0-box.box.X1, box.box.X0-words.box.X1)
	return words.mark == nil && len(words.words) > 0 && gap < 3*words.line() && (box.cell == words.cell || box.cell == 0 || words.cell == 0)
}

// caption moves words to the box. A label that is alone in front of its box
// ("Kopia till den enskilde [x]") stays a label.
func (c *Catalogue) caption(box, words *element) {
	if words.box.X0 < box.box.X0 && words.label != nil && !c.isOption(words.text) {
		return
	}
	if !lettered(words.text) {
		words.taken = true
		return
	}
	words.taken, words.label = true, nil
	box.words, box.text = words.words, words.text
	box.size, box.bold = words.size, words.bold
}

func (c *Catalogue) isOption(text string) bool { return len(c.options[plain(text)]) > 0 }

// boxesFirst reports whether the boxes of a line stand before their words, and
// whether that is plain to see.
func (c *Catalogue) boxesFirst(line []*element) (first, sure bool) {
	one, last := -1, -1
	before, after := 0.0, 0.0
	words := func(i int) bool { return i >= 0 && i < len(line) && line[i].mark == nil && lettered(line[i].text) }
	for i, e := range line {
		if e.mark == nil {
			continue
		}
		if one < 0 {
			one = i
		}
		last = i
		if words(i - 1) {
			before += e.box.X0 - line[i-1].box.X1
		}
		if words(i + 1) {
			after += line[i+1].box.X0 - e.box.X1
		}
	}
	switch {
	case last < 0 || !words(one-1) || line[one-1].label != nil && !c.isOption(line[one-1].text):
		return true, true
	case !words(last + 1):
		return false, true
	}
	return after <= before+6, math.Abs(after-before) > 6
}

// wrappedCaptions gives a box at the end of a line the words at the start of
// the next.
func (p *paper) wrappedCaptions() {
	for i, e := range p.els {
		if e.mark == nil || e.text != "" || i+1 >= len(p.els) || i == 0 || p.els[i-1].row != e.row {
			continue
		}
		next := p.els[i+1]
		if next.mark != nil || next.label != nil || next.taken || next.row == e.row || next.page != e.page || next.cell != e.cell || next.box.Y0-e.box.Y1 > next.line() || len(next.words) > 5 {
			continue
		}
		p.c.caption(e, next)
	}
}

// rest cuts what follows the answer off a caption: in "☒ nej, 2026-11-24" the
// date is no part of the no, and in "☒ Ja Datum: 3/12" a label begins.
func (c *Catalogue) rest(e *element) *element {
	for k, w := range e.words {
		if k+1 == len(e.words) {
			break
		}
		if l, n := c.labelAt(e, k+1, nil); n > 0 && l.colon && c.suits(l, join(e, k+1+n, len(e.words))) {
			return e.cutCaption(k + 1)
		}
		last := w.Text[len(w.Text)-1]
		if !strings.ContainsRune(",.;:", rune(last)) || last == '.' && runes(w.Text) < 3 {
			continue
		}
		if _, ok := yesNo(strings.TrimRight(join(e, 0, k+1), ",.;:")); ok || k < 3 && c.isOption(join(e, 0, k+1)) {
			return e.cutCaption(k + 1)
		}
	}
	return nil
}

// cutCaption leaves the first n words as the caption and returns the others.
func (e *element) cutCaption(n int) *element {
	tail := e.cut(n, len(e.words))
	tail.mark, tail.label, tail.taken, tail.first = nil, nil, false, false
	e.words = e.words[:n]
	e.text = strings.TrimRight(join(e, 0, n), ",.;:")
	return tail
}
