package ledger

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

var noon = time.Date(2026, 12, 1, 12, 0, 0, 0, care.Stockholm)

func open(t *testing.T) (*Ledger, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, path
}

func entry(message string, letters ...Letter) Entry {
	e := Entry{
		Case: "SK-2026-0001", Letters: letters,
		Fact: care.Fact{Event: care.AssessmentAsked{From: "p1"}, Step: care.Assessment, At: noon, By: "anna@rehab.example"},
		Wake: care.Date{Year: 2026, Month: 12, Day: 3},
	}
	if message != "" {
		e.Message = &Message{Channel: "mail", ID: message, Received: noon, Role: care.PVR, Receipt: message + "@x"}
	}
	return e
}

func letter(token string) Letter {
	return Letter{
		Token: token, Case: "SK-2026-0001", Role: care.PVR, Template: "kvittens", Channel: "mail", Address: "a@rehab.example",
		Subject: "s", Text: "t", Files: []File{{Name: "a.pdf", Type: "application/pdf", Data: []byte("pdf")}},
	}
}

func record(t *testing.T, l *Ledger, e Entry) bool {
	t.Helper()
	fresh, err := l.Record(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return fresh
}

func count(t *testing.T, l *Ledger, table string) (n int) {
	t.Helper()
	if err := l.db.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestOnce: a message acts once, however often it is handed over.
func TestOnce(t *testing.T) {
	l, _ := open(t)
	if err := l.Keep(t.Context(), Message{Channel: "mail", ID: "1", Received: noon, Raw: []byte("raw")}); err != nil {
		t.Fatal(err)
	}
	if !record(t, l, entry("1", letter("T1"))) {
		t.Error("the first time was not fresh")
	}
	if record(t, l, entry("1", letter("T2"))) {
		t.Error("the second time was fresh")
	}
	if facts, letters := count(t, l, "facts"), count(t, l, "letters"); facts != 1 || letters != 1 {
		t.Errorf("%d facts and %d letters, want 1 and 1", facts, letters)
	}
	m, ok, err := l.Message(t.Context(), "mail", "1")
	if err != nil || !ok || m.State != "ours" || string(m.Raw) != "raw" || m.Case != "SK-2026-0001" {
		t.Errorf("message = %+v, %v, %v", m, ok, err)
	}
}

// TestWholeOrNotAtAll: a letter that cannot be stored takes the fact with it.
func TestWholeOrNotAtAll(t *testing.T) {
	l, _ := open(t)
	record(t, l, entry("1", letter("T1")))
	if _, err := l.Record(t.Context(), entry("2", letter("T2"), letter("T1"))); err == nil {
		t.Fatal("two letters with one token were stored")
	}
	if facts, letters, docs := count(t, l, "facts"), count(t, l, "letters"), count(t, l, "documents"); facts != 1 || letters != 1 || docs != 1 {
		t.Errorf("%d facts, %d letters, %d documents, want 1 each", facts, letters, docs)
	}
	if _, ok, _ := l.Message(t.Context(), "mail", "2"); ok {
		t.Error("the message was noted although nothing came of it")
	}
}

// TestLetter follows a letter through its states.
func TestLetter(t *testing.T) {
	l, _ := open(t)
	record(t, l, entry("1", letter("T1")))
	ctx := t.Context()
	due, err := l.Due(ctx, noon)
	if err != nil || len(due) != 1 {
		t.Fatalf("due = %v, %v", due, err)
	}
	key := due[0].Key
	if files, err := l.Files(ctx, key); err != nil || len(files) != 1 || string(files[0].Data) != "pdf" {
		t.Fatalf("files = %v, %v", files, err)
	}
	state := func(want string) {
		t.Helper()
		got, ok, err := l.LetterBy(ctx, []string{"nobody", "T1"})
		if err != nil || !ok || got.State != want {
			t.Errorf("state = %q (%v, %v), want %q", got.State, ok, err, want)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	state("queued")
	must(l.Retry(ctx, key, errors.New("busy"), noon.Add(time.Hour)))
	state("queued")
	if due, _ := l.Due(ctx, noon); len(due) != 0 {
		t.Error("due before its time")
	}
	if begun, err := l.Begin(ctx, Letter{Key: key}, noon, Budget{}); !begun || err != nil {
		t.Fatal(begun, err)
	}
	if begun, _ := l.Begin(ctx, Letter{Key: key}, noon, Budget{}); begun {
		t.Error("a letter was begun twice")
	}
	state("sending")
	must(l.Interrupted(ctx, noon.Add(2*time.Hour)))
	state("unknown")
	due, _ = l.Due(ctx, noon.Add(2*time.Hour))
	if len(due) != 1 || due[0].Doubted.IsZero() {
		t.Fatalf("an interrupted letter is not looked up: %+v", due)
	}
	must(l.Sent(ctx, key, "R1"))
	state("sent")
	if got, ok, _ := l.LetterBy(ctx, []string{"R1"}); !ok || got.Key != key {
		t.Error("not found by its receipt")
	}
	must(l.Retry(ctx, key, errors.New("gone"), time.Time{}))
	state("failed")
}

// TestHold: what is queued to the parties waits while the case is held, and goes
// on afterwards; BIH is told all the same.
func TestHold(t *testing.T) {
	l, _ := open(t)
	toBIH := letter("T2")
	toBIH.Role = care.BIH
	record(t, l, entry("1", letter("T1"), toBIH))
	held := entry("2")
	held.Hold = true
	record(t, l, held)
	due, _ := l.Due(t.Context(), noon)
	if len(due) != 1 || due[0].Token != "T2" {
		t.Errorf("due = %+v, want only the letter to BIH", due)
	}
	record(t, l, entry("3"))
	if due, _ := l.Due(t.Context(), noon); len(due) != 2 {
		t.Errorf("%d due after the case was let go, want 2", len(due))
	}
}

// TestReplay: a case is what its facts say, in order.
func TestReplay(t *testing.T) {
	l, _ := open(t)
	record(t, l, entry("1"))
	next := entry("")
	next.Fact.Event = care.AssessmentGiven{Opinion: "tillstyrks", Provider: "u1"}
	next.Fact.At = noon.Add(24 * time.Hour)
	record(t, l, next)
	c, err := l.Case(t.Context(), "SK-2026-0001")
	if err != nil {
		t.Fatal(err)
	}
	if c.Rev != 2 || c.Assessment == nil || c.Units[care.PVR] != "p1" || c.Units[care.HTJ] != "u1" {
		t.Errorf("case = %+v", c)
	}
	if got, want := c.Since["intyg/PVR"], (care.Date{Year: 2026, Month: 12, Day: 2}); got != want {
		t.Errorf("the intyg is awaited since %v, want %v", got, want)
	}
}

func TestNumbers(t *testing.T) {
	l, _ := open(t)
	for _, want := range []care.CaseID{"SK-2026-0001", "SK-2026-0002"} {
		id, err := l.NextID(t.Context(), "SK", 2026)
		if err != nil || id != want {
			t.Fatalf("next = %q, %v, want %q", id, err, want)
		}
		e := entry("")
		e.Case = id
		record(t, l, e)
	}
	if id, _ := l.NextID(t.Context(), "SK", 2027); id != "SK-2027-0001" {
		t.Errorf("a new year begins with %q", id)
	}
	if id, _ := l.NextID(t.Context(), "S", 2026); id != "S-2026-0001" {
		t.Errorf("another unit begins with %q", id)
	}
}

func TestPerson(t *testing.T) {
	l, _ := open(t)
	key, err := l.PersonKey(t.Context(), "191212121212")
	if err != nil {
		t.Fatal(err)
	}
	again, _ := l.PersonKey(t.Context(), "191212121212")
	other, _ := l.PersonKey(t.Context(), "191212121220")
	if key != again || key == other || len(key) != 32 {
		t.Errorf("keys %q, %q, %q", key, again, other)
	}
	e := entry("1")
	e.Person = key
	record(t, l, e)
	record(t, l, entry("2")) // a fact that does not know the person leaves the key alone
	ids, err := l.OfPerson(t.Context(), key)
	if err != nil || !slices.Equal(ids, []care.CaseID{"SK-2026-0001"}) {
		t.Errorf("cases = %v, %v", ids, err)
	}
}

func TestAwake(t *testing.T) {
	l, _ := open(t)
	record(t, l, entry("1"))
	for day, want := range map[int]int{2: 0, 3: 1, 4: 1} {
		ids, err := l.Awake(t.Context(), care.Date{Year: 2026, Month: 12, Day: day})
		if err != nil || len(ids) != want {
			t.Errorf("awake on the %d: %v, %v, want %d", day, ids, err, want)
		}
	}
}

func TestCard(t *testing.T) {
	l, _ := open(t)
	e := entry("1")
	e.Cards = []Card{{Channel: "slack", Role: care.BIH, Address: "C1", Unit: "bih", Token: "K1"}}
	record(t, l, e)
	due, err := l.CardsDue(t.Context(), noon)
	if err != nil || len(due) != 1 || due[0].Wanted != 1 || due[0].Receipt != "" {
		t.Fatalf("due = %+v, %v", due, err)
	}
	if err := l.Shown(t.Context(), due[0], "R1"); err != nil {
		t.Fatal(err)
	}
	if due, _ := l.CardsDue(t.Context(), noon); len(due) != 0 {
		t.Errorf("still due: %+v", due)
	}
	e.Message.ID = "2"
	record(t, l, e)
	due, _ = l.CardsDue(t.Context(), noon)
	if len(due) != 1 || due[0].Wanted != 2 || due[0].Receipt != "R1" || due[0].Token != "K1" {
		t.Fatalf("due again = %+v", due)
	}
	if err := l.Shown(t.Context(), due[0], "R2"); err != nil { // the old one was gone
		t.Fatal(err)
	}
	for _, r := range []string{"R1", "R2"} {
		if c, ok, err := l.CardBy(t.Context(), "slack", []string{"x", r}); err != nil || !ok || c.Case != "SK-2026-0001" || c.Face != "" {
			t.Errorf("card %s stands for %+v, %v, %v", r, c, ok, err)
		}
	}
}

// TestNewer: an older program leaves a newer ledger alone, and says what to do.
func TestNewer(t *testing.T) {
	l, path := open(t)
	if _, err := l.db.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	l.Close()
	if _, err := Open(path); !errors.Is(err, ErrNewer) {
		t.Errorf("err = %v, want ErrNewer", err)
	}
}

// TestDurable: the file is kept as the package promises.
func TestDurable(t *testing.T) {
	l, _ := open(t)
	if err := l.durable(); err != nil {
		t.Error(err)
	}
	if _, err := l.db.Exec(`PRAGMA synchronous = NORMAL`); err != nil {
		t.Fatal(err)
	}
	if err := l.durable(); err == nil {
		t.Error("synchronous = NORMAL was accepted")
	}
	if err := l.Check(context.Background()); err != nil {
		t.Error(err)
	}
}

// TestStrict: what is not of its column's kind is refused.
func TestStrict(t *testing.T) {
	l, _ := open(t)
	err := l.tx(t.Context(), func(tx *writing) error {
		_, err := tx.Exec(`INSERT INTO cases (id, step, closed, rev) VALUES ('x', 'two', 0, 1)`)
		return err
	})
	if err == nil {
		t.Error("text was stored as a step")
	}
}

// TestMentionIsKept: whose turn it is, is still known when the letter leaves.
func TestMentionIsKept(t *testing.T) {
	l, _ := open(t)
	said := letter("t1")
	said.Mention = "bo@bih.example"
	record(t, l, entry("m1", said, letter("t2")))
	found, err := l.Letters(t.Context(), "SK-2026-0001")
	if err != nil || len(found) != 2 || found[0].Mention != "bo@bih.example" || found[1].Mention != "" {
		t.Errorf("got %+v, %v", found, err)
	}
}
