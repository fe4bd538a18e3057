package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// nowhere is the home of a copy.
const nowhere = "nowhere"

// Home reports whether the ledger belongs here, a name for a machine and a folder
// on it. A ledger that has never been anywhere comes home at once. One that has
// been restored, copied or moved does not: two desks with the same ledger would
// answer the same people twice.
func (l *Ledger) Home(ctx context.Context, here string) (bool, error) {
	var home string
	err := l.db.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'home'`).Scan(&home)
	if errors.Is(err, sql.ErrNoRows) {
		return true, l.Settle(ctx, here)
	}
	if err != nil {
		return false, fmt.Errorf("read where the ledger belongs: %w", explain(err))
	}
	return home == here, nil
}

// Settle says that the ledger belongs here from now on. One that belonged elsewhere
// is taken for a copy: what it has to say may have been said from there.
func (l *Ledger) Settle(ctx context.Context, here string) error {
	err := l.tx(ctx, func(tx *writing) error {
		var elsewhere bool
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM meta WHERE key = 'home' AND value <> ?)`, here).Scan(&elsewhere); err != nil {
			return err
		}
		if elsewhere && here != nowhere {
			if err := asCopy(ctx, tx); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO meta (key, value) VALUES ('home', ?) ON CONFLICT DO UPDATE SET value = excluded.value`, here)
		return err
	})
	if err != nil {
		return fmt.Errorf("note where the ledger belongs: %w", explain(err))
	}
	return nil
}
