package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"example.org/stegvis/bot/care"
)

// An Entry is everything one event leads to.
type Entry struct {
	Message *Message // what caused it; nil when the clock did
	Case    care.CaseID
	Person  string // keyed hash of the personnummer, once it is known
	Fact    care.Fact
	Letters []Letter
	Files   []File    // that came with it
	Wake    care.Date // the next day on which a reminder may be due
	Cards   []Card    // to be shown anew; those that parties have already are, without being named
	Hold    bool      // nothing more leaves the case for now, but to BIH
	Undoes  bool      // what the last fact says to the parties is taken back
	Proves  *Reach    // the address that is answered for by this

	Duties   []Duty      // all that is owed afterwards
	Served   care.UnitID // the utförare that the case counts on afterwards
	Owner    string      // who at BIH has the case, while it is open
	Reminder *Reminder   // the one this is; nil when it is none
}

// A File is a document of a case or an attachment of a letter.
type File struct {
	Kind string // intyg, underlag; for documents of a case
	Name string // a neutral name
	Type string
	Data []byte
}

// Record stores e whole, or not at all. It reports false, and stores nothing,
// when the message behind e has been dealt with already, or e is a reminder that
// there has been.
func (l *Ledger) Record(ctx context.Context, e Entry) (fresh bool, err error) {
	err = l.tx(ctx, func(tx *sql.Tx) error {
		if e.Message != nil {
			if fresh, err = take(ctx, tx, *e.Message, e.Case); err != nil || !fresh {
				return err
			}
		}
		fresh = true
		return e.store(ctx, tx)
	})
	if errors.Is(err, errTwice) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("record %s on %s: %w", care.Kind(e.Fact.Event), e.Case, err)
	}
	return fresh, nil
}

func (e Entry) store(ctx context.Context, tx *sql.Tx) error {
	if err := errors.Join(e.storeCase(ctx, tx), e.undo(ctx, tx), e.storeDuties(ctx, tx), e.once(ctx, tx)); err != nil {
		return err
	}
	if err := e.known(ctx, tx); err != nil {
		return err
	}
	seq, err := e.storeFact(ctx, tx)
	if err != nil {
		return err
	}
	if err := e.storeFiles(ctx, tx, seq); err != nil {
		return err
	}
	if err := errors.Join(e.hold(ctx, tx), e.prove(ctx, tx)); err != nil {
		return err
	}
	for i, letter := range e.Letters {
		letter.Key = fmt.Sprintf("%s/%d/%d", e.Case, seq, i)
		if err := letter.store(ctx, tx, e.Fact.At); err != nil {
			return err
		}
	}
	return e.wantCards(ctx, tx)
}

func (e Entry) storeCase(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO cases (id, person, step, closed, rev, wake, served, owner) VALUES (?, nullif(?, ''), ?, ?, 1, nullif(?, ''), nullif(?, ''), nullif(?, ''))
		ON CONFLICT DO UPDATE SET person = coalesce(excluded.person, person), step = excluded.step, closed = excluded.closed,
			rev = rev + 1, wake = excluded.wake, served = excluded.served, owner = excluded.owner`,
		e.Case, e.Person, e.Fact.Step, e.Fact.Closed, e.Wake.String(), e.Served, e.Owner)
	return err
}

func (e Entry) storeFact(ctx context.Context, tx *sql.Tx) (seq int64, err error) {
	data, err := json.Marshal(e.Fact.Event)
	if err != nil {
		return 0, err
	}
	r, err := tx.ExecContext(ctx, `
		INSERT INTO facts (case_id, at, by, kind, data, step, closed) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		e.Case, ms(e.Fact.At), e.Fact.By, care.Kind(e.Fact.Event), string(data), e.Fact.Step, e.Fact.Closed)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

func (e Entry) storeFiles(ctx context.Context, tx *sql.Tx, seq int64) error {
	for i, f := range e.Files {
		sum, err := storeDocument(ctx, tx, f)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO case_documents (case_id, seq, place, kind, name, sha256) VALUES (?, ?, ?, ?, ?, ?)`,
			e.Case, seq, i, f.Kind, f.Name, sum); err != nil {
			return err
		}
	}
	return nil
}

func storeDocument(ctx context.Context, tx *sql.Tx, f File) (sum string, err error) {
	h := sha256.Sum256(f.Data)
	sum = hex.EncodeToString(h[:])
	_, err = tx.ExecContext(ctx, `INSERT INTO documents (sha256, type, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
		sum, f.Type, bytes(f.Data))
	return sum, err
}

// undo takes back the letters of the last fact that have not left. An answer that
// came to nothing is no deed to take back.
func (e Entry) undo(ctx context.Context, tx *sql.Tx) error {
	if !e.Undoes {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE letters SET state = 'failed', next_try = NULL, problem = 'taken back'
		WHERE case_id = ?1 AND role <> 'BIH' AND state IN ('queued', 'held')
			AND key GLOB ?1 || '/' || (SELECT max(seq) FROM facts WHERE case_id = ?1 AND kind <> 'AnswerRefused') || '/*'`, e.Case)
	return err
}

// hold stops what is queued to the parties, or lets go what was stopped.
func (e Entry) hold(ctx context.Context, tx *sql.Tx) error {
	from, to, next := "held", "queued", any(ms(e.Fact.At))
	if e.Hold {
		from, to, next = "queued", "held", nil
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE letters SET state = ?, next_try = ? WHERE case_id = ? AND state = ? AND role <> 'BIH'`,
		to, next, e.Case, from)
	return err
}
