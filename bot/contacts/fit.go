package contacts

import (
	"math/bits"
	"slices"
)

// A fit says how a text names one unit. Whether it does depends on that unit
// and the text alone, never on what other units there are: so a new line in
// the lists can make a route into a question but not into another route.
type fit struct {
	line     *line
	name     name // the name it is called by
	via      string
	level    level
	letter   bool     // every word and the legal form as registered, letter for letter
	full     bool     // two words or more, every one of the name, none misspelt
	named    bool     // the branch's own words are among them
	said     int      // how many words of the text are the name's
	written  []word   // what stands in the text for the words that make the name
	phrase   string   // what stands there for the whole name, folded, in one
	lacking  bool     // words of the name are missing or changed, or the legal form is not in the list
	beheaded bool     // some that are missing are not the branch's
	altered  bool     // a small word ("hos", "team") is in the name or the text only
	where    []string // the unit's districts that the text names beside the name
}

// The ways in which a text can name a unit, as sentences.json words them.
const (
	viaName      = "name"
	viaAlias     = "alias"
	viaMunicipal = "municipal"
	viaPerson    = "person"
	viaMail      = "mail"
	viaPhone     = "phone"
	viaOrgNr     = "orgnr"
	viaDomain    = "domain"
)

// fit says whether the words, all of them, name the unit by one of its present
// names.
func (r *reading) fit(l *line) (best fit, ok bool) {
	for _, n := range l.names {
		if f, fits := r.fitName(l, n); fits && (!ok || f.better(best)) {
			best, ok = f, true
		}
	}
	return best, ok
}

func (f fit) better(o fit) bool {
	return f.rank() < o.rank()
}

func (f fit) rank() int {
	rank := int(f.level)
	for bit, minus := range []bool{!f.letter, !f.full, !f.named, f.lacking} {
		if minus {
			rank += 4 << bit
		}
	}
	return rank
}

func (r *reading) fitName(l *line, n name) (fit, bool) {
	c, ok := r.cover(n)
	if n.former || !ok || !l.allowsForm(r.form) {
		return fit{}, false
	}
	if n.weak && !c.whole || c.missingMunicipal > 0 {
		return r.fitMunicipal(l, n, c)
	}
	left := r.unexplained(l, c.used)
	if left.any {
		return fit{}, false
	}
	f := fit{line: l, name: n, via: viaAlias, level: c.level, where: left.where}
	if n.registered {
		f.via = viaName
	}
	f.letter = n.registered && c.letter && !left.titled && r.form == n.form
	f.said = bits.OnesCount64(c.used)
	f.written, f.phrase = r.written(c.used)
	f.full = len(n.words) > 1 && c.missing == 0 && c.level == exact
	f.named = c.local && c.missing == 0
	f.beheaded, f.altered = c.beheaded, c.altered
	f.lacking = c.missing > 0 || c.altered || n.open || left.misspelt || r.personal(l, n, c) || r.form != "" && (l.form() == "" || !n.registered)
	return f, true
}

// personal reports whether the word that makes the name is rather the first name
// of the unit's samordnare: Farzaneh, of Farzanehs.
func (r *reading) personal(l *line, n name, c cover) bool {
	for i, t := range r.words {
		if c.used&(1<<i) != 0 && l.employs(t.word) && !slices.ContainsFunc(n.words, func(w nameWord) bool { return w.exact == t.exact }) {
			return true
		}
	}
	return false
}

// fitMunicipal recognises the municipality's own hemtjänst in a place: common
// words that only together, and with the word kommunal, say who is meant. Their
// order does not matter.
func (r *reading) fitMunicipal(l *line, n name, c cover) (fit, bool) {
	said := slices.ContainsFunc(r.words, func(t textWord) bool { return t.class == municipal })
	left := r.unexplained(l, c.used)
	if !said || !l.municipal || !c.local || c.missing > c.missingMunicipal || c.level > folded || left.any {
		return fit{}, false
	}
	return fit{line: l, name: n, via: viaMunicipal, level: c.level, where: left.where, named: true, full: true}, true
}

// written returns what stands in the text for the words that make the name, and
// for the whole of it, folded, in one.
func (r *reading) written(used uint64) (words []word, phrase string) {
	for i, t := range r.words {
		if used&(1<<i) == 0 {
			continue
		}
		phrase += t.fold
		if t.class == core {
			words = append(words, t.word)
		}
	}
	return words, phrase
}
