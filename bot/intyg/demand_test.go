package intyg

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// TestDemanded: what a unit requires decides what a reading lacks, here and in
// a process of its own.
func TestDemanded(t *testing.T) {
	text := "Egenvårdsintyg\nNamn: Åke Påhittad\nPersonnummer: 19380514-9816\nÅtgärd: Gå i trappan\nSyfte: Gå ut\nPeriod: 2026-12-01 - 2027-02-28\n"
	for name, r := range map[string]*Reader{"here": NewReader(page.NewReader(page.Options{})), "apart": apartReader(t, nil)} {
		r.Demanded = []string{"insats.syfte", "kopia_till_enskild"}
		all, err := r.Read(t.Context(), "intyg.txt", []byte(text), someDay)
		if err != nil || len(all) != 1 || !slices.Equal(all[0].Missing, []string{"kopia_till_enskild"}) || !slices.Equal(all[0].Intyg().Missing(), all[0].Missing) {
			t.Errorf("%s: %v: %+v", name, err, all)
		}
	}
}

// TestMandatory: by default level O of the label catalogue is required. The
// utförare stands there as R, and a review only when no last day is set.
func TestMandatory(t *testing.T) {
	data, err := os.ReadFile("../../../shared/eval/domain/falt.json")
	if err != nil {
		missing(t, "the label catalogue is not beside the repository")
	}
	var falt struct {
		Falt []struct {
			Key   string `json:"nyckel"`
			Level string `json:"niva"`
		}
	}
	if err := json.Unmarshal(data, &falt); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, f := range falt.Falt {
		if f.Level == "O" {
			want = append(want, f.Key)
		}
	}
	got := slices.DeleteFunc(slices.Clone(care.Mandatory), func(k string) bool { return k == "omprovning" })
	slices.Sort(got)
	slices.Sort(want)
	if len(want) < 10 || !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
