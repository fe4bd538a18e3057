package bot

import (
	"regexp"
	"strings"
	"testing"

	"example.org/stegvis/channels"
)

// TestNeutralNames: of the name that a sender has given a file nothing is kept but
// what kind it is; least of all a folder, a turned-round ending or a line.
func TestNeutralNames(t *testing.T) {
	plain := regexp.MustCompile(`^(intyg|underlag)-1(\.[a-z0-9]{1,4})?$`)
	for name, want := range map[string]string{
		"Ingeborg Provström.PDF": "intyg-1.pdf", "intyg.docx": "intyg-1.docx", "utan": "intyg-1", "": "intyg-1",
		"../../etc/passwd": "intyg-1", "..\\..\\x": "intyg-1", "x./": "intyg-1", "./..": "intyg-1", "C:\\intyg.pdf": "intyg-1.pdf",
		"intyg\u202efdp.exe": "intyg-1.exe", "x.\u202ea": "intyg-1", "intyg.pdf\x00": "intyg-1", "x.a\r\nb": "intyg-1", "x.\r\n": "intyg-1",
		strings.Repeat("å", 300) + ".pdf": "intyg-1.pdf", ".htaccess": "intyg-1", "x.åäö": "intyg-1", `x."a`: "intyg-1", "x.{{a": "intyg-1",
	} {
		got := neutral(0, channels.File{Name: name}, true).Name
		if got != want || !plain.MatchString(got) {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}
