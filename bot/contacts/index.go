package contacts

import (
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// An index finds the lines that a text can be about without looking at all of
// them. It covers the utförare only: nobody else is routed to.
type index struct {
	lines      []*line
	byID       map[care.UnitID][]int
	byMail     map[string][]int
	domain     map[string][]int
	byPhone    map[string][]int
	byOrgNr    map[string][]int
	byCore     map[string][]int // loose form of a core word
	joined     map[string][]int // all words of a name, folded, in one
	person     map[string][]int // folded word of a samordnare's name
	whole      map[string][]int // all of it, folded, in one
	local      map[string][]int // folded word of a place in a name
	place      map[string]bool  // folded word of any district
	kind       map[wordClass][]int
	words      []spelling
	names      map[int][]spelling  // whole names, folded, in one, by length
	succession bool                // somebody has a successor
	letters    map[string][]string // exact words that hold other letters than a to z, by length and fold
}

// A spelling is a core word of some name, for finding words that resemble it.
type spelling struct {
	stem  string
	loose string
	sig   uint32 // which letters it has
	place bool   // it is only the place of a branch
	lines []int
}

func newIndex(units []Unit) index {
	x := index{byID: map[care.UnitID][]int{}, byMail: map[string][]int{}, domain: map[string][]int{},
		byPhone: map[string][]int{}, byOrgNr: map[string][]int{}, byCore: map[string][]int{}, joined: map[string][]int{},
		person: map[string][]int{}, whole: map[string][]int{}, local: map[string][]int{}, kind: map[wordClass][]int{}, letters: map[string][]string{}, place: map[string]bool{}, names: map[int][]spelling{}}
	for i := range units {
		if units[i].Role == care.HTJ {
			x.add(newLine(len(x.lines), &units[i]))
		}
	}
	x.spell()
	return x
}

func (x *index) add(l *line) {
	n := len(x.lines)
	x.lines = append(x.lines, l)
	x.byID[l.unit.ID] = append(x.byID[l.unit.ID], n)
	for _, m := range l.unit.Emails {
		put(x.byMail, strings.ToLower(m), n)
		if !contains(lex().freemail, domainOf(m)) {
			put(x.domain, domainOf(m), n)
		}
	}
	for _, d := range l.unit.Domains {
		put(x.domain, d, n)
	}
	for _, p := range l.unit.Phones {
		put(x.byPhone, p, n)
	}
	put(x.byOrgNr, l.unit.OrgNr, n)
	x.succession = x.succession || l.unit.Successor != ""
	for _, p := range l.people {
		whole := ""
		for _, w := range p {
			put(x.person, w.fold, n)
			whole += w.fold
		}
		put(x.whole, whole, n)
	}
	for p := range l.places {
		for w := range strings.FieldsSeq(p) {
			x.place[w] = true
		}
	}
	for _, nm := range l.names {
		x.addName(nm, n)
	}
}

func (x *index) addName(nm name, n int) {
	put(x.joined, nm.joined, n)
	put(x.joined, nm.head(), n)
	for _, w := range nm.words {
		switch w.class {
		case core:
			put(x.byCore, w.loose, n)
		case local:
			put(x.local, w.stem, n)
			put(x.byCore, w.loose, n)
		case night, municipal:
			if l := x.kind[w.class]; len(l) == 0 || l[len(l)-1] != n {
				x.kind[w.class] = append(l, n)
			}
		}
		if w.exact != w.fold {
			x.learn(w.exact)
		}
	}
}

// put adds n to a list that grows, once.
func put(m map[string][]int, key string, n int) {
	if l := m[key]; key != "" && (len(l) == 0 || l[len(l)-1] != n) {
		m[key] = append(l, n)
	}
}

// learn keeps a word under how it looks once its å, ä and ö have been lost.
func (x *index) learn(exact string) {
	key := holes(exact)
	if !slices.Contains(x.letters[key], exact) {
		x.letters[key] = append(x.letters[key], exact)
	}
}

// holes puts a ? for every letter that a broken text may have lost.
func holes(w string) string {
	return strings.Map(func(r rune) rune {
		if r > 0x7f {
			return '?'
		}
		return r
	}, w)
}

// spell lists the words that make names and branches, each once.
func (x *index) spell() {
	lines, cores := map[string][]int{}, map[string]bool{}
	for n, l := range x.lines {
		for _, nm := range l.names {
			for _, w := range nm.words {
				if w.class == core || w.class == local {
					put(lines, w.stem, n)
					cores[w.stem] = cores[w.stem] || w.class == core
				}
			}
		}
	}
	for stem, ns := range lines {
		x.words = append(x.words, spelling{stem, newWord(stem).loose, signature(stem), !cores[stem], ns})
	}
	for joined, ns := range x.joined {
		x.names[len(joined)] = append(x.names[len(joined)], spelling{stem: joined, sig: signature(joined), lines: ns})
	}
}

// phrase returns the lines with a name that is one letter from s.
func (x *index) phrase(s string) (lines []int) {
	sig := signature(s)
	for length := len(s) - 1; length <= len(s)+1; length++ {
		for _, n := range x.names[length] {
			if distance(s, sig, n.stem, n.sig) <= 1 {
				lines = append(lines, n.lines...)
			}
		}
	}
	return lines
}

func signature(s string) (sig uint32) {
	for i := 0; i < len(s); i++ {
		sig |= 1 << (s[i] & 31)
	}
	return sig
}
