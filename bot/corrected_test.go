package bot

import (
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// TestNotTakenIsNamed: an intyg that corrects what has been decided on and could not
// be read for sure is not taken. BIH is told all the same what is different in it.
func TestNotTakenIsNamed(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	more := onIntyg
	more.Intyg = full(december, february)
	more.Intyg.Measures[0].Frequency, more.Intyg.Doubts = "4 ggr/dag", []string{"utfardare.telefon"}
	b.happens(t, onIntyg, care.ApplicationObtained{On: b.today()}, granting, more)
	c, err := b.Ledger.Case(t.Context(), "SK-2026-0001")
	if err != nil || c.Intyg.Measures[0].Frequency != "2 ggr/dag" {
		t.Errorf("it was taken: %q, %v", c.Intyg.Measures[0].Frequency, err)
	}
	if text := b.letter(t, "rattat_intyg").Text; !strings.Contains(text, "Hur ofta") || strings.Contains(text, "4 ggr") {
		t.Errorf("BIH is told: %s", text)
	}
}
