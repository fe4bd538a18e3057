package intyg

import (
	"regexp/syntax"
	"slices"
	"testing"
)

// TestNeeds: what a phrase cannot do without, so that it may be passed over
// where that is not.
func TestNeeds(t *testing.T) {
	for expr, want := range map[string][]string{
		`avliden`:                      {"avliden"},
		`(?i)Ålder(s|n)?hem\w*`:        {"ålder"},
		`fallolycka|dödsfall`:          {"fallolycka", "dödsfall"},
		`skydda(d|t) (namn|identitet)`: {"skydda"},
		`(in|ut)lagd på`:               {"lagd på"},
		`a+b?`:                         {"a"},
		`dog|\d+`:                      nil,
		`x*`:                           nil,
	} {
		tree, err := syntax.Parse(expr, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if got := needs(tree.Simplify()); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", expr, got, want)
		}
	}
}
