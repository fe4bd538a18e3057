package reply

import (
	"regexp"
	"slices"
	"strings"
)

// ByCase takes apart an answer to a mail that was about several cases: what was
// said of each of the numbers, and what named none of them. A line that names a
// case is about it, and so are the lines after it; what is written under a quoted
// line is about the one case the quote names. What names two cases, or another
// one, is about none: somebody has to say which.
func ByCase(text string, numbers []string) (said map[string]string, rest string) {
	said = map[string]string{}
	var loose []string
	for _, p := range read(text).parts {
		current := theOne(casesIn(strings.Join(p.quoted, "\n")), numbers)
		for _, line := range p.lines {
			if heading.MatchString(line) {
				break // our own words, which the mail program has not marked as quoted
			}
			if found := casesIn(line); len(found) > 0 {
				current = theOne(found, numbers)
				if current != "" {
					line = strings.TrimLeft(anyCase.ReplaceAllString(line, ""), " \t:–-.,·")
				}
			}
			if current == "" {
				loose = append(loose, line)
				continue
			}
			said[current] = strings.TrimSpace(said[current] + "\n" + line)
		}
	}
	for n, words := range said {
		if words == "" {
			delete(said, n)
		}
	}
	return said, strings.TrimSpace(strings.Join(loose, "\n"))
}

var (
	anyCase = regexp.MustCompile(`(?i)\b[A-ZÅÄÖ]{1,6}-20\d\d-\d{4,}\b`)
	heading = regexp.MustCompile(`^\W*[A-ZÅÄÖ]{1,6}-20\d\d-\d{4,} · `)
)

// casesIn lists the cases that a text names, each once.
func casesIn(text string) (found []string) {
	for _, n := range anyCase.FindAllString(text, -1) {
		if n = strings.ToUpper(n); !slices.Contains(found, n) {
			found = append(found, n)
		}
	}
	return found
}

// theOne is the one case found, when it is among the numbers.
func theOne(found, numbers []string) string {
	if len(found) == 1 && slices.Contains(numbers, found[0]) {
		return found[0]
	}
	return ""
}
