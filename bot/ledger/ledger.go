// Package ledger keeps what has happened and what is still to be said, in one
// SQLite file. Its promise: a fact, the letters it calls for and what became of
// the message that caused it are stored together or not at all, and what has
// been stored survives the loss of power.
//
// Facts are only ever added. A letter moves through
//
//	queued → sending → sent | failed | unknown
//
// where sending is noted before the message leaves, so that a crash leaves a
// trace: what is found in sending afterwards becomes unknown, and is looked up
// where it would have arrived before anybody thinks of sending it again.
//
// It is SQLite in WAL mode with synchronous=FULL, one writer and nothing else
// open on the file: NORMAL, the popular advice, loses acknowledged commits when
// the power goes.
//
// Personal data is sealed (see package seal): what came in, documents, what
// happened and who made it happen, what is said and to which address. Each case
// and each message has a key of its own, in the file NAME.keys beside the ledger;
// they are wrapped by the master key. What must be found again (message ids,
// addresses, a document's twin) stands as a keyed hash. In the clear are case
// numbers, steps, days, the units of the contact lists, kinds of events and
// templates, and the ids that channels give to what the desk has sent. Erasing a
// case destroys its keys: nothing that was sealed with them can be read again, in
// no copy of the ledger, provided that the copies of NAME.keys are replaced and
// not collected. A key is on the disk long before the first row is sealed with
// it, so that no order of writes has to be kept between the two files.
package ledger

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger/seal"
	"example.org/stegvis/bot/mutant"
)

// A Ledger is an open ledger file. Its methods may be called from many
// goroutines; they take turns.
type Ledger struct {
	db    *sql.DB
	ring  *seal.Ring
	from  seal.Key // the master key, for the copy of the keys
	index seal.Key // for what is found again by a hash
	box   box

	people people
	folds  folds
	folder string
	ill    atomic.Pointer[error] // what went wrong when something was last to be stored; nil when nothing did
}

// pages is how many KiB of the file are kept in memory: what the open cases of a
// large unit are looked up by.
const pages = "32768"

// Open opens the ledger at path with the master key that lies beside it,
// creating and migrating all that as needed. A ledger written by a newer program
// is refused.
func Open(path string) (*Ledger, error) { return OpenWith(path, "") }

// OpenWith is Open with the master key in another file, which must be there. While
// somebody else holds the folder it migrates nothing, and returns [ErrTaken]: the
// desk at work would find tables that it does not know.
func OpenWith(path, keyFile string) (*Ledger, error) { return openLocked(path, keyFile, Lock) }

// OpenHeld is OpenWith for whoever holds the folder; see [Lock].
func OpenHeld(path, keyFile string) (*Ledger, error) {
	return openLocked(path, keyFile, func(string) (func(), error) { return func() {}, nil })
}

// A lock holds a folder, as [Lock] does.
type lock func(folder string) (release func(), err error)

func openLocked(path, keyFile string, hold lock) (*Ledger, error) {
	l, err := openFile(path)
	if err != nil {
		return nil, err
	}
	err = l.unlock(path, keyFile)
	if err == nil {
		err = l.prepare(hold)
	}
	if err != nil {
		l.Close()
		return nil, fmt.Errorf("open ledger %s: %w", path, explain(err))
	}
	return l, nil
}

// openFile opens the file itself.
func openFile(path string) (*Ledger, error) {
	if err := ownOnly(path); err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	sync := "full"
	if mutant.NotSynced {
		sync = "normal"
	}
	c, err := sqlite.NewConnector("file:" + path + "?_txlock=immediate" +
		"&_pragma=busy_timeout(5000)&_pragma=journal_mode(wal)&_pragma=synchronous(" + sync + ")" +
		"&_pragma=foreign_keys(on)&_pragma=secure_delete(on)&_pragma=temp_store(memory)&_pragma=cache_size(-" + pages + ")")
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	db := sql.OpenDB(connector{c})
	db.SetMaxOpenConns(1) // one writer; the load is some tens of messages a day
	return &Ledger{db: db, folder: filepath.Dir(path), box: gcm{}}, nil
}

// ownOnly sees to it that nobody but the service can read the file.
func ownOnly(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("%s: %w", advice[closed], err)
	}
	return file.Close()
}

func (l *Ledger) prepare(hold lock) error {
	if err := local(l.folder); err != nil {
		return err
	}
	if err := l.upgrade(hold); err != nil {
		return err
	}
	if err := l.durable(); err != nil {
		return err
	}
	ctx := context.Background()
	return errors.Join(l.destroy(ctx), l.tx(ctx, func(tx *writing) error { return tx.stock(ctx) }))
}

// durable checks that the file is kept as the package promises: a driver or a
// file system that silently does otherwise must not get that far.
func (l *Ledger) durable() error {
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := l.db.QueryRow(`PRAGMA ` + pragma).Scan(&got); err != nil {
			return err
		}
		if got != want && !mutant.NotSynced {
			return fmt.Errorf("%s is %q, want %q: use a local disk", pragma, got, want)
		}
	}
	return nil
}

// Close closes the files.
func (l *Ledger) Close() error {
	err := l.db.Close()
	if l.ring != nil {
		err = errors.Join(err, l.ring.Close())
	}
	return err
}

// Check reads through the whole file and reports damage.
func (l *Ledger) Check(ctx context.Context) error {
	var verdict string
	if err := l.db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return fmt.Errorf("check ledger: %w", explain(err))
	}
	if verdict != "ok" {
		return fmt.Errorf("check ledger: %s: %s", advice[damaged], verdict)
	}
	return nil
}

func (l *Ledger) tx(ctx context.Context, f func(*writing) error) error {
	err := explain(l.attempt(ctx, f))
	l.noted(err)
	return err
}

func (l *Ledger) attempt(ctx context.Context, f func(*writing) error) error {
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after a commit
	if err := f(&writing{tx, l, map[care.CaseID]seal.Key{}}); err != nil {
		return err
	}
	return tx.Commit()
}

// A querier is the file, or a transaction on it.
type querier interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// query runs a query and hands each row to scan.
func query(ctx context.Context, db querier, scan func(*sql.Rows) error, sql string, args ...any) error {
	rows, err := db.QueryContext(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// NewToken returns 130 random bits as text that may stand in a Message-ID.
func NewToken() string { return rand.Text() }

func ms(t time.Time) int64 { return t.UnixMilli() }

func instant(ms int64) time.Time { return time.UnixMilli(ms) }

// maybe is null for the zero time.
func maybe(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return ms(t)
}
