package contacts

import "testing"

// TestSameList holds that one list reads the same in every form Excel gives it.
func TestSameList(t *testing.T) {
	want := load(t, "testdata/contacts.csv")
	for _, path := range []string{"testdata/contacts-excel.csv", "testdata/contacts-win1252.csv", "testdata/contacts.xlsx"} {
		if got := load(t, path); got.Version() != want.Version() {
			t.Errorf("%s: not the same as contacts.csv: %+v", path, Compare(want, got))
		}
	}
	if got := len(want.Units()); got != 70 {
		t.Errorf("got %d units, want 70", got)
	}
}

func TestDemoList(t *testing.T) {
	d := load(t, "testdata/kontakter.csv")
	t.Log(d.Units(), d.Staff(), d.Remarks())
}
