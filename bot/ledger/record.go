package ledger

import (
	"context"
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
	Then    []care.Fact // what follows from it at once
	Letters []Letter
	Files   []File    // that came with it
	Wake    care.Date // the next day on which a reminder may be due
	Cards   []Card    // to be shown anew; those that parties have already are, without being named
	Hold    bool      // nothing more leaves the case for now, but to BIH
	Undoes  bool      // what the last fact says to the parties is taken back
	Drops   bool      // what is held to the parties is given up
	Frees   []Freed   // what waits in letters to the parties goes on
	Proves  *Reach    // the address that is answered for by this, from when what it says leaves
	Recants *Proof    // the answer for an address that is taken back
	Events  []Event   // to be noted with it

	Withholds []Letter // that must wait after all, for what they say

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
	err = l.tx(ctx, func(tx *writing) error {
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
	if fresh {
		l.people.met(e.Person, e.Case)
	}
	return fresh, nil
}

func (e Entry) store(ctx context.Context, tx *writing) error {
	if err := errors.Join(e.storeCase(ctx, tx), e.undo(ctx, tx), e.storeDuties(ctx, tx), e.once(ctx, tx)); err != nil {
		return err
	}
	if err := e.known(ctx, tx); err != nil {
		return err
	}
	seq, err := e.storeFact(ctx, tx, e.Fact)
	if err != nil {
		return err
	}
	for _, f := range e.Then {
		if _, err := e.storeFact(ctx, tx, f); err != nil {
			return err
		}
	}
	if err := e.storeFiles(ctx, tx, seq); err != nil {
		return err
	}
	if err := errors.Join(e.stop(ctx, tx), e.prove(ctx, tx), e.recant(ctx, tx)); err != nil {
		return err
	}
	for i, letter := range e.Letters {
		letter.Key = fmt.Sprintf("%s/%d/%d", e.Case, seq, i)
		if err := letter.store(ctx, tx, e.Fact.At); err != nil {
			return err
		}
	}
	for _, event := range e.Events {
		if _, err := tx.chain(ctx, event, nil); err != nil {
			return err
		}
	}
	return e.wantCards(ctx, tx)
}

func (e Entry) storeCase(ctx context.Context, tx *writing) error {
	if err := tx.begin(ctx, e.Case); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE cases SET step = ?2, closed = ?3, rev = rev + ?7, wake = nullif(?4, ''), served = nullif(?5, ''), owner = nullif(?6, '') WHERE id = ?1`,
		e.Case, e.Fact.Step, e.Fact.Closed, e.Wake.String(), e.Served, tx.hash("staff", e.Owner), 1+len(e.Then))
	if err != nil || e.Person == "" {
		return err
	}
	return tx.about(ctx, e.Case, e.Person)
}

// begin makes the row of a case that is new, and draws its key.
func (w *writing) begin(ctx context.Context, id care.CaseID) error {
	var there bool
	if err := w.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM cases WHERE id = ?)`, id).Scan(&there); err != nil || there {
		return err
	}
	slot, _, err := w.draw(ctx)
	if err != nil {
		return err
	}
	_, err = w.ExecContext(ctx, `INSERT INTO cases (id, slot, step, closed, rev) VALUES (?, ?, 1, 0, 0)`, id, slot)
	return err
}

func (e Entry) storeFact(ctx context.Context, tx *writing, fact care.Fact) (seq int64, err error) {
	if err := tx.QueryRowContext(ctx, `SELECT 1 + max((SELECT coalesce(max(seq), 0) FROM facts),
		(SELECT coalesce(max(fact), 0) FROM events))`).Scan(&seq); err != nil {
		return 0, err // what was erased keeps its numbers
	}
	data, err := json.Marshal(fact.Event)
	if err != nil {
		return 0, err
	}
	sealed, err := tx.sealFor(ctx, e.Case, aboutFact(e.Case, seq), deed{fact.By, data})
	if err != nil {
		return 0, err
	}
	f := factRow{seq, ms(fact.At), e.Case, care.Kind(fact.Event), int64(fact.Step), fact.Closed, sealed}
	return seq, errors.Join(tx.exec(ctx, `
		INSERT INTO facts (seq, case_id, at, kind, sealed, step, closed) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		f.seq, f.of, f.at, f.kind, f.sealed, f.step, f.closed), tx.chainFact(ctx, f))
}

// A deed is what is sealed of a fact.
type deed struct {
	By   string
	Data json.RawMessage
}

func aboutFact(id care.CaseID, seq int64) string { return fmt.Sprintf("fact %s/%d", id, seq) }

func (e Entry) storeFiles(ctx context.Context, tx *writing, seq int64) error {
	for i, f := range e.Files {
		document, err := storeDocument(ctx, tx, e.Case, f)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO case_documents (case_id, seq, place, kind, name, document) VALUES (?, ?, ?, ?, ?, ?)`,
			e.Case, seq, i, f.Kind, f.Name, document); err != nil {
			return err
		}
	}
	return nil
}

// undo takes back the letters of the last fact that have not left. An answer that
// came to nothing is no deed to take back.
func (e Entry) undo(ctx context.Context, tx *writing) error {
	if !e.Undoes {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE letters SET state = 'failed', next_try = NULL, waits = '', problem = 'taken back'
		WHERE case_id = ?1 AND role <> 'BIH' AND `+waiting+` AND state <> 'sending'
			AND key GLOB ?1 || '/' || (SELECT max(seq) FROM facts WHERE case_id = ?1 AND kind NOT IN ('AnswerRefused', 'LettersHeld')) || '/*'`, e.Case)
	return err
}
