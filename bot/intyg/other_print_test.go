package intyg

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// An other is one generated intyg and what stands in it.
type other struct {
	name     string
	sections []sectionOf
	html     string
}

// others draws n forms; one label in new is worded as nobody has shown us, with
// 0 for none.
func others(seed uint64, n, new int) (all []other) {
	for i := range n {
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		layout := webLayouts[i%len(webLayouts)]
		sections := rephrased(rng, varied(rng, true, 0), new)
		all = append(all, other{fmt.Sprintf("%s %d/%d", layout, seed, i), sections, webForm(rng, layout, sections)})
	}
	return all
}

// printed has a browser print forms, and returns the pages of each.
func printed(t *testing.T, r *page.Reader, forms []other) (docs []page.Document) {
	t.Helper()
	browser := tool(t, "chromium")
	for i := 0; i < len(forms); i += 6 { // as many as surely fit the pages that are read
		docs = append(docs, printOne(t, browser, r, forms[i:min(i+6, len(forms))])...)
	}
	return docs
}

// tool returns the path of a program that a test needs.
func tool(tb testing.TB, name string) string {
	tb.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(tb, name+" is not here")
	}
	return path
}

func printOne(t *testing.T, browser string, r *page.Reader, forms []other) (docs []page.Document) {
	t.Helper()
	var all []string
	for i, f := range forms {
		all = append(all, fmt.Sprintf(`<p style="break-before:page;font:6pt Inter">§%d</p><style>.form{break-before:auto!important}</style>%s`, i, f.html))
	}
	doc, err := r.Read(t.Context(), printPDF(t, browser, webPages(all)))
	if err != nil {
		t.Fatal(err)
	}
	docs = make([]page.Document, len(forms))
	current := -1
	for _, p := range doc.Pages {
		var words []page.Word
		for _, w := range p.Words {
			if k, ok := marker(w.Text); ok {
				current = k
				continue
			}
			words = append(words, w)
		}
		if current < 0 {
			continue // the empty page in front of the first break
		}
		p.Words = words
		p.Number = len(docs[current].Pages) + 1
		docs[current].Carrier = doc.Carrier
		docs[current].Pages = append(docs[current].Pages, p)
	}
	return docs
}

// printPDF has the browser print a page.
func printPDF(t *testing.T, browser, html string) []byte {
	t.Helper()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.html"), filepath.Join(dir, "out.pdf")
	if err := os.WriteFile(in, []byte(html), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if text, err := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir="+dir, "--print-to-pdf="+out, "file://"+in).CombinedOutput(); err != nil {
		t.Fatalf("chromium: %v\n%s", err, text)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func marker(s string) (int, bool) {
	if len(s) < 3 || s[:2] != "§" {
		return 0, false
	}
	k, err := strconv.Atoi(s[2:])
	return k, err == nil
}

var otherDay = care.Date{Year: 2026, Month: 11, Day: 24}

// tally counts what came of reading forms.
type tally struct{ right, doubted, missed, silent, all int }

func (s tally) String() string {
	return fmt.Sprintf("%d of %d fields right (%.1f %%), %d doubted, %d not found, %d silently wrong", s.right, s.all, 100*float64(s.right)/float64(max(s.all, 1)), s.doubted, s.missed, s.silent)
}

func (s *tally) add(t *testing.T, o other, r Reading) {
	t.Helper()
	right, n, wrong, silent := checkTruth(r, o.sections)
	s.all, s.right, s.silent = s.all+n, s.right+right, s.silent+len(silent)
	for _, sec := range o.sections {
		for _, e := range sec.entries {
			if f, _ := r.Get(e.key); !sameTruth(e, f) && !f.Certain && (!f.Empty() || f.Raw != "") {
				s.doubted++
			}
		}
	}
	s.missed = s.all - s.right - s.doubted - s.silent
	for _, w := range silent {
		t.Errorf("%s: SILENT %s", o.name, w)
	}
	if len(wrong) > len(silent) {
		t.Logf("%s: whole=%v unknown=%q warnings=%q", o.name, r.Whole, r.Unknown, r.Warnings)
		for _, w := range wrong {
			t.Logf("    %.180s", w)
		}
	}
}

// draws returns what to draw forms from, and how many: n, or more for a longer
// run.
func draws(n int) (seed uint64, forms int) {
	forms, _ = strconv.Atoi(os.Getenv("STEGVIS_FORMS"))
	seed, _ = strconv.ParseUint(os.Getenv("STEGVIS_SEED"), 10, 64)
	return seed, max(n, forms)
}

// TestOtherForms reads forms that a browser has printed, and the same forms as
// web pages.
func TestOtherForms(t *testing.T) {
	seed, n := draws(20)
	r := NewReader(page.NewReader(page.Options{}))
	defer r.Close()
	for _, new := range []int{0, 4} {
		forms := others(seed, n, new)
		var pdf, web tally
		for i, doc := range printed(t, r.Pages, forms) {
			pdf.add(t, forms[i], r.catalogue(doc).Extract(doc, otherDay))
			all, err := r.Read(t.Context(), "", []byte(webPages([]string{forms[i].html})), otherDay)
			if err != nil || len(all) != 1 {
				t.Errorf("%s: %d readings, %v", forms[i].name, len(all), err)
				continue
			}
			o := forms[i]
			o.name += " html"
			web.add(t, o, all[0])
		}
		t.Logf("1 label in %d new: PDF: %v", new, pdf)
		t.Logf("1 label in %d new: HTML: %v", new, web)
	}
}
