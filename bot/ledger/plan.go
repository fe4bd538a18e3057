package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"example.org/stegvis/bot/care"
)

// When a unit changes its lead times or its calendar, what is kept of a case beside
// its facts is out of date: the day it wakes, and by when what is owed is due.

// TakePlan notes the plan that is in use, as a fingerprint. When it is another than
// before every open case wakes today, to be looked at anew; no fact is read for that.
// A ledger for which none was noted goes by the one in use.
func (l *Ledger) TakePlan(ctx context.Context, fingerprint string, today care.Date) (changed bool, err error) {
	err = l.tx(ctx, func(tx *writing) error {
		var before string
		err := tx.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'plan'`).Scan(&before)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if before == fingerprint {
			return nil
		}
		changed = before != ""
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO meta (key, value) VALUES ('plan', ?) ON CONFLICT DO UPDATE SET value = excluded.value`, fingerprint); err != nil {
			return err
		}
		if !changed {
			return nil
		}
		_, err = tx.ExecContext(ctx, `UPDATE cases SET wake = ? WHERE NOT closed AND id <> ''`, today.String())
		return err
	})
	if err != nil {
		return false, fmt.Errorf("note the plan: %w", err)
	}
	return changed, nil
}

// Replan stores what e says of its case beside the facts, and withdraws the reminders
// that are not owed any more. Nothing has happened in the case.
func (l *Ledger) Replan(ctx context.Context, e Entry) error {
	err := l.tx(ctx, func(tx *writing) error {
		_, err := tx.ExecContext(ctx, `UPDATE cases SET wake = nullif(?2, '') WHERE id = ?1 AND coalesce(wake, '') <> ?2`, e.Case, e.Wake.String())
		return errors.Join(err, e.storeDuties(ctx, tx))
	})
	if err != nil {
		return fmt.Errorf("plan case %s: %w", e.Case, err)
	}
	return nil
}
