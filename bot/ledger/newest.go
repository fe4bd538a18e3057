package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Newest returns when the last thing happened; zero when nothing has.
func (l *Ledger) Newest(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	if err := l.db.QueryRowContext(ctx, `SELECT max(at) FROM facts`).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("look up what happened last: %w", explain(err))
	}
	if !at.Valid {
		return time.Time{}, nil
	}
	return instant(at.Int64), nil
}
