package ledger

import (
	"errors"
	"testing"
	"time"
)

// TestQueue: what should have left is counted from when it should have; what waits
// for its hour is not.
func TestQueue(t *testing.T) {
	l, _ := open(t)
	at := noon
	e := entry("m1", letter("t1"), letter("t2"))
	e.Letters[1].After = at.Add(3 * time.Hour)
	record(t, l, e)
	expect := func(when string, now time.Time, want Queue) {
		t.Helper()
		if got, err := l.Queue(t.Context(), now); err != nil || got.Waiting != want.Waiting || got.Doubted != want.Doubted || !got.Since.Equal(want.Since) {
			t.Errorf("%s: %+v, %v; want %+v", when, got, err, want)
		}
	}
	expect("at once", at, Queue{Waiting: 1, Since: at})
	expect("an hour later", at.Add(time.Hour), Queue{Waiting: 1, Since: at})
	due, err := l.Due(t.Context(), at)
	must(t, err)
	must(t, l.Sent(t.Context(), due[0].Key, "r"))
	expect("sent", at.Add(time.Hour), Queue{})
	expect("the other's hour has come", at.Add(4*time.Hour), Queue{Waiting: 1, Since: at.Add(3 * time.Hour)})
	due, err = l.Due(t.Context(), at.Add(4*time.Hour))
	must(t, err)
	must(t, l.Doubt(t.Context(), due[0].Key, errors.New("the line was cut"), at.Add(4*time.Hour), at.Add(5*time.Hour)))
	expect("nobody knows", at.Add(4*time.Hour), Queue{Waiting: 1, Doubted: 1, Since: at})
}

// TestTroubleIsRemembered: what could not be stored shows until something has
// been stored again.
func TestTroubleIsRemembered(t *testing.T) {
	l, _ := open(t)
	if err := l.Trouble(); err != nil {
		t.Fatal(err)
	}
	_, err := l.db.Exec(`PRAGMA max_page_count = 1`)
	must(t, err)
	big := letter("t1")
	big.Files[0].Data = make([]byte, 100_000)
	if _, err := l.Record(t.Context(), entry("m1", big)); err == nil {
		t.Fatal("it was stored")
	}
	if err := l.Trouble(); err == nil || err.Error() != "the disk is full: make room, the desk goes on by itself" {
		t.Errorf("got %v", err)
	}
	_, err = l.db.Exec(`PRAGMA max_page_count = 1000000`)
	must(t, err)
	record(t, l, entry("m1", big))
	if err := l.Trouble(); err != nil {
		t.Errorf("afterwards: %v", err)
	}
	if free, err := l.Free(); err != nil || free <= 0 {
		t.Errorf("%d bytes free, %v", free, err)
	}
	if last, err := l.Newest(t.Context()); err != nil || last.IsZero() {
		t.Errorf("newest %v, %v", last, err)
	}
}
