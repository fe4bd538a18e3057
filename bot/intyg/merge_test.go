package intyg

import (
	"slices"
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// TestMerge: the answer to a komplettering fills what was empty and nothing
// else; a contradiction is a doubt.
func TestMerge(t *testing.T) {
	r := NewReader(page.NewReader(page.Options{}))
	day := care.Date{Year: 2026, Month: 11, Day: 25}
	had := care.Intyg{
		Person:   care.Person{Name: "Karl-Erik Testberg", ID: "193805028432"},
		Measures: []care.Measure{{What: "Kompressionsstrumpor", From: care.Date{Year: 2026, Month: 12, Day: 1}, Frequency: "2 ggr/dag"}},
	}
	for _, tc := range []struct {
		name, text     string
		filled, doubts []string
		purpose        string
		to             string
	}{
		{"a labelled value", "Syfte: Minska svullnad", []string{"insats.syfte"}, []string{"insats.syfte"}, "Minska svullnad", ""},
		{"a sentence", "Oj, förlåt! Syftet är att minska svullnad i underbenen.\n/Omar", []string{"insats.syfte"}, []string{"insats.syfte"}, "minska svullnad i underbenen", ""},
		{"two values", "Syfte: Minska svullnad\nSlutdatum: 31/5 -27", []string{"insats.syfte", "period.till"}, []string{"insats.syfte", "period.till"}, "Minska svullnad", "2027-05-31"},
		{"what stands already", "Frekvens: 2 ggr/dag", nil, nil, "", ""},
		{"a contradiction", "Frekvens: 3 ggr/dag", nil, []string{"insats.frekvens"}, "", ""},
		{"nothing", "Tack för påminnelsen, återkommer.", nil, nil, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			whole, filled := Merge(had, r.Text(tc.text, day))
			if !slices.Equal(filled, tc.filled) || !slices.Equal(whole.Doubts, tc.doubts) {
				t.Errorf("got filled %q doubts %q, want %q and %q", filled, whole.Doubts, tc.filled, tc.doubts)
			}
			m := whole.Measures[0]
			if m.Purpose != tc.purpose || m.To.String() != tc.to || m.Frequency != "2 ggr/dag" || whole.Person != had.Person {
				t.Errorf("got %+v", whole)
			}
			if had.Measures[0].Purpose != "" || had.Doubts != nil {
				t.Errorf("the intyg merged into was changed: %+v", had)
			}
		})
	}
}

// TestMergeDocument: a whole new document fills an empty intyg, insats by
// insats.
func TestMergeDocument(t *testing.T) {
	r := readCase(t, "testdata/intyg/01-komplett.txt")
	whole, filled := Merge(care.Intyg{}, r)
	if len(whole.Missing()) > 0 || len(filled) < 20 || !slices.Equal(whole.Doubts, []string{"insats.typ"}) {
		t.Errorf("got missing %q, filled %q, doubts %q", whole.Missing(), filled, whole.Doubts)
	}
}
