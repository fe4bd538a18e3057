package intyg

import (
	"math"
	"slices"
	"strings"
)

// settle decides about words in front of a colon that nobody knows. On a form
// whose labels end in colons they are a label, when they stand where labels do
// and look like them; anywhere else they are part of a sentence. It also takes
// back labels that are the last word of one.
func (p *paper) settle() {
	h := p.habits()
	if h.known < 5 { // a form nobody knows may still show what its labels are
		h.known, h.colons, h.left = p.colonsOf(h.left)
	}
	for i, e := range p.els {
		switch {
		case e.label == nil || e.taken:
		case e.label.known:
			p.settleKnown(i, h)
		case !p.staysLabel(i, h):
			p.takeBack(i)
		}
	}
	p.els = slices.DeleteFunc(p.els, func(e *element) bool { return e.gone })
}

// habits are what the labels of a form have in common.
type habits struct {
	known, colons, capitals int          // labels, of which so many end in a colon, or begin with a capital
	left                    map[int]bool // where those with a colon begin
	own, values             look         // what labels look like, and what most else does
	looks                   bool         // labels look like nothing else
}

func (p *paper) habits() habits {
	h := habits{left: map[int]bool{}}
	for _, e := range p.els {
		if !p.surely(e) {
			continue
		}
		h.known++
		if isUpper(e.text) {
			h.capitals++
		}
		if strings.HasSuffix(e.label.text, ":") {
			h.colons++
			h.left[at(e)] = true
		}
	}
	p.small = h.known > 5 && h.capitals*10 < h.known*3
	h.own, h.looks = p.labelLook()
	h.values = mostCommon(atLeast(p.otherLooks(), h.own.size))
	return h
}

// settleKnown takes back a known label that rather is the end of a sentence, or
// a value.
func (p *paper) settleKnown(i int, h habits) {
	e, l := p.els[i], p.els[i].label
	switch {
	case !l.colon && !l.inline && (fullStop(e.text) || isLower(l.text) && h.capitals*10 > h.known*7):
		e.label = nil
	case h.looks && lookOf(e) != h.own && (l.colon || l.inline) && lookOf(e) == h.values:
		p.takeBack(i)
	case l.inline && !h.looks && p.awaited(i, l.meanings):
		p.takeBack(i)
		e.doubt = true
	}
}

// staysLabel reports whether words that nobody knows are a label all the same.
// Where they are not, but may have been, they are in doubt.
func (p *paper) staysLabel(i int, h habits) bool {
	e, l := p.els[i], p.els[i].label
	if !h.looks && p.awaited(i, nil) {
		e.doubt = true
		return false
	}
	var next *element // on the same row
	if i+1 < len(p.els) && p.els[i+1].row == e.row {
		next = p.els[i+1]
	}
	switch like := !h.looks || lookOf(e) == h.own; {
	case h.looks && l.inline && like && next != nil && lookOf(next) != h.own:
		return true // printed as labels are, with a value behind it that is not
	case h.colons*2 > h.known && (h.left[at(e)] || next != nil && next.mark != nil) && p.small == isLower(e.text) && len(e.words) <= 10 && strings.HasSuffix(l.text, ":") && like:
		return true
	}
	if strings.HasSuffix(l.text, "?") && (h.left[at(e)] || e.first) {
		e.doubt = true // it may have been a question of the form's
	}
	return false
}

// awaited reports whether e stands right below a label that has no value yet:
// then it may well be that value, though it begins like a label. With ms only
// a label of the same meaning counts, as "Mål: …" below "Syfte".
func (p *paper) awaited(i int, ms []meaning) bool {
	e := p.els[i]
	for k := i - 1; k >= 0 && p.els[k].row >= e.row-1; k-- {
		x := p.els[k]
		if x.row == e.row || x.taken {
			continue
		}
		alone := (k == 0 || p.els[k-1].row != x.row) && p.els[k+1].row != x.row
		return alone && x.label != nil && x.label.known && (x.label.colon || p.c.headings[plain(x.text)] == nil) && !x.label.inline && x.page == e.page && math.Abs(x.box.X0-e.box.X0) < 4 &&
			e.box.Y0-x.box.Y1 < .9*e.line() && p.c.ofType(x.label, "text", "followup") && (ms == nil || sameMeanings(ms, x.label.meanings))
	}
	return false
}

// takeBack makes what was cut off as a label part of the text again.
func (p *paper) takeBack(i int) {
	e := p.els[i]
	inline := e.label.inline
	e.label = nil
	if inline && i+1 < len(p.els) && p.els[i+1].row == e.row && p.els[i+1].mark == nil && p.els[i+1].label == nil {
		e.words = append(e.words[:len(e.words):len(e.words)], p.els[i+1].words...)
		e.set()
		p.els[i+1].taken, p.els[i+1].gone = true, true
	}
}

// colonsOf counts what may be labels on a form none of whose labels are known,
// and how many of them end in a colon.
func (p *paper) colonsOf(left map[int]bool) (lines, colons int, at map[int]bool) {
	count := map[int]int{}
	for _, e := range p.els {
		if e.label != nil && !e.label.known && e.first && strings.HasSuffix(e.label.text, ":") {
			count[int(math.Round(e.box.X0/4))]++
			colons++
		}
	}
	for x, n := range count {
		if n >= 4 {
			left[x] = true
		}
	}
	return colons, colons, left
}

// fullStop reports whether text ends a sentence, and not in an abbreviation.
func fullStop(text string) bool {
	last := text[strings.LastIndexByte(text, ' ')+1:]
	return strings.HasSuffix(last, ".") && strings.Count(last, ".") == 1 && runes(last) > 5
}

// surely reports whether e is a label of the catalogue, and not rather the
// heading of a section.
func (p *paper) surely(e *element) bool {
	return e.label != nil && e.label.known && e.label.exact && !e.taken && e.heading == nil && (e.label.colon || e.label.inline || p.c.headings[plain(e.text)] == nil)
}

// sure returns the labels found so far, when there are enough to go by.
func (p *paper) sure() (all []*label) {
	for _, e := range p.els {
		if p.surely(e) {
			all = append(all, e.label)
		}
	}
	if len(all) < 5 {
		return nil
	}
	return all
}
