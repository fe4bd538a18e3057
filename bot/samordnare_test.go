package bot

import (
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/channels"
)

// TestCoordinator: only a question that is that and nothing else is answered, and
// only when one utförare is meant.
func TestCoordinator(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = contacts.New([]contacts.Unit{
		{ID: "sol", Role: care.HTJ, Name: "Solgläntans Omsorg AB", Contact: "Siri Provgren", Phones: []string{"+46846500493"}, Emails: []string{"a@sol.example"}},
		{ID: "mane", Role: care.HTJ, Name: "Månens Hemtjänst AB", Emails: []string{"a@mane.example"}},
		{ID: "slut", Role: care.HTJ, Name: "Kometens Hemtjänst AB", Contact: "Olof Testberg", Emails: []string{"a@komet.example"}, Closed: true},
	})
	with := care.Case{Units: map[care.Role]care.UnitID{care.HTJ: "sol"}}
	for text, want := range map[string]struct{ none, sol care.UnitID }{
		"Vem är samordnare på Solgläntans Omsorg?":                                     {"sol", "sol"},
		"Hej! Kan ni skicka telefonnumret till samordnaren hos Solgläntans Omsorg AB.": {"sol", "sol"},
		"Vem är samordnare?":                                                             {"", "sol"},
		"Hur når vi samordnaren på hemtjänsten?":                                         {"", "sol"},
		"Vem är samordnare på Solgläntan eller Månen?":                                   {"", ""},
		"Vem är samordnare på Månens Hemtjänst AB?":                                      {"", ""}, // the list does not say
		"Vem är samordnare på Kometens Hemtjänst AB?":                                    {"", ""}, // has closed
		"Vem är samordnare på Okända Omsorgen?":                                          {"", ""},
		"Samordnaren heter Siri, telefonnummer 08-465 004 93.":                           {"", ""},
		"Vem är samordnare? Och när startar insatsen?":                                   {"", ""},
		"Vi har pratat med samordnaren.":                                                 {"", ""},
		"Intyget är klart, det är Siri som är samordnare och vi vill ha ett besked.":     {"", ""},
		"Vilken tid passar samordnaren? Vi kan 9 eller 10. Ska vi ta det på telefon då?": {"", ""},
	} {
		m := meaning{in: channels.Incoming{Channel: "mail", Text: text}}
		for i, c := range []care.Case{{}, with} {
			got := care.UnitID("")
			if e, ok := b.coordinator(m, c, "pvr").(care.ContactAsked); ok {
				got = e.Provider
			}
			if w := []care.UnitID{want.none, want.sol}[i]; got != w {
				t.Errorf("%s, utförare known %v: got %q, want %q", text, i == 1, got, w)
			}
		}
	}
}
