package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// A Wording is what a human has said of a form whose wording nobody knew: what
// is printed on it, and which field each of it is. It holds nothing of what
// anybody has filled in.
type Wording struct {
	At     time.Time
	By     string
	Form   string            // what the form calls itself, with its version
	Labels map[string]string // what is printed → key of the field; "" for no field
}

// KeepWording stores w. Of several with the same form the newest stands.
func (l *Ledger) KeepWording(ctx context.Context, w Wording) error {
	labels, err := json.Marshal(w.Labels)
	if err != nil {
		return fmt.Errorf("keep wording: %w", err) // unreachable: they are strings
	}
	_, err = l.db.ExecContext(ctx, `INSERT INTO wordings (at, by, form, labels) VALUES (?, ?, ?, ?)`, ms(w.At), l.rootSeal("wording", w.By), w.Form, l.rootSeal("labels", string(labels)))
	if err != nil {
		return fmt.Errorf("keep wording: %w", err)
	}
	return nil
}

// Wordings returns the newest of each form, the oldest first.
func (l *Ledger) Wordings(ctx context.Context) (found []Wording, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var w Wording
		var at int64
		var labels string
		if err := rows.Scan(&at, &w.By, &w.Form, &labels); err != nil {
			return err
		}
		if w.By, err = l.rootOpen("wording", w.By); err != nil {
			return err
		}
		if labels, err = l.rootOpen("labels", labels); err != nil {
			return err
		}
		w.At = instant(at)
		found = append(found, w)
		return json.Unmarshal([]byte(labels), &found[len(found)-1].Labels)
	}, `SELECT at, by, form, labels FROM wordings
		WHERE seq IN (SELECT max(seq) FROM wordings GROUP BY form) ORDER BY seq`)
	if err != nil {
		return nil, fmt.Errorf("read wordings: %w", err)
	}
	return found, nil
}
