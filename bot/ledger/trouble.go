package ledger

import (
	"errors"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// advice says what to do about each kind of trouble with the file. Whatever it
// is, nothing has been acknowledged that is not stored: what could not be written
// stays where it came from, and is taken when the trouble is over.
var advice = map[int]string{
	lib.SQLITE_FULL:     "the disk is full: make room, the desk goes on by itself",
	lib.SQLITE_IOERR:    "the disk cannot be read or written: look at it, and at its free space",
	lib.SQLITE_READONLY: "the ledger may not be written: it and its folder must belong to the service",
	lib.SQLITE_BUSY:     "another program has the ledger locked: find it and stop it",
	closed:              "the ledger cannot be opened: its folder must exist and belong to the service",
	damaged:             "the ledger is damaged: put it aside and restore the last backup",
	lib.SQLITE_NOTADB:   "the ledger is damaged: put it aside and restore the last backup",
}

const (
	damaged = lib.SQLITE_CORRUPT
	closed  = lib.SQLITE_CANTOPEN
)

// A trouble is an error of the file itself, with what to do about it.
type trouble struct {
	words string
	error
}

func (t trouble) Error() string { return t.words + ": " + t.error.Error() }
func (t trouble) Unwrap() error { return t.error }

// explain adds to an error of the database what to do about it.
func explain(err error) error {
	var e *sqlite.Error
	if errors.As(err, new(trouble)) || !errors.As(err, &e) {
		return err
	}
	const kind = 0xff // the rest of the code says more than anybody can use
	if words, ok := advice[e.Code()&kind]; ok {
		return trouble{words, err}
	}
	return err
}

// noted remembers how the last try to store something went.
func (l *Ledger) noted(err error) {
	t := trouble{}
	switch {
	case err == nil:
		l.ill.Store(nil)
	case errors.As(err, &t):
		said := errors.New(t.words)
		l.ill.Store(&said)
	}
}

// Trouble returns what is wrong with the file, and what to do about it: why
// nothing could be stored the last time something was to be; nil when it could.
func (l *Ledger) Trouble() error {
	if ill := l.ill.Load(); ill != nil {
		return *ill
	}
	return nil
}
