package contacts

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

func day(month time.Month, of int) care.Date { return care.Date{Year: 2026, Month: month, Day: of} }

// lines are a unit and somebody at BIH with two lines each, the later one first,
// and a unit and somebody whose second line has still to begin.
const lines = `id;roll;namn;e-post;slack;samordnare;från;till;aktiv
bih;BIH;BIH;bih@bih.example;C0BIH;;;;
sol;HTJ;Solen Ny AB;ny@sol.example;;Nils;2026-04-01;;
sol;HTJ;Solen AB;nu@sol.example;;Greta;;2026-03-31;
mane;HTJ;Månen AB;info@mane.example;;Siri;2026-01-01;2026-02-28;
mane;HTJ;Månen Ny AB;info@mane.example;;Aina;2026-06-01;;
mane;HTJ;Månen Fel AB;info@mane.example;;Ingen;2026-01-15;;nej
;handläggare;Marit Förr;marit@bih.example;U1;;;2026-03-31;
;chef;Marit Sedan;marit@bih.example;U1;;2026-04-01;;
;handläggare;Olle Borta;olle@bih.example;U2;;2026-01-01;2026-02-28;
;handläggare;Olle Åter;olle@bih.example;U2;;2026-06-01;;
`

// TestLines: of several lines the one that holds on the day counts, from its first
// day to its last; between two, the name is the one that was last in use.
func TestLines(t *testing.T) {
	d := fromText(t, lines)
	for _, tt := range []struct {
		on                 care.Date
		sol, mane, reached string // what they are called, and what it is that mane is called where it is reached
		marit, olle        string
		works              bool // olle
	}{
		{day(3, 30), "Solen AB", "Månen Fel AB", "", "Marit Förr", "Olle Borta", false},
		{day(3, 31), "Solen AB", "Månen Fel AB", "", "Marit Förr", "Olle Borta", false},
		{day(4, 1), "Solen Ny AB", "Månen Fel AB", "", "Marit Sedan", "Olle Borta", false},
		{day(4, 2), "Solen Ny AB", "Månen Fel AB", "", "Marit Sedan", "Olle Borta", false},
		{day(2, 28), "Solen AB", "Månen AB", "Månen AB", "Marit Förr", "Olle Borta", true},
		{day(6, 1), "Solen Ny AB", "Månen Ny AB", "Månen Ny AB", "Marit Sedan", "Olle Åter", true},
		{care.Date{Year: 2025, Month: 12, Day: 31}, "Solen AB", "Månen AB", "", "Marit Förr", "Olle Borta", false},
	} {
		sol, _ := d.Unit("sol", tt.on)
		mane, _ := d.Unit("mane", tt.on)
		reached, _ := d.UnitOn("mane", tt.on)
		if sol.Name != tt.sol || mane.Name != tt.mane || reached.Name != tt.reached {
			t.Errorf("%s: got %q, %q and %q, want %q, %q and %q", tt.on, sol.Name, mane.Name, reached.Name, tt.sol, tt.mane, tt.reached)
		}
		marit, _ := d.Person("marit@bih.example", tt.on)
		olle, ok := d.Person("U2", tt.on)
		if marit.Name != tt.marit || !marit.Valid(tt.on) || olle.Name != tt.olle || !ok || olle.Valid(tt.on) != tt.works {
			t.Errorf("%s: got %q and %q, who works here %t; want %q, %q and %t", tt.on, marit.Name, olle.Name, olle.Valid(tt.on), tt.marit, tt.olle, tt.works)
		}
	}
}

// TestSecondLineIsReached: letters to somebody with two lines are written and sent
// on every day that either holds.
func TestSecondLineIsReached(t *testing.T) {
	d := fromText(t, lines)
	for on, want := range map[care.Date]bool{day(2, 28): true, day(3, 1): false, day(5, 31): false, day(6, 1): true} {
		a, err := d.Desk("U2", on)
		if errors.Is(err, ErrNoAddress) == want || want && a.At() != "U2" {
			t.Errorf("%s: Desk: got %v, %v", on, a, err)
		}
		if _, err := d.Verify(mail, "olle@bih.example", "bih", on); errors.Is(err, ErrNoAddress) == want {
			t.Errorf("%s: Verify: got %v", on, err)
		}
	}
}

// TestCompareLines: of those with two lines only what is new is told as a change.
func TestCompareLines(t *testing.T) {
	before := fromText(t, lines)
	if d := Compare(before, before); !d.Empty() {
		t.Errorf("the same list: %+v", d)
	}
	after := fromText(t, strings.Replace(lines, "Marit Sedan;marit", "Marit Nu;marit", 1))
	if d := Compare(before, after); len(d.StaffChanged) != 1 || d.StaffChanged[0].Name != "Marit Nu" || len(d.StaffAdded)+len(d.StaffRemoved)+len(d.Changed) != 0 {
		t.Errorf("one changed: %+v", d)
	}
	after = fromText(t, lines+"sol;HTJ;Solen Gamla AB;gammal@sol.example;;;2026-04-01;;nej\n")
	if d := Compare(after, after); !d.Empty() {
		t.Errorf("one that is closed beside one that is not: %+v", d)
	}
	if d := Compare(before, after); len(d.Added) != 1 || len(d.Changed) != 0 {
		t.Errorf("one that is closed added: %+v", d)
	}
}
