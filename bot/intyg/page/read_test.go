package page

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// shared is where the samples that are no part of the repository lie.
const shared = "../../../../shared"

// needShared skips a test, or fails it where everything is to be there, when
// the shared samples are missing.
func needShared(tb testing.TB, path string) string {
	tb.Helper()
	full := filepath.Join(shared, path)
	if _, err := os.Stat(full); err != nil {
		missing(tb, "the shared samples are not here")
	}
	return full
}

func missing(tb testing.TB, what string) {
	tb.Helper()
	if os.Getenv("STEGVIS_REAL") == "1" {
		tb.Fatal(what)
	}
	tb.Skip(what)
}

// plain reads everything but pictures; one for all tests, as the engine takes
// a while to start.
var plain = sync.OnceValue(func() *Reader { return NewReader(Options{}) })

// sample is one document and what stands in it.
type sample struct {
	File   json.RawMessage
	Kind   string
	Labels string
	Expect map[string]any
}

func (s sample) files() []string {
	var one string
	if json.Unmarshal(s.File, &one) == nil {
		return []string{one}
	}
	var more []string
	json.Unmarshal(s.File, &more)
	return more
}

func samples(tb testing.TB, path string) (all []sample) {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var s sample
		if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
			tb.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// readAll reads a file and all that it holds.
func readAll(tb testing.TB, r *Reader, path string) (docs []Document) {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	items, err := r.Unpack(tb.Context(), filepath.Base(path), data)
	if err != nil {
		tb.Fatal(err)
	}
	for _, it := range items {
		doc, err := r.ReadItem(tb.Context(), it)
		if err != nil || it.Err != nil {
			tb.Fatalf("item %s: %v, %v", it.Type, err, it.Err)
		}
		docs = append(docs, doc)
	}
	return docs
}

// TestSampleWords holds that every word of every value that stands in a sample
// is found in it, whatever it came in.
func TestSampleWords(t *testing.T) {
	dir := needShared(t, "samples")
	for _, s := range samples(t, filepath.Join(dir, "expected.jsonl")) {
		if strings.HasPrefix(s.Kind, "scan") {
			continue // pictures are tested with the recogniser
		}
		t.Run(strings.Join(s.files(), "+"), func(t *testing.T) {
			checkWords(t, s, dir, plain())
		})
	}
}

// TestWords is the same over the few samples kept here.
func TestWords(t *testing.T) {
	for _, s := range samples(t, "testdata/expected.jsonl") {
		t.Run(s.files()[0], func(t *testing.T) { checkWords(t, s, "testdata", plain()) })
	}
}

func checkWords(t *testing.T, s sample, dir string, r *Reader) {
	t.Helper()
	var docs []Document
	for _, f := range s.files() {
		docs = append(docs, readAll(t, r, filepath.Join(dir, f))...)
	}
	if lost := lostWords(s, docs); len(lost) > 0 {
		t.Errorf("lost %q", lost)
	}
}

// lostWords returns the words of values that are not found. Dates and choices
// may be written in other ways and are the extractor's.
func lostWords(s sample, docs []Document) (lost []string) {
	text := squashed(docs)
	for key, v := range s.Expect {
		value, ok := v.(string)
		if !ok || strings.HasPrefix(key, "period.") || strings.Contains(key, "datum") || key == "uppfoljning" || s.Kind == "mail-prose" {
			continue
		}
		for _, w := range strings.Fields(value) {
			if !strings.Contains(text, w) {
				lost = append(lost, key+": "+w)
			}
		}
	}
	return lost
}

// squashed returns all words without blanks: a value may be broken over lines.
func squashed(docs []Document) string {
	var b strings.Builder
	for _, d := range docs {
		for _, p := range d.Pages {
			for _, w := range p.Words {
				b.WriteString(strings.Join(strings.Fields(w.Text), ""))
			}
		}
	}
	return b.String()
}

// TestSampleTicks holds that on every digital sample the boxes that are ticked
// are those of the case, and that none is in doubt. What a fillable form says
// of the same case in the same words is the measure.
func TestSampleTicks(t *testing.T) {
	dir := needShared(t, "samples")
	want := map[string][]string{}
	for _, f := range []string{"L1_c01", "L1_c02", "L1_c03", "L1_c04", "L2_c01", "L2_c02", "L2_c03", "L2_c04"} {
		want[f] = ticked(t, readAll(t, plain(), filepath.Join(dir, "pdf/form_"+f+".pdf")))
	}
	for _, s := range samples(t, filepath.Join(dir, "expected.jsonl")) {
		name := s.files()[0]
		of := strings.TrimSuffix(name[strings.Index(name, "_")+1:], filepath.Ext(name))
		if want[of] == nil || strings.HasPrefix(s.Kind, "scan") || s.Kind == "office.rtf" && strings.Contains(name, "Legacy") {
			continue // that office suite leaves the state of old tick boxes out of its RTF
		}
		t.Run(name, func(t *testing.T) {
			docs := readAll(t, plain(), filepath.Join(dir, name))
			if len(marks(docs)) == 0 && s.Kind == "mail-text" {
				return // the choices are written out in this one
			}
			got := ticked(t, docs)
			if !slices.Equal(got, want[of]) {
				t.Errorf("got  %q\nwant %q", got, want[of])
			}
		})
	}
}

func marks(docs []Document) (all []Mark) {
	for _, d := range docs {
		for _, p := range d.Pages {
			all = append(all, p.Marks...)
		}
	}
	return all
}

// ticked returns what stands beside the boxes that are ticked, sorted, and
// fails on doubtful ones.
func ticked(t *testing.T, docs []Document) (labels []string) {
	t.Helper()
	for _, d := range docs {
		for _, p := range d.Pages {
			for _, m := range p.Marks {
				label := labelOf(p, m)
				switch {
				case label == "": // a box beside which nothing stands is no choice
				case m.State == Unclear || m.Confidence < .9:
					t.Errorf("the box of %q is in doubt: %v %.2f", label, m.State, m.Confidence)
				case m.State == On:
					labels = append(labels, label)
				}
			}
		}
	}
	slices.Sort(labels)
	return labels
}

// labelOf returns up to two words to the right of a box.
func labelOf(p Page, m Mark) string {
	var right []Word
	for _, w := range p.Words {
		if m.Box.Y0-2 < w.Box.Middle() && w.Box.Middle() < m.Box.Y1+2 && w.Box.X0 > m.Box.X0 && w.Cell == m.Cell && w.Source != FromField {
			right = append(right, w)
		}
	}
	slices.SortFunc(right, func(a, b Word) int { return int(math.Copysign(1, a.Box.X0-b.Box.X0)) })
	label, at := "", m.Box.X1
	for _, w := range right[:min(2, len(right))] {
		if w.Box.X0-at > 9 {
			break
		}
		label, at = strings.TrimSpace(label+" "+w.Text), w.Box.X1
	}
	return label
}

// TestScans holds that with a recogniser most of what stands on paper is found
// and that no box is seen ticked that is not.
func TestScans(t *testing.T) {
	dir := needShared(t, "samples")
	if _, err := exec.LookPath("tesseract"); err != nil {
		missing(t, "no tesseract here")
	}
	r := NewReader(Options{OCR: []string{"tesseract", "-l", "swe"}})
	defer r.Close()
	found, all := 0, 0
	for _, s := range samples(t, filepath.Join(dir, "expected.jsonl")) {
		if !strings.HasPrefix(s.Kind, "scan") || os.Getenv("STEGVIS_REAL") != "1" && s.Kind != "scan-fax" && s.Kind != "scan-photo" {
			continue // they take seconds each
		}
		var docs []Document
		for _, f := range s.files() {
			docs = append(docs, readAll(t, r, filepath.Join(dir, f))...)
		}
		words := 0
		for _, v := range s.Expect {
			if v, ok := v.(string); ok {
				words += len(strings.Fields(v))
			}
		}
		lost := lostWords(s, docs)
		all, found = all+words, found+words-len(lost)
		for _, d := range docs {
			if d.Carrier != Scan {
				t.Errorf("%s: carrier %q", s.files()[0], d.Carrier)
			}
		}
		checkScanTicks(t, dir, s.files()[0], docs)
		t.Logf("%-28s %d of %d words lost: %q", s.files()[0], len(lost), words, lost)
	}
	if share := float64(found) / float64(all); share < .93 {
		t.Errorf("%.1f %% of the words found, want 93 %%", 100*share)
	}
}

// checkScanTicks holds that no box is taken for ticked, or for empty, that is
// not. Boxes may be missed.
func checkScanTicks(t *testing.T, dir, name string, docs []Document) {
	t.Helper()
	of := strings.Join(strings.Split(filepath.Base(name), "_")[1:3], "_")
	want := ticked(t, readAll(t, plain(), filepath.Join(dir, "pdf/form_"+of+".pdf")))
	seen, sure := 0, 0
	for _, d := range docs {
		for _, p := range d.Pages {
			for _, m := range p.Marks {
				label := labelOf(p, m)
				seen++
				if label == "" || m.State == Unclear || m.Confidence < .9 {
					continue
				}
				sure++
				if on := slices.Contains(want, label); on != (m.State == On) && !slices.Contains(twice, label) {
					t.Errorf("%s: %q is taken for %v", name, label, m.State)
				}
			}
		}
	}
	t.Logf("%-28s %d boxes seen, %d with a label and sure", name, seen, sure)
}

// twice are labels that stand beside more than one box.
var twice = []string{"Ja", "Nej", "Kan utföras"}

func TestEmptyFieldsAreThere(t *testing.T) {
	for _, name := range []string{"form_L1_c02.pdf", "tableSDT_L1_c02.docx", "gridLegacy_L1_c02.docx", "gridLegacy_L1_c02.odt"} {
		empty := 0
		for _, d := range readAll(t, plain(), filepath.Join("testdata", name)) {
			for _, p := range d.Pages {
				for _, w := range p.Words {
					if w.Source == FromField && w.Text == "" && !w.Hidden {
						empty++
					}
				}
			}
		}
		if empty == 0 {
			t.Errorf("%s: no field found empty; närstående was left out of this one", name)
		}
	}
}

func TestDeadlineStopsTheEngine(t *testing.T) {
	data, err := os.ReadFile("testdata/form_L1_c02.pdf")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := plain().Read(ctx, data); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancel()
	if _, err := plain().Read(ctx, data); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
	}
	slow := pdfOf(strings.Repeat("9 9 9 9 re S 1 0 0 1 1 0 cm ", 2_000_000)) // many seconds in one call
	ctx, cancel = context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := plain().Read(ctx, slow); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v", err, context.DeadlineExceeded)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("stopped after %v", took)
	}
	if _, err := plain().Read(t.Context(), data); err != nil {
		t.Errorf("after a stop: %v", err)
	}
}

func TestReaderStartsLateAndAgain(t *testing.T) {
	r := NewReader(Options{CacheDir: filepath.Join(t.TempDir(), "none", "yet")})
	if _, err := r.Read(t.Context(), []byte("Namn: Åke")); err != nil {
		t.Fatal(err)
	}
	if r.engine.pool != nil {
		t.Error("the PDF engine was started for a text")
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

func text(d Document) string {
	var b bytes.Buffer
	for _, p := range d.Pages {
		for _, w := range p.Words {
			b.WriteString(w.Text + " ")
		}
	}
	return strings.TrimSpace(b.String())
}
