package main

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.org/stegvis/bot/care"
)

// The same intyg comes from PVR and, in another mail, from a relative: one
// case, whose parties and intyg stay as they were, and BIH knows that it came
// twice. The relative is answered by nobody.
func TestSameIntygFromTwoSenders(t *testing.T) {
	t.Parallel()
	monday := quietMonday(care.DateOf(time.Now()))
	clock := &clock{at: monday.At(8, 12)}
	w := open(t, fakeOffice(t, clock), clock)
	pdf := w.filled(monday)
	w.mails(mailing{from: rehab, subject: "Egenvårdsintyg", file: "Intyg.pdf", pdf: pdf, text: "Hej!\n\nHär kommer ett egenvårdsintyg.\n"})
	w.expects("PVR: Vi har tagit emot intyget", "BIH: Intyget är komplett.")
	before := w.theCase()
	w.mails(mailing{from: "dottern@hemma.test", subject: "Mammas intyg", file: "Intyg.pdf", pdf: pdf, text: "Hej! Här är mammas egenvårdsintyg.\n"})
	w.settled(2)
	w.expects("BIH: Ett mejl i ärendet har kommit från en adress som inte hör till någon part")
	after := w.theCase()
	before.Rev = after.Rev
	if diff := cmp.Diff(before, after, cmpopts.IgnoreUnexported(care.Case{})); diff != "" {
		t.Errorf("the case has changed:\n%s", diff)
	}
}

// theCase is the only case there is.
func (w *wire) theCase() care.Case {
	w.Helper()
	list, err := w.desk.ledger.Cases(context.Background())
	if err != nil || len(list) != 1 {
		w.Fatalf("%d cases, %v", len(list), err)
	}
	c, err := w.desk.ledger.Case(context.Background(), list[0].ID)
	if err != nil {
		w.Fatal(err)
	}
	return c
}
