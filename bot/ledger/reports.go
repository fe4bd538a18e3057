package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// A Report says how a channel fared at a time.
type Report struct {
	At      time.Time
	Channel string
	What    string
	Alarm   bool
	Count   int
	Text    string
}

// Report stores r.
func (l *Ledger) Report(ctx context.Context, r Report) error {
	_, err := l.db.ExecContext(ctx, `INSERT INTO reports (at, channel, what, alarm, count, text) VALUES (?, ?, ?, ?, ?, ?)`,
		ms(r.At), r.Channel, r.What, r.Alarm, r.Count, r.Text)
	if err != nil {
		return fmt.Errorf("store report: %w", err)
	}
	return nil
}

// Reports returns the newest report of each kind.
func (l *Ledger) Reports(ctx context.Context) (found []Report, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var r Report
		var at int64
		err := rows.Scan(&at, &r.Channel, &r.What, &r.Alarm, &r.Count, &r.Text)
		r.At = instant(at)
		found = append(found, r)
		return err
	}, `SELECT at, channel, what, alarm, count, text FROM reports
		WHERE seq IN (SELECT max(seq) FROM reports GROUP BY channel, what) ORDER BY channel, what`)
	if err != nil {
		return nil, fmt.Errorf("read reports: %w", err)
	}
	return found, nil
}
