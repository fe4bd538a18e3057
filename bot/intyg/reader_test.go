package intyg

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

const shortIntyg = `Egenvårdsintyg
Datum: 2026-11-23
Namn: %s
Personnummer: %s
Åtgärd: Påtagning av stödstrumpor
Syfte: Minska svullnad
Behöver hjälp med: Ta på
Period: 2026-12-01 – 2027-02-28
Hur ofta: 2 ggr/dag
Tid: 10 min
Riskanalys gjord: Ja
Samtycke: Ja, BIH och HTJ
Hemtjänstutförare: Omsorg i Söderort
Utfärdare: Sara Överdrift, leg. arbetsterapeut, Rehab Sagan, 08-465 004 32
`

func intygOf(name, id string) string { return fmt.Sprintf(shortIntyg, name, id) }

var testDay = care.Date{Year: 2026, Month: 11, Day: 24}

func newReader(t *testing.T) *Reader {
	r := NewReader(page.NewReader(page.Options{}))
	t.Cleanup(func() { r.Close() })
	return r
}

// TestSeveralPeople: the intyg of two people in one file are two readings, and
// two people in one intyg are nobody's.
func TestSeveralPeople(t *testing.T) {
	r := newReader(t)
	two := intygOf("Siv Exempelberg", "420119-9124") + "\n\n" + intygOf("Birgitta Testlund", "531224-2083")
	all, err := r.Read(t.Context(), "two.txt", []byte(two), testDay)
	if err != nil || len(all) != 2 {
		t.Fatalf("got %d readings, %v", len(all), err)
	}
	for i, want := range []string{"194201199124", "195312242083"} {
		if got := all[i].Intyg().Person.ID; got != want || len(all[i].Missing) > 0 {
			t.Errorf("%d: got %s missing %q, want %s", i, got, all[i].Missing, want)
		}
	}
	mixed := strings.Replace(intygOf("Siv Exempelberg", "420119-9124"), "Syfte:", "Syfte: som för Birgitta 531224-2083,", 1)
	one := r.Text(mixed, testDay)
	if one.Persons != 2 || one.Kind != KindSeveral {
		t.Errorf("got %d persons, kind %s", one.Persons, one.Kind)
	}
	for key, f := range one.Fields {
		if f.Certain {
			t.Errorf("%s is certain in a document about two people", key)
		}
	}
}

// TestContainers: what lies in an archive or a mail is found; what cannot be
// read is a reading that says so, and hides nothing of the rest.
func TestContainers(t *testing.T) {
	r := newReader(t)
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, data := range map[string]string{"intyg.txt": intygOf("Siv Exempelberg", "420119-9124"), "trasig.pdf": "%PDF-1.7\ntrasig"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(data))
	}
	z.Close()
	all, err := r.Read(t.Context(), "allt.zip", buf.Bytes(), testDay)
	if err == nil || len(all) != 2 {
		t.Fatalf("got %d readings and error %v, want 2 and one", len(all), err)
	}
	if strings.Contains(err.Error(), "trasig") {
		t.Errorf("the error names a file: %v", err)
	}
	whole, broken := 0, 0
	for _, one := range all {
		if one.Whole && one.Kind == KindIntyg {
			whole++
		}
		if one.Kind == KindUnclear && len(one.Warnings) == 1 && one.Warnings[0] == "olaslig" {
			broken++
		}
	}
	if whole != 1 || broken != 1 {
		t.Errorf("got %d whole and %d broken: %+v", whole, broken, all)
	}
}

// TestReadFiles holds the JSON to the contract.
func TestReadFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte(intygOf("Siv Exempelberg", "420119-9124")), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := ReadFiles(t.Context(), newReader(t), []string{path}, false, true, &out); err != nil {
		t.Fatal(err)
	}
	var got struct {
		File, Kind, Form  string
		Fields            map[string]map[string]any
		Insatser          []map[string]map[string]any
		Missing, Warnings []string
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.File != path || got.Kind != KindIntyg || got.Form != "egenvardsintyg" || len(got.Insatser) != 1 || got.Missing == nil || len(got.Missing) > 0 || got.Warnings == nil {
		t.Errorf("got %+v", got)
	}
	id := got.Fields["patient_id"]
	if id["value"] != "194201199124" || id["raw"] != "420119-9124" || id["certain"] != true || id["page"] != 1.0 || id["source"] != "text" || id["confidence"] != 1.0 || len(id["box"].([]any)) != 4 {
		t.Errorf("patient_id: got %v", id)
	}
	if v := got.Insatser[0]["insats.minuter"]["value"]; v != 10.0 {
		t.Errorf("insats.minuter: got %v, want 10", v)
	}
	out.Reset()
	if err := ReadFiles(t.Context(), newReader(t), []string{path, path}, true, false, &out); err != nil || !strings.Contains(out.String(), "194201199124") {
		t.Errorf("for people, as pages: got %v %s", err, out.String())
	}
	if err := ReadFiles(t.Context(), newReader(t), []string{path + "x"}, false, true, &out); err == nil {
		t.Error("a file that is not there: got no error")
	}
}

// TestEmpty: nothing in, nothing out, and no panic.
func TestEmpty(t *testing.T) {
	for _, text := range []string{"", " ", "Hej!", "\n\n\n", "[x]", "Namn:"} {
		got := newReader(t).Text(text, testDay)
		for key, f := range got.Fields {
			if f.Certain && !f.Empty() {
				t.Errorf("%q: got %s %v", text, key, f.Value)
			}
		}
	}
	if got := Extract(page.Document{}, testDay); len(got.Missing) == 0 {
		t.Error("an empty document lacks nothing")
	}
}

// TestPrintedOptions: what is only printed on the form is never an answer.
func TestPrintedOptions(t *testing.T) {
	for answer, want := range map[string]any{
		"Ja": true, "Nej": false, "Ja, 2026-11-19": true, "Nej, behov föreligger ej": false,
		"Ja / Nej": nil, "Ja   Nej": nil, "ja/nej": nil, "Ja Nej X": nil, "Ja X Nej": nil, "(Ja) (Nej)": nil, "____": nil, "åååå-mm-dd": nil,
	} {
		text := strings.Replace(intygOf("Siv Exempelberg", "420119-9124"), "Samtycke: Ja, BIH och HTJ", "Gemensamt hembesök: "+answer, 1)
		f := newReader(t).Text(text, testDay).Fields["gemensamt_hembesok"]
		if f.Value != want || want == nil && f.Certain && f.Raw != "" {
			t.Errorf("%q: got %v certain %v, want %v", answer, f.Value, f.Certain, want)
		}
	}
}
