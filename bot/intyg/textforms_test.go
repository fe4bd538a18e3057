package intyg

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// typed writes a form as people do in a mail or a text file.
func typedForm(rng *rand.Rand, style string, headings, colon bool, sections []sectionOf) string {
	var b strings.Builder
	b.WriteString("Hej!\n\nHär kommer ett egenvårdsintyg, hör av er om något är oklart.\n\n" + []string{"EGENVÅRDSINTYG", "Intyg om egenvård", "Egenvårdsintyg"}[rng.IntN(3)] + "\n\n")
	for _, s := range sections {
		if headings {
			b.WriteString(strings.ToUpper(s.heading) + "\n")
		}
		for _, e := range s.entries {
			value := e.value
			if e.options != nil {
				var parts []string
				for _, o := range e.options {
					tick := "[ ] "
					if o == e.value {
						tick = []string{"[x] ", "[X] ", "☒ "}[rng.IntN(3)]
					}
					parts = append(parts, tick+o)
				}
				value = strings.Join(parts, []string{"  ", "   ", " "}[rng.IntN(3)])
			}
			label := e.label
			if colon && !strings.HasSuffix(label, "?") {
				label += ":"
			}
			switch {
			case style == "columns":
				for i, line := range wrap(value, 60) {
					if i == 0 {
						fmt.Fprintf(&b, "%-44s %s\n", label, line)
					} else {
						fmt.Fprintf(&b, "%-44s %s\n", "", line)
					}
				}
				if value == "" {
					b.WriteString(label + "\n")
				}
			case style == "blocks" && len(value) > 40:
				b.WriteString(label + "\n" + strings.Join(wrap(value, 70), "\n") + "\n")
			default:
				if style == "inline" || style == "blocks" {
					if !colon && !strings.HasSuffix(label, "?") {
						label += ":"
					}
				}
				b.WriteString(label + " " + value + "\n")
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("Med vänlig hälsning\nSomebody Annan\nVerksamhetschef\n08-465 004 99\n")
	return b.String()
}

func TestTypedForms(t *testing.T) {
	rd := NewReader(page.NewReader(page.Options{}))
	for _, strangers := range []int{0, 8, 3} {
		total, right, bad := 0, 0, 0
		for _, style := range []string{"inline", "columns", "blocks"} {
			for trial := range 40 {
				rng := rand.New(rand.NewPCG(uint64(trial), uint64(strangers)+100))
				headings, colon := rng.IntN(3) > 0, rng.IntN(2) == 0
				sections := varied(rng, headings, strangers)
				text := typedForm(rng, style, headings, colon, sections)
				r := rd.Text(text, care.Date{Year: 2026, Month: 11, Day: 24})
				ok, n, wrong, silent := checkTruth(r, sections)
				total, right, bad = total+n, right+ok, bad+len(silent)
				if os.Getenv("V") != "" && strangers == 0 && len(wrong) > 0 || len(silent) > 0 {
					t.Logf("1/%d %s %d headings=%v colon=%v whole=%v unknown=%q", strangers, style, trial, headings, colon, r.Whole, r.Unknown)
					for _, w := range wrong {
						t.Log("   ", w)
					}
					for _, w := range silent {
						t.Log("    SILENT", w)
					}
				}
			}
		}
		t.Logf("one label in %d strange: %d of %d fields right (%.2f %%), %d silent", strangers, right, total, 100*float64(right)/float64(total), bad)
		if bad > 0 || strangers == 0 && right*100 < total*99 {
			t.Errorf("one label in %d strange: got %d of %d right and %d silently wrong, want 99 %% and none", strangers, right, total, bad)
		}
	}
}

// TestCrossBesideBox: a cross typed beside an empty box may belong to either
// side. It is a doubt or nothing, never an answer that is sure.
func TestCrossBesideBox(t *testing.T) {
	r := NewReader(&page.Reader{})
	defer r.Close()
	for _, line := range []string{"[ ] X Ja  [ ] Nej", "[ ] Ja X  [ ] Nej", "☐ Ja X ☐ Nej", "☐ X Ja ☐ Nej", "[ ] Ja  [ ] Nej X", "( ) Ja x ( ) Nej"} {
		text := "EGENVÅRDSINTYG\n\nPersonnummer: 19440813-9089\nInsats: Funktionell styrketräning\nInsatsen planeras från och med: 2026-12-01\n" +
			"Insatsen planeras till och med: 2027-02-28\nRiskanalys gjord: " + line + "\nUtfärdare: Anna-Lena Provkvist, fysioterapeut\n"
		if f, ok := r.Text(text, someDay).Fields["riskanalys.gjord"]; ok && f.Certain {
			t.Errorf("%s: %v, and sure of it", line, f.Value)
		}
	}
}
