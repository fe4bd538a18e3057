package ledger

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger/seal"
)

// What is sealed, and with which key.

// ahead is how many keys are made before they are needed: so many cases and
// messages a ledger may be ahead of the copy of the keys that has to open it.
const ahead = 512

// A box seals and opens.
type box interface {
	Seal(k seal.Key, about string, plain []byte) []byte
	Open(k seal.Key, about string, sealed []byte) ([]byte, error)
}

// gcm is the box in use.
type gcm struct{}

func (gcm) Seal(k seal.Key, about string, plain []byte) []byte { return seal.Seal(k, about, plain) }

func (gcm) Open(k seal.Key, about string, sealed []byte) ([]byte, error) {
	return seal.Open(k, about, sealed)
}

// unlock opens the keys that belong to the ledger at path, and makes them for one
// in which nothing is sealed yet. Nobody else can open the ledger meanwhile.
func (l *Ledger) unlock(path, keyFile string) error {
	tx, err := l.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	used, err := inUse(tx)
	if err != nil {
		return err
	}
	if keyFile == "" {
		keyFile = filepath.Join(filepath.Dir(path), MasterFile)
		if info, err := os.Stat(keyFile); !used && (err != nil || info.Size() == 0) {
			if _, err := seal.MakeMaster(keyFile); err != nil {
				return err
			}
		}
	}
	master, err := seal.MasterOf(KeysOf(path), keyFile)
	if errors.Is(err, os.ErrNotExist) && used {
		return fmt.Errorf("the ledger is sealed: put its master key back, or restore it from the last backup: %w", err)
	}
	if err != nil {
		return err
	}
	if l.ring, err = seal.OpenRing(KeysOf(path), master, !used); err != nil {
		return err
	}
	l.from, l.index = master, l.ring.Root().Derive("look-up")
	var mark string
	if err := tx.QueryRow(`SELECT value FROM meta WHERE key = 'ring'`).Scan(&mark); used && (err != nil || mark != l.ringMark()) {
		return errors.Join(err, fmt.Errorf("%s are the keys of another ledger: put the right ones back", KeysOf(path)))
	}
	return nil
}

// ringMark is by what a ledger knows its own keys.
func (l *Ledger) ringMark() string {
	k := l.ring.Root().Derive("mark")
	return hex.EncodeToString(k[:])
}

// MasterFile is the name of the master key when it lies beside the ledger.
const MasterFile = "master.key"

// KeysOf is where the keys of the ledger at path lie.
func KeysOf(path string) string { return path + ".keys" }

// inUse reports whether anything has been sealed with a key.
func inUse(tx *sql.Tx) (used bool, err error) {
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'meta')`).Scan(&used); err != nil || !used {
		return false, err
	}
	err = tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM meta WHERE key = 'slots')`).Scan(&used)
	return used, err
}

// A writing is a transaction, with the keys of the cases that it has to do with.
type writing struct {
	*sql.Tx
	*Ledger
	keys map[care.CaseID]seal.Key
}

func (w *writing) exec(ctx context.Context, sql string, args ...any) error {
	_, err := w.ExecContext(ctx, sql, args...)
	return err
}

// stock sees to it that there are keys for what is to come.
func (w *writing) stock(ctx context.Context) error {
	drawn, err := w.drawn(ctx)
	if err != nil {
		return err
	}
	if have, err := w.ring.Slots(); err != nil || have-drawn > ahead/2 {
		return err
	}
	return w.ring.Stock(drawn + 1 + ahead)
}

// drawn is the slot of the key that was drawn last.
func (w *writing) drawn(ctx context.Context) (slot int, err error) {
	var text string
	if err := w.QueryRowContext(ctx, `SELECT value FROM meta WHERE key = 'slots'`).Scan(&text); err != nil {
		return 0, fmt.Errorf("count keys: %w", err)
	}
	return strconv.Atoi(text)
}

// draw takes a key that nothing has been sealed with.
func (w *writing) draw(ctx context.Context) (slot int, k seal.Key, err error) {
	if slot, err = w.drawn(ctx); err != nil {
		return 0, k, err
	}
	for range ahead {
		slot++
		k, err = w.ring.Key(slot)
		if err == nil {
			break
		}
		if have, e := w.ring.Slots(); e == nil && slot >= have {
			err = w.ring.Stock(slot + ahead)
			slot--
		}
		if err != nil && !errors.Is(err, seal.ErrMissing) && !errors.Is(err, seal.ErrErased) {
			return 0, k, err
		}
	}
	if err != nil {
		return 0, k, fmt.Errorf("draw a key: %w", err)
	}
	_, err = w.ExecContext(ctx, `UPDATE meta SET value = ? WHERE key = 'slots'`, strconv.Itoa(slot))
	return slot, k, err
}

// key returns the key of a case that there is; the desk's own is that of no case.
func (w *writing) key(ctx context.Context, id care.CaseID) (k seal.Key, err error) {
	if k, ok := w.keys[id]; ok {
		return k, nil
	}
	var slot int
	if err := w.QueryRowContext(ctx, `SELECT slot FROM cases WHERE id = ?`, id).Scan(&slot); err != nil {
		return k, fmt.Errorf("find the key of case %q: %w", id, err)
	}
	if k, err = w.ring.Key(slot); err != nil {
		return k, fmt.Errorf("key of case %q: %w", id, err)
	}
	w.keys[id] = k
	return k, nil
}

// sealFor seals a value as JSON with the key of a case.
func (w *writing) sealFor(ctx context.Context, id care.CaseID, about string, v any) ([]byte, error) {
	k, err := w.key(ctx, id)
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(v)
	return w.box.Seal(k, about, plain), err
}

// open opens what was sealed with the key in a slot.
func (l *Ledger) open(slot int, about string, sealed []byte) ([]byte, error) {
	k, err := l.ring.Key(slot)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", about, err)
	}
	plain, err := l.box.Open(k, about, sealed)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", about, err)
	}
	return plain, nil
}

// openJSON opens a value that was sealed as JSON.
func (l *Ledger) openJSON(slot int, about string, sealed []byte, v any) error {
	plain, err := l.open(slot, about, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, v)
}

// rootSeal seals a short text that belongs to no case, and rootOpen opens it.
func (l *Ledger) rootSeal(about, text string) string {
	return hex.EncodeToString(l.box.Seal(l.ring.Root().Derive("desk"), about, []byte(text)))
}

func (l *Ledger) rootOpen(about, sealed string) (string, error) {
	bytes, err := hex.DecodeString(sealed)
	if err != nil {
		return "", seal.ErrSpoilt
	}
	plain, err := l.box.Open(l.ring.Root().Derive("desk"), about, bytes)
	return string(plain), err
}

// hash is what by which a value of some kind is found; empty for none.
func (l *Ledger) hash(kind, value string) string {
	if value == "" {
		return ""
	}
	return l.index.Hash(kind, value)
}
