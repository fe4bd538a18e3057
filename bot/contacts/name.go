package contacts

import (
	"slices"
	"strings"
)

// A line is a unit together with its names and what else texts about it may
// mention, cut into words.
type line struct {
	n         int // among the index's lines
	unit      *Unit
	names     []name
	places    map[string]bool // its districts, by placeKey
	generic   map[string]int  // the kinds of business that its names mention, and how often one name does
	night     bool
	municipal bool
	written   string   // legal form in its names
	people    [][]word // samordnare, name by name
}

// A name is one way in which the lists let a unit be called.
type name struct {
	words      []nameWord // without fillers and legal form
	form       string     // legal form
	registered bool       // the name itself, not an alias
	former     bool       // one that the unit, or one before it, no longer has
	weak       bool       // nothing but common words: only the whole of it, in order, is the name
	open       bool       // ends in a filler, which no text is read to have
	joined     string     // all words, folded, in one
}

type nameWord struct {
	word
	class  wordClass
	canon  string
	filled bool // a filler such as "i" stands before it
	led    bool // "team", with which a name may begin, stands before it
}

func newLine(n int, u *Unit) *line {
	l := &line{n: n, unit: u, places: map[string]bool{}, generic: map[string]int{}}
	for _, d := range u.Districts {
		l.places[placeKey(d)] = true
	}
	l.people = contactPeople(u.Contact)
	l.add(u.Name, true)
	for _, a := range u.Aliases {
		l.add(a, false)
	}
	return l
}

func contactPeople(cell string) (people [][]word) {
	for _, p := range list(strings.ReplaceAll(cell, " och ", "|")) {
		var words []word
		for _, w := range cutWords(clean(p)) {
			words = append(words, newWord(w))
		}
		if len(words) > 0 {
			people = append(people, words)
		}
	}
	return people
}

// add takes in one name of the unit.
func (l *line) add(written string, registered bool) {
	n := name{registered: registered}
	written, n.former = cutFormer(written)
	head, tail, _ := strings.Cut(written, ",")
	n.add(l, head, false)
	n.add(l, tail, true)
	if len(n.words) == 0 {
		return
	}
	n.weak = !slices.ContainsFunc(n.words, func(w nameWord) bool { return w.class == core && !lex().isWeak(w.word) })
	for _, w := range n.words {
		n.joined += w.fold
	}
	l.learnBusiness(n)
	l.names = append(l.names, n)
}

func cutFormer(written string) (string, bool) {
	for _, f := range headers().former {
		if rest, ok := strings.CutPrefix(strings.ToLower(written), f+" "); ok {
			return rest, true
		}
	}
	return written, false
}

// add cuts part of a name into words. Whatever follows the comma, or a word
// like enhet, is the branch's own.
func (n *name) add(l *line, text string, own bool) {
	filled, led := false, false
	for _, w := range flatMap(cutWords(clean(text)), splitFigures) {
		nw := newNameWord(w)
		switch {
		case nw.class == branch:
			led = contains(lex().leads, nw.exact)
			own = own || len(n.words) > 0 // Team Olivia is no branch
			continue
		case nw.class == noise:
			filled = true
			continue
		case nw.class == legal:
			n.form = nw.canon
			if !n.former {
				l.written = nw.canon
			}
			continue
		case nw.class == doubt || nw.class == blank:
			nw.class = core // in a name it is part of the name
		}
		if nw.class == core && (own || l.places[nw.stem]) {
			nw.class = local
		}
		nw.filled, nw.led = filled, led
		filled, led = false, false
		l.learn(nw, n.former)
		n.words = append(n.words, nw)
	}
	n.open = n.open || filled
}

func newNameWord(s string) nameWord {
	w := newWord(s)
	c := lex().classes[w.fold]
	return nameWord{word: w, class: c, canon: lex().canon[w.fold]}
}

// learnBusiness counts the kinds of business that one present name mentions.
func (l *line) learnBusiness(n name) {
	said := map[string]int{}
	for _, w := range n.words {
		if w.class == generic && !n.former {
			said[w.canon]++
			l.generic[w.canon] = max(l.generic[w.canon], said[w.canon])
		}
	}
}

// learn notes whether the unit's present names mention night or the municipality.
func (l *line) learn(w nameWord, former bool) {
	switch {
	case former:
	case w.class == night:
		l.night = true
	case w.class == municipal:
		l.municipal = true
	}
}

// head is the name without what is the branch's own or says night, folded, in one.
func (n name) head() (joined string) {
	for _, w := range n.words {
		if w.class != local && w.class != night {
			joined += w.fold
		}
	}
	return joined
}

// core returns the words that make the name this name.
func (n name) core() (words []word) {
	for _, w := range n.words {
		if w.class == core {
			words = append(words, w.word)
		}
	}
	return words
}
