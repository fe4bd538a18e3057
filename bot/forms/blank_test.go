package forms_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/intyg/page"
	"example.org/stegvis/templates/papers"
)

// something to write in every field that takes text, with what has gone wrong
// for others: å ä ö, an en dash, several lines, letters beyond Latin 1.
func somethingIn(name string) string {
	switch name {
	case "patient_namn":
		return "Şirin Łękowska-Åkerblad Đorđević"
	case "insats_syfte":
		return "Behålla förmågan att gå – utan stöd.\nKunna äta själv.\n\nTredje stycket: ”citat”, 5 × 3 …"
	case "instruktion", "kontakt_vid_forsamring", "riskanalys_text":
		return strings.Repeat("En lång text på flera rader för "+name+". ", 8) + "Slut"
	}
	return "Värde åäö ÅÄÖ – " + name
}

// answers is a value for every field of a blank: radio buttons get their last
// choice, every other box is ticked.
func answers(t *testing.T, blank []byte) map[string]string {
	t.Helper()
	want := map[string]string{}
	ticks := 0
	for _, p := range read(t, blank).Pages {
		for _, w := range p.Words {
			if w.Field != "" && !w.Hidden {
				want[w.Field] = somethingIn(w.Field)
			}
		}
		for _, m := range p.Marks {
			if !strings.HasSuffix(m.Field, "_"+m.Value) {
				want[m.Field] = m.Value
				continue
			}
			want[m.Field] = []string{m.Value, ""}[ticks%2]
			ticks++
		}
	}
	return want
}

func TestFilledBlankIsReadBack(t *testing.T) {
	for name, prefill := range map[string]care.Intyg{"empty": {}, "prefilled": full()} {
		t.Run(name, func(t *testing.T) {
			blank, err := forms.Blank(load(t), head, prefill, nil)
			if err != nil {
				t.Fatal(err)
			}
			want := answers(t, blank)
			filled, err := forms.Fill(blank, want)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(filled, blank) {
				t.Error("the blank's own bytes were changed")
			}
			want["formular"], want["arende"] = "stegvis-1", "SK-2026-0042"
			if diff := cmp.Diff(want, fields(t, filled)); diff != "" {
				t.Errorf("(-filled in +read back)\n%s", diff)
			}
		})
	}
}

