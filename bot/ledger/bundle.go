package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// Reminders that go to the same place at the same time are sent within one
// letter. It is about no case; what is sent within it names it, and shares its
// fate. It is made in the moment it leaves, so that it holds only what is owed.

// Gather makes one letter of the queued reminders with these keys, and notes that
// it is being sent, all or nothing. What is not owed any more is withdrawn. When
// fewer than two are left nothing is gathered, and ok is false. More than the
// budget is [ErrSpent], and changes nothing.
func (l *Ledger) Gather(ctx context.Context, keys []string, now time.Time, most Budget, compose func([]Letter) (Letter, error)) (gathered Letter, ok bool, err error) {
	err = l.tx(ctx, func(tx *writing) error {
		in, args := list(keys)
		if err := withdraw(ctx, tx, `key IN (`+in+`) AND NOT `+owed, args...); err != nil {
			return err
		}
		left, err := lettersIn(ctx, tx, `WHERE key IN (`+in+`) AND state = 'queued' ORDER BY written, key`, args...)
		if err != nil || len(left) < 2 {
			return err
		}
		made, err := compose(left)
		if err != nil {
			return err
		}
		gathered, ok, err = made.gather(ctx, tx, left, now)
		if err != nil {
			return err
		}
		return spend(ctx, tx, gathered, now, most)
	})
	if err != nil {
		return Letter{}, false, fmt.Errorf("gather reminders: %w", err)
	}
	return gathered, ok, nil
}

func (l Letter) gather(ctx context.Context, tx *writing, left []Letter, now time.Time) (Letter, bool, error) {
	key, err := post(ctx, tx, l, now)
	if err != nil {
		return l, false, err
	}
	l.Key, l.State, l.Written = key, "sending", now
	keys := []string{key}
	for _, x := range left {
		keys, l.Tries = append(keys, x.Key), max(l.Tries, x.Tries) // it is made anew for each try: they remember
	}
	in, args := list(keys)
	_, err = tx.ExecContext(ctx, `
		UPDATE letters SET state = 'sending', next_try = NULL, tries = tries + 1, bundle = nullif(?, key)
		WHERE key IN (`+in+`)`, append([]any{key}, args...)...)
	return l, true, err
}

// list returns the placeholders for keys, and them as arguments.
func list(keys []string) (in string, args []any) {
	for _, k := range keys {
		args = append(args, k)
	}
	return strings.TrimSuffix(strings.Repeat("?, ", len(keys)), ", "), args
}

// Gathered returns what was sent within a letter.
func (l *Ledger) Gathered(ctx context.Context, key string) ([]Letter, error) {
	return l.letters(ctx, `WHERE bundle = ? ORDER BY written, key`, key)
}

// gathered lets what is sent within a letter share its fate. A letter that is to
// be tried again is taken apart: by then it may hold what is no longer owed.
func (w *writing) gathered(ctx context.Context, key string) error {
	if err := w.exec(ctx, `
		UPDATE letters SET state = b.state, problem = iif(b.error IS NULL, b.problem, 'as the letter it was sent within'), error = NULL, doubted = b.doubted,
			next_try = iif(b.state = 'queued', b.next_try, NULL), bundle = iif(b.state = 'queued', NULL, letters.bundle)
		FROM (SELECT key, state, problem, error, doubted, next_try FROM letters WHERE key = ?1) b WHERE letters.bundle = b.key`, key); err != nil {
		return err
	}
	return w.exec(ctx, `
		UPDATE letters SET state = 'failed', next_try = NULL, problem = 'taken apart'
		WHERE key = ?1 AND state = 'queued' AND template = 'samlad'`, key)
}

func lettersIn(ctx context.Context, tx *writing, where string, args ...any) (found []Letter, err error) {
	err = query(ctx, tx, func(rows *sql.Rows) error {
		letter, err := tx.scanLetter(rows)
		found = append(found, letter)
		return err
	}, `SELECT `+letterColumns+` FROM letters `+where, args...)
	return found, err
}

// Later puts off a letter that may not be sent yet; that counts as no try.
func (l *Ledger) Later(ctx context.Context, key string, next time.Time) error {
	return l.mark(ctx, `UPDATE letters SET next_try = ?2 WHERE key = ?1 AND state = 'queued'`, key, ms(next))
}

// SetBack lets the reminders that wait be looked at now: the clock has been set
// back, and the time they wait for may be a long way off.
func (l *Ledger) SetBack(ctx context.Context, now time.Time) error {
	return l.mark(ctx, `UPDATE letters SET next_try = ?1 WHERE next_try > ?1 AND debt <> '' AND state IN ('queued', 'unknown')`, ms(now))
}

// Asked reports whether it has been asked which case an answer to a gathered
// letter was about.
func (l *Ledger) Asked(ctx context.Context, key string) (asked bool, err error) {
	err = l.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM letters WHERE key = ?)`, key+"/fraga").Scan(&asked)
	if err != nil {
		return false, fmt.Errorf("look up question on %s: %w", key, err)
	}
	return asked, nil
}

// Answered notes that a message about several cases has been dealt with, and asks
// which case it was about when question is not nil; its key is that of the letter
// that was answered.
func (l *Ledger) Answered(ctx context.Context, m Message, question *Letter, at time.Time) error {
	err := l.tx(ctx, func(tx *writing) error {
		fresh, err := take(ctx, tx, m, "")
		if err != nil || !fresh || question == nil {
			return err
		}
		question.Key += "/fraga"
		return question.store(ctx, tx, at)
	})
	if err != nil {
		return fmt.Errorf("settle message: %w", err)
	}
	return nil
}
