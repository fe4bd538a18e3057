package reply

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// A sense is all that a word can be.
type sense struct {
	sym  sym
	tag  tag
	n, u int
}

func (s sense) and(r row) sense {
	s.sym |= r.sym
	s.tag |= r.tag
	if s.n == 0 {
		s.n = r.n
	}
	if s.u == 0 {
		s.u = r.u
	}
	return s
}

// A lexicon holds the words of the tables, looked up by their spelling.
type lexicon struct {
	words   map[string]sense
	phrases map[string][]phrase // by first word, the longest first
	plain   map[string]string   // words without dots and rings, to how they are spelt
	common  map[byte][]string   // words worth guessing from a misspelling, by first letter
}

type phrase struct {
	words []string
	sense sense
}

// known is the lexicon of this package's tables, compiled for the first reply:
// most who start the program wait for something else.
var known = sync.OnceValue(func() *lexicon { return compile(calendarWords, holidayWords, talkWords, fillers) })

func compile(tables ...[]row) *lexicon {
	l := &lexicon{map[string]sense{}, map[string][]phrase{}, map[string]string{}, map[byte][]string{}}
	for _, table := range tables {
		for _, r := range table {
			for w := range strings.SplitSeq(r.words, ",") {
				l.add(strings.TrimSpace(w), r)
			}
		}
	}
	for _, s := range signOrder {
		for _, w := range signWords[s] {
			l.add(w, row{tag: tSign})
		}
	}
	for first := range l.phrases {
		slices.SortStableFunc(l.phrases[first], func(a, b phrase) int { return len(b.words) - len(a.words) })
	}
	for w := range l.words {
		l.index(w)
	}
	return l
}

func (l *lexicon) add(w string, r row) {
	words := l.wordsOf(w)
	switch {
	case w == "":
	case len(words) < 2:
		l.words[words[0]] = l.words[words[0]].and(r)
	default:
		list := l.phrases[words[0]]
		for i := range list {
			if slices.Equal(list[i].words, words) {
				list[i].sense = list[i].sense.and(r)
				return
			}
		}
		l.phrases[words[0]] = append(list, phrase{words, sense{}.and(r)})
	}
}

// wordsOf cuts an entry of a table as the tokenizer cuts a text.
func (l *lexicon) wordsOf(entry string) (words []string) {
	for _, t := range l.scan(entry) {
		words = append(words, t.word)
	}
	return words
}

// index makes w findable when it is written without dots and rings, or
// misspelt by one letter.
func (l *lexicon) index(w string) {
	p := unaccent(w)
	if _, taken := l.words[p]; p != w && !taken && utf8.RuneCountInString(w) > 1 {
		l.plain[p] = w
	}
	s := l.words[w]
	guess := s.sym&(sWeekday|sMonth|sHalf|sOff) != 0 || len(w) >= 6 && s.tag&(tYes|tCan|tGood|tBad|tHedge|tDefer|tExtend|tEnd|tGot|tVisit|tStart|tAll|tBoth|tNone) != 0
	if guess && len(w) >= 5 && w[0] >= 'a' && w[0] <= 'z' {
		l.common[w[0]] = append(l.common[w[0]], w)
	}
}

// means reports whether w is a word that the tables know.
func means(w string) bool {
	_, ok := known().words[w]
	return ok
}

// find returns what w means: as spelt, without accents, or misspelt by one
// letter. A misspelling that fits words of different meaning is marked so.
func (l *lexicon) find(w string) (sense, bool) {
	if s, ok := l.words[w]; ok {
		return s, true
	}
	if full, ok := l.plain[w]; ok {
		return l.words[full], true
	}
	if len(w) < 5 || w[0] < 'a' || w[0] > 'z' {
		return sense{}, false
	}
	return l.guess(w)
}

func (l *lexicon) guess(w string) (s sense, ok bool) {
	for _, c := range l.common[w[0]] {
		if !oneOff(w, c) {
			continue
		}
		found := l.words[c]
		if ok && (found.sym != s.sym || found.n != s.n || found.tag != s.tag) {
			if (found.sym|s.sym)&sWeekday == 0 {
				return sense{}, false
			}
			return sense{tag: tSpell}, true
		}
		s, ok = found, true
	}
	return s, ok
}

// oneOff reports whether a and b differ by one letter added, dropped, changed
// or swapped with its neighbour.
func oneOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 2 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	j := 0
	for j < len(a)-i && a[len(a)-1-j] == b[len(b)-1-j] {
		j++
	}
	x, y := a[i:len(a)-j], b[i:len(b)-j]
	if len(x) == 2 && len(y) == 2 && x[0] == y[1] && x[1] == y[0] {
		return true
	}
	return utf8.RuneCountInString(x) <= 1 && utf8.RuneCountInString(y) <= 1
}

var accents = strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e", "ü", "u")

func unaccent(w string) string { return accents.Replace(w) }
