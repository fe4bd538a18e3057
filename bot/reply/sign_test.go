package reply

import (
	"slices"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// TestSigns: what a human must see is seen in an answer to any question, and a
// death or a stay in hospital leaves nothing certain.
func TestSigns(t *testing.T) {
	now := care.Date{Year: 2026, Month: time.December, Day: 1}.At(9, 20)
	slots := []time.Time{care.Date{Year: 2026, Month: 12, Day: 8}.At(10, 0)}
	for text, want := range map[string][]Sign{
		"Ja, men hon har avlidit":                                 {Death},
		"Ja det går bra. Han gick bort i helgen.":                 {Death},
		"Mottaget. Hon ligger inlagd på Huddinge sjukhus":         {Hospital},
		"Start 7/12, inget hembesök. Hon är på sjukhus till dess": {Hospital},
		"Förlängs till 31/3. Han har ramlat två gånger":           {Fall},
		"Ja, det blev av. Hon hade trillat i morse":               {Fall},
		"Hon har flyttat till Farsta":                             {Change},
		"Vi har flyttat till 10/12":                               nil,
		"Mötet är flyttat till tisdag":                            nil,
		"Tisdag går bra":                                          nil,
	} {
		for _, kind := range []Kind{Times, Order, Outcome, Extension, Ack, Contact, Free, Held} {
			a := Parse(text, now, Question{Kind: kind, Slots: slots, End: care.Date{Year: 2026, Month: 12, Day: 31}})
			if !slices.Equal(a.Signs, want) {
				t.Errorf("%s: %q: got %v, want %v", kind, text, a.Signs, want)
			}
			grave := slices.Contains(want, Death) || slices.Contains(want, Hospital)
			if grave && a.Intent != Unclear && a.Intent != Asks && a.Intent != Decline {
				t.Errorf("%s: %q is certain: %s", kind, text, a.Intent)
			}
		}
	}
}
