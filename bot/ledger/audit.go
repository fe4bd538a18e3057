package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"

	"example.org/stegvis/bot/care"
)

// Broken says where the chain of events is not what it was.
type Broken struct {
	Row  int64 // the first event that is wrong; or the fact, when no event tells of it
	What string
}

func (b Broken) Error() string { return fmt.Sprintf("row %d: %s", b.Row, b.What) }

// Verify goes through the chain of events and the facts that it tells of, and
// returns where it ends. The first thing that is wrong is a [Broken]. A head that
// was kept outside shows whether the end is missing, or all was made anew; the
// zero Head knows nothing.
func (l *Ledger) Verify(ctx context.Context, known Head) (end Head, err error) {
	err = l.tx(ctx, func(tx *writing) error {
		v := &verifier{known: known, facts: map[int64]factRow{}, erased: map[care.CaseID]bool{}}
		if err := v.load(ctx, tx); err != nil {
			return err
		}
		if err := query(ctx, tx, v.row, `SELECT seq, at, kind, case_id, fact, data, hash FROM events ORDER BY seq`); err != nil {
			return err
		}
		end = Head{v.last, shown(v.hash)}
		return v.rest()
	})
	return end, err
}

type verifier struct {
	known  Head
	facts  map[int64]factRow // that no event has told of so far
	erased map[care.CaseID]bool
	last   int64
	hash   []byte
}

func (v *verifier) load(ctx context.Context, tx *writing) error {
	err := query(ctx, tx, func(rows *sql.Rows) error {
		f, err := scanFactRow(rows)
		f.sealed = f.fingerprint()
		v.facts[f.seq] = f
		return err
	}, selectFactRows)
	if err != nil {
		return err
	}
	v.hash = make([]byte, 32)
	return query(ctx, tx, func(rows *sql.Rows) error {
		var id care.CaseID
		err := rows.Scan(&id)
		v.erased[id] = true
		return err
	}, `SELECT case_id FROM events WHERE kind = ?`, Erased)
}

// row looks at the next event.
func (v *verifier) row(rows *sql.Rows) error {
	var e Event
	var at int64
	var data, hash []byte
	if err := rows.Scan(&e.Seq, &at, &e.Kind, &e.Case, &e.Fact, &data, &hash); err != nil {
		return err
	}
	e.At = instant(at)
	before := v.hash
	if v.last == 0 {
		before = nil
	}
	if e.Seq != v.last+1 {
		return Broken{v.last + 1, fmt.Sprintf("it is missing; the next one is %d", e.Seq)}
	}
	if !bytes.Equal(hash, link(before, e, data)) {
		return Broken{e.Seq, "it has been changed, or stands in another place than it did"}
	}
	v.last, v.hash = e.Seq, hash
	if e.Seq == v.known.Seq && shown(hash) != v.known.Hash {
		return Broken{e.Seq, "it is not the one that was noted outside: the chain has been made anew"}
	}
	return v.fact(e, data)
}

// fact compares the fact that an event tells of with the one that there is.
func (v *verifier) fact(e Event, data []byte) error {
	if e.Kind != Stored {
		return nil
	}
	f, there := v.facts[e.Fact]
	switch {
	case !there && v.erased[e.Case]:
		return nil
	case !there:
		return Broken{e.Seq, fmt.Sprintf("fact %d of case %s, which it tells of, is missing", e.Fact, e.Case)}
	case !bytes.Equal(f.sealed, data):
		return Broken{e.Seq, fmt.Sprintf("fact %d of case %s, which it tells of, has been changed", e.Fact, e.Case)}
	}
	delete(v.facts, e.Fact)
	return nil
}

// rest is what must be true at the end.
func (v *verifier) rest() error {
	if v.last < v.known.Seq {
		return Broken{v.last + 1, fmt.Sprintf("it is missing, and so are all up to %d", v.known.Seq)}
	}
	first := Broken{}
	for seq, f := range v.facts {
		if first.Row == 0 || seq < first.Row {
			first = Broken{seq, fmt.Sprintf("no event tells of fact %d of case %s", seq, f.of)}
		}
	}
	if first.Row != 0 {
		return first
	}
	return nil
}
