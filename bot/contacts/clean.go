package contacts

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// clean makes a text plain before it is cut into words: broken letters mended,
// entities, odd spaces and hyphenation undone, in lower case.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = mend(html.UnescapeString(s))
	s = norm.NFC.String(strings.Map(plainSpace, s))
	s = hyphenated.ReplaceAllString(s, "$1$2")
	s = strings.ToLower(s)
	for _, p := range lex().phrases {
		if strings.Contains(s, p.text) {
			s = p.from.ReplaceAllString(s, "$1 "+p.to+" $2")
		}
	}
	return strings.NewReplacer("&", " och ", "'s", "s", "’s", "s").Replace(s)
}

// hyphenated is a word cut at the end of a line.
var hyphenated = regexp.MustCompile(`(\p{L})-[ \t]*\r?\n[ \t]*(\p{Ll})`)

// mend undoes UTF-8 read as Windows-1252, once or twice over: "hemvÃ¥rd".
func mend(s string) string {
	if !garbled(s) {
		return s
	}
	fields := strings.SplitAfter(s, " ")
	for i, f := range fields {
		for range 2 {
			f = mendOnce(f)
		}
		fields[i] = f
	}
	return strings.Join(fields, "")
}

func mendOnce(s string) string {
	if !garbled(s) {
		return s
	}
	for _, table := range []*charmap.Charmap{charmap.Windows1252, charmap.ISO8859_1} {
		if b, err := table.NewEncoder().String(s); err == nil && utf8.ValidString(b) {
			return b
		}
	}
	return s
}

// garbled reports whether s shows the marks of UTF-8 read as something else.
// An Ã or Â that is followed by a letter is a letter.
func garbled(s string) bool {
	runes := []rune(s)
	for i, r := range runes[:max(0, len(runes)-1)] {
		if (r == 'Ã' || r == 'Â' || r == 'â') && !unicode.IsLetter(runes[i+1]) && runes[i+1] > 0x7f {
			return true
		}
		if r == 'Ã' && (runes[i+1] == 'ƒ' || runes[i+1] == 'Š' || runes[i+1] == 'Ÿ') {
			return true
		}
	}
	return false
}

// cutWords cuts at everything that is no letter or digit. A � stands for a lost
// letter, and so does a ? inside a word.
func cutWords(s string) []string {
	runes := []rune(s)
	var words []string
	start := -1
	for i, r := range runes {
		inside := wordRune(r) || r == '?' && start >= 0 && i+1 < len(runes) && unicode.IsLetter(runes[i+1])
		switch {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			words, start = append(words, string(runes[start:i])), -1
		}
	}
	if start >= 0 {
		words = append(words, string(runes[start:]))
	}
	return words
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == '\ufffd'
}

func contains(words []string, w string) bool { return slices.Contains(words, w) }
