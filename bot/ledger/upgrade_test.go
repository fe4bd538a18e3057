package ledger

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"example.org/stegvis/bot/care"
)

// Every schema that has been released is kept as a ledger with a case in it that
// went from an intyg to a refusal, and is upgraded here. What was there before is
// there afterwards, and a copy of the old file stands beside it.
func TestUpgrade(t *testing.T) {
	old, err := filepath.Glob("testdata/version-*.db.gz")
	if err != nil || len(old) == 0 {
		t.Fatal("there are no old ledgers", err)
	}
	for _, file := range old {
		t.Run(filepath.Base(file), func(t *testing.T) {
			path := unzip(t, file)
			l, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			if err := l.Check(t.Context()); err != nil {
				t.Error(err)
			}
			list, err := l.Cases(t.Context())
			if err != nil || len(list) != 1 || !list[0].Closed {
				t.Fatalf("cases %+v, %v", list, err)
			}
			c, err := l.Case(t.Context(), list[0].ID)
			if err != nil || c.Decision == nil || c.Intyg.Person.ID == "" || c.Units[care.PVR] == "" {
				t.Errorf("the case %+v, %v", c, err)
			}
			letters, err := l.Letters(t.Context(), c.ID)
			if err != nil || len(letters) < 5 {
				t.Errorf("%d letters, %v", len(letters), err)
			}
			for _, letter := range letters {
				if _, err := l.Files(t.Context(), letter.Key); err != nil || letter.State != "sent" {
					t.Errorf("letter %s is %s, %v", letter.Key, letter.State, err)
				}
			}
			if kept, err := filepath.Glob(path + ".version-*"); err != nil || len(kept) != 1 {
				t.Errorf("the old ledger is kept as %q, %v", kept, err)
			}
		})
	}
}

func unzip(t *testing.T, file string) (path string) {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	z, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
