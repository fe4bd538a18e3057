package ledger

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Copy writes the ledger as it stands now to a new file, while the desk works,
// and makes sure of the copy: it is sound, and every fact, message and letter
// that there was before is in it. A copy belongs to no machine: the desk that
// opens it asks a person first whether it is the one to go on with.
func (l *Ledger) Copy(ctx context.Context, path string) error {
	if err := l.copy(ctx, path); err != nil {
		os.Remove(path)
		return fmt.Errorf("copy ledger: %w", explain(err))
	}
	return nil
}

func (l *Ledger) copy(ctx context.Context, path string) error {
	before, err := l.extent(ctx)
	if err != nil {
		return err
	}
	if _, err := l.db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	c, err := openFile(path)
	if err != nil {
		return err
	}
	defer c.Close()
	c.index = l.index
	if err := c.durable(); err != nil {
		return err
	}
	if err := c.Check(ctx); err != nil {
		return err
	}
	got, err := c.extent(ctx)
	if err != nil {
		return err
	}
	if !got.holds(before) {
		return fmt.Errorf("the copy has %v, the ledger had %v", got, before)
	}
	return errors.Join(c.Settle(ctx, nowhere), c.fold(ctx))
}

// fold brings everything into the one file, so that it can be moved by itself.
func (l *Ledger) fold(ctx context.Context) error {
	_, err := l.db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return err
}

// An extent says how much a ledger holds of what only ever grows.
type extent struct{ Facts, Messages, Letters, Documents int }

func (l *Ledger) extent(ctx context.Context) (e extent, err error) {
	err = l.db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM facts), (SELECT count(*) FROM messages),
		(SELECT count(*) FROM letters), (SELECT count(*) FROM documents)`).Scan(&e.Facts, &e.Messages, &e.Letters, &e.Documents)
	return e, err
}

func (e extent) holds(o extent) bool {
	return e.Facts >= o.Facts && e.Messages >= o.Messages && e.Letters >= o.Letters && e.Documents >= o.Documents
}
