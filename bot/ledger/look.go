package ledger

import (
	"context"
	"fmt"
)

// Look makes l a ledger that can only be looked into, for the commands that show what
// is in it while the desk works: whatever is wrong with them, they change nothing.
func (l *Ledger) Look(ctx context.Context) error {
	if _, err := l.db.ExecContext(ctx, `PRAGMA query_only = on`); err != nil {
		return fmt.Errorf("look into ledger: %w", explain(err))
	}
	return nil
}
