package intyg

import (
	"testing"

	"example.org/stegvis/bot/intyg/page"
)

// TestBeneath: a form that prints each label under its value is read, and none
// of it is certain; the same lines the other way round are read as ever.
func TestBeneath(t *testing.T) {
	lines := [][2]string{
		{"Ingeborg Provström", "Patientens namn"}, {"19440813-9089", "Personnummer"}, {"070-174 06 33", "Patientens telefon"},
		{"Gå i trappan med stöd", "Egenvårdsåtgärd"}, {"2026-12-01", "Startdatum"}, {"2027-02-28", "Slutdatum"}, {"15 min", "Tidsåtgång"},
		{"2026-11-23", "Utfärdat datum"}, {"Per-Åke Låtsasson", "Utfärdarens namn"}, {"per-ake@sagan.example", "E-post"},
	}
	r := NewReader(page.NewReader(page.Options{}))
	for _, beneath := range []bool{true, false} {
		text := "<!DOCTYPE html><html><body><h1>Egenvårdsintyg</h1>"
		for _, l := range lines {
			if beneath {
				text += "<p>" + l[0] + "</p><p><b>" + l[1] + "</b></p>"
			} else {
				text += "<p><b>" + l[1] + "</b></p><p>" + l[0] + "</p>"
			}
		}
		all, err := r.Read(t.Context(), "intyg.html", []byte(text), otherDay)
		if err != nil || len(all) != 1 {
			t.Fatalf("%d readings, %v", len(all), err)
		}
		for key, want := range map[string]string{"patient_namn": "Ingeborg Provström", "patient_id": "194408139089", "period.fran": "2026-12-01", "period.till": "2027-02-28", "datum_utfardat": "2026-11-23", "insats.beskrivning": "Gå i trappan med stöd"} {
			if f, _ := all[0].Get(key); f.Value != want || f.Certain && beneath {
				t.Errorf("beneath %v: %s: got %v, certain %v, want %s", beneath, key, f.Value, f.Certain, want)
			}
		}
	}
}
