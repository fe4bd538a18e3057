package contacts

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A word is kept in four forms, each forgiving more than the one before. Two
// words are the same when a form of one equals that form of the other; how far
// down one had to go is the [level].
type word struct {
	exact string // lower case: linnégårdens
	bare  string // without the s of a genitive: linnégården
	fold  string // without dots, rings and accents, misread digits as letters
	stem  string // fold without the genitive
	loose string // stem with doubled letters once and letters that scanners confuse
}

// A level says how alike two words, or two names, are.
type level int

const (
	exact  level = iota // the same letters
	folded              // å, ä and ö lost, or 0 for o and 1 for l
	loose               // a doubled letter more or less, i for l, rn for m
	differ
)

func newWord(s string) word {
	w := word{exact: s, bare: genitive(s), fold: fold(s)}
	w.stem = genitive(w.fold)
	w.loose = once(confusable.Replace(w.stem))
	return w
}

// level says how near a word of a text comes to w, a word of the lists. Dots and
// rings are lost but never found: Alvelund in the list is not Älvelund.
func (w word) level(o word) level {
	switch {
	case w.exact == o.exact || w.bare == o.bare:
		return exact
	case w.stem == o.stem && found(w.exact, o.exact):
		return differ
	case w.fold == o.fold || w.stem == o.stem:
		return folded
	case w.loose == o.loose && len(w.loose) > 4 && dotted(o.exact) <= dotted(w.exact):
		return loose
	}
	return differ
}

// found reports whether a letter that is plain in the list has dots, a ring or
// an accent in the text.
func found(listed, written string) bool {
	l := []rune(listed)
	for i, r := range []rune(written) {
		if i < len(l) && r > 0x7f && l[i] <= 0x7f {
			return true
		}
	}
	return false
}

// dotted counts the letters that are not plain.
func dotted(s string) (n int) {
	for _, r := range s {
		if r > 0x7f {
			n++
		}
	}
	return n
}

// genitive takes the s away. Short words keep it: HTS is a name.
func genitive(s string) string {
	if len(s) > 4 {
		return strings.TrimSuffix(s, "s")
	}
	return s
}

var confusable = strings.NewReplacer("rn", "m", "vv", "w", "i", "l")

func once(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range s {
		if r != last || r < 'a' {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// fold takes away what is lost first when a name is typed in haste, scanned or
// sent through old systems.
func fold(s string) string {
	s = misread(s)
	plain := true
	for i := 0; i < len(s); i++ {
		plain = plain && s[i] < 0x80
	}
	if plain {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'ø':
			b.WriteRune('o')
		case r == 'æ':
			b.WriteRune('a')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

var digitLetters = strings.NewReplacer("0", "o", "1", "l", "5", "s", "6", "o")

// misread makes letters of the digits in a word of letters. In short words,
// like A1, the digit is meant.
func misread(s string) string {
	letters, figures := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			letters++
		case r >= '0' && r <= '9':
			figures++
		}
	}
	if figures == 0 || letters < 3 || letters <= figures {
		return s
	}
	return digitLetters.Replace(s)
}

// placeKey is how names of districts are compared: "Skärholmens
// stadsdelsförvaltning", "127 43 skarholmen" and "Skärholmen" are one.
func placeKey(s string) string {
	var kept []string
	for _, w := range cutWords(clean(s)) {
		stem := newWord(w).stem
		if strings.Trim(stem, "0123456789") != "" && !contains(lex().settings, stem) {
			kept = append(kept, stem)
		}
	}
	return strings.Join(kept, " ")
}
