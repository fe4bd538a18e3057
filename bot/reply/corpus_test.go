package reply

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCorpus measures how well answers are told from quotes on other people's
// mail. The corpus keeps quoted lines where the answer stands below or between
// them; what is compared here is what was written, so those lines are left out
// of its truth. Sign-offs are part of its truth, so they are left in ours.
func TestCorpus(t *testing.T) {
	dir := "../../../shared/corpora/reply-discourse/test"
	mails, _ := filepath.Glob(filepath.Join(dir, "emails", "*.txt"))
	if len(mails) == 0 {
		if os.Getenv("STEGVIS_REAL") == "1" {
			t.Fatal("the reply corpus is missing")
		}
		t.Skip("the reply corpus is not here")
	}
	right := 0
	for _, m := range mails {
		mail, err := os.ReadFile(m)
		if err != nil {
			t.Fatal(err)
		}
		truth, err := os.ReadFile(filepath.Join(dir, "trimmed", filepath.Base(m)))
		if err != nil {
			t.Fatal(err)
		}
		got, want := words(split(string(mail)).own()), words(unquoted(string(truth)))
		if got == want {
			right++
			continue
		}
		t.Logf("%s:\n got  %.200q\n want %.200q", filepath.Base(m), got, want)
	}
	t.Logf("%d of %d mails right (%.1f %%)", right, len(mails), 100*float64(right)/float64(len(mails)))
	if right < len(mails) {
		t.Errorf("%d of %d right, want all", right, len(mails))
	}
}

func words(s string) string { return strings.Join(strings.Fields(clean.Replace(s)), " ") }

func unquoted(s string) string {
	var kept []string
	for line := range strings.Lines(s) {
		if !strings.HasPrefix(line, ">") {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}
