package contacts

import (
	"maps"
	"slices"
)

// What is a unit's own: its names, its people, its business, its legal form.

// owns reports whether a word has to do with the unit.
func (r *reading) owns(l *line, t textWord) bool {
	switch t.class {
	case night:
		return l.night
	case municipal:
		return l.municipal
	}
	return l.employs(t.word) || r.calls(l, t)
}

// business says which kind of business t is, written well or, when it is the
// unit's, but for one letter; empty when it is none.
func (l *line) business(t textWord) string {
	if t.class == generic {
		return t.canon
	}
	if t.class != core || len(t.fold) < 6 {
		return ""
	}
	for _, canon := range slices.Sorted(maps.Keys(l.generic)) {
		for _, w := range lex().spellings[canon] {
			if distance(t.fold, signature(t.fold), w, signature(w)) == 1 {
				return canon
			}
		}
	}
	return ""
}

// employs reports whether w is a name of one of the unit's samordnare.
func (l *line) employs(w word) bool {
	for _, p := range l.people {
		if slices.ContainsFunc(p, func(o word) bool { return o.level(w) <= folded }) {
			return true
		}
	}
	return false
}

// calls reports whether t is part of any of the unit's present names. Dots that
// another word of the text has kept are not lost: Måsen & Masen is not Måsen.
func (r *reading) calls(l *line, t textWord) bool {
	return l.hasWord(func(o nameWord) bool {
		switch lv := o.level(t.word); {
		case lv > folded:
			return false
		case lv == folded:
			return !slices.ContainsFunc(r.words, func(other textWord) bool { return o.level(other.word) == exact })
		}
		return true
	})
}

// mentions counts how often the text says the word that it says most often of
// those that make the unit's names; once when it says none.
func (r *reading) mentions(l *line) int {
	most, said := 1, map[string]int{}
	for _, t := range r.words {
		if t.class == core && r.calls(l, t) {
			said[t.stem]++
			most = max(most, said[t.stem])
		}
	}
	return most
}

// fills reports whether a small word stands before that business in any of the
// unit's names: "Omsorg & Service".
func (l *line) fills(business string) bool {
	return l.hasWord(func(o nameWord) bool { return o.filled && o.canon == business })
}

// hasWord reports whether a word of the unit's present names is so.
func (l *line) hasWord(so func(nameWord) bool) bool {
	return slices.ContainsFunc(l.names, func(n name) bool { return !n.former && slices.ContainsFunc(n.words, so) })
}

// form is the unit's legal form, if its names tell or else the first digit of
// its organisation number.
func (l *line) form() string {
	if l.written != "" || l.unit.OrgNr == "" {
		return l.written
	}
	return lex().formOf[l.unit.OrgNr[0]]
}

// allowsForm reports whether a text that writes that legal form can mean the
// unit: an AB is not an HB of the same name.
func (l *line) allowsForm(written string) bool {
	own := l.form()
	return written == "" || own == "" || written == own || written == "kb" && own == "hb" && l.written == ""
}
