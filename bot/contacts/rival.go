package contacts

import (
	"slices"
	"strings"
)

// rivals returns the lines whose unit the writer may have meant instead of f:
// units that are near in name, and that neither the district nor the text
// rules out. Units that have closed count too. A person's namesakes work in any
// district: people move. A number has no near, but the words beside it may be
// somebody else's name.
func (m *matching) rivals(f fit) (lines []int) {
	if m.rivalled == f.line {
		return m.close
	}
	defer func() { m.rivalled, m.close = f.line, lines }()
	around := m.around
	switch {
	case m.r.numbered():
		return m.alsoNamed(f)
	case f.via == viaPerson:
		around = m.namesakes
		lines = m.called(f)
	case f.lacking:
		lines = append(m.called(f), m.namedSo(f)...)
	default:
		lines = m.namedSo(f)
	}
	for _, n := range around(f) {
		l := m.index.lines[n]
		if l.unit.ID != f.line.unit.ID && (f.via == viaPerson || !m.excluded(l, f) && m.mayMean(l, f)) {
			lines = append(lines, n)
		}
	}
	return lines
}

// alsoNamed returns the lines that the words name better than the unit whose
// number stands there.
func (m *matching) alsoNamed(f fit) (lines []int) {
	own, named := m.r.fit(f.line)
	for _, n := range m.named() {
		l := m.index.lines[n]
		if other, ok := m.r.fit(l); ok && l.unit.ID != f.line.unit.ID && (!named || other.outdoes(own)) {
			lines = append(lines, n)
		}
	}
	switch {
	case !named:
		lines = append(lines, m.called(f)...)
	case own.altered:
		lines = append(lines, m.notOf(f.line, m.index.joined[own.phrase])...)
	}
	return lines
}

// notOf returns those of the lines that are not l's unit's.
func (m *matching) notOf(l *line, lines []int) []int {
	return slices.DeleteFunc(slices.Clone(lines), func(n int) bool { return m.index.lines[n].unit.ID == l.unit.ID })
}

// outdoes reports whether the words name f's unit better than o's, or more of
// them do, or the text leaves out less of the name.
func (f fit) outdoes(o fit) bool {
	return f.better(o) || f.said > o.said || (o.beheaded || o.altered) && !f.beheaded && !f.altered
}

