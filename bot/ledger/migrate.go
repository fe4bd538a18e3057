package ledger

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrNewer means that the ledger was written by a newer program.
var ErrNewer = errors.New("the ledger is newer than this program: start the newer program, or restore the backup made before it was upgraded")

// upgrade migrates the ledger, one that there was before only with the folder
// locked: a desk of an earlier program may be at work with it.
func (l *Ledger) upgrade(hold lock) error {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	version, err := l.Version(context.Background())
	if err != nil {
		return err
	}
	if version > 0 && version < len(files) {
		release, err := hold(l.folder)
		if err != nil {
			return fmt.Errorf("the ledger is older than this program, and the desk that has it open must be started anew with this one first: %w", err)
		}
		defer release()
	}
	return l.migrate(files)
}

// migrate runs the files of migrations that user_version says have not been
// run, each in a transaction of its own, and keeps a copy of what was before.
func (l *Ledger) migrate(files []string) error {
	version, err := l.Version(context.Background())
	if err != nil {
		return err
	}
	if version > len(files) {
		return fmt.Errorf("version %d, this program knows %d: %w", version, len(files), ErrNewer)
	}
	if version > 0 && version < len(files) {
		if err := l.keepOld(version); err != nil {
			return fmt.Errorf("copy the ledger before it is upgraded: %w", err)
		}
	}
	for i, file := range files[version:] {
		if err := l.run(file, version+i+1); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return l.scrub(context.Background())
}

// Version returns how many migrations the file has been through.
func (l *Ledger) Version(ctx context.Context) (n int, err error) {
	err = l.db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&n)
	return n, err
}

// keepOld leaves a copy of the ledger beside it, as the program before knew it:
// what to go back to if the new program does not please.
func (l *Ledger) keepOld(version int) error {
	path, err := l.path()
	if err != nil {
		return err
	}
	copied := fmt.Sprintf("%s.version-%d", path, version)
	if err := os.Remove(copied); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // one that was begun when the power went
	}
	if _, err := l.db.Exec(`VACUUM INTO ?`, copied); err != nil {
		return err
	}
	return os.Chmod(copied, 0o600)
}

func (l *Ledger) path() (path string, err error) {
	err = l.db.QueryRow(`SELECT file FROM pragma_database_list WHERE name = 'main'`).Scan(&path)
	return path, err
}

func (l *Ledger) run(file string, version int) error {
	script, err := migrations.ReadFile(file)
	if err != nil {
		return err
	}
	ctx := context.Background()
	return l.tx(ctx, func(tx *writing) error {
		if _, err := tx.Exec(string(script)); err != nil {
			return err
		}
		if more, ok := after[file]; ok {
			if err := more(ctx, tx); err != nil {
				return err
			}
		}
		_, err := tx.Exec(fmt.Sprintf(`PRAGMA user_version = %d`, version))
		return err
	})
}
