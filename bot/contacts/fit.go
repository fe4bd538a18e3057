package contacts

import (
	"slices"
	"strings"
)

// A fit says how a text names one unit. Whether it does depends on that unit
// and the text alone, never on what other units there are: so a new line in
// the lists can make a route into a question but not into another route.
type fit struct {
	line    *line
	name    name // the name it is called by
	via     string
	level   level
	letter  bool     // every word and the legal form as registered, letter for letter
	full    bool     // two words or more, every one of the name, none misspelt
	named   bool     // the branch's own words are among them
	written []word   // what stands in the text for the words that make the name
	phrase  string   // what stands there for the whole name, folded, in one
	lacking bool     // words of the name are missing, or the legal form is not in the list
	where   []string // the unit's districts that the text names beside the name
}

// The ways in which a text can name a unit, as sentences.json words them.
const (
	viaName      = "name"
	viaAlias     = "alias"
	viaMunicipal = "municipal"
	viaPerson    = "person"
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
	f.written, f.phrase = r.written(c.used)
	f.full = len(n.words) > 1 && c.missing == 0 && c.level == exact
	f.named = c.local && c.missing == 0
	f.lacking = c.missing > 0 || left.misspelt || r.personal(l, n, c) || r.form != "" && (l.form() == "" || !n.registered)
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

// A cover says which words of a text a name accounts for.
type cover struct {
	used             uint64 // bits of the text's words
	level            level
	letter           bool
	whole            bool // nothing but the name, in its order and without stray genitives
	local            bool // a word of the branch's own is among them
	missing          int  // words of the name that are not in the text
	missingMunicipal int
}

// cover finds the words of the name in the text; it is not ok when one that
// makes the name is missing.
func (r *reading) cover(n name) (c cover, ok bool) {
	c.letter, c.whole = true, true
	last := -1
	for i := 0; i < len(n.words); i++ {
		w := n.words[i]
		at, lv := r.find(w, c.used)
		switch {
		case at >= 0:
			c.letter = c.letter && r.words[at].exact == w.exact
			c.whole = c.whole && at > last && r.words[at].wholly(w, last < 0)
			c.used |= 1 << at
		case r.findPair(w.word, &c.used, &at, &lv):
			c.letter = false
			c.whole = c.whole && at > last
		case i+1 < len(n.words) && r.findJoined(w.word, n.words[i+1].word, &c.used, &at, &lv):
			c.letter = false
			c.whole = c.whole && at > last
			i++
		case w.class == core || w.class == night:
			return c, false
		default:
			c.miss(w)
			continue
		}
		c.level, last = max(c.level, lv), at
		c.local = c.local || w.class == local || w.class == night
	}
	return c, c.used != 0
}

// wholly reports whether t stands in a name of common words as w does in the
// list: "Omsorg i Söderort" may be just that and not Omsorg Söderort AB.
func (t textWord) wholly(w nameWord, first bool) bool {
	return (first || t.filled == w.filled) && (t.fold == w.fold || w.class == generic)
}

func (c *cover) miss(w nameWord) {
	c.missing++
	c.letter, c.whole = false, false
	if w.class == municipal {
		c.missingMunicipal++
	}
}

// find returns the unused word that is most like w.
func (r *reading) find(w nameWord, used uint64) (at int, best level) {
	at, best = -1, differ
	for i, t := range r.words {
		lv := w.level(t.word)
		if lv == differ && w.canon != "" && w.canon == t.canon {
			lv = exact
		}
		if used&(1<<i) == 0 && lv < best {
			at, best = i, lv
		}
	}
	return at, best
}

// findPair finds w written as two words.
func (r *reading) findPair(w word, used *uint64, at *int, lv *level) bool {
	for i, p := range r.pairs {
		if two := uint64(3) << i; *used&two == 0 && w.level(p) < differ {
			*used |= two
			*at, *lv = i, max(folded, w.level(p))
			return true
		}
	}
	return false
}

// findJoined finds two words written as one.
func (r *reading) findJoined(a, b word, used *uint64, at *int, lv *level) bool {
	for i, t := range r.words {
		if *used&(1<<i) == 0 && len(t.fold) == len(a.fold)+len(b.fold) && strings.HasPrefix(t.fold, a.fold) && strings.HasSuffix(t.fold, b.fold) {
			*used |= 1 << i
			*at, *lv = i, folded
			return true
		}
	}
	return false
}
