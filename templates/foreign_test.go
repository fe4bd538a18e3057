package templates

import (
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
)

// TestForeignWordsAreWords: what comes from others stands in a letter as they wrote
// it. It is never looked into, so nothing in it is filled in, and it makes no line
// of its own out of a subject.
func TestForeignWordsAreWords(t *testing.T) {
	for _, text := range []string{"{{.Private}}", "{{template \"letter.tmpl\" .}}", "{case} {menu} {text}", "%s %d %!v", "<b>&amp;</b>", "[SK-2026-0002]", "x\r\nBcc: y"} {
		d := full()
		d.Case.PVR, d.Case.HTJ, d.Case.Owner, d.Provider, d.Person, d.Unit = text, text, text, text, text, text
		d.Private.Text, d.Private.Contact, d.Private.Phone, d.Private.Email, d.Private.Frequency = text, text, text, text, text
		d.Unsent = []care.Waiting{{To: care.HTJ, Subject: text, For: care.ForHuman}}
		seen := 0
		for _, to := range care.Addressees() {
			for _, name := range Names(to) {
				e := d
				if to == care.BIH {
					e.Private = nil
				}
				subject, said, err := Render(to, name, e)
				if err != nil {
					t.Errorf("%s/%s with %q: %v", to, name, text, err)
				}
				if strings.ContainsAny(subject, "\r\n") {
					t.Errorf("%s/%s: the subject is %q", to, name, subject)
				}
				if to != care.BIH && !strings.Contains(said, text) {
					t.Errorf("%s/%s is not signed as it was told: %q", to, name, said)
				}
				if strings.Contains(said, text) {
					seen++
				}
			}
		}
		if seen < 50 {
			t.Errorf("%q stood in %d letters: it is not where it should be tried", text, seen)
		}
	}
}
