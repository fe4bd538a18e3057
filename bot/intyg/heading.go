package intyg

import (
	"math"
	"strings"
)

// headings finds what opens a section.
func (p *paper) headings() {
	lines := byRow(p.els)
	for i, line := range lines {
		e := line[0]
		if e.taken || e.mark != nil || e.label != nil && (e.label.inline || e.label.colon) {
			continue
		}
		text := plain(e.text)
		if p.c.isTitle(e.text) {
			e.title, e.label, e.heading = true, nil, []string{"dokument"}
			continue
		}
		for _, e := range line {
			if e.taken || e.mark != nil || e.label != nil && (e.label.inline || e.label.colon) {
				continue
			}
			text = plain(e.text)
			base, _ := number(text)
			groups := p.c.headings[base]
			if groups == nil && e.label == nil && len(line) == 1 && p.stands(e) && sameCell(lines[:i+1], e) == nil {
				groups = p.c.stem(text)
			}
			if groups == nil || fullStop(e.text) || isLower(e.text) || e.label != nil && !p.opens(lines, i, e) {
				continue
			}
			e.label, e.heading = nil, groups
		}
	}
}

// stem guesses the section from the words of its heading.
func (c *Catalogue) stem(text string) []string {
	for _, s := range c.words.Stems {
		if strings.Contains(text, s.Stem) {
			return s.Groups
		}
	}
	return nil
}

// stands reports whether e stands out as headings do: numbered, bold, in
// capitals, or larger than what most of the page is written in.
func (p *paper) stands(e *element) bool {
	if runes(e.text) > 60 || strings.HasSuffix(e.text, ".") {
		return false
	}
	usual := p.usual()
	return numbering(e.words[0].Text) || e.text == strings.ToUpper(e.text) && e.text != strings.ToLower(e.text) || e.bold && e.size >= usual || e.size > 1.15*usual
}

// usual returns the largest type size that a good part of the page is in.
func (p *paper) usual() float64 {
	if p.common > 0 {
		return p.common
	}
	count, best, all := map[int]int{}, 0, 0
	for _, e := range p.els {
		count[int(math.Round(e.size*2))] += len(e.words)
		all += len(e.words)
	}
	for k, n := range count {
		if n*7 >= all && k > best {
			best = k
		}
	}
	p.common = float64(best) / 2
	return p.common
}

// opens decides whether words that may be a heading or a label are a heading:
// nothing stands beside them, and below them a label begins.
func (p *paper) opens(lines [][]*element, i int, e *element) bool {
	if numbering(e.words[0].Text) {
		return true
	}
	if len(lines[i]) > 1 && e.cell == 0 {
		return false
	}
	for _, x := range lines[i] {
		if x != e && !x.taken && x.box.X0 > e.box.X0 && lettered(x.text) && x.label == nil {
			return false
		}
	}
	for _, line := range lines[i+1 : min(len(lines), i+3)] {
		for _, x := range line {
			if x.taken {
				continue
			}
			return x.label != nil && (x.label.inline || x.label.colon || p.stands(e) || x.bold != e.bold || math.Abs(x.size-e.size) > .4 || overlaps(groupsOf(x.label), p.c.headings[plain(e.text)]) && len(line) > 1)
		}
	}
	return false
}

func groupsOf(l *label) (all []string) {
	for _, m := range l.meanings {
		all = append(all, m.groups...)
	}
	return all
}

// section returns the nearest heading above e, in e's column, and its groups.
func (p *paper) section(e *element) ([]string, *element) {
	var found *element
	for i, h := range p.heads {
		if h.row > e.row {
			break
		}
		if h.row == e.row && h.box.X0 > e.box.X0 {
			continue
		}
		switch {
		case found == nil || h.row > found.row && (h.box.X0 <= e.box.X0+12 || p.alone(i)):
			found = h
		case h.row == found.row && h.box.X0 <= e.box.X0+12 && h.box.X0 > found.box.X0:
			found = h
		}
	}
	if found == nil {
		return nil, nil
	}
	return found.heading, found
}

// alone reports whether no other heading stands on the line of the i-th.
func (p *paper) alone(i int) bool {
	row := p.heads[i].row
	return (i == 0 || p.heads[i-1].row != row) && (i+1 == len(p.heads) || p.heads[i+1].row != row)
}
