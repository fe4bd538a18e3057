package intyg

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

func TestDump(t *testing.T) {
	f := os.Getenv("DUMP")
	if f == "" {
		t.Skip("no DUMP")
	}
	data, err := os.ReadFile(f)
	if err != nil {
		t.Fatal(err)
	}
	rd := page.NewReader(page.Options{OCR: []string{"tesseract", "-l", "swe"}})
	items, err := rd.Unpack(context.Background(), filepath.Base(f), data)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range items {
		doc, err := rd.ReadItem(context.Background(), it)
		fmt.Println("ITEM", it.Name, it.Type, it.Body, err, doc.Carrier)
		p := Standard().lay(doc)
		for _, e := range p.els {
			k := "val  "
			if e.label != nil {
				k = "LABEL"
			}
			if e.heading != nil {
				k = "HEAD "
			}
			if e.mark != nil {
				k = fmt.Sprint("mark", e.mark.State)
			}
			if e.taken {
				k += "(x)"
			}
			s := ""
			if e.label != nil {
				s = fmt.Sprintf("=> %q known=%v exact=%v res=%v inline=%v colon=%v", e.label.meaning.key, e.label.known, e.label.exact, e.label.resolved, e.label.inline, e.label.colon)
			}
			if e.owner != nil {
				s = "-> " + e.owner.text + "/" + e.owner.meaning.key
			}
			fmt.Printf("%d r%d x%.0f y%.0f s%.1f b%v c%d %s %q %s\n", e.page, e.row, e.box.X0, e.box.Y0, e.size, e.bold, e.cell, k, e.text, s)
		}
		r := Extract(doc, care.Date{Year: 2026, Month: 11, Day: 23})
		out, _ := json.MarshalIndent(r, "", " ")
		fmt.Println(string(out))
	}
}

func sampleRows(t *testing.T) []sample {
	f, err := os.Open("../../../shared/samples/expected.jsonl")
	if err != nil {
		t.Skip("samples not here")
	}
	defer f.Close()
	var rows []sample
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var s sample
		if err := json.Unmarshal(sc.Bytes(), &s); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, s)
	}
	return rows
}

type sample struct {
	File   any
	Kind   string
	Labels string
	Expect map[string]any
}

func TestScoreSamples(t *testing.T) {
	rd := page.NewReader(page.Options{})
	defer rd.Close()
	n, right, silent := map[string]int{}, map[string]int{}, map[string]int{}
	only := os.Getenv("ONLY")
	for _, s := range sampleRows(t) {
		name, ok := s.File.(string)
		if !ok || strings.HasPrefix(s.Kind, "scan") || !strings.Contains(name, only) {
			continue
		}
		data, err := os.ReadFile("../../../shared/samples/" + name)
		if err != nil {
			t.Fatal(err)
		}
		items, err := rd.Unpack(context.Background(), filepath.Base(name), data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var best Reading
		for _, it := range items {
			doc, err := rd.ReadItem(context.Background(), it)
			if err != nil {
				continue
			}
			r := Extract(doc, care.Date{Year: 2026, Month: 11, Day: 23})
			if len(r.Fields) > len(best.Fields) {
				best = r
			}
		}
		for k, w := range s.Expect {
			f, ok := best.Get(k)
			n[s.Kind]++
			good := ok && sameSample(k, w, f)
			if good {
				right[s.Kind]++
				continue
			}
			flag := ""
			if f.Certain && !f.Empty() {
				silent[s.Kind]++
				flag = "SILENT"
			}
			if os.Getenv("V") != "" {
				fmt.Printf("%s %s %s want %v got %v / %q\n", name, k, flag, w, f.Value, f.Raw)
			}
		}
		if os.Getenv("V") != "" {
			fmt.Println(name, best.Missing, best.Warnings, best.Unknown)
		}
	}
	var kinds []string
	for k := range n {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	for _, k := range kinds {
		t.Logf("%-18s %4d/%4d %5.1f%% silent %d", k, right[k], n[k], 100*float64(right[k])/float64(n[k]), silent[k])
	}
}

func normal(v any) string {
	s := strings.ToLower(fmt.Sprint(v))
	s = strings.NewReplacer("–", "-", "—", "-").Replace(s)
	return strings.Trim(strings.Join(strings.Fields(s), " "), " .,:;")
}

func sameSample(key string, want any, f Field) bool {
	switch w := want.(type) {
	case bool:
		return f.Value == w
	case []any:
		got, _ := f.Value.([]string)
		return len(got) == len(w) && (len(w) == 0 || got[0] == w[0])
	}
	w := normal(want)
	switch {
	case f.Empty() && f.Raw == "":
		return false
	case key == "patient_id":
		d, g := digits(w), digits(fmt.Sprint(f.Value))
		return len(g) >= 10 && d[len(d)-10:] == g[len(g)-10:]
	case strings.HasSuffix(key, "telefon"):
		return digits(fmt.Sprint(f.Value)) == digits(w) || normal(f.Raw) == w
	case key == "insats.minuter":
		return normal(f.Raw) == w || fmt.Sprint(f.Value) == strings.Fields(w)[0]
	case key == "utfardare.yrke":
		return normal(f.Raw) == w || !f.Empty() && strings.Contains(w, normal(f.Value))
	}
	for _, v := range []any{f.Value, f.Raw} {
		if v != nil && strings.ReplaceAll(normal(v), " ", "") == strings.ReplaceAll(w, " ", "") {
			return true
		}
	}
	return false
}
