package intyg

import (
	"strconv"
	"strings"
)

// resolve settles what each label means where it stands.
func (p *paper) resolve() {
	before, beforeRow := "", -1
	seen := map[string]bool{}
	var heading *element // the section that has turned out to be over
	for _, l := range p.labels {
		groups, h := p.section(l.at)
		headed := h != nil && h != heading
		switch {
		case headed:
			heading = nil
		case before != "":
			groups = []string{before}
		default:
			groups = []string{"dokument", "person"}
		}
		l.meaning, l.resolved = resolve(l.meanings, groups, before)
		if !l.resolved && !headed {
			l.meaning, l.resolved = resolve(l.meanings, []string{"dokument", "person"}, "")
			l.exact = l.exact && beforeRow < 0
		}
		if m, ok := p.again(l, seen); ok {
			l.meaning, l.exact, heading = m, false, h
		}
		if !headed && l.resolved && len(l.meanings) > 1 && p.c.types[l.meaning.key] == "pastdate" && l.at.row != beforeRow && beforeRow >= 0 {
			l.exact = false // a date on a line of its own may belong to the whole
		}
		if _, n := headNumber(h); l.number == 0 && n > 0 && ofMeasure(l.meaning.key) {
			l.number = n
		}
		before = p.now(l, groups, before)
		beforeRow = l.at.row
		seen[l.meaning.key] = true
	}
}

// headNumber returns the number of the insats a heading is for.
func headNumber(h *element) (string, int) {
	if h == nil {
		return "", 0
	}
	return number(plain(h.text))
}

// number takes the number off "insats 2".
func number(text string) (base string, n int) {
	i := strings.LastIndexByte(text, ' ')
	if i < 0 || len(text)-i > 3 {
		return text, 0
	}
	n, err := strconv.Atoi(text[i+1:])
	if err != nil || n < 1 || n > 20 {
		return text, 0
	}
	return text[:i], n
}

// again settles a label that has been there before under another meaning: the
// second "Namn" is that of the one who wrote the intyg, though the heading
// between them was not seen.
func (p *paper) again(l *label, seen map[string]bool) (meaning, bool) {
	if !l.resolved || !seen[l.meaning.key] || l.meaning.part || ofMeasure(l.meaning.key) {
		return meaning{}, false
	}
	var other []meaning
	for _, m := range l.meanings {
		if !seen[m.key] && overlaps(m.groups, []string{"utfardare"}) {
			other = append(other, m)
		}
	}
	if len(other) == 0 {
		return meaning{}, false
	}
	return other[0], true
}

// now returns the group that the labels have come to.
func (p *paper) now(l *label, groups []string, before string) string {
	if !l.resolved || len(l.meaning.groups) == 0 {
		return before
	}
	for _, g := range l.meaning.groups {
		if overlaps(groups, []string{g}) {
			return g
		}
	}
	return l.meaning.groups[0]
}
