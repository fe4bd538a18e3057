package ledger

import (
	"path/filepath"
	"testing"
	"time"
)

// Of each form the newest wording stands, and it outlives the program.
func TestWordings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "l.db")
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	for i, w := range []Wording{
		{Form: "a", By: "U1", Labels: map[string]string{"Nyttan": ""}},
		{Form: "b", By: "U2", Labels: map[string]string{"Till": "period.till"}},
		{Form: "a", By: "U2", Labels: map[string]string{"Nyttan": "insats.syfte"}},
	} {
		w.At = at.Add(time.Duration(i) * time.Hour)
		if err := l.KeepWording(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	l.Close()
	if l, err = Open(path); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got, err := l.Wordings(t.Context())
	if err != nil || len(got) != 2 || got[0].Form != "b" || got[1].Form != "a" || got[1].By != "U2" || got[1].Labels["Nyttan"] != "insats.syfte" || !got[1].At.Equal(at.Add(2*time.Hour)) {
		t.Errorf("%v: %+v", err, got)
	}
}
