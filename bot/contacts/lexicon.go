package contacts

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A wordClass says what part a word plays in how people write about utförare.
// Classes come from the lexicon alone, never from the lists: a new line in a
// list must not change how a text about another is read.
type wordClass int

const (
	core      wordClass = iota // what makes a name this name; anything the lexicon does not know
	generic                    // hemtjänst, omsorg: what sort of business it is
	night                      // natt, nattpatrullen
	municipal                  // kommunal regi
	legal                      // AB, HB
	branch                     // enhet, grupp
	noise                      // utförs av, tel, kontakt
	doubt                      // eller, kanske, f.d.: never to be decided by a machine
	blank                      // "vet ej", "BIH återkommer"
	local                      // in a name: the place of the unit, or what follows the comma
)

type lexiconData struct {
	Forms                                                                                                        map[string][]string
	Phrases                                                                                                      map[string]string
	Generic                                                                                                      map[string][]string
	Titles, Labels, Leads, Ties, Night, Municipal, Branch, Noise, Doubt, Blank, Weak, Settings, Starts, Freemail []string
}

type lexicon struct {
	classes   map[string]wordClass
	canon     map[string]string   // hemtjänsten: hemtjänst
	spellings map[string][]string // and the other way round, folded
	titles    []string            // generic words that may stand before any name
	labels    []string            // and those that may stand anywhere: they only say what it is
	leads     []string            // what names of branches may begin with, and other names too
	ties      []string            // fillers after which something must follow
	weak      []string            // core words too common to tell one name from another
	settings  []string            // words around the name of a district
	freemail  []string
	starts    []string // how half of all names begin, folded
	phrases   []phrase
	formOf    map[byte]string     // legal form by the first digit of an organisation number
	letters   map[string][]string // words with å, ä or ö, by [holes]
}

type phrase struct {
	text string
	from *regexp.Regexp // text, where it does not begin or end inside a word
	to   string
}

var lex = sync.OnceValue(func() *lexicon {
	var data lexiconData
	mustRead(lexiconJSON, &data)
	l := &lexicon{spellings: map[string][]string{}, formOf: map[byte]string{'5': "ab", '7': "ek", '9': "hb"}, letters: map[string][]string{}, classes: map[string]wordClass{}, canon: map[string]string{}, titles: data.Titles, labels: data.Labels, leads: data.Leads, ties: data.Ties, freemail: data.Freemail}
	for c, words := range map[wordClass][]string{night: data.Night, municipal: data.Municipal, branch: data.Branch, noise: data.Noise, doubt: data.Doubt, blank: data.Blank} {
		for _, w := range words {
			l.classes[fold(w)] = c
			l.learn(w)
		}
	}
	for _, w := range data.Night {
		l.canon[fold(w)] = data.Night[0] // whatever it is called, it is the one at night
	}
	l.add(generic, data.Generic)
	l.add(legal, data.Forms)
	for _, s := range data.Starts {
		l.starts = append(l.starts, fold(s))
	}
	l.weak, l.settings = foldEach(data.Weak), foldEach(data.Settings)
	for _, from := range slices.Sorted(keys(data.Phrases)) {
		l.phrases = append(l.phrases, phrase{strings.TrimSpace(from), edged(from), data.Phrases[from]})
	}
	slices.SortStableFunc(l.phrases, func(a, b phrase) int { return len(b.from.String()) - len(a.from.String()) })
	return l
})

func (l *lexicon) add(c wordClass, synonyms map[string][]string) {
	for canon, words := range synonyms {
		for _, w := range words {
			l.classes[fold(w)], l.canon[fold(w)] = c, canon
			l.spellings[canon] = append(l.spellings[canon], fold(w))
			l.learn(w)
		}
	}
}

func (l *lexicon) learn(w string) {
	if h := holes(w); h != w {
		l.letters[h] = append(l.letters[h], w)
	}
}

func keys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// edged finds the phrase where it does not begin or end inside a word.
func edged(s string) *regexp.Regexp {
	return regexp.MustCompile(`(^|[^\p{L}\p{N}])` + regexp.QuoteMeta(strings.TrimSpace(s)) + `($|[^\p{L}\p{N}])`)
}

func foldEach(words []string) []string {
	folded := make([]string, len(words))
	for i, w := range words {
		folded[i] = newWord(w).stem
	}
	return folded
}

// isWeak reports whether a core word is too common, or too short, to be what
// makes a name.
func (l *lexicon) isWeak(w word) bool {
	return len(w.fold) <= 2 || strings.Trim(w.fold, "0123456789") == "" || slices.Contains(l.weak, w.stem)
}
