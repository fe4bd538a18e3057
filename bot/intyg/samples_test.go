package intyg

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/stegvis/bot/intyg/page"
)

const samplesDir = "../../../shared/samples"

// A sample is a file and what a person reads in it.
type sample struct {
	File   any // a path, or those of the pages
	Kind   string
	Labels string
	Expect map[string]any
}

func (s sample) paths() (all []string) {
	switch f := s.File.(type) {
	case string:
		all = append(all, filepath.Join(samplesDir, f))
	case []any:
		for _, p := range f {
			all = append(all, filepath.Join(samplesDir, p.(string)))
		}
	}
	return all
}

func (s sample) group() string {
	switch {
	case strings.HasPrefix(s.Kind, "scan"):
		return "scan"
	case s.Kind == "mail-prose":
		return "prose"
	}
	return "digital"
}

func loadSamples(t testing.TB) (all []sample) {
	t.Helper()
	f, err := os.Open(filepath.Join(samplesDir, "expected.jsonl"))
	if err != nil {
		missing(t, "the sample documents are not here")
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var s sample
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// TestSamples reads the sample documents as stegvis read --json does and holds
// the result to what people read in them: the share of fields that is right,
// and that nothing wrong is called certain.
func TestSamples(t *testing.T) {
	options := page.Options{}
	tesseract, err := exec.LookPath("tesseract")
	if err == nil {
		options.OCR = []string{tesseract, "-l", "swe"}
	} else if os.Getenv("STEGVIS_REAL") == "1" {
		t.Error("tesseract is missing")
	} else {
		t.Log("no tesseract here: the scans are passed over")
	}
	r := NewReader(page.NewReader(options))
	defer r.Close()
	least := map[string]int{"digital": 990, "prose": 600, "scan": 930} // in a thousand
	n, right := map[string]int{}, map[string]int{}
	for _, s := range loadSamples(t) {
		if s.group() == "scan" && (options.OCR == nil || testing.Short()) {
			continue
		}
		var out bytes.Buffer
		if err := ReadFiles(t.Context(), r, s.paths(), len(s.paths()) > 1, true, &out); err != nil {
			t.Errorf("%v: %v", s.File, err)
			continue
		}
		got := fieldsOf(t, out.Bytes())
		for key, want := range s.Expect {
			n[s.group()]++
			f, ok := got[key]
			switch {
			case ok && sameSample(key, want, f):
				right[s.group()]++
			case f.Certain && !f.empty():
				t.Errorf("%v: %s: silently wrong: got %v, want %v", s.File, key, f.Value, want)
			default:
				t.Logf("%v: %s: got %v (%.60q), want %v", s.File, key, f.Value, f.Raw, want)
			}
		}
	}
	for group, all := range n {
		t.Logf("%s: %d of %d fields right (%.1f %%)", group, right[group], all, 100*float64(right[group])/float64(all))
		if right[group]*1000 < all*least[group] {
			t.Errorf("%s: got %d of %d fields right, want %.1f %%", group, right[group], all, float64(least[group])/10)
		}
	}
}

// A written is a field as the JSON has it.
type written struct {
	Value   any
	Raw     string
	Certain bool
}

func (f written) empty() bool {
	list, isList := f.Value.([]any)
	return f.Value == nil || f.Value == "" || isList && len(list) == 0
}

// fieldsOf returns the fields of the last document written, with those of its
// first insats.
func fieldsOf(t *testing.T, out []byte) map[string]written {
	t.Helper()
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	var r struct {
		Fields   map[string]written
		Insatser []map[string]written
	}
	if err := json.Unmarshal(lines[len(lines)-1], &r); err != nil {
		t.Fatal(err)
	}
	if r.Fields == nil {
		r.Fields = map[string]written{}
	}
	if len(r.Insatser) > 0 {
		for k, v := range r.Insatser[0] {
			r.Fields[k] = v
		}
	}
	return r.Fields
}

func sameSample(key string, want any, f written) bool {
	switch w := want.(type) {
	case bool:
		return f.Value == w
	case []any:
		got, _ := f.Value.([]any)
		return slices.Equal(got, w)
	}
	w := normal(want)
	switch {
	case key == "patient_id":
		d, g := digits(w), digits(fmt.Sprint(f.Value))
		return len(g) >= 10 && d[len(d)-10:] == g[len(g)-10:]
	case strings.HasSuffix(key, "telefon"):
		return digits(fmt.Sprint(f.Value)) == digits(w) || normal(f.Raw) == w
	case key == "insats.minuter":
		return normal(f.Raw) == w || fmt.Sprint(f.Value) == strings.Fields(w)[0]
	case key == "utfardare.yrke":
		return normal(f.Raw) == w || !f.empty() && strings.Contains(w, normal(f.Value))
	}
	return slices.ContainsFunc([]any{f.Value, f.Raw}, func(v any) bool {
		return v != nil && strings.ReplaceAll(normal(v), " ", "") == strings.ReplaceAll(w, " ", "")
	})
}

func normal(v any) string {
	s := strings.NewReplacer("–", "-", "—", "-", "\u00ad", "").Replace(strings.ToLower(fmt.Sprint(v)))
	return strings.Trim(strings.Join(strings.Fields(s), " "), " .,:;")
}

// BenchmarkExtract is the extractor alone, over the pages of a flat PDF.
func BenchmarkExtract(b *testing.B) {
	data, err := os.ReadFile(filepath.Join(samplesDir, "pdf/grid_L1_c01.pdf"))
	if err != nil {
		missing(b, "the sample documents are not here")
	}
	rd := page.NewReader(page.Options{})
	defer rd.Close()
	doc, err := rd.Read(b.Context(), data)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		Extract(doc, someDay)
	}
}
