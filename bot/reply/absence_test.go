package reply

import (
	"testing"

	"example.org/stegvis/bot/care"
)

// What people write in their automatic answers, and the last day they are away.
func TestAwayUntil(t *testing.T) {
	ref := care.Date{Year: 2026, Month: 12, Day: 18}
	for text, want := range map[string]string{
		"Hej! Jag är ledig och åter den 4 januari. Vid brådskande ärenden ring växeln.": "2027-01-03",
		"Jag är på semester t.o.m. 8 januari.":                                          "2027-01-08",
		"Jag har semester till och med den 8 januari och läser inte min mejl.":          "2027-01-08",
		"Tack för ditt mejl. Jag är tillbaka måndag den 11 januari.":                    "2027-01-10",
		"Jag är tillbaka på kontoret 2027-01-11.":                                       "2027-01-10",
		"Ledig 21/12 - 8/1. Mvh Anna":                                                   "2027-01-08",
		"Jag är frånvarande 21 december – 8 januari.":                                   "2027-01-08",
		"Jag är tjänstledig tom 30/6.":                                                  "2027-06-30",
		"I am out of the office until 4 January 2027.":                                  "2027-01-04",
		"Jag återkommer den 7 januari.":                                                 "2027-01-06",
		"Föräldraledig. Åter i tjänst den 1 mars 2027. Kontakta enhetens växel.":        "2027-02-28",
		"Jag är i tjänst igen 28/12":                                                    "2026-12-27",
		"Jag är sjuk idag. Ring 08-123 45 67.":                                          "",
		"Tack för ditt mejl, vi svarar inom två dagar.":                                 "",
		"Jag var ledig till den 4 december.":                                            "",
		"Kontakta Maria på plats 3 i receptionen.":                                      "",
		"": "",
	} {
		got, ok := AwayUntil(text, ref)
		if !ok && want != "" || ok && got.String() != want {
			t.Errorf("%q: %v, %t; want %q", text, got, ok, want)
		}
	}
}