// A viewer that people use fills in the same blank, key by key.
func TestViewerFillsBlank(t *testing.T) {
	blank, err := forms.Blank(load(t), head, care.Intyg{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := answers(t, blank)
	v := view(t, blank)
	for _, p := range read(t, blank).Pages {
		for _, w := range p.Words {
			if w.Field != "" && !w.Hidden {
				v.write(p.Number-1, w.Box, want[w.Field])
			}
		}
		for _, m := range p.Marks {
			if want[m.Field] == m.Value {
				v.click(p.Number-1, m.Box)
				v.leave()
			}
		}
	}
	want["formular"], want["arende"] = "stegvis-1", "SK-2026-0042"
	if diff := cmp.Diff(want, fields(t, v.save())); diff != "" {
		t.Errorf("(-filled in +read back)\n%s", diff)
	}
}

func TestPrefilledBlank(t *testing.T) {
	blank, err := forms.Blank(load(t), head, full(), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := fields(t, blank)
	for name, want := range map[string]string{
		"patient_namn": "Åke Öhrnstedt-Påhittad", "patient_id": "19380514-9816", "dokument_typ": "nytt", "datum_utfardat": "2026-11-24",
		"insats_typ_fysisk_aktivitet": "fysisk_aktivitet", "insats_typ_ovrigt": "ovrigt", "insats_typ_lakemedel": "",
		"insats_syfte":  "Behålla förmågan att flytta sig mellan rullstol och säng – utan lyft.",
		"intyg_andamal": "", "period_fran": "2026-12-01", "period_till": "2027-02-28", "insats_minuter": "10",
		"riskanalys_gjord": "ja", "riskanalys_skaderisk": "nej", "riskanalys_text": "Fallrisk vid uppresning.\nStöd vid bältet minskar risken.",
		"samtycke_finns": "ja", "samtycke_omfattar_bih": "bih", "samtycke_omfattar_narstaende": "", "gemensamt_hembesok": "ja",
		"utfardare_yrke": "Leg. fysioterapeut", "skickas_av": "utfardare", "kopia_till_enskild": "ja", "skyddade_uppgifter": "",
	} {
		if g, ok := got[name]; !ok || g != want {
			t.Errorf("%s: got %q (there: %v), want %q", name, g, ok, want)
		}
	}
}

func TestProtectedPersonIsTicked(t *testing.T) {
	blank, err := forms.Blank(load(t), head, care.Intyg{Person: care.Person{Protected: true}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := fields(t, blank)["skyddade_uppgifter"]; got != "ja" {
		t.Errorf("skyddade_uppgifter: got %q, want ja", got)
	}
}

func TestTwoMeasures(t *testing.T) {
	i := full()
	second := i.Measures[0]
	second.Type, second.What, second.Purpose = []string{"kompressionsstrumpor"}, "Ta på stödstrumpor", ""
	second.To, second.Ongoing, second.Review = care.Date{}, true, day("2027-06-01")
	i.Measures = append(i.Measures, second)
	blank, err := forms.Blank(load(t), head, i, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := fields(t, blank)
	for name, want := range map[string]string{
		"insats_beskrivning": i.Measures[0].What, "insats_beskrivning_2": second.What,
		"insats_typ_2_kompressionsstrumpor": "kompressionsstrumpor", "period_till": "2027-02-28", "period_till_2": "tills vidare", "omprovning_2": "2027-06-01",
	} {
		if got[name] != want {
			t.Errorf("%s: got %q, want %q", name, got[name], want)
		}
	}
	filled, err := forms.Fill(blank, map[string]string{"insats.typ": "lakemedel, sondmatning", "insats.typ_2": "ovrigt"})
	if err != nil {
		t.Fatal(err)
	}
	got = fields(t, filled)
	for name, want := range map[string]string{"insats_typ_lakemedel": "lakemedel", "insats_typ_sondmatning": "sondmatning", "insats_typ_fysisk_aktivitet": "", "insats_typ_2_ovrigt": "ovrigt", "insats_typ_2_kompressionsstrumpor": ""} {
		if got[name] != want {
			t.Errorf("after filling in: %s: got %q, want %q", name, got[name], want)
		}
	}
}

func TestSupplementAsksOnlyForWhatIsMissing(t *testing.T) {
	keys := func(t *testing.T, prefill care.Intyg, only ...string) []string {
		blank, err := forms.Blank(load(t), head, prefill, only)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Sorted(maps.Keys(fields(t, blank)))
	}
	t.Run("empty", func(t *testing.T) {
		got := keys(t, care.Intyg{}, "insats.syfte", "samtycke.finns")
		want := []string{"arende", "formular", "insats_syfte", "samtycke_finns"}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
	t.Run("second measure", func(t *testing.T) {
		i := full()
		second := i.Measures[0]
		second.Purpose = ""
		i.Measures = append(i.Measures, second)
		got := keys(t, i, i.Missing()...)
		want := []string{"arende", "formular", "insats_syfte", "insats_syfte_2"}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
	t.Run("unknown key", func(t *testing.T) {
		if _, err := forms.Blank(load(t), head, care.Intyg{}, []string{"patient_adress"}); err == nil {
			t.Error("asked for an address without complaint")
		}
	})
}

// A komplettering shows what is known as text, which cannot be changed, and what
// it asks for as empty fields.
func TestCompletionShowsWhatIsKnown(t *testing.T) {
	i := full()
	second := i.Measures[0]
	second.What, second.Purpose = "Ta på stödstrumpor", ""
	i.Measures, i.Person.Protected = append(i.Measures, second), false
	blank, err := forms.Blank(load(t), head, i, []string{"insats.syfte", "utfardare.telefon"})
	if err != nil {
		t.Fatal(err)
	}
	got := fields(t, blank)
	want := map[string]string{"formular": "stegvis-1", "arende": "SK-2026-0042", "insats_syfte": i.Measures[0].Purpose, "insats_syfte_2": "", "utfardare_telefon": i.Issuer.Phone}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("fields: (-want +got)\n%s", diff)
	}
	said := words(t, blank)
	for _, w := range []string{"Det här har vi redan", "Namn Åke Öhrnstedt-Påhittad", "Personnummer 19380514-9816", "Vad ska göras, insats 2 Ta på stödstrumpor", "Samtycket gäller uppgifter till Biståndshandläggarenheten och Hemtjänsten"} {
		if !strings.Contains(said, w) {
			t.Errorf("does not say %q:\n%s", w, said)
		}
	}
	if n := strings.Count(said, i.Issuer.Phone); n != 0 {
		t.Errorf("what is asked for stands there %d times as known", n)
	}
}

// What the model requires stands on the blank and is marked so.
func TestWhatIsRequiredIsMarked(t *testing.T) {
	blank, err := forms.Blank(load(t), head, care.Intyg{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	marked := map[string]bool{}
	for _, p := range read(t, blank).Pages {
		note := func(name, tip string) { marked[name] = strings.Contains(tip, "ska vara ifyllt") }
		for _, w := range p.Words {
			note(w.Field, w.Tip)
		}
		for _, m := range p.Marks {
			note(strings.TrimSuffix(m.Field, "_"+m.Value), m.Tip)
		}
	}
	for _, key := range (care.Intyg{}).Missing() {
		if !marked[strings.ReplaceAll(key, ".", "_")] {
			t.Errorf("%s is required by the model and not marked on the blank", key)
		}
	}
	if _, ok := marked["patient_adress"]; ok {
		t.Error("the blank asks for an address")
	}
}

// Every name on the blank is a key of the catalogue, or one with a choice.
func TestNamesAreKeysOfTheCatalogue(t *testing.T) {
	data, err := os.ReadFile("../../../shared/eval/domain/falt.json")
	if err != nil {
		if os.Getenv("STEGVIS_REAL") == "1" {
			t.Fatal(err)
		}
		t.Skip("the label catalogue is not beside the repository")
	}
	var catalogue struct {
		Fields []struct {
			Key string `json:"nyckel"`
		} `json:"falt"`
	}
	if err := json.Unmarshal(data, &catalogue); err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"formular": true, "arende": true}
	for _, f := range catalogue.Fields {
		known[strings.ReplaceAll(f.Key, ".", "_")] = true
	}
	blank, err := forms.Blank(load(t), head, care.Intyg{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range read(t, blank).Pages {
		for _, w := range p.Words {
			if w.Field != "" && !known[w.Field] {
				t.Errorf("%s is no key of the catalogue", w.Field)
			}
		}
		for _, m := range p.Marks {
			if !known[m.Field] && !known[strings.TrimSuffix(m.Field, "_"+m.Value)] {
				t.Errorf("%s is no key of the catalogue", m.Field)
			}
			if m.State != page.Off {
				t.Errorf("%s is on in an empty blank", m.Field)
			}
		}
	}
}

func TestRenewalInheritsNothingThatMustBeAssessed(t *testing.T) {
	old := full()
	got := forms.Renewal(old)
	want := care.Intyg{
		Type: "forlangning", Person: old.Person, Provider: old.Provider, Contact: old.Contact, Issuer: old.Issuer,
		Measures: []care.Measure{{Type: old.Measures[0].Type, What: old.Measures[0].What, Self: old.Measures[0].Self, Help: old.Measures[0].Help, Frequency: old.Measures[0].Frequency, Minutes: 10}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	got.Measures[0].Type[0] = "sondmatning"
	if diff := cmp.Diff(full(), old); diff != "" {
		t.Errorf("the old intyg changed: %s", diff)
	}
}

func TestFillRefuses(t *testing.T) {
	blank, err := forms.Blank(load(t), head, care.Intyg{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	filled, err := forms.Fill(blank, map[string]string{"patient.namn": "Åke"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file   []byte
		values map[string]string
	}{
		"unknown field":   {blank, map[string]string{"patient_adress": "Gatan 1"}},
		"unknown choice":  {blank, map[string]string{"riskanalys.gjord": "kanske"}},
		"unknown tick":    {blank, map[string]string{"insats.typ": "lakemedel,annat"}},
		"wrong tick":      {blank, map[string]string{"skyddade_uppgifter": "nej"}},
		"hidden field":    {blank, map[string]string{"arende": "SK-2026-0001"}},
		"not a form":      {[]byte("%PDF-1.7"), nil},
		"twice":           {filled, map[string]string{"patient_namn": "Åke"}},
		"cut in the half": {blank[:len(blank)/2], nil},
	} {
		if _, err := forms.Fill(c.file, c.values); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func BenchmarkBlank(b *testing.B) {
	w, err := forms.Load(papers.Files)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := forms.Blank(w, head, full(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
