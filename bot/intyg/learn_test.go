package intyg

import (
	"math/rand/v2"
	"testing"

	"example.org/stegvis/bot/care"
)

// TestLearnForm: a form with wording nobody has seen goes to a human with
// nothing certain; mapped once, the next intyg on it is read whole.
func TestLearnForm(t *testing.T) {
	today := care.Date{Year: 2026, Month: 11, Day: 24}
	for _, layout := range []string{"inline", "columns", "table", "grid", "boxed"} {
		rng := rand.New(rand.NewPCG(3, 4))
		draw := func() ([]sectionOf, *blank) {
			b := &blank{rng: rng, layout: layout, style: true, colon: layout == "inline", width: 90, scale: 1, headings: true}
			return varied(rng, false, 1), b
		}
		sections, b := draw()
		first := Extract(b.draw("Egenvårdsintyg", sections), today)
		for key, f := range first.Fields {
			if f.Certain {
				t.Errorf("%s: %s is certain on a form nobody knows", layout, key)
			}
		}
		if first.Whole || len(first.Unknown) < 15 {
			t.Errorf("%s: got whole %v and unknown labels %q, want an unknown form", layout, first.Whole, first.Unknown)
		}
		form := first.Learn()
		for _, s := range sections {
			for _, e := range s.entries {
				form.Labels[e.label] = e.key
			}
		}
		c, err := Standard().With(form)
		if err != nil {
			t.Fatal(err)
		}
		total, right := 0, 0
		for range 8 {
			sections, b := draw()
			r := c.Extract(b.draw("Egenvårdsintyg", sections), today)
			ok, n, wrong, silent := checkTruth(r, sections)
			total, right = total+n, right+ok
			if len(silent) > 0 {
				t.Errorf("%s: silently wrong: %q", layout, silent)
			}
			if ok < n {
				t.Logf("%s: %.200q", layout, wrong)
			}
			if !r.Whole {
				t.Errorf("%s: the form is still not known, unknown: %q", layout, r.Unknown)
			}
		}
		if right*100 < total*99 {
			t.Errorf("%s: got %d of %d fields right the second time, want 99 %%", layout, right, total)
		}
	}
}

func TestLearnRefuses(t *testing.T) {
	for _, f := range []Form{{Name: "x", Labels: map[string]string{"Nyttan": "insats.nytta"}}, {Name: "x", Labels: map[string]string{" ": "insats.syfte"}}} {
		if _, err := Standard().With(f); err == nil {
			t.Errorf("%v: got no error, want one", f.Labels)
		}
	}
}
