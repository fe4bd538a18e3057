package ledger

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// A Budget is how much may be sent to one address within an hour: in all, and
// about one case. The zero Budget is no limit.
type Budget struct{ All, Case int }

// ErrSpent says that a letter would be more than the budget allows.
var ErrSpent = errors.New("the budget is spent")

// Begin notes that a letter is about to be sent. What is still in this state
// when the desk opens was interrupted. It reports false when the letter is no
// longer queued: it has been stopped, taken back, or reminds of what is not owed
// any more. More than the budget is
// [ErrSpent], and notes nothing.
func (l *Ledger) Begin(ctx context.Context, letter Letter, now time.Time, most Budget) (begun bool, err error) {
	err = l.tx(ctx, func(tx *writing) error {
		if err := withdraw(ctx, tx, `key = ? AND NOT `+owed, letter.Key); err != nil {
			return err
		}
		r, err := tx.ExecContext(ctx, `UPDATE letters SET state = 'sending', next_try = NULL, tries = tries + 1 WHERE key = ? AND state = 'queued'`, letter.Key)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if begun = n == 1; !begun || err != nil {
			return err
		}
		return spend(ctx, tx, letter, now, most)
	})
	if err != nil {
		return false, fmt.Errorf("begin letter %s: %w", letter.Key, err)
	}
	return begun, nil
}

// spend notes that a letter is sent now.
func spend(ctx context.Context, tx *writing, letter Letter, now time.Time, most Budget) error {
	if most == (Budget{}) {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM sendings WHERE at <= ?`, ms(now.Add(-time.Hour))); err != nil {
		return err
	}
	var all, ofCase int
	if err := tx.QueryRowContext(ctx, `
		SELECT count(*), count(*) FILTER (WHERE case_id = ?) FROM sendings WHERE channel = ? AND address = ?`,
		letter.Case, letter.Channel, tx.address(letter.Address)).Scan(&all, &ofCase); err != nil {
		return err
	}
	if all >= most.All || ofCase >= most.Case {
		return ErrSpent
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO sendings (at, channel, address, case_id) VALUES (?, ?, ?, ?)`,
		ms(now), letter.Channel, tx.address(letter.Address), letter.Case)
	return err
}
