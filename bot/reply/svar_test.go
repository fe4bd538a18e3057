package reply

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestAnswers runs the vectors of testdata/tid/svar.json: three slots, and
// what people answer.
func TestAnswers(t *testing.T) {
	var v struct {
		Referens time.Time
		Forslag  []struct{ Start time.Time }
		Fall     []struct {
			Text, Avsikt, Flagga string
			Val                  any
			Tider                []time.Time
			Osaker, Stavning     bool
		}
	}
	vectors(t, "svar.json", &v)
	q := Question{Kind: Times}
	for _, f := range v.Forslag {
		q.Slots = append(q.Slots, f.Start)
	}
	want := map[string]Intent{"valj": Accept, "valj_flera": Accept, "ja_utan_val": Unclear, "nej": Decline, "motforslag": Propose, "fraga": Asks,
		"avboka_eller_flytta": Unclear, "rapport_utfort": Unclear, "oklart": Unclear, "ej_svar": Unclear, "autosvar": Auto}
	for _, x := range v.Fall {
		got := Parse(x.Text, v.Referens, q)
		if got.Intent == Unclear && x.Osaker {
			continue // doubtful by its own account
		}
		val := fmt.Sprint(x.Val)
		if _, list := x.Val.([]any); !list {
			val = "[" + val + "]"
		}
		if got.Intent != want[x.Avsikt] || got.Intent == Accept && fmt.Sprint(got.Accepted) != val {
			t.Errorf("%q: got %s %v (%s), want %s %s", x.Text, got.Intent, got.Accepted, got.Why, want[x.Avsikt], val)
		}
		var times []time.Time
		for _, x := range got.Times {
			times = append(times, x.Start)
		}
		if got.Intent == Propose && !slices.EqualFunc(times, x.Tider, time.Time.Equal) {
			t.Errorf("%q: got %v, want %v", x.Text, times, x.Tider)
		}
		if x.Flagga != "" && len(got.Signs) == 0 {
			t.Errorf("%q: no sign found", x.Text)
		}
	}
	one := Question{Kind: Times, Slots: q.Slots[:1]}
	for _, x := range v.Fall {
		if got := Parse(x.Text, v.Referens, one); x.Avsikt == "ja_utan_val" && got.Intent != Accept {
			t.Errorf("%q to one time: got %s (%s), want accept", x.Text, got.Intent, got.Why)
		}
	}
}
