package contacts

import "slices"

// leftover is what a name, or a number, does not account for in a text.
type leftover struct {
	any      bool     // words that have nothing to do with the unit
	where    []string // districts of the unit, by placeKey
	misspelt bool     // "hemtjäst", or "hos hemtjänst"
	titled   bool     // "hemtjänst" or "utförare" before the name
}

// unexplained looks at the words that are not used: each must belong to the
// unit, by its other names, its districts, its samordnare or its business. A
// business may be said no oftener than one of its names says it, each time the
// text says the name: "Omsorg 24 Omsorg" is not Omsorg 24 Hemtjänst.
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
		title := r.title(i, used)
		left.titled = left.titled || title
		switch business := l.business(t); {
		case title || t.class != generic && r.owns(l, t):
		case business != "":
			said[business]++
			left.misspelt = left.misspelt || t.class != generic || t.filled && !l.fills(business)
			left.any = left.any || said[business] > l.generic[business]*r.mentions(l)
		default:
			left.any = true
		}
	}
	return left
}

// title reports whether word i is said of any utförare: "utförare" anywhere,
// "hemtjänst" before the name or twice in a row, and any business before the name
// that is said again.
func (r *reading) title(i int, used uint64) bool {
	t := r.words[i]
	if t.class != generic {
		return false
	}
	again := slices.ContainsFunc(r.words[i+1:], func(o textWord) bool { return o.canon == t.canon })
	common, before := contains(lex().titles, t.canon), !t.after && used&(1<<i-1) == 0
	twice := i > 0 && r.words[i-1].canon == t.canon
	return contains(lex().labels, t.canon) || before && (again || common) || twice && (common || !t.after)
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
		at, lv := r.find(nameWord{word: w}, used, -1)
		if at < 0 || lv > folded {
			return 0, differ, false
		}
		used |= 1 << at
		worst = max(worst, lv)
	}
	return used, worst, len(p) > 1
}
