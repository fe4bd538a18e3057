package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger/seal"
)

// Erasing removes the rows first and then destroys the keys: when the power goes
// in between, the ledger knows which keys are doomed and destroys them when it is
// opened next. What stays of a case is that there was one, in the chain of events
// with who had it erased, and what it counts as, without its number.

// A Removal says which case is erased, on whose word, and what it counts as.
type Removal struct {
	Case    care.CaseID
	At      time.Time
	Who     string // those who decided, by mail address
	Why     string // the rule by which it was time
	Figures []json.RawMessage
}

// Erase erases a case: from here, and from every copy of the ledger.
func (l *Ledger) Erase(ctx context.Context, r Removal) error {
	err := l.tx(ctx, func(tx *writing) error {
		if err := KeepFigures(ctx, tx.Tx, r.Figures); err != nil {
			return err
		}
		return tx.remove(ctx, r)
	})
	if err == nil {
		err = l.destroy(ctx)
	}
	if err != nil {
		return fmt.Errorf("erase case %s: %w", r.Case, err)
	}
	l.people.forget(r.Case)
	return nil
}

// removal lists what is done to the tables, in the order in which rows refer to
// each other. A message keeps the hash of its id, or it would be taken for new
// when the mailbox is read again.
var removal = []string{
	`INSERT OR IGNORE INTO doomed (slot) SELECT slot FROM cases WHERE id = ?1
		UNION SELECT slot FROM messages WHERE case_id = ?1 AND slot > 0`,
	`DELETE FROM letter_files WHERE letter IN (SELECT key FROM letters WHERE case_id = ?1)`,
	`DELETE FROM case_documents WHERE case_id = ?1`,
	`DELETE FROM documents WHERE case_id = ?1`,
	`DELETE FROM letters WHERE case_id = ?1`,
	`DELETE FROM cards WHERE case_id = ?1`,
	`DELETE FROM old_cards WHERE case_id = ?1`,
	`DELETE FROM duties WHERE case_id = ?1`,
	`DELETE FROM reminders WHERE case_id = ?1`,
	`DELETE FROM sendings WHERE case_id = ?1`,
	`DELETE FROM facts WHERE case_id = ?1`,
	`UPDATE messages SET raw = x'', note = NULL, slot = NULL, case_id = NULL, role = NULL WHERE case_id = ?1`,
	`DELETE FROM cases WHERE id = ?1`,
}

func (w *writing) remove(ctx context.Context, r Removal) error {
	var there bool
	if err := w.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM cases WHERE id = ? AND id <> '')`, r.Case).Scan(&there); err != nil {
		return err
	}
	if !there {
		return errors.New("there is none")
	}
	for _, sql := range removal {
		if err := w.exec(ctx, sql, r.Case); err != nil {
			return err
		}
	}
	_, err := w.chain(ctx, Event{At: r.At, Kind: Erased, Case: r.Case, Who: r.Who, Why: r.Why}, nil)
	return err
}

// destroy destroys the keys that are doomed, and clears the log of SQLite of what
// was removed.
func (l *Ledger) destroy(ctx context.Context) error {
	var slots []int
	err := query(ctx, l.db, func(rows *sql.Rows) error {
		var n int
		err := rows.Scan(&n)
		slots = append(slots, n)
		return err
	}, `SELECT slot FROM doomed`)
	if err != nil || len(slots) == 0 {
		return err
	}
	if err := l.ring.Erase(slots...); err != nil {
		return err
	}
	if err := l.tx(ctx, func(tx *writing) error {
		for _, n := range slots {
			if err := tx.exec(ctx, `DELETE FROM doomed WHERE slot = ?`, n); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return l.fold(ctx)
}

// LetGoOfUnrelated destroys the keys of messages that were nothing for the desk and
// came in before a time: they are not kept here, but may be in older copies.
func (l *Ledger) LetGoOfUnrelated(ctx context.Context, before time.Time) error {
	err := l.tx(ctx, func(tx *writing) error {
		const which = ` FROM messages WHERE state = 'not_ours' AND slot > 0 AND received < ?`
		return errors.Join(
			tx.exec(ctx, `INSERT OR IGNORE INTO doomed (slot) SELECT slot`+which, ms(before)),
			tx.exec(ctx, `UPDATE messages SET slot = NULL, note = NULL, raw = x'' WHERE rowid IN (SELECT rowid`+which+`)`, ms(before)))
	})
	if err == nil {
		err = l.destroy(ctx)
	}
	if err != nil {
		return fmt.Errorf("let go of unrelated messages: %w", err)
	}
	return nil
}

// forgetErased removes from a copy of the ledger what has been erased since it was
// made: its keys are gone.
func (l *Ledger) forgetErased(ctx context.Context, at time.Time) error {
	return l.tx(ctx, func(tx *writing) error {
		var gone []care.CaseID
		var places []any
		find := func(rows *sql.Rows) error {
			var id string
			var row, slot int
			if err := rows.Scan(&id, &row, &slot); err != nil {
				return err
			}
			switch _, err := l.ring.Key(slot); {
			case !errors.Is(err, seal.ErrErased):
				return err
			case row == 0:
				gone = append(gone, care.CaseID(id))
			default:
				places = append(places, row)
			}
			return nil
		}
		err := errors.Join(
			query(ctx, tx, find, `SELECT id, 0, slot FROM cases WHERE id <> ''`),
			query(ctx, tx, find, `SELECT '', rowid, slot FROM messages WHERE slot > 0`))
		for _, id := range gone {
			err = errors.Join(err, tx.remove(ctx, Removal{Case: id, At: at, Who: "stegvis", Why: "erased after this copy was made"}))
		}
		for _, row := range places {
			err = errors.Join(err, tx.exec(ctx, `UPDATE messages SET slot = NULL, note = NULL, raw = x'', state = iif(state = 'kept', 'not_ours', state) WHERE rowid = ?`, row))
		}
		return err
	})
}
