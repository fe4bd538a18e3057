package intyg

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// A phrase is an expression looked for in all that somebody wrote. It is tried
// only where letters stand that it cannot do without: to look for letters takes
// a hundredth of the time, and most mails hold those of hardly any phrase.
type phrase struct {
	*regexp.Regexp
	needs []string // one of them, in small letters; none when it may match anything
}

// A saying is what somebody wrote, on one line.
type saying struct{ text, small string }

func say(text string) saying {
	text = strings.Join(strings.Fields(folds.Replace(text)), " ")
	return saying{text, strings.ToLower(text)}
}

// newPhrase returns the phrase that any of the expressions makes; nil for none.
func newPhrase(any []string) (*phrase, error) {
	if len(any) == 0 {
		return nil, nil
	}
	expr := "(?is)" + strings.Join(any, "|")
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil, err
	}
	tree, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err // unreachable: it has just been compiled
	}
	return &phrase{re, needs(tree.Simplify())}, nil
}

// in reports whether the phrase is in s. One that is nil is in nothing.
func (p *phrase) in(s saying) bool {
	if p == nil || p.needs != nil && !slices.ContainsFunc(p.needs, func(n string) bool { return strings.Contains(s.small, n) }) {
		return false
	}
	return p.MatchString(s.text)
}

// needs returns strings of which at least one, in small letters, is in
// whatever re matches; nil when there are none.
func needs(re *syntax.Regexp) (best []string) {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{strings.ToLower(string(re.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return needs(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if n := needs(sub); n != nil && (best == nil || shortest(n) > shortest(best)) {
				best = n
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			n := needs(sub)
			if n == nil {
				return nil
			}
			best = append(best, n...)
		}
	}
	return best
}

func shortest(all []string) int {
	return len(slices.MinFunc(all, func(a, b string) int { return len(a) - len(b) }))
}
