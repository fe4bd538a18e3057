package bot

import (
	"slices"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

var neighbour = contacts.Unit{ID: "bih2", Role: care.Other, Name: "BIH Solen", Districts: []string{"Farsta"}, Emails: []string{"bih@sol.example"}, Class: contacts.Document}

// besideNeighbour is a desk whose lists have the BIH of another district.
func besideNeighbour(t *testing.T, now func() time.Time, u contacts.Unit) *bench {
	b := newBench(t, now)
	b.Hold = 10 * time.Minute
	b.lists = contacts.New(append(slices.Clone(units), u))
	b.take(t, ask("1", now()))
	return b
}

func handOver(t *testing.T, b *bench) {
	t.Helper()
	came := ledger.Entry{Case: "SK-2026-0001", Files: []ledger.File{{Kind: "intyg", Name: "intyg-1.pdf", Type: "application/pdf", Data: []byte("%PDF")}}}
	if _, err := b.store(t.Context(), came, care.IntygReceived{Intyg: agreed(), From: "pvr", On: b.today()}, "a"); err != nil {
		t.Fatal(err)
	}
	e, err := b.carried(t.Context(), care.CaseHandedOver{To: "bih2"}, "a")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.store(t.Context(), ledger.Entry{Case: "SK-2026-0001"}, e, "a"); err != nil {
		t.Fatal(err)
	}
}

// TestHandoverAtTheDoor: what the lists no longer allow when the case is to leave
// for the other district does not leave, and BIH is told.
func TestHandoverAtTheDoor(t *testing.T) {
	for name, change := range map[string]func(*bench, *contacts.Unit){
		"as it was":                  func(*bench, *contacts.Unit) {},
		"another address":            func(_ *bench, u *contacts.Unit) { u.Emails = []string{"ny@sol.example"} },
		"documents no longer mailed": func(_ *bench, u *contacts.Unit) { u.Class = contacts.Notice },
		"domain no longer safe":      func(b *bench, _ *contacts.Unit) { b.Secure = nil },
		"no longer there":            func(_ *bench, u *contacts.Unit) { u.Closed = true },
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
			b := besideNeighbour(t, func() time.Time { return now }, neighbour)
			handOver(t, b)
			b.send(t)
			if got := b.mailed("bih@sol.example"); len(got) > 0 {
				t.Errorf("left within the window: %q", got)
			}
			u := neighbour
			change(b, &u)
			b.lists = contacts.New(append(slices.Clone(units), u))
			now = now.Add(time.Hour)
			b.send(t)
			b.send(t)
			left, same := len(b.mailed("bih@sol.example"))+len(b.mailed("ny@sol.example")), name == "as it was"
			if (left == 1) != same || b.toldBIH("gick inte fram") == same {
				t.Errorf("%d letters left, BIH was told %q", left, b.chat())
			}
		})
	}
}

// TestHandoverByHand: documents that may not be mailed to the other district stay
// here until somebody says that she has taken them there.
func TestHandoverByHand(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	u := neighbour
	u.Class = contacts.ByHand
	b := besideNeighbour(t, func() time.Time { return now }, u)
	handOver(t, b)
	now = now.Add(time.Hour)
	b.send(t)
	c, err := b.Ledger.Case(t.Context(), "SK-2026-0001")
	if err != nil || c.Closed || !slices.Contains(c.Offers(), "overlamna_sjalv") || len(b.mailed("bih@sol.example")) > 0 {
		t.Errorf("closed %v, offers %v, mailed %q, %v", c.Closed, c.Offers(), b.mailed("bih@sol.example"), err)
	}
}

// TestNeighboursAreShown: whoever chooses sees where the documents go, and how.
func TestNeighboursAreShown(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := besideNeighbour(t, func() time.Time { return now }, neighbour)
	got, err := b.Choices(t.Context(), "neighbour", "sol", 5)
	if err != nil || len(got) != 1 || got[0].Shown() != "BIH Solen (bih@sol.example, mejlas)" || got[0].Value != "bih2" {
		t.Errorf("got %+v, %v", got, err)
	}
	b.Secure = nil
	if got, _ = b.Choices(t.Context(), "neighbour", "", 5); len(got) != 1 || got[0].Shown() != "BIH Solen (bih@sol.example, du skickar själv)" {
		t.Errorf("when the way is not safe: got %+v", got)
	}
	if got, _ = b.Choices(t.Context(), "provider", "", 5); slices.ContainsFunc(got, func(c channels.Choice) bool { return c.Value == "bih2" }) {
		t.Error("it can be chosen as an utförare")
	}
}

// TestElsewhere: only where the lists say that another BIH works, and ours does
// not, is the address a reason to stop.
func TestElsewhere(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := besideNeighbour(t, func() time.Time { return now }, neighbour)
	for address, want := range map[string]bool{"Provgatan 1, 123 47 Farsta": true, "Provgatan 1, 127 43 Skärholmen": false, "Farsta": false, "": false} {
		if got := len(b.elsewhere(care.Intyg{Person: care.Person{Address: address}})) > 0; got != want {
			t.Errorf("%q: got %v, want %v", address, got, want)
		}
	}
}
