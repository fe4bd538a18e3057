package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.org/stegvis/bot/care"
)

// What the desk remembers of the contact lists: which version is in use, which
// addresses somebody has answered for, and what has been said of a change.

// A Reach is one unit's address at one time, as a fingerprint.
type Reach struct {
	Unit  care.UnitID
	Reach string
}

// A Lists is a version of the contact lists that is to be used.
type Lists struct {
	Version string
	Reaches []Reach
	First   bool    // the ones the desk begins with: somebody has answered for all of them
	Notice  *Letter // tells BIH of it; about no case
	At      time.Time
}

// ListsVersion returns the version of the lists that was last taken; empty when
// none ever was.
func (l *Ledger) ListsVersion(ctx context.Context) (version string, err error) {
	err = l.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'lists'`).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return version, err
}

// TakeLists notes a version of the lists, the addresses that are new in it, and
// the notice that tells of it, all or nothing. It returns the notice's key.
func (l *Ledger) TakeLists(ctx context.Context, v Lists) (key string, err error) {
	err = l.tx(ctx, func(tx *writing) error {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO meta (key, value) VALUES ('lists', ?) ON CONFLICT DO UPDATE SET value = excluded.value`, v.Version); err != nil {
			return err
		}
		for _, r := range v.Reaches {
			if err := r.see(ctx, tx, v); err != nil {
				return err
			}
		}
		if v.Notice == nil {
			return nil
		}
		key, err = post(ctx, tx, *v.Notice, v.At)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("take contact lists: %w", err)
	}
	return key, nil
}

func (r Reach) see(ctx context.Context, tx *writing, v Lists) error {
	var proven time.Time
	if v.First {
		proven = v.At
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO addresses (unit, reach, seen, proven) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		r.Unit, r.Reach, ms(v.At), maybe(proven))
	return err
}

// Post stores a letter that is about no case, and returns its key.
func (l *Ledger) Post(ctx context.Context, letter Letter, at time.Time) (key string, err error) {
	err = l.tx(ctx, func(tx *writing) (err error) {
		key, err = post(ctx, tx, letter, at)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("post %s: %w", letter.Template, err)
	}
	return key, nil
}

// PostOnce stores a letter that is about no case, unless one of that name has
// been stored before.
func (l *Ledger) PostOnce(ctx context.Context, name string, letter Letter, at time.Time) error {
	err := l.tx(ctx, func(tx *writing) error {
		letter.Key = "desk/" + name
		var there bool
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM letters WHERE key = ?)`, letter.Key).Scan(&there); err != nil || there {
			return err
		}
		return letter.store(ctx, tx, at)
	})
	if err != nil {
		return fmt.Errorf("post %s: %w", letter.Template, err)
	}
	return nil
}

// Posted returns when a letter about no case was last written whose name is from
// or comes after it, and before another; zero when none was.
func (l *Ledger) Posted(ctx context.Context, from, before string) (at time.Time, err error) {
	var last sql.NullInt64
	err = l.db.QueryRowContext(ctx, `SELECT max(written) FROM letters WHERE key >= 'desk/' || ?1 AND key < 'desk/' || ?2`, from, before).Scan(&last)
	if err != nil {
		return at, fmt.Errorf("read when %s was posted: %w", from, err)
	}
	if last.Valid {
		at = instant(last.Int64)
	}
	return at, nil
}

func post(ctx context.Context, tx *writing, letter Letter, at time.Time) (string, error) {
	letter.Key = "desk/" + letter.Token
	return letter.Key, letter.store(ctx, tx, at)
}

// Letter returns the letter with that key.
func (l *Ledger) Letter(ctx context.Context, key string) (Letter, error) {
	found, err := l.letters(ctx, `WHERE key = ?`, key)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("letter %s: there is none", key)
	}
	return append(found, Letter{})[0], err
}

// Proven reports whether somebody has answered for an address at that time: not while
// that can be taken back.
func (l *Ledger) Proven(ctx context.Context, r Reach, at time.Time) (proven bool, err error) {
	err = l.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM addresses WHERE unit = ? AND reach = ? AND proven <= ?)`,
		r.Unit, r.Reach, ms(at)).Scan(&proven)
	if err != nil {
		return false, fmt.Errorf("look up address of %q: %w", r.Unit, err)
	}
	return proven, nil
}

// A Proof is that somebody has answered for a unit's address, which counts from then.
type Proof struct {
	Unit care.UnitID
	From time.Time
}

// prove notes that whoever made the fact happen answers for an address. That counts
// from when the order leaves: until then it can be taken back, and no other case's may
// go there on the strength of it.
func (e Entry) prove(ctx context.Context, tx *writing) error {
	if e.Proves == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO addresses (unit, reach, seen, proven, by) VALUES (?1, ?2, ?3, ?4, ?5)
		ON CONFLICT DO UPDATE SET proven = excluded.proven, by = excluded.by WHERE proven IS NULL`,
		e.Proves.Unit, e.Proves.Reach, ms(e.Fact.At), max(ms(e.Fact.At), ms(care.HeldUntil(e.Fact.Event))), tx.hash("staff", e.Fact.By))
	return err
}

// recant takes back that somebody has answered for an address.
func (e Entry) recant(ctx context.Context, tx *writing) error {
	if e.Recants == nil {
		return nil
	}
	return tx.exec(ctx, `UPDATE addresses SET proven = NULL, by = NULL WHERE unit = ? AND proven = ?`, e.Recants.Unit, ms(e.Recants.From))
}
