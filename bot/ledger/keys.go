package ledger

import (
	"bufio"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"example.org/stegvis/bot/ledger/seal"
)

// The copy of the keys that has to lie beside the backups of the ledger, and how
// keys are put back and changed. There is only ever one such copy.

// CopyKeys writes all keys, and the master key that opens them, to w.
func (l *Ledger) CopyKeys(w io.Writer) error {
	if _, err := fmt.Fprintln(w, hex.EncodeToString(l.from[:])); err != nil {
		return fmt.Errorf("copy keys: %w", err)
	}
	return l.ring.Copy(w)
}

// CopyName is what the copy of the keys is called that lies beside the backups:
// each ledger has a name of its own, which the keys need not be there to tell.
func (l *Ledger) CopyName() string { return copyName(l.ringMark()) }

// CopyName is that of the ledger at path.
func CopyName(path string) (string, error) {
	l, err := openFile(path)
	if err != nil {
		return "", err
	}
	defer l.Close()
	var mark string
	if err := l.db.QueryRow(`SELECT value FROM meta WHERE key = 'ring'`).Scan(&mark); err != nil {
		return "", fmt.Errorf("read whose keys the ledger has: %w", explain(err))
	}
	return copyName(mark), nil
}

// copyName is what backups are found by: it may never change.
func copyName(mark string) string { return "keys-" + mark[:min(12, len(mark))] + ".age" }

// PutKeys puts a copy of the keys where those of the ledger at path lie, and the
// master key into keyFile. When there is one in that file it must be the same.
func PutKeys(path, keyFile string, r io.Reader) error {
	in := bufio.NewReader(r)
	line, err := in.ReadString('\n')
	bytes, err2 := hex.DecodeString(strings.TrimSpace(line))
	if err := errors.Join(err, err2); err != nil || len(bytes) != len(seal.Key{}) {
		return fmt.Errorf("put keys back: this is no copy of keys (%v)", err)
	}
	ring, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("put keys back: %w", err)
	}
	if err := putMaster(keyFile, seal.Key(bytes)); err != nil {
		return fmt.Errorf("put keys back: %w", err)
	}
	file, err := os.OpenFile(KeysOf(path), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("put keys back: %w", err)
	}
	_, err = file.Write(ring)
	return errors.Join(err, file.Sync(), file.Close())
}

// putMaster writes the master key, unless it is there.
func putMaster(path string, k seal.Key) error {
	there, err := seal.ReadMaster(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return seal.WriteMaster(path, k)
	case err != nil:
		return err
	case there != k:
		return fmt.Errorf("%s is another master key than the one of the backup: put it aside", path)
	}
	return nil
}

// Adopt says that the ledger belongs here from now on, although it is a copy. Of
// the keys it takes only such as no other has had, and what has been erased since
// the copy was made is erased in it.
func (l *Ledger) Adopt(ctx context.Context, here string, at time.Time) error {
	err := l.tx(ctx, func(tx *writing) error {
		have, err := tx.ring.Slots()
		if err != nil {
			return err
		}
		if err := tx.exec(ctx, `UPDATE meta SET value = ? WHERE key = 'slots'`, strconv.Itoa(have-1)); err != nil {
			return err
		}
		return tx.stock(ctx)
	})
	if err != nil {
		return fmt.Errorf("take over the ledger: %w", err)
	}
	if err := errors.Join(l.forgetErased(ctx, at), l.destroy(ctx)); err != nil {
		return fmt.Errorf("take over the ledger: %w", err)
	}
	return l.Settle(ctx, here)
}

// Rekey changes the master key of the ledger at path. The new one takes the place
// of the old, or is written to another file when the old one cannot be changed.
func Rekey(path, keyFile, to string) error {
	if keyFile == "" {
		keyFile = filepath.Join(filepath.Dir(path), MasterFile)
	}
	if to == "" {
		return seal.Rekey(KeysOf(path), keyFile)
	}
	old, err := seal.ReadMaster(keyFile)
	if err != nil {
		return err
	}
	fresh, err := seal.MakeMaster(to)
	if err != nil {
		return err
	}
	return seal.Rewrap(KeysOf(path), old, fresh)
}
