package ledger

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger/seal"
)

// about stores a mail and what came of it in a case.
func about(t *testing.T, l *Ledger, id care.CaseID, message, person string) {
	t.Helper()
	if err := l.Keep(t.Context(), Message{Channel: "mail", ID: message, Received: noon, Raw: []byte("raw " + message)}); err != nil {
		t.Fatal(err)
	}
	said := letter(NewToken())
	said.Case, said.Text = id, "brevet till "+person
	e := entry(message, said)
	e.Case, e.Person = id, l.hash("person", person)
	e.Files = []File{{Kind: "intyg", Name: "a.pdf", Data: []byte("intyg " + message)}}
	e.Cards = []Card{{Channel: "slack", Role: care.BIH, Address: "C1", Unit: "bih", Token: NewToken()}}
	record(t, l, e)
}

// TestErase: an erased case is gone from the ledger and from a copy that was made
// before, with all keys at hand; the others, the log and the figures stay.
func TestErase(t *testing.T) {
	l, path := open(t)
	ctx := t.Context()
	about(t, l, "SK-2026-0001", "m1", "Ingeborg")
	about(t, l, "SK-2026-0002", "m2", "Sven")
	old := filepath.Join(filepath.Dir(path), "old.db")
	if err := l.Copy(ctx, old); err != nil {
		t.Fatal(err)
	}
	if err := l.Erase(ctx, Removal{Case: "SK-2026-0001", At: noon, Who: "anna@bih.example, bo@bih.example", Why: "avslag", Figures: []json.RawMessage{[]byte(`{}`)}}); err != nil {
		t.Fatal(err)
	}
	if c, err := l.Case(ctx, "SK-2026-0001"); err != nil || c.Rev != 0 {
		t.Errorf("case %+v, %v", c, err)
	}
	if m, ok, err := l.Message(ctx, "mail", "m1"); err != nil || !ok || m.State != "own" || len(m.Raw) > 0 {
		t.Errorf("its mail %+v, %v, %v: it would be taken for new", m, ok, err)
	}
	if ids, err := l.AllOfPerson(ctx, l.hash("person", "Ingeborg")); err != nil || len(ids) != 0 {
		t.Errorf("the person has %v, %v", ids, err)
	}
	if c, err := l.Case(ctx, "SK-2026-0002"); err != nil || c.Rev != 1 {
		t.Errorf("the other case %+v, %v", c, err)
	}
	if id, err := l.NextID(ctx, "SK", 2026); err != nil || id != "SK-2026-0003" {
		t.Errorf("next %s, %v", id, err)
	}
	if rows, err := l.Figures(ctx); err != nil || len(rows) != 1 {
		t.Errorf("figures %s, %v", rows, err)
	}
	if _, err := l.Verify(ctx, Head{}); err != nil {
		t.Error(err)
	}
	gone, err := l.Events(ctx, noon, Erased)
	if err != nil || len(gone) != 1 || gone[0].Case != "SK-2026-0001" || gone[0].Why != "avslag" {
		t.Errorf("protocol %+v, %v", gone, err)
	}
	if err := l.Erase(ctx, Removal{Case: "SK-2026-0001", At: noon}); err == nil {
		t.Error("erased twice")
	}
	l.Close()
	thief(t, path, old)
}

// thief has an older copy of the ledger, all keys that there are and all the time
// there is: of what was erased since she gets nothing.
func thief(t *testing.T, path, old string) {
	t.Helper()
	dir := t.TempDir()
	stolen := filepath.Join(dir, "ledger.db")
	for from, to := range map[string]string{old: stolen, KeysOf(path): KeysOf(stolen), filepath.Join(filepath.Dir(path), MasterFile): filepath.Join(dir, MasterFile)} {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l, err := Open(stolen)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx := t.Context()
	_, err1 := l.Facts(ctx, "SK-2026-0001")
	_, err2 := l.Letters(ctx, "SK-2026-0001")
	_, err3 := l.AllDocuments(ctx, "SK-2026-0001", "")
	_, _, err4 := l.Message(ctx, "mail", "m1")
	_, err5 := l.AllOfPerson(ctx, l.hash("person", "Ingeborg"))
	for i, err := range []error{err1, err2, err3, err4, err5} {
		if !errors.Is(err, seal.ErrErased) {
			t.Errorf("read %d: %v", i, err)
		}
	}
	if facts, err := l.Facts(ctx, "SK-2026-0002"); err != nil || len(facts) != 1 {
		t.Errorf("the control: what was not erased does not open either: %v", err)
	}
	if err := l.Adopt(ctx, "here", noon); err != nil {
		t.Fatal(err)
	}
	if c, err := l.Case(ctx, "SK-2026-0001"); err != nil || c.Rev != 0 {
		t.Errorf("restored with %+v, %v", c, err)
	}
	if list, err := l.Cases(ctx); err != nil || len(list) != 1 {
		t.Errorf("restored with %+v, %v", list, err)
	}
	if _, err := l.Verify(ctx, Head{}); err != nil {
		t.Error(err)
	}
	about(t, l, "SK-2026-0003", "m3", "Ingeborg")
	if ids, err := l.OfPerson(ctx, l.hash("person", "Ingeborg")); err != nil || len(ids) != 1 {
		t.Errorf("the person has %v, %v", ids, err)
	}
}

// TestErasureIsFinished: the power goes when the rows are gone and the keys are
// not; the next start destroys them.
func TestErasureIsFinished(t *testing.T) {
	l, path := open(t)
	about(t, l, "SK-2026-0001", "m1", "Ingeborg")
	var slot int
	if err := l.db.QueryRow(`SELECT slot FROM cases WHERE id = 'SK-2026-0001'`).Scan(&slot); err != nil {
		t.Fatal(err)
	}
	if err := l.tx(t.Context(), func(tx *writing) error {
		return tx.remove(t.Context(), Removal{Case: "SK-2026-0001", At: noon})
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := l.ring.Key(slot); err != nil {
		t.Fatal(err)
	}
	l.Close()
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := l.ring.Key(slot); !errors.Is(err, seal.ErrErased) {
		t.Errorf("the key of the erased case: %v", err)
	}
	if n := count(t, l, "doomed"); n != 0 {
		t.Errorf("%d keys are still doomed", n)
	}
}

// TestUnrelated: of a mail that was nothing for the desk nothing is kept, and after
// a while no copy of the ledger opens it either.
func TestUnrelated(t *testing.T) {
	l, _ := open(t)
	ctx := t.Context()
	m := Message{Channel: "mail", ID: "m1", Received: noon, Raw: []byte("raw")}
	if err := errors.Join(l.Keep(ctx, m), l.NotOurs(ctx, m)); err != nil {
		t.Fatal(err)
	}
	var slot int
	if err := l.db.QueryRow(`SELECT slot FROM messages`).Scan(&slot); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		before time.Time
		want   error
	}{{noon, nil}, {noon.AddDate(0, 0, 1), seal.ErrErased}} {
		if err := l.LetGoOfUnrelated(ctx, c.before); err != nil {
			t.Fatal(err)
		}
		if _, err := l.ring.Key(slot); !errors.Is(err, c.want) {
			t.Errorf("before %v: %v", c.before, err)
		}
		if got, ok, err := l.Message(ctx, "mail", "m1"); err != nil || !ok || got.State != "not_ours" || len(got.Raw) > 0 {
			t.Errorf("before %v: %+v, %v", c.before, got, err)
		}
	}
}
