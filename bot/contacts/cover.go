package contacts

// A cover says which words of a text a name accounts for.
type cover struct {
	used             uint64 // bits of the text's words
	level            level
	letter           bool
	whole            bool // nothing but the name, in its order and without stray genitives
	local            bool // a word of the branch's own is among them
	missing          int  // words of the name that are not in the text
	beheaded         bool // one of them is no branch's
	altered          bool // a small word ("i", "team") of the name is not in the text, or one within it not in the name
	missingMunicipal int
}

// cover finds the words of the name in the text; it is not ok when one that
// makes the name is missing, or when they stand in another order.
func (r *reading) cover(n name) (c cover, ok bool) {
	c.letter, c.whole = true, true
	last, lastCore := -1, -1
	for i := 0; i < len(n.words); i++ {
		w := n.words[i]
		at, lv := r.find(w, c.used, last)
		switch {
		case at >= 0:
			c.letter = c.letter && r.words[at].exact == w.exact
			c.altered = c.altered || r.words[at].alters(w, last < 0)
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
		if w.class == core && at < lastCore {
			return c, false // Söders omsorgsbolag is not Omsorgsbolaget Söder
		}
		if w.class == core {
			lastCore = at
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

// alters reports whether a small word stands before t and not before w, or the
// other way round: Hemma Hos is not Hemma, nor Team Hagen Hagen. Before the name
// and its place they are no part of it.
func (t textWord) alters(w nameWord, first bool) bool {
	return w.class == core && w.led != t.led || w.class != local && !first && w.filled != t.filled
}

func (c *cover) miss(w nameWord) {
	c.missing++
	c.letter, c.whole = false, false
	c.beheaded = c.beheaded || w.class != local
	if w.class == municipal {
		c.missingMunicipal++
	}
}

// find returns the unused word that is most like w, of several the first after
// the last one found: in "Hemtjänst: Solrosens hemtjänst" the name's is the second.
func (r *reading) find(w nameWord, used uint64, last int) (at int, best level) {
	at, best = -1, differ
	for i, t := range r.words {
		lv := w.level(t.word)
		if lv == differ && w.canon != "" && w.canon == t.canon {
			lv = exact
		}
		if used&(1<<i) == 0 && (lv < best || lv == best && lv < differ && at < last && i > last) {
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
		if *used&(1<<i) == 0 && t.fold == a.fold+b.fold && !found(a.exact+b.exact, t.exact) {
			*used |= 1 << i
			*at, *lv = i, folded
			return true
		}
	}
	return false
}
