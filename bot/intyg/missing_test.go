package intyg

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// missing skips a test that something real is needed for, or fails it where
// everything is to be there.
func missing(tb testing.TB, what string) {
	tb.Helper()
	if os.Getenv("STEGVIS_REAL") == "1" {
		tb.Fatal(what)
	}
	tb.Skip(what)
}

// TestCopies: the vectors kept here are those that lie beside the repository.
func TestCopies(t *testing.T) {
	const shared = "../../../shared/eval/domain"
	if _, err := os.Stat(shared); err != nil {
		missing(t, "the vectors are not beside the repository")
	}
	files, _ := filepath.Glob("testdata/*/*")
	if len(files) < 20 {
		t.Fatalf("%d files in testdata", len(files))
	}
	for _, f := range files {
		if filepath.Base(filepath.Dir(f)) == "fuzz" {
			continue
		}
		own, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		rel, _ := filepath.Rel("testdata", f)
		theirs, err := os.ReadFile(filepath.Join(shared, rel))
		if err != nil || !bytes.Equal(own, theirs) {
			t.Errorf("%s is not what lies beside the repository: %v", rel, err)
		}
	}
}
