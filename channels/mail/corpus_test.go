package mail

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// corpus returns the files under a folder of mail that others have collected.
func corpus(t *testing.T, name string) map[string][]byte {
	t.Helper()
	root := filepath.Join("..", "..", "..", "shared", "corpora", name)
	if _, err := os.Stat(root); err != nil {
		if os.Getenv("STEGVIS_REAL") == "1" {
			t.Fatalf("the corpus %s is missing: %v", name, err)
		}
		t.Skipf("the corpus %s is not here", name)
	}
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(root, path)
		files[rel], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestBounces measures how delivery reports from 70 kinds of mail server are
// understood. None may ever open a case.
func TestBounces(t *testing.T) {
	files := corpus(t, filepath.Join("dsn-sisimai", "maildir"))
	truth := expected(t)
	var reports, machines, reported, judged, right int
	for name, raw := range files {
		if !strings.HasPrefix(name, "bsd/") {
			continue
		}
		reports++
		in, _ := Parse(raw)
		if in.Auto {
			machines++
		} else {
			t.Errorf("%s: taken for a person's letter", name)
		}
		if in.Bounce != nil {
			reported++
		}
		want, ok := truth[strings.TrimSuffix(strings.TrimPrefix(name, "bsd/"), ".eml")]
		if !ok {
			continue
		}
		judged++
		if gone := in.Bounce != nil && in.Bounce.Gone; gone == want.gone {
			right++
		} else {
			t.Logf("%s: gone = %t, truth %s %s: %+v", name, gone, want.status, want.reason, in.Bounce)
		}
	}
	t.Logf("%d reports: %d from a machine, %d understood as a bounce; address good or bad: %d of %d right (%.1f %%)",
		reports, machines, reported, right, judged, 100*float64(right)/float64(judged))
	// Most of the rest is a matter of words: the corpus calls a user unknown
	// only if the server says so before it has seen the letter.
	if float64(right) < 0.87*float64(judged) {
		t.Errorf("%d of %d right is less than it was", right, judged)
	}
}

// realBounces are the only delivery reports among the other corpora.
var realBounces = regexp.MustCompile(`delivery-status|From: Mailer-Daemon@example.com|Postmaster@challenge.uscom.com`)

func TestNoBounces(t *testing.T) {
	for _, name := range []string{"dsn-sisimai/maildir/not", "mime-enmime", "mime-mime4j", "reply-discourse"} {
		for file, raw := range corpus(t, filepath.FromSlash(name)) {
			in, _ := Parse(raw)
			if in.Bounce != nil && !realBounces.Match(raw) {
				t.Errorf("%s/%s: taken for a bounce: %+v", name, file, in.Bounce)
			}
		}
	}
}

// mailFile matches the files of the corpora that are mails, and not their parts
// or the truth about them.
var mailFile = regexp.MustCompile(`\.(eml|msg|raw)$`)

// TestHostileMail reads everything that others have broken parsers with.
func TestHostileMail(t *testing.T) {
	var slowest time.Duration
	n, mails, damaged := 0, 0, 0
	for _, name := range []string{"mime-enmime", "mime-mime4j", "reply-discourse", "tnef", "dsn-sisimai"} {
		for file, raw := range corpus(t, name) {
			start := time.Now()
			in, err := Parse(raw)
			slowest = max(slowest, time.Since(start))
			n++
			if mailFile.MatchString(file) {
				mails++
				if err != nil {
					damaged++
				}
			}
			if !utf8.ValidString(in.Text + in.Subject + in.From) {
				t.Errorf("%s: not UTF-8", file)
			}
		}
	}
	t.Logf("%d files, no panic, slowest %v; %d of the %d that are mails could not be read in full", n, slowest, damaged, mails)
	if damaged*50 > mails {
		t.Errorf("%d of %d mails could not be read", damaged, mails)
	}
	if slowest > 2*time.Second {
		t.Errorf("slowest took %v", slowest)
	}
}

type bounceTruth struct {
	status, reason string
	gone           bool
}

// expected returns what the corpus says of files with one recipient: the rest
// are about several, of whom we never write to more than one.
func expected(t *testing.T) map[string]bounceTruth {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(corpus(t, "dsn-sisimai")["EXPECTED.tsv"]))
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	truth := map[string]bounceTruth{}
	for _, row := range rows[1:] {
		if key := row[0] + "-" + row[1]; row[2] == "1" {
			truth[key] = bounceTruth{row[3], row[5], row[6] == "true"}
		}
	}
	return truth
}
