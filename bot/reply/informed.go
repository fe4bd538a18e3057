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
		switch marked(informedWords, w) {
		case "+":
			told = true
		case "":
			return false
		}
	}
	return told
}

// marked is the mark before a word in a list of words, such as "+" for one that
// says it and "." for one that may stand beside it; "" for a word that is not
// in the list.
func marked(list, word string) string {
	for line := range strings.Lines(list) {
		mark, words, _ := strings.Cut(strings.TrimSpace(line), " ")
		if mark == "#" {
			continue
		}
		for _, w := range strings.Fields(words) {
			if w == word {
				return mark
			}
		}
	}
	return ""
}
