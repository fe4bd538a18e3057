package mail

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/stegvis/channels"
)

// The reports that a Swedish unit meets, most of them from Microsoft 365: each
// says which message it is about, for whom, whether that is for good, and
// whether it is the address that is no good.
func TestSwedishReports(t *testing.T) {
	const to = "solglimten@htj.test"
	of := func(b channels.Bounce) *channels.Bounce {
		b.Receipt = "q7x2m4k9v1w8z3t6b5n0"
		if b.To == "" {
			b.To = to
		}
		return &b
	}
	reports := map[string]*channels.Bounce{
		"bara-text":                    of(channels.Bounce{Hard: true, Gone: true, Status: "5.1.1"}),
		"exchange-olast":               nil, // deleted unread: it did arrive
		"gmail-adressen-hittades-inte": of(channels.Bounce{Hard: true, Gone: true, Status: "5.1.1"}),
		"m365-adressen-finns-inte":     of(channels.Bounce{Hard: true, Gone: true, Status: "5.1.10"}),
		"m365-atkomst-nekad":           of(channels.Bounce{Hard: true, Gone: true, Status: "5.4.1"}),
		"m365-bara-html":               of(channels.Bounce{Hard: true, Gone: true, Status: "5.1.1"}),
		"m365-bara-medlemmar":          of(channels.Bounce{Hard: true, Status: "5.7.133"}),
		"m365-forsenat":                of(channels.Bounce{Status: "4.4.316"}),
		"m365-full-brevlada":           of(channels.Bounce{Hard: true, Status: "5.2.2"}),
		"m365-gav-upp":                 of(channels.Bounce{Hard: true, Status: "4.4.7"}),
		"m365-kvot":                    of(channels.Bounce{Hard: true, Status: "5.2.2"}),
		"m365-okand-mottagare":         of(channels.Bounce{Hard: true, Gone: true, Status: "5.1.10"}),
		"m365-regel":                   of(channels.Bounce{Hard: true, Status: "5.7.1"}),
		"m365-sparrad-avsandare":       of(channels.Bounce{Hard: true, Status: "5.7.511"}),
		"m365-utan-rapport":            of(channels.Bounce{Hard: true, Gone: true, Status: "5.1.1"}),
		"m365-vidarestyrd":             of(channels.Bounce{Hard: true, Gone: true, Status: "5.1.10"}), // to whom we wrote, not who they passed it on to
		"postfix-forsenat":             of(channels.Bounce{Status: "4.4.1"}),
		"postfix-levererat":            nil,
	}
	files, err := filepath.Glob(filepath.Join("testdata", "rapporter", "*.eml"))
	if err != nil || len(files) != len(reports) {
		t.Fatalf("%d files, %d of them in the table, %v", len(files), len(reports), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".eml")
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		in, err := Parse(bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n")))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		got, want := in.Bounce, reports[name]
		if got != nil && !slices.Contains(in.Answers, got.Receipt) {
			t.Errorf("%s: answers %q", name, in.Answers)
		}
		if !in.Auto || (got == nil) != (want == nil) || got != nil && *got != *want {
			t.Errorf("%s: auto %t, bounce %+v, want %+v", name, in.Auto, got, want)
		}
	}
}
