package ledger

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"example.org/stegvis/bot/care"
)

// Facts returns what has happened in a case, in order.
func (l *Ledger) Facts(ctx context.Context, id care.CaseID) (facts []care.Fact, err error) {
	return l.factsAfter(ctx, id, 0)
}

func (l *Ledger) factsAfter(ctx context.Context, id care.CaseID, seq int64) (facts []care.Fact, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		f, err := scanFact(rows)
		facts = append(facts, f)
		return err
	}, `SELECT kind, data, step, closed, at, by FROM facts WHERE case_id = ? AND seq > ? ORDER BY seq`, id, seq)
	if err != nil {
		return nil, fmt.Errorf("read case %s: %w", id, err)
	}
	return facts, nil
}

func scanFact(rows *sql.Rows) (f care.Fact, err error) {
	var kind, data string
	var at int64
	if err := rows.Scan(&kind, &data, &f.Step, &f.Closed, &at, &f.By); err != nil {
		return f, err
	}
	f.At = instant(at)
	f.Event, err = care.Unmarshal(kind, []byte(data))
	return f, err
}

// NextID returns the number the next case of a year gets: prefix, year, count.
func (l *Ledger) NextID(ctx context.Context, prefix string, year int) (care.CaseID, error) {
	begin := fmt.Sprintf("%s-%d-", prefix, year)
	var n int
	err := l.db.QueryRowContext(ctx, `
		SELECT coalesce(max(cast(substr(id, length(?1) + 1) AS INTEGER)), 0) FROM cases
		WHERE substr(id, 1, length(?1)) = ?1`, begin).Scan(&n)
	if err != nil {
		return "", fmt.Errorf("number a case: %w", err)
	}
	return care.CaseID(fmt.Sprintf("%s%04d", begin, n+1)), nil
}

// pepperOf returns the secret that a ledger and its copies share, making it up when
// there is none.
func pepperOf(ctx context.Context, db querier) (pepper string, err error) {
	err = db.QueryRowContext(ctx, `
		INSERT INTO meta (key, value) VALUES ('pepper', ?) ON CONFLICT DO UPDATE SET value = value RETURNING value`,
		rand.Text()).Scan(&pepper)
	return pepper, err
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

// OfPerson returns the open cases about the person with this key, the newest last.
func (l *Ledger) OfPerson(ctx context.Context, person string) ([]care.CaseID, error) {
	return l.ids(ctx, `SELECT id FROM cases WHERE person = ? AND NOT closed ORDER BY id`, person)
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

// Documents returns the files of one kind that came last in a case, together: a
// newer intyg replaces an older one.
func (l *Ledger) Documents(ctx context.Context, id care.CaseID, kind string) (files []File, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		f := File{Kind: kind}
		err := rows.Scan(&f.Name, &f.Type, &f.Data)
		files = append(files, f)
		return err
	}, `SELECT c.name, d.type, d.data FROM case_documents c JOIN documents d USING (sha256)
		WHERE case_id = ?1 AND kind = ?2 AND seq = (SELECT max(seq) FROM case_documents WHERE case_id = ?1 AND kind = ?2)
		ORDER BY place`, id, kind)
	if err != nil {
		return nil, fmt.Errorf("read documents of %s: %w", id, err)
	}
	return files, nil
}

// Document returns the file of a case whose SHA-256 begins so; nil when it has
// none.
func (l *Ledger) Document(ctx context.Context, id care.CaseID, fingerprint string) (data []byte, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error { return rows.Scan(&data) },
		`SELECT d.data FROM case_documents c JOIN documents d USING (sha256)
		WHERE case_id = ? AND sha256 GLOB ? || '*' LIMIT 1`, id, fingerprint)
	if err != nil {
		return nil, fmt.Errorf("read document of %s: %w", id, err)
	}
	return data, nil
}

// AllDocuments returns every document of a kind that has come in a case, the
// oldest first.
func (l *Ledger) AllDocuments(ctx context.Context, id care.CaseID, kind string) (files []File, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		f := File{Kind: kind}
		err := rows.Scan(&f.Name, &f.Type, &f.Data)
		files = append(files, f)
		return err
	}, `SELECT c.name, d.type, d.data FROM case_documents c JOIN documents d USING (sha256)
		WHERE case_id = ? AND kind = ? ORDER BY seq, place`, id, kind)
	if err != nil {
		return nil, fmt.Errorf("read documents of %s: %w", id, err)
	}
	return files, nil
}

// A Kept file is a document of a case with when it came.
type Kept struct {
	File
	At time.Time
}

// Archive returns every document that has come in a case, the oldest first.
func (l *Ledger) Archive(ctx context.Context, id care.CaseID) (kept []Kept, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var k Kept
		var at int64
		err := rows.Scan(&k.Kind, &k.Name, &k.Type, &k.Data, &at)
		k.At = instant(at)
		kept = append(kept, k)
		return err
	}, `SELECT c.kind, c.name, d.type, d.data, f.at FROM case_documents c JOIN documents d USING (sha256) JOIN facts f USING (seq)
		WHERE c.case_id = ? ORDER BY c.seq, c.place`, id)
	if err != nil {
		return nil, fmt.Errorf("read documents of %s: %w", id, err)
	}
	return kept, nil
}

// Thread returns the receipts of what has been said between the desk and a
// party in a case, the oldest first, for a mail to refer to. What was said with
// another utförare before is not in line with what is said to this one.
func (l *Ledger) Thread(ctx context.Context, id care.CaseID, role care.Role, channel string, unit care.UnitID) (receipts []string, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var r string
		err := rows.Scan(&r)
		receipts = append(receipts, r)
		return err
	}, `SELECT r FROM (
			SELECT receipt AS r, received AS t FROM messages WHERE case_id = ?1 AND role = ?2 AND channel = ?3 AND receipt <> ''
				AND (role <> 'HTJ' OR received >= (SELECT min(written) FROM letters WHERE case_id = ?1 AND unit = ?4))
			UNION ALL SELECT token, written FROM letters WHERE case_id = ?1 AND role = ?2 AND channel = ?3 AND bundle IS NULL AND (role <> 'HTJ' OR unit = ?4))
		ORDER BY t`, id, role, channel, unit)
	if err != nil {
		return nil, fmt.Errorf("read thread of %s: %w", id, err)
	}
	return receipts, nil
}

// PersonKey returns the key under which a person's cases are found: a hash that
// says nothing to who does not have this ledger.
func (l *Ledger) PersonKey(ctx context.Context, personnummer string) (string, error) {
	pepper, err := pepperOf(ctx, l.db)
	if err != nil {
		return "", fmt.Errorf("person key: %w", err)
	}
	h := hmac.New(sha256.New, []byte(pepper))
	h.Write([]byte(personnummer))
	return hex.EncodeToString(h.Sum(nil)), nil
}
