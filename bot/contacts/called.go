package contacts

import (
	"iter"
	"slices"
)

// Whom the words call by name, whoever else they fit by district, number or
// samordnare: a writer may have the district wrong, or the number.

// called returns the lines of other units that the words call by a whole name,
// or by their place as one says it: "Farsta hemtjänst, Natalia Brzeska". Beside
// that, somebody else's number or samordnare is not enough, though the words
// could be read as what that one does and where.
func (m *matching) called(f fit) (lines []int) {
	add := func(named []int) {
		if len(m.of(f.line, named)) == 0 {
			lines = append(lines, named...)
		}
	}
	for span := range m.r.spans() {
		add(m.index.joined[span])
	}
	business := slices.ContainsFunc(m.r.words, func(t textWord) bool { return t.class == generic })
	for _, t := range m.r.words {
		if t.fold != t.stem || business {
			add(slices.DeleteFunc(slices.Clone(m.index.local[t.stem]), func(n int) bool {
				return t.fold == t.stem && !m.sameBusiness(m.index.lines[n])
			}))
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// namedSo returns the lines of other units that are called just as it stands in
// the text, with the place or without, where f's unit is called a little
// otherwise or by less: whatever the district says, the writer may have meant
// those.
func (m *matching) namedSo(f fit) (lines []int) {
	so := m.index.joined[f.phrase]
	if len(so) == 0 {
		so = m.index.phrase(f.phrase)
	}
	own := m.of(f.line, so)
	registered := slices.ContainsFunc(own, func(n int) bool { return m.index.lines[n].registeredAs(f.phrase) })
	for _, n := range so {
		if l := m.index.lines[n]; l.unit.ID != f.line.unit.ID && (len(own) == 0 || !registered && l.registeredAs(f.phrase)) {
			lines = append(lines, n)
		}
	}
	called := len(m.of(f.line, m.index.joined[f.phrase])) > 0
	for span := range m.r.spans() {
		if so := m.index.joined[span]; len(m.of(f.line, so)) == 0 && (!called || len(span) > len(f.phrase)) {
			lines = append(lines, slices.DeleteFunc(slices.Clone(so), func(n int) bool { return !m.index.lines[n].wholly(span) })...)
		}
	}
	return lines
}

// of returns those of the lines that are l's unit's.
func (m *matching) of(l *line, lines []int) (own []int) {
	for _, n := range lines {
		if m.index.lines[n].unit.ID == l.unit.ID {
			own = append(own, n)
		}
	}
	return own
}

// spans yields all that follows in a row in the text, folded, in one.
func (r *reading) spans() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range r.words {
			span := ""
			for _, t := range r.words[i:min(len(r.words), i+maxSpan)] {
				if span += t.fold; !yield(span) {
					return
				}
			}
		}
	}
}

// wholly reports whether that is all of one of the unit's names.
func (l *line) wholly(joined string) bool {
	return slices.ContainsFunc(l.names, func(n name) bool { return n.joined == joined })
}

func (l *line) registeredAs(joined string) bool {
	return slices.ContainsFunc(l.names, func(n name) bool { return n.registered && n.joined == joined })
}
