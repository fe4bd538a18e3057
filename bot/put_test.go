package bot

import (
	"os"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// fetchedText is an intyg as somebody has fetched it.
const fetchedText = `Egenvårdsintyg

Datum: 2026-11-23
Namn: Karl-Erik Testberg
Personnummer: 19380502-8432
Egenvårdsåtgärd: Påtagning av kompressionsstrumpor
Syfte med egenvården: Minska svullnad
Behöver hjälp med: Ta på strumporna
Startdatum: 2026-12-01
Slutdatum: 2027-02-28
Hur ofta: varje dag
Minuter per gång: 10 minuter
Riskanalys gjord: ja
Samtycke: ja, BIH och hemtjänsten
Utfärdarens namn: Anna Provkvist
Yrke: fysioterapeut
Enhet: Rehab
Utfärdarens telefon: 08-465 004 11
`

// notice is what a portal mails when somebody has written through it.
func notice(at time.Time) channels.Incoming {
	return channels.Incoming{Channel: "mail", ID: "notice", From: "noreply@portal.example", Auto: true, Received: at,
		Subject: "Du har fått ett säkert meddelande", Text: "Läs det här: https://portal.example/m/1\nMeddelandet kan läsas till och med 2026-12-11.\n"}
}

// TestPut: a file left for a case is taken once, by whoever has the desk, and
// ends the duty to fetch it.
func TestPut(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = staffed(t)
	b.take(t, notice(now))
	c, err := b.Ledger.Case(t.Context(), "SK-2026-0001")
	if err != nil || c.Fetch == nil || c.Fetch.Until != (care.Date{Year: 2026, Month: 12, Day: 11}) {
		t.Fatalf("%v: to be fetched: %+v", err, c.Fetch)
	}
	p := Put{Case: c.ID, By: eva, Name: "fil.txt", Data: []byte(fetchedText)}
	for range 2 {
		if err := p.Leave(t.Context(), b.Ledger, now); err != nil {
			t.Fatal(err)
		}
		if err := b.takePuts(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	c, err = b.Ledger.Case(t.Context(), c.ID)
	if err != nil || c.Fetch != nil || c.Unclear || c.Intyg.Person.Name != "Karl-Erik Testberg" || c.Rev != 2 {
		t.Errorf("%v: the case is %+v", err, c)
	}
	if left, _ := b.Ledger.Kept(t.Context(), putChannel); len(left) != 0 {
		t.Errorf("%d files are still left", len(left))
	}
	facts, _ := b.Ledger.Facts(t.Context(), c.ID)
	if facts[1].By != eva {
		t.Errorf("put in by %q, want %q", facts[1].By, eva)
	}
}

// TestPutRefuses: nobody who does not work here puts anything in, and nothing
// goes into a case that there is not.
func TestPutRefuses(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = staffed(t)
	if err := (Put{Case: "SK-2026-0001", By: eva, Data: []byte("x")}).Leave(t.Context(), b.Ledger, now); err == nil {
		t.Error("a file was left for a case that there is not")
	}
	b.take(t, notice(now))
	if err := (Put{Case: "SK-2026-0001", By: "rehab@rehab.example", Name: "x.txt", Data: []byte(fetchedText)}).Leave(t.Context(), b.Ledger, now); err != nil {
		t.Fatal(err)
	}
	if err := b.takePuts(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c, _ := b.Ledger.Case(t.Context(), "SK-2026-0001"); c.Rev != 1 {
		t.Error("a stranger has put a file in")
	}
	if err := (Put{Case: "SK-2026-0001", By: eva, Name: "x.txt", Data: []byte(fetchedText)}).Leave(t.Context(), b.Ledger, now); err == nil || !strings.Contains(err.Error(), "before") {
		t.Errorf("a file that will not be looked at again is taken: %v", err)
	}
}

// lockedFiles are a PDF behind a password, and mail that is encrypted in two ways.
func lockedFiles(t *testing.T) map[string][]byte {
	t.Helper()
	pdf, err := os.ReadFile("testdata/last.pdf")
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"intyg.pdf": pdf,
		"smime.p7m": append([]byte("\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x82"), make([]byte, 64)...),
		"brev.asc":  []byte("-----BEGIN PGP MESSAGE-----\n\nhQEMA5vJr0v2pQxb\n-----END PGP MESSAGE-----\n"),
	}
}

// TestLocked: a PDF behind a password and an encrypted mail are duties, whoever
// sends them, and never pass for the intyg.
func TestLocked(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, care.Stockholm)
	for name, data := range lockedFiles(t) {
		b := newBench(t, func() time.Time { return now })
		b.take(t, channels.Incoming{Channel: "mail", ID: "1", From: "rehab@rehab.example", Subject: "Egenvårdsintyg", Text: "Intyget är bifogat.", Received: now,
			Receipt: "1@rehab.example", Files: []channels.File{{Name: name, Data: data}}})
		c, err := b.Ledger.Case(t.Context(), "SK-2026-0001")
		if err != nil || c.Fetch == nil || c.Fetch.Kind != "last" || c.Units[care.PVR] != "pvr" {
			t.Errorf("%s: %v, to be fetched: %+v, from %q", name, err, c.Fetch, c.Units[care.PVR])
		}
		if docs, _ := b.Ledger.Documents(t.Context(), c.ID, "intyg"); len(docs) != 0 {
			t.Errorf("%s is kept as the intyg", name)
		}
	}
}
