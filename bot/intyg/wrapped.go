package intyg

import (
	"math"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// wrappedLabels joins labels that go over several lines.
func (p *paper) wrappedLabels() {
	for i, e := range p.els {
		if e.taken || e.mark != nil || e.label != nil && e.label.colon {
			continue
		}
		text, parts := e.text, []*element{e}
		if e.label != nil && e.label.inline { // the start of a longer one, perhaps
			rest := p.els[i+1]
			if rest.row != e.row || rest.label != nil || rest.mark != nil {
				continue
			}
			text, parts = text+" "+rest.text, append(parts, rest)
		}
		for len(parts) < 5 {
			next := p.below(i, lowest(parts))
			if next == nil {
				break
			}
			text = text + " " + next.text
			parts = append(parts, next)
			if next.label != nil && next.label.exact && e.label != nil && e.label.exact && !e.label.inline {
				break // two labels, each whole
			}
			if ms := p.c.meanings[plain(text)]; len(ms) > 0 {
				p.merge(parts, ms)
				break
			}
			if e.from == page.FromOCR || e.label != nil && !e.label.exact {
				if ms := p.c.similar(plain(text), e.from); len(ms) > 0 && e.label == nil {
					p.merge(parts, ms)
					e.label.exact = false
					break
				}
			}
		}
	}
}

// lowest returns the last of the parts that begins a line.
func lowest(parts []*element) *element {
	if len(parts) == 2 && parts[0].row == parts[1].row {
		return parts[0]
	}
	return parts[len(parts)-1]
}

func (p *paper) merge(parts []*element, ms []meaning) {
	e := parts[0]
	var words []string
	for _, x := range parts {
		words = append(words, x.text)
	}
	text := strings.Join(words, " ")
	e.label = &label{at: e, text: text, meanings: ms, exact: true, known: true, colon: ends(text)}
	for _, x := range parts[1:] {
		x.taken, x.label = true, nil
		e.box = e.box.Union(x.box)
	}
	e.text = text
}

// below returns the piece that goes on where e ends: right under it, in the
// same style, alone or in another cell than what stands beside it.
func (p *paper) below(i int, e *element) *element {
	for _, x := range p.els[i+1:] {
		if x.page != e.page || x.box.Y0-e.box.Y0 > 1.9*e.line() {
			return nil
		}
		if x.row == e.row || x.taken || x.mark != nil || math.Abs(x.box.X0-e.box.X0) > 3 {
			continue
		}
		if x.cell != e.cell || x.bold != e.bold || math.Abs(x.size-e.size) > .6 && x.from != page.FromOCR || x.label != nil && x.label.inline {
			return nil
		}
		return x
	}
	return nil
}
