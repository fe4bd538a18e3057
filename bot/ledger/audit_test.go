package ledger

import (
	"errors"
	"fmt"
	"testing"

	"example.org/stegvis/bot/care"
)

// chained is a ledger with six facts in two cases, and somebody who has looked.
func chained(t *testing.T) *Ledger {
	t.Helper()
	l, _ := open(t)
	for i := range 6 {
		e := entry(fmt.Sprint(i), letter(NewToken()))
		e.Case = care.CaseID(fmt.Sprintf("SK-2026-000%d", 1+i%2))
		e.Letters[0].Case = e.Case
		record(t, l, e)
	}
	if err := l.Note(t.Context(), Event{At: noon, Kind: Seen, Case: "SK-2026-0001", Who: "anna@bih.example", What: "case", Why: "en fråga"}); err != nil {
		t.Fatal(err)
	}
	return l
}

// TestTampered: whatever is done to the log behind the desk's back, the first row
// that is wrong is named.
func TestTampered(t *testing.T) {
	const free = `DROP TRIGGER events_stay; DROP TRIGGER events_remain; `
	for name, c := range map[string]struct {
		do   string
		row  int64
		head bool // seen only against the head that was kept outside
	}{
		"an event changed":          {free + `UPDATE events SET at = at + 1 WHERE seq = 3`, 3, false},
		"who has looked":            {free + `UPDATE events SET data = (SELECT data FROM events WHERE seq = 2) WHERE seq = 7`, 7, false},
		"a fact changed":            {`UPDATE facts SET at = at + 1 WHERE seq = 4`, 4, false},
		"a fact given another case": {`UPDATE facts SET case_id = 'SK-2026-0002' WHERE seq = 5`, 5, false},
		"what was sealed swapped":   {`UPDATE facts SET sealed = (SELECT sealed FROM facts WHERE seq = 3) WHERE seq = 1`, 1, false},
		"a fact dropped":            {`DELETE FROM facts WHERE seq = 2`, 2, false},
		"an event dropped":          {free + `DELETE FROM events WHERE seq = 3`, 3, false},
		"the first dropped":         {free + `DELETE FROM events WHERE seq = 1`, 1, false},
		"dropped and closed up": {free + `DELETE FROM events WHERE seq = 3; DELETE FROM facts WHERE seq = 3;
			UPDATE events SET seq = seq - 1 WHERE seq > 3`, 3, false},
		"two in each other's place": {free + `UPDATE events SET seq = -seq WHERE seq IN (3, 4);
			UPDATE events SET seq = 7 + seq WHERE seq < 0`, 3, false},
		"a fact put in":                  {`INSERT INTO facts (seq, case_id, at, kind, sealed, step, closed) SELECT 9, case_id, at, kind, sealed, step, closed FROM facts WHERE seq = 1`, 9, false},
		"the end of the log cut off":     {free + `DELETE FROM events WHERE seq > 4`, 5, false},
		"the end of everything cut off":  {free + `DELETE FROM events WHERE seq > 4; DELETE FROM facts WHERE seq > 4`, 5, true},
		"all of it cut off":              {free + `DELETE FROM events; DELETE FROM facts`, 1, true},
		"cut off and written over again": {free + `DELETE FROM events WHERE seq > 6`, 7, true},
	} {
		t.Run(name, func(t *testing.T) {
			l := chained(t)
			head, err := l.Head(t.Context())
			if err != nil || head.Seq != 7 {
				t.Fatal(head, err)
			}
			if end, err := l.Verify(t.Context(), head); err != nil || end != head {
				t.Fatalf("untouched: %v, %v", end, err)
			}
			if _, err := l.db.Exec(`PRAGMA foreign_keys = off; ` + c.do); err != nil {
				t.Fatal(err)
			}
			if name == "cut off and written over again" {
				if err := l.Note(t.Context(), Event{At: noon, Kind: Seen, Who: "somebody else"}); err != nil {
					t.Fatal(err)
				}
			}
			_, err = l.Verify(t.Context(), Head{})
			var broken Broken
			if c.head {
				if err != nil {
					t.Errorf("without the head: %v", err)
				}
				_, err = l.Verify(t.Context(), head)
			}
			if !errors.As(err, &broken) || broken.Row != c.row {
				t.Errorf("got %v, want row %d", err, c.row)
			}
		})
	}
}

// TestEventsStay: the ledger itself refuses to change or remove an event.
func TestEventsStay(t *testing.T) {
	l := chained(t)
	for _, sql := range []string{`UPDATE events SET kind = 'x' WHERE seq = 1`, `DELETE FROM events WHERE seq = 7`, `DELETE FROM events`} {
		if _, err := l.db.Exec(sql); err == nil {
			t.Errorf("%s was done", sql)
		}
	}
	looks, err := l.Events(t.Context(), noon.AddDate(0, 0, -7), Seen)
	if err != nil || len(looks) != 1 || looks[0].Who != "anna@bih.example" || looks[0].Why != "en fråga" || !looks[0].At.Equal(noon) {
		t.Errorf("looks %+v, %v", looks, err)
	}
}

// TestHead: the head is written so that it can be read again.
func TestHead(t *testing.T) {
	l := chained(t)
	head, _ := l.Head(t.Context())
	if again, err := ParseHead(head.String()); err != nil || again != head {
		t.Errorf("%v, %v", again, err)
	}
	for _, bad := range []string{"", "7", "7-", "7-abc", "x-0123456789abcdef0123", head.String() + "0"} {
		if _, err := ParseHead(bad); err == nil {
			t.Errorf("%q was taken for a head", bad)
		}
	}
}
