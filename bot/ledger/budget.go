package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A Budget is how much may be sent to one address within an hour: in all, and
// about one case.
type Budget struct{ All, Case int }

// Spend notes that a letter is sent now, unless that would be more than the
// budget: then it reports false and notes nothing.
func (l *Ledger) Spend(ctx context.Context, letter Letter, now time.Time, most Budget) (ok bool, err error) {
	err = l.tx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM sendings WHERE at <= ?`, ms(now.Add(-time.Hour))); err != nil {
			return err
		}
		var all, ofCase int
		if err := tx.QueryRowContext(ctx, `
			SELECT count(*), count(*) FILTER (WHERE case_id = ?) FROM sendings WHERE channel = ? AND address = ?`,
			letter.Case, letter.Channel, letter.Address).Scan(&all, &ofCase); err != nil {
			return err
		}
		if ok = all < most.All && ofCase < most.Case; !ok {
			return nil
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO sendings (at, channel, address, case_id) VALUES (?, ?, ?, ?)`,
			ms(now), letter.Channel, letter.Address, letter.Case)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("spend on letter %s: %w", letter.Key, err)
	}
	return ok, nil
}
