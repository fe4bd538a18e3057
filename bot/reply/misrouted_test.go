package reply

import "testing"

func TestMisrouted(t *testing.T) {
	for text, want := range map[string]bool{
		"Hej, det här är inte vår kund. Fel mottagare.": true,
		"Det här har nog\nhamnat fel":                   true,
		"Tisdag går bra för oss":                        false,
		"Vi startar måndag, personalen känner kunden":   false,
	} {
		if got := Misrouted(text); got != want {
			t.Errorf("Misrouted(%q) = %v, want %v", text, got, want)
		}
	}
}
