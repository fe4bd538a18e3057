package ledger

import (
	"path/filepath"
	"testing"
	"time"
)

// Of each kind the newest report stands.
func TestReports(t *testing.T) {
	l, err := Open(filepath.Join(t.TempDir(), "l.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	at := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	for i, r := range []Report{
		{Channel: "mail", What: "gap", Alarm: true, Count: 2, Text: "two"},
		{Channel: "mail", What: "reconciled", Text: "all there"},
		{Channel: "mail", What: "gap", Text: "none"},
	} {
		r.At = at.Add(time.Duration(i) * time.Hour)
		if err := l.Report(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := l.Reports(t.Context())
	if err != nil || len(got) != 2 || got[0].What != "gap" || got[0].Alarm || got[0].Text != "none" || !got[0].At.Equal(at.Add(2*time.Hour)) || got[1].What != "reconciled" {
		t.Errorf("%v: %+v", err, got)
	}
}
