package bot

import (
	"slices"
	"testing"

	"example.org/stegvis/bot/care"
)

// TestGraded: three grades in their order are an answer, with what is said below
// them; anything else is none.
func TestGraded(t *testing.T) {
	for own, want := range map[string][]int{
		"4 5 3":                   {4, 5, 3},
		"4, 5, 3.":                {4, 5, 3},
		"4/5/3\nDet går bra.":     {4, 5, 3},
		"1: 4\n2: 5\n3: 3":        {4, 5, 3},
		"1. 4\n\n2. 5\n3. 3\nHej": {4, 5, 3},
		"4\n5\n3":                 {4, 5, 3},
		"4 5":                     nil,
		"4 5 3 2":                 nil,
		"4 5 6":                   nil,
		"453":                     nil,
		"Vi ses kl 4 den 5/3":     nil,
		"2: 4\n1: 5\n3: 3":        nil,
		"Hej! 4 5 3":              nil,
		"":                        nil,
		"Hon har ramlat. 4 5 3":   nil,
	} {
		e, ok := graded("enkat_start", own, care.HTJ)
		if ok != (want != nil) || ok && !slices.Equal(e.Grades, want) {
			t.Errorf("%q: %v %v, want %v", own, e.Grades, ok, want)
		}
	}
	if e, _ := graded("enkat_slut", "4 5 3\nDet går bra.", care.PVR); e.Of != "slut" || e.Text != "Det går bra." || e.By != care.PVR {
		t.Errorf("%+v", e)
	}
}
