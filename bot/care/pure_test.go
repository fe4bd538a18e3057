package care

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// TestCasesAreValues lives through random lives of a case. Of every case on the way
// a second one, made of the same facts, is kept aside; trying out on the first
// whatever can happen leaves it, and what had been tried before, as they were. So
// a case may be kept and gone on with, instead of being made anew.
func TestCasesAreValues(t *testing.T) {
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, seed))
		var facts []Fact
		held := Replay("SK-2026-0001", nil)
		for day := date("2026-11-23"); len(facts) < 25; day = day.Add(1) {
			aside := Replay("SK-2026-0001", facts)
			if !reflect.DeepEqual(held, aside) {
				t.Fatalf("seed %d: going on from %d facts gives another case", seed, len(facts))
			}
			for _, v := range variants {
				tried, _ := Decide(held, v.event)
				again, _ := Decide(held, variants[r.IntN(len(variants))].event)
				again.On(day)
				if want, _ := Decide(aside, v.event); !reflect.DeepEqual(tried, want) || !reflect.DeepEqual(held, aside) {
					t.Fatalf("seed %d: %s after %d facts changed what was there", seed, v.name, len(facts))
				}
			}
			event := variants[r.IntN(len(variants))].event
			after, _ := Decide(held, event)
			fact := Fact{Event: event, Step: after.Step, Closed: after.Closed, At: day.At(9, 0)}
			facts, held = append(facts, fact), held.Resume([]Fact{fact})
		}
	}
}
