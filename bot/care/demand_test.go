package care

import (
	"slices"
	"testing"
)

// TestDemanded: a unit says what an intyg must have; what the model requires
// stands where it has said nothing. An address is never asked for.
func TestDemanded(t *testing.T) {
	for name, tc := range map[string]struct {
		intyg Intyg
		want  []string
	}{
		"nothing said": {Intyg{Measures: []Measure{{}}}, slices.DeleteFunc(slices.Clone(Mandatory), func(k string) bool { return k == "omprovning" })},
		"ongoing":      {Intyg{Measures: []Measure{{Ongoing: true}}, Demanded: []string{"omprovning", "period.till"}}, []string{"omprovning"}},
		"more":         {Intyg{Demanded: []string{"skickas_av", "patient_namn"}}, []string{"patient_namn", "skickas_av"}},
		"less":         {Intyg{Issuer: Issuer{Name: "x"}, Demanded: []string{"utfardare.namn"}}, nil},
	} {
		if got := tc.intyg.Missing(); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
	if slices.Contains(Demandable(), "patient_adress") {
		t.Error("an address can be demanded")
	}
	for _, k := range Mandatory {
		if !slices.Contains(Demandable(), k) {
			t.Errorf("%s is required and cannot be", k)
		}
	}
}
