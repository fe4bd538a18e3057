package intyg

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// A testCase is one of testdata/intyg: a mail with its intyg as text, and what
// a careful colleague reads in it.
type testCase struct {
	Klass  string
	Saknas []string
	Falt   map[string]any
	Varn   []string `json:"varningar"`
}

func loadCases(t *testing.T) map[string]testCase {
	files, _ := filepath.Glob("testdata/intyg/*.json")
	if len(files) == 0 {
		t.Fatal("no cases in testdata/intyg")
	}
	cases := map[string]testCase{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var c testCase
		if err := json.Unmarshal(data, &c); err != nil {
			t.Fatal(f, err)
		}
		cases[strings.TrimSuffix(f, ".json")+".txt"] = c
	}
	return cases
}

// readCase reads a case as stegvis read does.
func readCase(t *testing.T, path string) Reading {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := NewReader(page.NewReader(page.Options{}))
	all := r.file(t.Context(), path, data, care.Date{Year: 2026, Month: 12, Day: 2})
	if len(all) != 1 {
		t.Fatalf("%s: got %d readings, want 1", path, len(all))
	}
	return all[0]
}

func TestCases(t *testing.T) {
	for path, c := range loadCases(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			r := readCase(t, path)
			if r.Kind != c.Klass {
				t.Errorf("kind: got %s, want %s", r.Kind, c.Klass)
			}
			if !slices.Equal(r.Missing, c.Saknas) {
				t.Errorf("missing: got %q, want %q", r.Missing, c.Saknas)
			}
			for key, want := range wanted(c.Falt) {
				f, _ := r.Get(key)
				if got := f.Value; !equalJSON(got, want) {
					t.Errorf("%s: got %v (%q), want %v", key, got, f.Raw, want)
				}
			}
		})
	}
}

// wanted makes of a case's own shape the keys and values of a reading.
func wanted(falt map[string]any) map[string]any {
	out := map[string]any{}
	for _, k := range []string{"datum_utfardat", "patient_namn", "patient_adress", "patient_telefon", "boendeform", "eget_ansvar", "sip", "gemensamt_hembesok", "skickas_av", "kopia_till_enskild"} {
		if v, ok := falt[k]; ok {
			out[k] = v
		}
	}
	if id, ok := falt["patient_id"].(map[string]any); ok {
		out["patient_id"] = id["normaliserat"]
	}
	pick := func(group string, keys map[string]string) {
		m, _ := falt[group].(map[string]any)
		for from, to := range keys {
			if v, ok := m[from]; ok {
				out[to] = v
			}
		}
	}
	pick("riskanalys", map[string]string{"gjord": "riskanalys.gjord", "datum": "riskanalys.datum"})
	pick("samtycke", map[string]string{"finns": "samtycke.finns", "omfattar": "samtycke.omfattar"})
	pick("utforare", map[string]string{"ra": "utforare"})
	pick("utfardare", map[string]string{"namn": "utfardare.namn", "enhet": "utfardare.enhet", "telefon": "utfardare.telefon"})
	if s, ok := falt["syfte"]; ok {
		out["insats.syfte"] = s
	}
	all, _ := falt["insatser"].([]any)
	if len(all) == 1 && out["patient_namn"] != nil {
		measureWanted(all[0].(map[string]any), out)
	}
	return out
}

func measureWanted(m, out map[string]any) {
	for from, to := range map[string]string{"beskrivning": "insats.beskrivning", "syfte": "insats.syfte", "utfor_sjalv": "insats.utfor_sjalv", "hjalp_med": "insats.hjalp_med", "minuter_per_tillfalle": "insats.minuter"} {
		if v, ok := m[from]; ok {
			out[to] = v
		}
	}
	out["insats.typ"] = []any{m["typ"]}
	p := m["period"].(map[string]any)
	out["period.fran"], out["period.till"] = p["fran"], p["till"]
	if p["tills_vidare"] == true {
		out["period.till"] = Ongoing
	}
	if f, ok := m["frekvens"].(map[string]any); ok {
		out["insats.frekvens"] = map[string]any{"antal": f["antal"], "per": f["per"]}
	}
}

// equalJSON compares got, as JSON would have it, with want; of objects only
// what want has.
func equalJSON(got, want any) bool {
	data, _ := json.Marshal(got)
	var g any
	json.Unmarshal(data, &g)
	if w, ok := want.(map[string]any); ok {
		m, _ := g.(map[string]any)
		for k, v := range w {
			if !equalJSON(m[k], v) {
				return false
			}
		}
		return m != nil
	}
	if s, ok := want.(string); ok && g != nil {
		t, _ := g.(string)
		return strings.Trim(t, ".") == strings.Trim(s, ".")
	}
	a, _ := json.Marshal(g)
	b, _ := json.Marshal(want)
	return string(a) == string(b)
}
