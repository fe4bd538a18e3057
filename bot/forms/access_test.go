package forms_test

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

var (
	headingTag = regexp.MustCompile(`(?m)^ *H([1-6])\b`)
	figureTag  = regexp.MustCompile(`(?m)/S /(Figure|Form) `)
	altText    = regexp.MustCompile(`/S /(Figure|Form) [^\n]*/Alt <FEFF[0-9A-F]{8,}>`)
)

// TestPapersCanBeReadAloud: what PDF/UA asks for and a program can see. The
// language and the title are said, headings go down one step at a time from one
// of the first level, pictures and fields have words, the order of the fields is
// that of the tree, and every letter can be copied as what it is.
func TestPapersCanBeReadAloud(t *testing.T) {
	pdfinfo, pdffonts := part(t, "pdfinfo"), part(t, "pdffonts")
	for name, file := range everyPaper(t, load(t)) {
		for _, want := range []string{"/Lang (sv-SE)", "/MarkInfo << /Marked true >>", "/DisplayDocTitle true", "/Tabs /S"} {
			if !bytes.Contains(file, []byte(want)) {
				t.Errorf("%s: no %s", name, want)
			}
		}
		if all, said := len(figureTag.FindAll(file, -1)), len(altText.FindAll(file, -1)); all != said {
			t.Errorf("%s: %d of %d pictures and fields have words", name, said, all)
		}
		path := saved(t, file)
		tree, err := exec.Command(pdfinfo, "-struct", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		last := "0"
		for i, m := range headingTag.FindAllStringSubmatch(string(tree), -1) {
			if (m[1] == "1") != (i == 0) || m[1][0] > last[0]+1 {
				t.Errorf("%s: heading %d is of level %s, after %s", name, i+1, m[1], last)
			}
			last = m[1]
		}
		if last == "0" {
			t.Errorf("%s: no heading", name)
		}
		fonts, err := exec.Command(pdffonts, path).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(fonts)), "\n")[2:] {
			if f := strings.Fields(line); f[len(f)-5] != "yes" || f[len(f)-3] != "yes" { // embedded, and with Unicode
				t.Errorf("%s: font %s", name, line)
			}
		}
	}
}
