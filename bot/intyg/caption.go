package intyg

import "strings"

// captions gives every tick box of a line the words that belong to it, and
// takes those words away from the rest of the line. Forms print the box before
// its words ("☐ Ja ☐ Nej"); people often type it after ("Nytt [x]").
func (c *Catalogue) captions(line []*element) []*element {
	after := boxesFirst(line)
	for i, e := range line {
		if e.mark == nil {
			continue
		}
		j := i + 1
		if !after {
			j = i - 1
		}
		if j < 0 || j >= len(line) || !captionOf(e, line[j]) {
			continue
		}
		c.caption(e, line[j])
	}
	out := line[:0]
	for _, e := range line {
		if !e.taken {
			out = append(out, e)
		}
		if e.mark != nil && len(e.words) > 0 {
			if rest := e.rest(); rest != nil {
				out = append(out, rest)
			}
		}
	}
	return out
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

// boxesFirst reports whether the boxes of a line stand before their words.
func boxesFirst(line []*element) bool {
	before, after, trailing := 0.0, 0.0, false
	for i, e := range line {
		if e.mark == nil {
			continue
		}
		trailing = i+1 == len(line) || !lettered(line[i+1].text) && line[i+1].mark == nil
		if i+1 < len(line) && line[i+1].mark == nil && !trailing {
			after += line[i+1].box.X0 - e.box.X1
		} else {
			after += 100
		}
		if i > 0 && line[i-1].mark == nil {
			before += e.box.X0 - line[i-1].box.X1
		} else {
			before += 100
		}
	}
	if trailing && before < after+1 {
		return false
	}
	return after <= before+1
}

// rest cuts what follows the answer off a caption: in "☒ nej, 2026-11-24" the
// date is no part of the no.
func (e *element) rest() *element {
	for k, w := range e.words {
		last := w.Text[len(w.Text)-1]
		if k+1 == len(e.words) || !strings.ContainsRune(",.;:", rune(last)) {
			continue
		}
		head := strings.TrimRight(join(e, 0, k+1), ",.;:")
		if _, ok := yesNo(head); !ok && k > 3 {
			continue
		}
		if last == '.' && runes(w.Text) < 3 {
			continue
		}
		tail := e.cut(k+1, len(e.words))
		tail.mark, tail.label, tail.taken, tail.first = nil, nil, false, false
		e.words = e.words[:k+1]
		e.text = head
		return tail
	}
	return nil
}