// around returns the lines that share or nearly share what makes f's name.
func (m *matching) around(f fit) (lines []int) {
	for _, w := range f.name.words {
		switch w.class {
		case local:
			if len(f.name.core()) == 0 {
				lines = append(lines, m.index.local[w.stem]...)
			}
		case core:
			lines = append(lines, m.index.byCore[w.loose]...)
			lines = append(lines, m.resembling(w.word)...)
		}
	}
	lines = append(lines, m.index.phrase(f.phrase)...)
	if f.level > exact {
		for _, t := range m.r.words {
			if t.class == core {
				lines = append(lines, m.resembling(t.word)...)
			}
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

func (m *matching) resembling(w word) (lines []int) {
	for _, a := range m.alike(w) {
		if a.how >= holds {
			lines = append(lines, a.lines...)
		}
	}
	return lines
}

// excluded reports whether the district, or a place in the text, shows that the
// unit is not meant.
func (m *matching) excluded(l *line, f fit) bool {
	if len(l.places) == 0 {
		return false
	}
	return !m.served(l) || slices.ContainsFunc(f.where, func(p string) bool { return !l.places[p] })
}

// mayMean reports whether any name of l, also one it no longer has, could be
// what the text meant.
func (m *matching) mayMean(l *line, f fit) bool {
	return slices.ContainsFunc(l.names, func(o name) bool {
		switch {
		case f.letter:
			return o.isBranchOf(f.name)
		case distance(o.joined, signature(o.joined), f.phrase, signature(f.phrase)) <= 1:
			return true
		case f.full && f.name.weak:
			return o.continues(f.name)
		case f.full || f.named:
			return o.covers(f.name, f.level)
		}
		return o.near(f.name, f.name.core(), f.level) || f.level > exact && o.near(f.name, f.written, f.level)
	})
}

// isBranchOf reports whether n is head with a place or the like added.
func (n name) isBranchOf(head name) bool {
	added := slices.ContainsFunc(n.words, func(w nameWord) bool { return !head.has(w) })
	return added && len(n.words) > len(head.words) && !slices.ContainsFunc(head.words, func(w nameWord) bool { return !n.has(w) }) &&
		!slices.ContainsFunc(n.words, func(w nameWord) bool { return !head.has(w) && w.class != local && w.class != night })
}

func (n name) has(w nameWord) bool {
	return slices.ContainsFunc(n.words, func(o nameWord) bool { return o.same(w) })
}

func (w nameWord) same(o nameWord) bool {
	return w.level(o.word) < differ || w.canon != "" && w.canon == o.canon
}

// covers reports whether every word of o is in n as well, give or take a
// letter.
func (n name) covers(o name, lv level) bool {
	if distance(n.joined, signature(n.joined), o.joined, signature(o.joined)) <= reach(lv) {
		return true
	}
	return !slices.ContainsFunc(o.words, func(w nameWord) bool { return !n.has(w) && !(w.class == core && n.resembles(w.word, lv)) })
}

// continues reports whether n is the same common words as o, in whatever order,
// or o with something before or after it.
func (n name) continues(o name) bool {
	return strings.Contains(n.joined, o.joined) || strings.HasPrefix(n.joined, o.stems()) || len(n.words) == len(o.words) && n.covers(o, exact)
}

// stems is the name without its genitives, folded, in one.
func (n name) stems() (joined string) {
	for _, w := range n.words {
		joined += w.stem
	}
	return joined
}

func (n name) resembles(w word, lv level) bool {
	return slices.ContainsFunc(n.words, func(o nameWord) bool { return o.class == core && spelledNear(o.word, w, lv) })
}

// reach is how many letters may differ between names that are near: two, when
// the text has been misspelt already.
func reach(lv level) int {
	if lv == exact {
		return 1
	}
	return 2
}

func spelledNear(a, b word, lv level) bool {
	if min(len(a.stem), len(b.stem)) < 4 {
		return a.level(b) < differ
	}
	d := reach(lv)
	if min(len(a.stem), len(b.stem)) < 6 {
		d = 1
	}
	return distance(a.stem, signature(a.stem), b.stem, signature(b.stem)) <= d
}

// near reports whether what makes the name o, as it is registered or as it was
// written, is in n too: the same words, the same but for a letter or two, more
// words beside them, or one longer word.
func (n name) near(o name, made []word, lv level) bool {
	if len(made) == 0 {
		return n.covers(o, lv)
	}
	return !slices.ContainsFunc(made, func(w word) bool {
		return !slices.ContainsFunc(n.words, func(c nameWord) bool { return c.near(w, lv, len(made) == 1) })
	})
}

func (w nameWord) near(o word, lv level, alone bool) bool {
	if w.class != core && w.class != local {
		return false
	}
	longer := alone && resemble(o, signature(o.stem), &spelling{stem: w.stem, loose: w.loose, sig: signature(w.stem)}) == holds
	return longer || w.level(o) < differ || spelledNear(w.word, o, lv)
}

// namesakes returns the lines with a samordnare whose name is near one in the
// text: one of its words, and the beginning or most of the other.
func (m *matching) namesakes(_ fit) (lines []int) {
	if m.sameNamed != nil {
		return m.sameNamed
	}
	for i, t := range m.r.words {
		for _, n := range m.index.person[t.fold] {
			if m.index.lines[n].nearPerson(m.r, i) {
				lines = append(lines, n)
			}
		}
	}
	slices.Sort(lines)
	m.sameNamed = slices.Compact(lines)
	return m.sameNamed
}

// nearPerson reports whether, beside word i, another word of the text is near
// the rest of a samordnare's name.
func (l *line) nearPerson(r *reading, i int) bool {
	for _, p := range l.people {
		for _, w := range p {
			if w.fold != r.words[i].fold && r.nearName(w, i) {
				return true
			}
		}
	}
	return false
}

func (r *reading) nearName(w word, but int) bool {
	for j, t := range r.words {
		if j != but && t.class == core && (shared(w.fold, t.fold) >= 3 || spelledNear(w, t.word, folded)) {
			return true
		}
	}
	return false
}
