package intyg

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plain makes labels comparable: small letters, one blank between words, no
// full stops, no number in front and no colon, question mark or star behind.
func plain(s string) string {
	s = strings.ToLower(norm.NFC.String(s))
	s = folds.Replace(s)
	fields := strings.Fields(s)
	if len(fields) > 1 && numbering(fields[0]) {
		fields = fields[1:]
	}
	s = strings.Join(fields, " ")
	s = strings.TrimRight(s, " :?*")
	s = strings.ReplaceAll(s, ". ", " ")
	s = strings.ReplaceAll(s, " /", "/")
	s = strings.ReplaceAll(s, "/ ", "/")
	return strings.TrimSpace(strings.ReplaceAll(s, ".", ""))
}

// folds makes one of the many ways to write a blank, a hyphen or a quotation
// mark.
var folds = folding{strings.NewReplacer(
	"\u00a0", " ", "\u00ad", "", "\t", " ", "–", "-", "—", "-", "‑", "-", "−", "-", "’", "'", "´", "'", "”", "\"", "“", "\"")}

type folding struct{ rare *strings.Replacer }

// Replace returns s folded. All that is replaced begins with one of three
// bytes, and most text has none of them.
func (f folding) Replace(s string) string {
	if strings.IndexByte(s, '\t') < 0 && strings.IndexByte(s, 0xc2) < 0 && strings.IndexByte(s, 0xe2) < 0 {
		return s
	}
	return f.rare.Replace(s)
}

// numbering reports whether a word only numbers what follows: "1.", "2)", "a)".
func numbering(w string) bool {
	if w == "" || !strings.ContainsAny(w[len(w)-1:], ".)") {
		return false
	}
	w = strings.TrimRight(w, ".)")
	for _, part := range strings.Split(w, ".") {
		if d := digits(part); len(part) == 0 || len(part) > 2 || d != part && len(w) > 1 {
			return false
		}
	}
	return true
}

// isLetter reports whether s begins with a letter.
func isLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

func isUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

func isLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func runes(s string) int { return utf8.RuneCountInString(s) }

// distance counts the letters in which a and b differ, but no further than
// limit+1.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d > limit || -d > limit {
		return limit + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal, best := row[0], i+1
		row[0] = i + 1
		for j := range y {
			change := diagonal
			if x[i] != y[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
			best = min(best, row[j+1])
		}
		if best > limit {
			return limit + 1
		}
	}
	return row[len(y)]
}
