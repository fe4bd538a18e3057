package intyg

import (
	"testing"

	"example.org/stegvis/bot/intyg/page"
)

// TestTeachOneForm: what is said of one form is not believed of another, and a
// later lesson replaces the former ones.
func TestTeachOneForm(t *testing.T) {
	r := NewReader(page.NewReader(page.Options{}))
	one := Form{Name: "a", Labels: map[string]string{"Ansvarar": "utforare", "Nyttan": "insats.syfte", "Svarar på": "utfardare.telefon"}}
	two := Form{Name: "b", Labels: map[string]string{"Ansvarar": "utfardare.namn", "Vinsten": "insats.syfte", "Kanal för röst": "utfardare.telefon"}}
	if err := r.Teach(one, two); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Ansvarar: Sara Låtsas\nNyttan: Gå ut\nSvarar på: 08-465 004 53\n":       "utforare",
		"Ansvarar: Sara Låtsas\nVinsten: Gå ut\nKanal för röst: 08-465 004 53\n": "utfardare.namn",
		"Ansvarar: Sara Låtsas\nLärdom: Gå ut\nRiktnummer: 08-465 004 53\n":      "",
	} {
		got := r.Text(text, someDay)
		for _, key := range []string{"utforare", "utfardare.namn"} {
			if f, _ := got.Get(key); (f.Value == "Sara Låtsas") != (key == want) {
				t.Errorf("%q: %s is %v", text, key, f.Value)
			}
		}
	}
	if err := r.Teach(Form{Name: "x", Labels: map[string]string{"Nyttan": "insats.nytta"}}); err == nil || len(r.Taught()) != 2 {
		t.Errorf("got %v and %d forms; want an error and what was known before", err, len(r.Taught()))
	}
	if err := r.Teach(); err != nil || len(r.Taught()) != 0 {
		t.Errorf("got %v and %d forms, want none", err, len(r.Taught()))
	}
}
