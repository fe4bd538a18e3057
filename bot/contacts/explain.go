package contacts

import (
	"maps"
	"slices"
)

// leftover is what a name, or a number, does not account for in a text.
type leftover struct {
	any      bool     // words that have nothing to do with the unit
	where    []string // districts of the unit, by placeKey
	misspelt bool     // "hemtjäst"
	titled   bool     // "hemtjänst" or "utförare" before the name
}

// unexplained looks at the words that are not used: each must belong to the
// unit, by its other names, its districts, its samordnare or its business. A
// business may be said no oftener than one of its names says it: "Omsorg 24
// Omsorg" is not Omsorg 24 Hemtjänst.
func (r *reading) unexplained(l *line, used uint64) (left leftover) {
	said := r.businesses(used)
	for i := 0; i < len(r.words); i++ {
		if used&(1<<i) != 0 {
			continue
		}
		if n, key := r.place(l, i, used); n > 0 {
			left.where = append(left.where, key)
			i += n - 1
			continue
		}
		t := r.words[i]
		title := t.class == generic && (contains(lex().labels, t.canon) || !t.after && contains(lex().titles, t.canon))
		left.titled = left.titled || title
		switch business := l.business(t); {
		case title || t.class != generic && l.owns(t):
		case business != "":
			said[business]++
			left.misspelt = left.misspelt || t.class != generic
			left.any = left.any || said[business] > l.generic[business]
		default:
			left.any = true
		}
	}
	return left
}

// businesses counts the kinds of business among the words that are used.
func (r *reading) businesses(used uint64) map[string]int {
	said := map[string]int{}
	for i, t := range r.words {
		if used&(1<<i) != 0 && t.class == generic {
			said[t.canon]++
		}
	}
	return said
}

// place returns how many words from i on are the name of one of the unit's
// districts, and which.
func (r *reading) place(l *line, i int, used uint64) (n int, where string) {
	key := ""
	for j := i; j < len(r.words) && used&(1<<j) == 0 && !r.words[i].branch; j++ {
		if j > i {
			key += " "
		}
		key += r.words[j].stem
		if l.places[key] {
			n, where = j-i+1, key
		}
	}
	return n, where
}

func (l *line) owns(t textWord) bool {
	switch t.class {
	case night:
		return l.night
	case municipal:
		return l.municipal
	}
	return l.employs(t.word) || l.calls(t.word)
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

// calls reports whether w is part of any of the unit's present names.
func (l *line) calls(w word) bool {
	for _, n := range l.names {
		if !n.former && slices.ContainsFunc(n.words, func(o nameWord) bool { return o.level(w) <= folded }) {
			return true
		}
	}
	return false
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

// fitPerson says whether the words name one of the unit's samordnare in full,
// and nothing that is not the unit's.
func (r *reading) fitPerson(l *line) (fit, bool) {
	for _, p := range l.people {
		used, level, ok := r.coverPerson(p)
		left := r.unexplained(l, used)
		if ok && !left.any && l.allowsForm(r.form) {
			return fit{line: l, via: viaPerson, level: level, where: left.where, lacking: true}, true
		}
	}
	return fit{}, false
}

func (r *reading) coverPerson(p []word) (used uint64, worst level, ok bool) {
	for _, w := range p {
		at, lv := r.find(nameWord{word: w}, used)
		if at < 0 || lv > folded {
			return 0, differ, false
		}
		used |= 1 << at
		worst = max(worst, lv)
	}
	return used, worst, len(p) > 1
}
