package invite

import (
	_ "embed"
	"strings"

	"golang.org/x/text/unicode/norm"
)

//go:embed subjects.txt
var subjects string // answer, tab, how a subject begins

// FromSubject reads the answer that a calendar puts before the subject of the
// invitation, for the mails in which no calendar object came along. A subject
// that answers or forwards such a mail ("Sv: Accepterat: …") is a person's
// words and no answer; a proposed new time counts as [Tentative].
func FromSubject(subject string) (PartStat, bool) {
	s := strings.ToLower(strings.Join(strings.Fields(norm.NFC.String(subject)), " "))
	for l := range strings.Lines(subjects) {
		answer, prefix, _ := strings.Cut(strings.TrimSpace(l), "\t")
		rest, ok := strings.CutPrefix(s, prefix)
		if ok && (strings.HasSuffix(prefix, ":") || rest == "") {
			return PartStat(answer), true
		}
	}
	return Unclear, false
}
