package care

import (
	"reflect"
	"testing"
	"time"
)

// TestUndo: taking back puts the case where it stood; once something else has
// happened, or the order has left, it cannot be taken back.
func TestUndo(t *testing.T) {
	at10 := Date{2026, 11, 24}.At(10, 0)
	base := at(Application)
	for name, e := range map[string]Event{
		"a decision": DecisionMade{Outcome: "bifall", To: Date{2027, 2, 28}, Provider: "u2", Held: at10},
		"a choice":   ProviderChosen{Provider: "u2", Held: at10},
		"a change":   ProviderChanged{Provider: "u2", Held: at10},
		"a yes":      AddressProven{By: "b", Held: at10},
	} {
		done, _ := Decide(base, e)
		if !done.Undoable() || !done.Held.Equal(at10) || !done.Public(nil, "", nil).Held.Equal(at10) {
			t.Errorf("%s cannot be taken back", name)
		}
		if _, _, ok := done.Do("angra", nil, "a"); !ok {
			t.Errorf("%s: Ångra is not offered", name)
		}
		undone, _ := Decide(done, OrderUndone{})
		undone.Rev = base.Rev
		if want := base.clone(); !reflect.DeepEqual(undone, want) {
			t.Errorf("%s: after taking back\n%+v, want\n%+v", name, undone, want)
		}
		for _, next := range []Event{OrderLeft{}, Taken{Who: "b"}, OrderUndone{}} {
			if later, _ := Decide(done, next); later.Undoable() {
				t.Errorf("%s: can be taken back after %s", name, Kind(next))
			}
		}
	}
	if at1, _ := Decide(base, DecisionMade{Outcome: "bifall", Provider: "u2"}); at1.Undoable() || !at1.Held.Equal(time.Time{}) {
		t.Error("what has left at once can be taken back")
	}
}
