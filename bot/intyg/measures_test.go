package intyg

import (
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// head and foot are around the insatser of the intyg below.
const (
	headText = `EGENVÅRDSINTYG
Datum: 2026-11-23
Namn: Ingrid Påhittad-Ek
Personnummer: 380514-9816

`
	footText = `
Behöver hjälp med: Ta på och av
Riskanalys gjord: Ja
Samtycke: Ja, BIH och HTJ
Hemtjänstutförare: Omsorg i Söderort
Utfärdare: Sara Överdrift, leg. arbetsterapeut, Rehab Sagan, 08-465 004 32
`
)

func TestSeveralMeasures(t *testing.T) {
	for name, text := range map[string]string{
		"table with wrapped cells": `Insats                   Syfte                    Hur ofta      Tid       Fr.o.m.       T.o.m.
Påtagning av             Minska svullnad          2 ggr/dag     10 min    2026-12-01    2027-05-31
kompressionsstrumpor     i underbenen
Gångträning inomhus      Bibehålla                3 ggr/v       20 min    2026-12-07    2027-02-28
med rollator             gångförmågan
`,
		"numbered labels": `Insats 1: Påtagning av kompressionsstrumpor
Syfte: Minska svullnad i underbenen
Hur ofta: 2 ggr/dag
Tid: 10 min
Period: 2026-12-01 – 2027-05-31

Insats 2: Gångträning inomhus med rollator
Syfte: Bibehålla gångförmågan
Hur ofta: 3 ggr/v
Tid: 20 min
Period: 2026-12-07 – 2027-02-28
`,
		"numbered headings": `Insats 1
Åtgärd: Påtagning av kompressionsstrumpor
Syfte: Minska svullnad i underbenen
Frekvens: 2 ggr/dag
Tidsåtgång: 10 min
Fr.o.m. 2026-12-01   T.o.m. 2027-05-31

Insats 2
Åtgärd: Gångträning inomhus med rollator
Syfte: Bibehålla gångförmågan
Frekvens: 3 ggr/v
Tidsåtgång: 20 min
Fr.o.m. 2026-12-07   T.o.m. 2027-02-28
`,
		"one after the other": `Åtgärd: Påtagning av kompressionsstrumpor
Syfte: Minska svullnad i underbenen
Frekvens: 2 ggr/dag
Tidsåtgång: 10 min
Period: 1/12 -26 – 31/5 -27
Åtgärd: Gångträning inomhus med rollator
Syfte: Bibehålla gångförmågan
Frekvens: 3 ggr/v
Tidsåtgång: 20 min
Period: 7/12 -26 – 28/2 -27
`,
	} {
		t.Run(name, func(t *testing.T) {
			r := NewReader(page.NewReader(page.Options{})).Text(headText+text+footText, care.Date{Year: 2026, Month: 11, Day: 24})
			i := r.Intyg()
			if len(i.Measures) != 2 {
				t.Fatalf("got %d insatser, want 2: %v", len(i.Measures), r.Measures)
			}
			want := []care.Measure{
				{What: "Påtagning av kompressionsstrumpor", Purpose: "Minska svullnad i underbenen", Frequency: "2 ggr/dag", Minutes: 10, From: day3(2026, 12, 1), To: day3(2027, 5, 31)},
				{What: "Gångträning inomhus med rollator", Purpose: "Bibehålla gångförmågan", Frequency: "3 ggr/v", Minutes: 20, From: day3(2026, 12, 7), To: day3(2027, 2, 28)},
			}
			for n, w := range want {
				g := i.Measures[n]
				if g.What != w.What || g.Purpose != w.Purpose || g.Frequency != w.Frequency || g.Minutes != w.Minutes || g.From != w.From || g.To != w.To {
					t.Errorf("insats %d: got %+v, want %+v", n+1, g, w)
				}
			}
			if i.Person.ID != "193805149816" || i.Issuer.Name != "Sara Överdrift" || i.Provider != "Omsorg i Söderort" {
				t.Errorf("around them: got %q, %q, %q", i.Person.ID, i.Issuer.Name, i.Provider)
			}
		})
	}
}

func day3(y, m, d int) care.Date { c, _ := care.ParseDate(ymdText(y, m, d)); return c }

func ymdText(y, m, d int) string {
	w, _ := exact(y, m, d)
	return w.date.String()
}
