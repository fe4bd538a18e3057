package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"example.org/stegvis/bot/care"
)

// Facts returns what has happened in a case, in order.
func (l *Ledger) Facts(ctx context.Context, id care.CaseID) (facts []care.Fact, err error) {
	return l.factsAfter(ctx, id, 0)
}

func (l *Ledger) factsAfter(ctx context.Context, id care.CaseID, seq int64) (facts []care.Fact, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		f, err := l.scanFact(rows, id)
		facts = append(facts, f)
		return err
	}, selectFacts, id, seq)
	if err != nil {
		return nil, fmt.Errorf("read case %s: %w", id, err)
	}
	return facts, nil
}

const selectFacts = `SELECT seq, kind, sealed, step, closed, at, (SELECT slot FROM cases WHERE id = case_id) FROM facts WHERE case_id = ? AND seq > ? ORDER BY seq`

func (l *Ledger) scanFact(rows *sql.Rows, id care.CaseID) (f care.Fact, err error) {
	var kind string
	var sealed []byte
	var seq, at int64
	var slot int
	if err := rows.Scan(&seq, &kind, &sealed, &f.Step, &f.Closed, &at, &slot); err != nil {
		return f, err
	}
	var d deed
	if err := l.openJSON(slot, aboutFact(id, seq), sealed, &d); err != nil {
		return f, err
	}
	f.At, f.By = instant(at), d.By
	f.Event, err = care.Unmarshal(kind, d.Data)
	return f, err
}

// yearly finds the highest number under which cases began in a year; one that was
// erased keeps its own.
const yearly = `SELECT coalesce(max(cast(substr(id, length(?1) + 1) AS INTEGER)), 0)
	FROM (SELECT id FROM cases WHERE id > ?1 AND id < ?1 || ':'
		UNION ALL SELECT case_id FROM events WHERE case_id > ?1 AND case_id < ?1 || ':' AND kind = ?2)`

// NextID returns the number the next case of a year gets: prefix, year, count.
func (l *Ledger) NextID(ctx context.Context, prefix string, year int) (care.CaseID, error) {
	begin := fmt.Sprintf("%s-%d-", prefix, year)
	var n int
	if err := l.db.QueryRowContext(ctx, yearly, begin, Erased).Scan(&n); err != nil {
		return "", fmt.Errorf("number a case: %w", err)
	}
	return care.CaseID(fmt.Sprintf("%s%04d", begin, n+1)), nil
}

// A Listing is a case as a list shows it.
type Listing struct {
	ID     care.CaseID
	Step   care.Step
	Closed bool
	Facts  int // how many it is made of
	Wake   string
}

// Cases lists all cases, the oldest first.
func (l *Ledger) Cases(ctx context.Context) (list []Listing, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var c Listing
		err := rows.Scan(&c.ID, &c.Step, &c.Closed, &c.Facts, &c.Wake)
		list = append(list, c)
		return err
	}, `SELECT id, step, closed, rev, coalesce(wake, '') FROM cases WHERE id <> '' ORDER BY id`)
	return list, err
}

// awake names its index: asked for in the order of id, SQLite would read them all.
const awake = `SELECT id FROM cases INDEXED BY cases_by_wake WHERE wake <= ?`

// Awake returns the open cases in which a reminder may be due today. Only the
// index is read for the others.
func (l *Ledger) Awake(ctx context.Context, today care.Date) ([]care.CaseID, error) {
	ids, err := l.ids(ctx, awake, today.String())
	slices.Sort(ids)
	return ids, err
}

// NextWake returns the first day on which any case may have a reminder due.
func (l *Ledger) NextWake(ctx context.Context) (d care.Date, err error) {
	var day sql.NullString
	if err := l.db.QueryRowContext(ctx, `SELECT min(wake) FROM cases WHERE wake IS NOT NULL`).Scan(&day); err != nil || !day.Valid {
		return care.Date{}, err
	}
	return care.ParseDate(day.String)
}

func (l *Ledger) ids(ctx context.Context, sqlText string, args ...any) (ids []care.CaseID, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var id care.CaseID
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, sqlText, args...)
	if err != nil {
		return nil, fmt.Errorf("find cases: %w", err)
	}
	return ids, nil
}

// Thread returns the receipts of what has been said between the desk and a
// party in a case, the oldest first, for a mail to refer to. What was said with
// another utförare before is not in line with what is said to this one.
func (l *Ledger) Thread(ctx context.Context, id care.CaseID, role care.Role, channel string, unit care.UnitID) (receipts []string, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var r, place string
		var slot sql.NullInt64
		var note []byte
		if err := rows.Scan(&r, &place, &slot, &note); err != nil {
			return err
		}
		if len(note) > 0 {
			var n said
			if err := l.openJSON(int(slot.Int64), aboutMessage(channel, place), note, &n); err != nil {
				return err
			}
			r = n.Receipt
		}
		if r != "" {
			receipts = append(receipts, r)
		}
		return nil
	}, `SELECT r, place, slot, note FROM (
			SELECT '' AS r, id AS place, slot, note, received AS t FROM messages WHERE case_id = ?1 AND role = ?2 AND channel = ?3
				AND (role <> 'HTJ' OR received >= (SELECT min(written) FROM letters WHERE case_id = ?1 AND unit = ?4))
			UNION ALL SELECT token, '', NULL, NULL, written FROM letters WHERE case_id = ?1 AND role = ?2 AND channel = ?3 AND bundle IS NULL AND (role <> 'HTJ' OR unit = ?4))
		ORDER BY t`, id, role, channel, unit)
	if err != nil {
		return nil, fmt.Errorf("read thread of %s: %w", id, err)
	}
	return receipts, nil
}
