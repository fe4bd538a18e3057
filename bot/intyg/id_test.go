package intyg

import (
	"encoding/json"
	"os"
	"testing"

	"example.org/stegvis/bot/care"
)

func TestPersonnummer(t *testing.T) {
	var file struct {
		Idag string
		Fall []struct {
			Text, Normaliserat, Typ, Varning string
			Giltigt                          bool
			Ocr                              string `json:"ocr_reparerat"`
		}
	}
	data, err := os.ReadFile("testdata/id/personnummer.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	today, _ := care.ParseDate(file.Idag)
	for _, c := range file.Fall {
		id, ok := ParsePersonnummer(c.Text, today)
		switch {
		case ok != c.Giltigt:
			t.Errorf("%q: got ok %v (%v), want %v", c.Text, ok, id, c.Giltigt)
		case ok && (id.Number != c.Normaliserat || string(id.Kind) != c.Typ):
			t.Errorf("%q: got %s %s, want %s %s", c.Text, id.Kind, id.Number, c.Typ, c.Normaliserat)
		case ok && id.Child != (c.Varning != ""):
			t.Errorf("%q: got child %v, want %q", c.Text, id.Child, c.Varning)
		case c.Typ == string(UnknownReserve) && id.Kind != UnknownReserve:
			t.Errorf("%q: got %v, want a number that cannot be checked", c.Text, id)
		}
		if c.Ocr != "" {
			if fixed, ok := RepairPersonnummer(c.Text, today); !ok || fixed.Number != c.Ocr {
				t.Errorf("%q mended: got %v %v, want %s", c.Text, fixed, ok, c.Ocr)
			}
		}
	}
}

func TestFindPersonnummer(t *testing.T) {
	today := care.Date{Year: 2026, Month: 11, Day: 21}
	for text, want := range map[string]int{
		"Namn: Siv, 420119-9124, dotter 19440813-9089": 2,
		"Siv (420119-9124) och Siv 19420119-9124":      1,
		"tel 08-465 004 11, fax 08-465 004 12":         0,
		"ärende 2026-11-23 0812 och SK-2026-0042":      0,
	} {
		if got := FindPersonnummer(text, today); len(got) != want {
			t.Errorf("%q: got %v, want %d", text, got, want)
		}
	}
}

func TestHasPersonnummer(t *testing.T) {
	for text, want := range map[string]bool{
		"ring 440813-9089": true, "19440813 9089": true, "440813-9088": true, "4408139089": true,
		"08-465 004 11": false, "kl 08:15 på tisdag 1/12": false, "SK-2026-0042": false, "5560160680": false, "127 43 Skärholmen": false,
	} {
		if got := HasPersonnummer(text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}
