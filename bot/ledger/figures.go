package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
)

// KeepFigures stores, within the transaction that erases a case, what the case
// counts as: the rows that package stats makes of it, as [stats.Encode] writes
// them. They have nothing that leads back to the case, and so nothing that would
// keep them from being stored twice: the erasure itself must happen only once.
func KeepFigures(ctx context.Context, tx *sql.Tx, rows []json.RawMessage) error {
	for _, r := range rows {
		if _, err := tx.ExecContext(ctx, `INSERT INTO figures (row) VALUES (?)`, string(r)); err != nil {
			return fmt.Errorf("keep figures: %w", err)
		}
	}
	return nil
}

// Figures returns the rows of the cases that have been erased, in no order that
// says anything.
func (l *Ledger) Figures(ctx context.Context) (rows []json.RawMessage, err error) {
	err = query(ctx, l.db, func(r *sql.Rows) error {
		var row string
		err := r.Scan(&row)
		rows = append(rows, json.RawMessage(row))
		return err
	}, `SELECT row FROM figures ORDER BY row`)
	if err != nil {
		return nil, fmt.Errorf("read figures: %w", err)
	}
	return rows, nil
}
