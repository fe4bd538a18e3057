package reply

import "testing"

func TestInformed(t *testing.T) {
	for text, want := range map[string]bool{
		"Informerad!": true,
		"Hej!\nDen enskilde är informerad om starten.\n/Siri": true,
		"Ja, kunden är informerad idag via telefon":           true,
		"klart":                                true,
		"Inte informerad än":                   false,
		"Vi har inte fått tag på henne":        false,
		"Informerad, men hon vill vänta":       false,
		"Är det vi som ska informera?":         false,
		"Ja":                                   true,
		"Vi informerar i morgon":               false,
		"tack":                                 false,
		"":                                     false,
		"Nej":                                  false,
		"Informerad\n\n> Har ni informerat?\n": true,
	} {
		if got := Informed(text); got != want {
			t.Errorf("Informed(%q) = %v, want %v", text, got, want)
		}
	}
}
