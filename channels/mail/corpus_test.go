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

// arguable are the reports of which we say otherwise than the truth, and why.
var arguable = map[string]string{
	"lhost-apachejames-01":  "the same words as lhost-verizon-02, of which the truth says the opposite",
	"lhost-exchange2003-04": "Exchange says Recipient Not Found, and nothing else",
	"lhost-exim-31":         "the server says that the account may not exist, or may be blacklisted",
	"lhost-exim-37":         "refused at the end of DATA: the domain that is named is the sender's",
	"lhost-ezweb-02":        "550 user unknown, in reply to RCPT TO",
	"lhost-opensmtpd-12":    "merely late, by Action and Status",
	"lhost-postfix-07":      "550 User unknown, and no word of when it was said",
	"lhost-postfix-17":      "the same words as rhost-aol-06, of which the truth says the opposite",
	"lhost-v5sendmail-03":   "two recipients: one unknown, the other timed out",
	"lhost-x1-01":           "User unknown, and nothing else",
	"lhost-zoho-03":         "550 mailbox unavailable, of an Invalid Address",
	"rfc3464-01":            "stands twice in the truth, with both answers",
	"rfc3464-42":            "the email account that you tried to reach does not exist",
	"rhost-messagelabs-03":  "542 Rejected, without a reason",
}

// TestBounces measures how delivery reports from 70 kinds of mail server are
// understood. None may ever open a case, and where we differ from the truth it
// is known why.
func TestBounces(t *testing.T) {
	truth := expected(t)
	var reports, judged, right int
	for name, raw := range corpus(t, filepath.Join("dsn-sisimai", "maildir")) {
		id, ok := strings.CutPrefix(strings.TrimSuffix(name, ".eml"), "bsd/")
		if !ok {
			continue
		}
		reports++
		in, _ := Parse(raw)
		if !in.Auto {
			t.Errorf("%s: taken for a person's letter", name)
		}
		want, ok := truth[id]
		if !ok {
			continue
		}
		judged++
		if gone := in.Bounce != nil && in.Bounce.Gone; gone == want.gone {
			right++
		} else if arguable[id] == "" {
			t.Errorf("%s: gone = %t, truth %s %s: %+v", name, gone, want.status, want.reason, in.Bounce)
		}
	}
	t.Logf("of %d reports none from a person; address good or bad: %d of %d right (%.1f %%)", reports, right, judged, 100*float64(right)/float64(judged))
	if reports != 629 || judged < 586 || float64(right) < 0.97*float64(judged) {
		t.Errorf("%d of %d right, in %d reports", right, judged, reports)
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
