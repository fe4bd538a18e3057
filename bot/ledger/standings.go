package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"example.org/stegvis/bot/care"
)

// A Standing is what is owed in a case, the most urgent first, and whose the case is.
type Standing struct {
	Case       care.CaseID
	Mine, Free bool // it is the person's who asks; it is open, and nobody's
	Duties     []Duty
}

// Standings lists the cases that are open, or in which something is owed, as
// somebody at BIH sees them.
func (l *Ledger) Standings(ctx context.Context, person string) (list []Standing, err error) {
	err = query(ctx, l.db, func(rows *sql.Rows) error {
		var s Standing
		var d Duty
		var due, quiet string
		if err := rows.Scan(&s.Case, &s.Mine, &s.Free, &d.Name, &d.Owner, &due, &quiet); err != nil {
			return err
		}
		if err := errors.Join(d.Due.UnmarshalText([]byte(due)), d.Quiet.UnmarshalText([]byte(quiet))); err != nil {
			return err
		}
		if len(list) == 0 || list[len(list)-1].Case != s.Case {
			list = append(list, s)
		}
		if last := &list[len(list)-1]; d.Name != "" {
			d.Case = s.Case
			last.Duties = append(last.Duties, d)
		}
		return nil
	}, `
		SELECT c.id, coalesce(c.owner = nullif(?, ''), 0), c.owner IS NULL AND c.closed = 0, coalesce(d.name, ''), coalesce(d.owner, ''), coalesce(d.due, ''), coalesce(d.quiet, '')
		FROM cases c LEFT JOIN duties d ON d.case_id = c.id
		WHERE c.id <> '' AND (c.closed = 0 OR d.name IS NOT NULL) ORDER BY c.id, d.due = '', d.due`, l.hash("staff", person))
	if err != nil {
		return nil, fmt.Errorf("list what is owed: %w", explain(err))
	}
	return list, nil
}
