package bot

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// TestDayOfDecision: the letter and the order carry the day of the decision,
// whenever they are made. Of an extension that waits for its decision there are
// none, and those of the decision before are not shown in their place.
func TestDayOfDecision(t *testing.T) {
	now := time.Date(2026, 11, 27, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = staffed(t)
	granted(t, b)
	store := func(e care.Event) {
		t.Helper()
		if _, err := b.store(t.Context(), ledger.Entry{Case: "SK-2026-0001"}, e, "a"); err != nil {
			t.Fatal(err)
		}
	}
	if said := b.words(t, b.attached(t, "-bestallning.pdf")); !strings.Contains(said, "27 november 2026") {
		t.Errorf("the order, as it is sent: %s", said)
	}
	now = now.AddDate(0, 0, 3)
	papers := b.underlag(t)
	for _, p := range []string{"beslut", "bestallning"} {
		said := b.words(t, papers[p])
		if !strings.Contains(said, "27 november 2026") || strings.Contains(said, "Beslutet fattades 30") || strings.Contains(said, "Beslut 30") {
			t.Errorf("%s on 30 November: %s", p, said)
		}
	}
	store(care.PersonInformed{Of: "beslut", By: care.BIH})
	now = time.Date(2027, 2, 10, 9, 0, 0, 0, care.Stockholm)
	store(care.IntygReceived{Intyg: extended(), From: "pvr", On: b.today()})
	if papers := b.underlag(t); papers["beslut"] != nil || papers["bestallning"] != nil || papers["avlasning"] == nil {
		t.Errorf("of the extension, which is undecided, there are %v", slices.Collect(maps.Keys(papers)))
	}
	store(care.DecisionMade{Outcome: "bifall", To: care.Date{Year: 2027, Month: 5, Day: 31}, Provider: "htj"})
	now = now.AddDate(0, 0, 5)
	if said := b.words(t, b.underlag(t)["beslut"]); !strings.Contains(said, "fattades 10 februari 2027") {
		t.Errorf("of the extension, decided: %s", said)
	}
}

func extended() care.Intyg {
	i := agreed()
	i.Type, i.Measures = "forlangning", []care.Measure{{What: "w", To: care.Date{Year: 2027, Month: 5, Day: 31}}}
	return i
}

// underlag asks for what there is to see of the case, and returns its papers by kind.
func (b *bench) underlag(t *testing.T) map[string][]byte {
	t.Helper()
	before := len(b.mail.Sent())
	b.take(t, channels.Incoming{Channel: "slack", ID: fmt.Sprint("press", before), From: "U1", Case: "SK-2026-0001", Act: "mejla_underlag", Received: b.Now()})
	b.send(t)
	b.send(t)
	papers := map[string][]byte{}
	for _, m := range b.mail.Sent()[before:] {
		for _, f := range m.Files {
			papers[strings.TrimSuffix(strings.TrimPrefix(f.Name, "SK-2026-0001-"), ".pdf")] = f.Data
		}
	}
	return papers
}
