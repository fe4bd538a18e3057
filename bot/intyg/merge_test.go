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
		disputed       []string
		purpose        string
		to             string
	}{
		{"a labelled value", "Syfte: Minska svullnad", []string{"insats.syfte"}, []string{"insats.syfte"}, nil, "Minska svullnad", ""},
		{"a sentence", "Oj, förlåt! Syftet är att minska svullnad i underbenen.\n/Omar", []string{"insats.syfte"}, []string{"insats.syfte"}, nil, "minska svullnad i underbenen", ""},
		{"two values", "Syfte: Minska svullnad\nSlutdatum: 31/5 -27", []string{"insats.syfte", "period.till"}, []string{"insats.syfte", "period.till"}, nil, "Minska svullnad", "2027-05-31"},
		{"what stands already", "Frekvens: 2 ggr/dag", nil, nil, nil, "", ""},
		{"a contradiction", "Frekvens: 3 ggr/dag", nil, []string{"insats.frekvens"}, []string{"insats.frekvens"}, "", ""},
		{"nothing", "Tack för påminnelsen, återkommer.", nil, nil, nil, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			whole, filled, disputed := Merge(had, r.Text(tc.text, day))
			if !slices.Equal(filled, tc.filled) || !slices.Equal(whole.Doubts, tc.doubts) || !slices.Equal(disputed, tc.disputed) {
				t.Errorf("got filled %q doubts %q disputed %q, want %q, %q and %q", filled, whole.Doubts, disputed, tc.filled, tc.doubts, tc.disputed)
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
	whole, filled, _ := Merge(care.Intyg{}, r)
	if len(whole.Missing()) > 0 || len(filled) < 20 || !slices.Equal(whole.Doubts, []string{"insats.typ"}) {
		t.Errorf("got missing %q, filled %q, doubts %q", whole.Missing(), filled, whole.Doubts)
	}
}

// TestMergeShowsBoth: of a value that is said in two ways both are there to see,
// and neither is sure.
func TestMergeShowsBoth(t *testing.T) {
	had := care.Intyg{
		Measures: []care.Measure{{What: "Uppresningar", Frequency: "2 ggr/dag"}},
		Traces:   []care.Trace{{Key: "insats.frekvens", Raw: "2 ggr/dag", Source: "field", Page: 1, Sure: true}},
	}
	r := NewReader(page.NewReader(page.Options{}))
	whole, _, _ := Merge(had, r.Text("Frekvens: 3 ggr/dag", care.Date{Year: 2026, Month: 11, Day: 25}))
	if got := whole.Traces[0]; got.Raw != "2 ggr/dag | 3 ggr/dag" || got.Sure || whole.Measures[0].Frequency != "2 ggr/dag" {
		t.Errorf("got %+v, frequency %q", got, whole.Measures[0].Frequency)
	}
	if !had.Traces[0].Sure {
		t.Error("the intyg merged into was changed")
	}
}
