package templates

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
)

// TestAviseringHoldsNothingPersonal: [Data] has no field about the person, so only
// what stands in [Private] could be. Other people's words go only in letters that
// the model marks as protected, and BIH's own in those whose forms ask for words
// without names; all else in it is who at the utförare to call.
func TestAviseringHoldsNothingPersonal(t *testing.T) {
	words := map[string][]string{
		"fraga": {"Text"}, "besked": {"Text"}, // protected: see care's relay and pass
		"forhandsbedomning": {"Text", "Frequency", "Contact", "Phone", "Email", "Language"}, "avstyrks": {"Text"}, "komplettering": {"Text"},
		"kontaktperson": {"Contact"}, "kontaktperson_noterad": {"Contact"}, "samordnare": {"Contact", "Phone", "Email", "Language"},
	}
	private := regexp.MustCompile(`\.Private\.([A-Za-z]+)`)
	for _, to := range care.Addressees() {
		for _, name := range Names(to) {
			source, err := files.ReadFile(path(to, name))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range private.FindAllStringSubmatch(string(source), -1) {
				if to == care.BIH || !slices.Contains(words[name], m[1]) {
					t.Errorf("%s/%s says .Private.%s", to, name, m[1])
				}
			}
			if to != care.BIH && strings.Contains(string(source), "personnummer") {
				t.Errorf("%s/%s speaks of a personnummer", to, name)
			}
		}
	}
	for act, form := range Forms() {
		for _, f := range form.Fields {
			if slices.Contains([]string{"kommentar", "meddelande", "text", "omfattning"}, f.Name) && !strings.Contains(f.Hint, "utan namn, personnummer och diagnos") {
				t.Errorf("%s.%s does not ask for words without names: %q", act, f.Name, f.Hint)
			}
		}
	}
}
