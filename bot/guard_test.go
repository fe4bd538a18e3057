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

// TestGuardAtTheDoor: what has changed between the decision and the sending
// keeps an order back, and BIH is told.
func TestGuardAtTheDoor(t *testing.T) {
	for name, change := range map[string]func(*testing.T, *bench){
		"another address":            func(_ *testing.T, b *bench) { b.edit(func(u *contacts.Unit) { u.Emails = []string{"ny@htj.example"} }) },
		"documents no longer mailed": func(_ *testing.T, b *bench) { b.edit(func(u *contacts.Unit) { u.Class = contacts.Notice }) },
		"domain no longer safe":      func(_ *testing.T, b *bench) { b.Secure = nil },
		"no longer valid":            func(_ *testing.T, b *bench) { b.edit(func(u *contacts.Unit) { u.Closed = true }) },
		"another utförare": func(t *testing.T, b *bench) {
			b.lists = contacts.New(append(slices.Clone(units), contacts.Unit{ID: "htj2", Role: care.HTJ, Name: "Solen", Emails: []string{"sol@sol.example"}}))
			e := care.ProviderChanged{Provider: "htj2", ByHand: true, Last: b.today()}
			if _, err := b.store(t.Context(), ledger.Entry{Case: "SK-2026-0001"}, e, "a"); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
			b := newBench(t, func() time.Time { return now })
			decided(t, b)
			change(t, b)
			b.send(t)
			b.send(t)
			for _, m := range b.mail.Sent() {
				if len(m.Files) > 0 && m.To.Unit() != "pvr" {
					t.Errorf("documents left for %s: %s", m.To.At(), m.Subject)
				}
			}
			l := b.letter(t, "bestallning")
			if l.State != "failed" {
				t.Errorf("the order is %s: %s", l.State, l.Problem)
			}
			if b.toldBIH("mejlservern") || !b.toldBIH("stoppades här") && !b.toldBIH("ingen entydig adress") {
				t.Errorf("BIH was told %q", b.chat())
			}
			if b.letter(t, "gick_inte_fram").State != "sent" {
				t.Error("BIH was not told")
			}
		})
	}
}

// TestGuardComparesTheIntent: a letter put together wrongly does not leave.
func TestGuardComparesTheIntent(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	decided(t, b)
	l := b.letter(t, "bestallning")
	other, err := b.Contacts().Address(care.PVR, "pvr", b.today())
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*channels.Outgoing){
		"as it was meant":       func(*channels.Outgoing) {},
		"another recipient":     func(o *channels.Outgoing) { o.To = other },
		"another case":          func(o *channels.Outgoing) { o.Case = "SK-2026-0002" },
		"no case in subject":    func(o *channels.Outgoing) { o.Subject = "Beställning" },
		"two cases in subject":  func(o *channels.Outgoing) { o.Subject += " SK-2026-0002" },
		"another case in files": func(o *channels.Outgoing) { o.Files[0].Name = "SK-2026-0002-intyg.pdf" },
	} {
		out, _, err := b.outgoing(t.Context(), l)
		if err != nil {
			t.Fatal(err)
		}
		spoil(&out)
		if err := b.guard(t.Context(), l, out); channels.IsPermanent(err) != (name != "as it was meant") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestGuardKnowsWhoseDocuments: what came in another case is not sent in this.
func TestGuardKnowsWhoseDocuments(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	decided(t, b)
	l := b.letter(t, "bestallning")
	if n, err := b.Ledger.Foreign(t.Context(), l.Key); n != 0 || err != nil {
		t.Errorf("the order as it was written: %d, %v", n, err)
	}
	files, err := b.Ledger.Files(t.Context(), l.Key)
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	files[0].Kind = "intyg"
	e := ledger.Entry{Case: "SK-2026-0002", Files: files[:1]}
	if _, err := b.store(t.Context(), e, care.IntygReceived{Intyg: agreed(), From: "pvr", On: b.today()}, "a"); err != nil {
		t.Fatal(err)
	}
	if n, err := b.Ledger.Foreign(t.Context(), l.Key); n != 1 || err != nil {
		t.Errorf("with another case's document: %d, %v", n, err)
	}
	b.send(t)
	if l := b.letter(t, "bestallning"); l.State != "failed" {
		t.Errorf("the order is %s", l.State)
	}
}

// edit changes the utförare's line of the lists.
func (b *bench) edit(change func(*contacts.Unit)) {
	all := slices.Clone(units)
	change(&all[2])
	b.lists = contacts.New(all)
}

func (b *bench) letter(t *testing.T, template string) ledger.Letter {
	t.Helper()
	all, err := b.Ledger.Letters(t.Context(), "SK-2026-0001")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range slices.Backward(all) {
		if l.Template == template {
			return l
		}
	}
	t.Fatalf("no letter %s", template)
	return ledger.Letter{}
}

// TestNothingLeavesInTheWindow: while a deed can be taken back nothing of it
// leaves, and when it has been, nothing ever does.
func TestNothingLeavesInTheWindow(t *testing.T) {
	for _, undo := range []bool{true, false} {
		now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
		b := newBench(t, func() time.Time { return now })
		b.Hold = 10 * time.Minute
		decided(t, b)
		now = now.Add(9 * time.Minute)
		b.send(t)
		if got := b.mailed("htj@htj.example"); len(got) > 0 {
			t.Errorf("left within the window: %q", got)
		}
		if undo {
			if _, err := b.store(t.Context(), ledger.Entry{Case: "SK-2026-0001"}, care.OrderUndone{}, "a"); err != nil {
				t.Fatal(err)
			}
		}
		now = now.Add(2 * time.Hour)
		b.send(t)
		c, err := b.Ledger.Case(t.Context(), "SK-2026-0001")
		if err != nil {
			t.Fatal(err)
		}
		if got := b.mailed("htj@htj.example"); (len(got) == 0) != undo || c.Undoable() {
			t.Errorf("taken back %v: left %q", undo, got)
		}
	}
}
