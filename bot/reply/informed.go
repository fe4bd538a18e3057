package reply

import (
	_ "embed"
	"regexp"
	"strings"
)

//go:embed informed.txt
var informedWords string

var wordShape = regexp.MustCompile(`[\p{L}\d]+`)

// Informed reports whether a reply says, and says nothing else than, that the
// person has been told. Any word that is not known to be harmless beside it, a
// negation or a question mark among them, makes it a doubt, and so a no.
func Informed(text string) bool {
	own := strings.ToLower(Own(text))
	if strings.ContainsAny(own, "?") {
		return false
	}
	told := false
	for _, w := range wordShape.FindAllString(own, -1) {
		switch sense := informedSense(w); sense {
		case "+":
			told = true
		case "":
			return false
		}
	}
	return told
}

// informedSense is "+" for a word that says it, "." for one that may stand
// beside it, and "" for any other.
func informedSense(word string) string {
	for line := range strings.Lines(informedWords) {
		sense, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		if sense == "#" {
			continue
		}
		for _, w := range strings.Fields(words) {
			if w == word {
				return sense
			}
		}
	}
	return ""
}
