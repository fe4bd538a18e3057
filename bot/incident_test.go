package bot

import (
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
)

// TestMisrouted: what was still to leave is stopped; the numbers are told in
// chat, and the list goes to the one who reported, or asks for it later, with
// the hour of the report and not of the asking.
func TestMisrouted(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	granted(t, b)
	b.lists = staffed(t)
	store := func(e care.Event) {
		t.Helper()
		if _, err := b.store(t.Context(), ledger.Entry{Case: "SK-2026-0001"}, e, "x"); err != nil {
			t.Fatal(err)
		}
		b.send(t)
		b.send(t)
	}
	store(care.Misrouted{}) // a party has written "fel mottagare"
	chat := b.letter(t, "felskick").Text
	if !strings.Contains(chat, "Mejla mig underlaget") || strings.Contains(chat, "Tranbäret") || len(b.mailed("eva@bih.example")) > 0 {
		t.Errorf("in chat: %s", chat)
	}
	now = now.Add(5 * time.Hour)
	store(care.BasisAsked{Who: "eva@bih.example"})
	l := b.letter(t, "felskickslista")
	for _, want := range []string{"till Tranbäret: Beställning", "beställningen", "Upptäckt: måndag 23 november 2026 (v. 48) kl. 08.00", "senast: torsdag 26 november 2026 (v. 48) kl. 08.00"} {
		if !strings.Contains(l.Text, want) {
			t.Errorf("the list lacks %q:\n%s", want, l.Text)
		}
	}
	if l.Channel != "mail" || l.Address != "eva@bih.example" || l.State != "sent" {
		t.Errorf("the list went by %s to %s: %s", l.Channel, l.Address, l.State)
	}
}

// staffed is the bench's list with one at BIH.
func staffed(t *testing.T) *contacts.Directory {
	t.Helper()
	file := t.TempDir() + "/kontakter.csv"
	save(t, file, "Id;Roll;Namn;E-post;Slack;Leverans\nbih;BIH;BIH;bih@bih.example;C1;\n;handläggare;Eva Testson;eva@bih.example;U1;\n"+
		"pvr;PVR;Rehab;rehab@rehab.example;;handling\nhtj;HTJ;Tranbäret;htj@htj.example;;handling\n")
	d, err := contacts.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
