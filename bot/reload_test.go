package bot

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
)

const listHead = "Id;Roll;Namn;Stadsdel;E-post;Slack;Leverans\n" +
	"bih;BIH;BIH;;bih@bih.example;C1;avisering\n" +
	"pvr;PVR;Rehab;;rehab@rehab.example;;handling\n"

const (
	listOld   = listHead + "htj;HTJ;Tranbäret;Skärholmen;htj@htj.example;;handling\n"
	listMoved = listHead + "htj;HTJ;Tranbäret;Skärholmen;ny@htj.example;;handling\n"
	listBad   = listHead + "htj;HTJ;Tranbäret;Skärholmen;htj@;;handling\n"
)

// listed gives a desk a contact list in a file.
func listed(t *testing.T, b *bench, text string) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "kontakter.csv")
	save(t, file, text)
	if err := b.OpenLists(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	return file
}

func save(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (b *bench) address(t *testing.T) string {
	t.Helper()
	a, err := b.Bot.Contacts().Address(care.HTJ, "htj", b.today())
	if err != nil {
		t.Fatal(err)
	}
	return a.At()
}

// TestListsAreNotReadHalfWritten: files are read when they look the same twice.
func TestListsAreNotReadHalfWritten(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	file := listed(t, b, listOld)
	for i, text := range []string{listMoved[:len(listMoved)-20], listMoved + "\n", listMoved + "\n"} {
		save(t, file, text)
		if err := os.Chtimes(file, now, now); err != nil {
			t.Fatal(err)
		}
		if got := b.address(t); got != "htj@htj.example" {
			t.Errorf("before look %d: %s is in use", i, got)
		}
		if err := b.lookAtLists(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.address(t); got != "ny@htj.example" {
		t.Errorf("after the last look: %s is in use", got)
	}
	if sent := b.board.Sent(); len(sent) != 1 || !strings.Contains(sent[0].Text, "1 ändrad adress") {
		t.Errorf("BIH was told %+v", sent)
	}
}

// TestBrokenListsChangeNothing: the old ones stay, and BIH is told once.
func TestBrokenListsChangeNothing(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	file := listed(t, b, listOld)
	save(t, file, listBad)
	for range 3 {
		if err := b.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	b.send(t)
	if got := b.address(t); got != "htj@htj.example" {
		t.Errorf("%s is in use", got)
	}
	if sent := b.board.Sent(); len(sent) != 1 || !strings.Contains(sent[0].Text, "rad 4, kolumn E-post") {
		t.Errorf("BIH was told %+v", sent)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := b.Reload(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.send(t)
	if sent := b.board.Sent(); len(sent) != 2 || b.address(t) != "htj@htj.example" {
		t.Errorf("without the file BIH was told %+v", sent)
	}
}

// TestListsWithoutBIH: lists that leave nobody to tell, today or some day, are refused,
// and BIH hears what is wrong with them while it can.
func TestListsWithoutBIH(t *testing.T) {
	const head, bih, rest = "Id;Roll;Namn;E-post;Slack;Leverans;Till\n", "bih;BIH;BIH;bih@bih.example;C1;avisering;", "pvr;PVR;Rehab;rehab@rehab.example;;handling;\nhtj;HTJ;Tranbäret;htj@htj.example;;handling;\n"
	for name, tt := range map[string]struct{ list, want string }{
		"none":       {head + rest, "exakt en rad ska ha rollen BIH"},
		"two":        {head + bih + "\nbih2;BIH;BIH Två;tva@bih.example;C2;avisering;\n" + rest, "exakt en rad ska ha rollen BIH"},
		"a last day": {head + bih + "2026-12-31\n" + rest, "inte alla dagar framöver"},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
			b := newBench(t, func() time.Time { return now })
			file := listed(t, b, listOld)
			save(t, file, tt.list)
			if err := errors.Join(b.Reload(t.Context()), b.Reload(t.Context())); err != nil {
				t.Fatal(err)
			}
			decided(t, b)
			b.send(t)
			if !b.toldBIH(tt.want) || !b.toldBIH("Beslut är registrerat") {
				t.Errorf("BIH was told %q", b.chat())
			}
			if err := newBench(t, b.Now).OpenLists(t.Context(), file); err == nil || !strings.Contains(err.Error(), "BIH") {
				t.Errorf("a desk opens with it: %v", err)
			}
		})
	}
}

// TestListsWaitForTheNotice: what BIH could not be told of is not in use, but
// not for ever.
func TestListsWaitForTheNotice(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	file := listed(t, b, listOld)
	save(t, file, listMoved)
	b.board.Fail(errors.New("chat is down"), errors.New("chat is down"), errors.New("chat is down"), errors.New("chat is down"))
	for _, step := range []struct {
		wait time.Duration
		want string
	}{{0, "htj@htj.example"}, {30 * time.Minute, "htj@htj.example"}, {time.Hour, "ny@htj.example"}} {
		now = now.Add(step.wait)
		if err := b.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := b.address(t); got != step.want {
			t.Errorf("after %v: %s is in use, want %s", step.wait, got, step.want)
		}
	}
}

// TestUnprovenSurvivesTheNight: a list that changed while the desk was closed,
// or before it closed, still needs a second person's yes.
func TestUnprovenSurvivesTheNight(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	listed(t, b, listOld)
	if ok, err := b.proven(t.Context(), "htj"); !ok || err != nil {
		t.Errorf("the first list: %v, %v", ok, err)
	}
	for range 2 { // closed and opened again, twice
		next := newBench(t, func() time.Time { return now })
		next.Ledger = b.Ledger
		listed(t, next, listMoved)
		if ok, err := next.proven(t.Context(), "htj"); ok || err != nil {
			t.Errorf("the moved address: %v, %v", ok, err)
		}
		next.send(t)
		if sent := next.board.Sent(); len(sent) > 1 || len(sent) == 1 && !strings.Contains(sent[0].Text, "Tranbäret") {
			t.Errorf("BIH was told %+v", sent)
		}
		b = next
	}
	c := granted(t, b)
	if !c.Unproven || len(b.mailed("htj@htj.example", "ny@htj.example")) > 0 {
		t.Fatalf("an order has gone to an address nobody has answered for")
	}
	if _, err := b.store(t.Context(), ledger.Entry{Case: c.ID}, care.AddressProven{By: "b"}, "b"); err != nil {
		t.Fatal(err)
	}
	b.send(t)
	if ok, err := b.proven(t.Context(), "htj"); !ok || err != nil || len(b.mailed("ny@htj.example")) != 1 {
		t.Errorf("after the yes: proven %v, %v, mailed %v", ok, err, b.mailed("ny@htj.example"))
	}
}

// TestProofIsTakenBack: what somebody has answered for counts in no case for as long as
// it can be taken back, and never when it is.
func TestProofIsTakenBack(t *testing.T) {
	for name, undone := range map[string]bool{"taken back": true, "left so": false} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
			b := newBench(t, func() time.Time { return now })
			b.Hold = 10 * time.Minute
			save(t, listed(t, b, listOld), listMoved)
			if err := errors.Join(b.Reload(t.Context()), b.Reload(t.Context())); err != nil || b.address(t) != "ny@htj.example" {
				t.Fatalf("%v: %s is in use", err, b.address(t))
			}
			decided(t, b)
			b.does(t, "SK-2026-0001", care.AddressProven{By: "b"})
			now = now.Add(time.Minute)
			b.does(t, "SK-2026-0002", care.IntygReceived{Intyg: agreed(), From: "pvr", On: b.today()}, care.DecisionMade{Outcome: "bifall", To: b.today().Add(60), Provider: "htj"})
			if undone {
				b.does(t, "SK-2026-0001", care.OrderUndone{})
			}
			b.does(t, "SK-2026-0003", care.IntygReceived{Intyg: agreed(), From: "pvr", On: b.today()}, care.DecisionMade{Outcome: "bifall", To: b.today().Add(60), Provider: "htj"})
			b.sendFor(t, &now, 60)
			want := []string{"[SK-2026-0001] Beställning av stöd till egenvård"}
			if undone {
				want = nil
			}
			if got := b.mailed("ny@htj.example"); !slices.Equal(got, want) {
				t.Errorf("mailed to an address somebody must answer for: %q, want %q", got, want)
			}
			if ok, err := b.proven(t.Context(), "htj"); ok == undone || err != nil {
				t.Errorf("afterwards the address is answered for: %v (%v)", ok, err)
			}
		})
	}
}

// does lets somebody at BIH do something in a case.
func (b *bench) does(t *testing.T, id care.CaseID, events ...care.Event) {
	t.Helper()
	for _, e := range events {
		e, err := b.carried(t.Context(), e, "a")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.store(t.Context(), ledger.Entry{Case: id}, e, "a"); err != nil {
			t.Fatal(err)
		}
	}
}

// granted opens a case, decides on it and sends what that leads to.
func granted(t *testing.T, b *bench) care.Case {
	t.Helper()
	decided(t, b)
	b.send(t)
	c, err := b.Ledger.Case(t.Context(), "SK-2026-0001")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// decided opens a case and decides on it.
func decided(t *testing.T, b *bench) {
	t.Helper()
	b.does(t, "SK-2026-0001",
		care.IntygReceived{Intyg: agreed(), From: "pvr", On: b.today()}, care.ReadingConfirmed{}, care.ApplicationObtained{On: b.today()},
		care.DecisionMade{Outcome: "bifall", To: care.Date{Year: 2027, Month: 2, Day: 28}, Provider: "htj"})
}

// mailed lists the subjects that have gone to the addresses.
func (b *bench) mailed(to ...string) (subjects []string) {
	for _, m := range b.mail.Sent() {
		for _, at := range to {
			if m.To.At() == at {
				subjects = append(subjects, m.Subject)
			}
		}
	}
	return subjects
}
