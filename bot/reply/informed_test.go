package reply

import (
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

func TestInformed(t *testing.T) {
	now := care.Date{Year: 2026, Month: time.December, Day: 2}.At(9, 20) // a Wednesday
	for text, want := range map[string]string{
		"Informerad!": "2026-12-02",
		"Hej!\nDen enskilde är informerad om starten.\n/Siri": "2026-12-02",
		"Ja, kunden är informerad idag via telefon":           "2026-12-02",
		"klart":                                "2026-12-02",
		"Ja":                                   "2026-12-02",
		"Informerad\n\n> Har ni informerat?\n": "2026-12-02",
		"Informerad igår":                      "2026-12-01",
		"Informerad igår kl 14":                "2026-12-01 14:00",
		"Hon är informerad 1/12 kl. 10.30":     "2026-12-01 10:30",
		"Kunden informerad i måndags":          "2026-11-30",
		"Informerade henne på måndag kl 9":     "2026-11-30 09:00",
		"Informerad idag kl 08:15":             "2026-12-02 08:15",

		"Informerad idag kl 15":          "", // yet to come
		"Informerad 5/12":                "",
		"Informerad tisdag 2/12":         "", // a Wednesday
		"Informerad 1/12 eller 2/12":     "",
		"Inte informerad än":             "",
		"Vi har inte fått tag på henne":  "",
		"Informerad, men hon vill vänta": "",
		"Är det vi som ska informera?":   "",
		"Vi informerar i morgon":         "",
		"tack":                           "",
		"":                               "",
		"Nej":                            "",
	} {
		when, ok := Informed(text, now)
		got := ""
		if ok {
			got = when.On.String()
		}
		if ok && !when.At.IsZero() {
			got += when.At.Format(" 15:04")
		}
		if got != want {
			t.Errorf("Informed(%q) = %q, want %q", text, got, want)
		}
	}
}
