package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A Queue says how the letters fare that should have left.
type Queue struct {
	Waiting int       // how many there are
	Doubted int       // of how many nobody knows whether they have been sent
	Since   time.Time // when the oldest of them should have left; zero when there is none
}

// Queue looks at the letters that should have left by now. One that waits for its
// hour is not among them.
func (l *Ledger) Queue(ctx context.Context, now time.Time) (q Queue, err error) {
	var since sql.NullInt64
	err = l.db.QueryRowContext(ctx, `
		SELECT count(*), coalesce(sum(state = 'unknown'), 0), min(iif(tries = 0 AND state = 'queued', next_try, written))
		FROM letters WHERE next_try IS NOT NULL AND (next_try <= ? OR tries > 0 OR state = 'unknown')`, ms(now)).Scan(&q.Waiting, &q.Doubted, &since)
	if err != nil {
		return q, fmt.Errorf("look at the letters that wait: %w", explain(err))
	}
	if since.Valid {
		q.Since = instant(since.Int64)
	}
	return q, nil
}
