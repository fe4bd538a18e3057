package seal

import (
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// A Ring is a file of keys in numbered slots, each wrapped by the master key.
// Slot 0 holds the root, from which the keys are derived that belong to nobody.
// Others may have it open at the same time; whoever adds to it must see to it
// that nobody else does.
type Ring struct {
	file *os.File
	wrap cipher.AEAD
	root Key
}

// A slot holds a nonce (12 bytes), the state of the key and the key (36) and a
// tag (16): it lies within one sector, which a disk writes whole or not at all.
// What is stored is never laid out differently.
const (
	slotSize   = 64
	live       = 1
	erased     = 2
	secretSize = 4 + len(Key{})
)

var (
	// ErrErased means that a key has been destroyed, and all that it sealed with it.
	ErrErased = errors.New("it has been erased")

	// ErrMissing means that a slot was never filled, or was spoilt.
	ErrMissing = errors.New("its key is not in the file of keys: put the newest copy of it back")

	// ErrWrongMaster means that a ring belongs to another master key.
	ErrWrongMaster = errors.New("the master key is not the one that the file of keys belongs to: put the right one back")
)

// OpenRing opens the ring at path. A fresh one is made when there is none, or one
// that was begun and never used; otherwise it must be there and fit the master.
func OpenRing(path string, master Key, fresh bool) (*Ring, error) {
	mode := os.O_RDWR
	if fresh {
		mode |= os.O_CREATE
	}
	file, err := os.OpenFile(path, mode, 0o600)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s is missing: put the newest copy of it back: %w", path, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open the file of keys: %w", err)
	}
	r := &Ring{file: file, wrap: aead(master.Derive("wrap"))}
	r.root, err = r.Key(0)
	if err != nil && fresh && r.unused() {
		r.root, err = r.begin(path)
	} else if err != nil {
		err = ErrWrongMaster
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return r, nil
}

// unused reports whether the ring was begun at most when the power went.
func (r *Ring) unused() bool {
	slots, err := r.Slots()
	return err == nil && slots <= 1
}

// begin makes an empty ring.
func (r *Ring) begin(path string) (root Key, err error) {
	root = New()
	if err := r.file.Truncate(0); err != nil {
		return root, fmt.Errorf("make the file of keys: %w", err)
	}
	if err := errors.Join(r.put(0, live, root), r.sync(), syncFolder(filepath.Dir(path))); err != nil {
		return root, fmt.Errorf("make the file of keys: %w", err)
	}
	return root, nil
}

// Close closes the file.
func (r *Ring) Close() error { return r.file.Close() }

// Root returns the key that belongs to nobody.
func (r *Ring) Root() Key { return r.root }

// Key returns the key in a slot. It is read each time: another program may have
// destroyed it a moment ago.
func (r *Ring) Key(slot int) (k Key, err error) {
	var sealed [slotSize]byte
	if _, err := r.file.ReadAt(sealed[:], int64(slot)*slotSize); errors.Is(err, io.EOF) {
		return k, ErrMissing
	} else if err != nil {
		return k, fmt.Errorf("read key %d: %w", slot, err)
	}
	plain, err := r.wrap.Open(nil, nil, sealed[:], place(slot))
	switch {
	case err != nil:
		return k, ErrMissing
	case plain[0] != live:
		return k, ErrErased
	}
	return Key(plain[secretSize-len(k):]), nil
}

func place(slot int) []byte { return fmt.Append(nil, "slot ", slot) }

func (r *Ring) put(slot int, state byte, k Key) error {
	_, err := r.file.WriteAt(r.slot(slot, state, k), int64(slot)*slotSize)
	return err
}

func (r *Ring) slot(slot int, state byte, k Key) []byte {
	plain := make([]byte, secretSize)
	plain[0] = state
	copy(plain[secretSize-len(k):], k[:])
	return r.wrap.Seal(nil, nil, plain, place(slot))
}

func (r *Ring) sync() error { return r.file.Sync() }

// Slots returns how many slots there are.
func (r *Ring) Slots() (int, error) {
	info, err := r.file.Stat()
	if err != nil {
		return 0, fmt.Errorf("measure the file of keys: %w", err)
	}
	return int(info.Size() / slotSize), nil
}

// Stock sees to it that there are so many slots, and that they are on the disk.
func (r *Ring) Stock(slots int) error {
	have, err := r.Slots()
	if err != nil || have >= slots {
		return err
	}
	var more []byte
	for n := have; n < slots; n++ {
		more = append(more, r.slot(n, live, New())...)
	}
	_, err = r.file.WriteAt(more, int64(have)*slotSize)
	if err := errors.Join(err, r.sync()); err != nil {
		return fmt.Errorf("make keys: %w", err)
	}
	return nil
}

// Erase destroys the keys in these slots, on the disk for certain. It may be
// done again.
func (r *Ring) Erase(slots ...int) error {
	var errs []error
	for _, n := range slots {
		if n > 0 { // the root stays
			errs = append(errs, r.put(n, erased, Key{}))
		}
	}
	if err := errors.Join(append(errs, r.sync())...); err != nil {
		return fmt.Errorf("destroy keys: %w", err)
	}
	return nil
}

// Copy writes the ring as it is to w.
func (r *Ring) Copy(w io.Writer) error {
	_, err := io.Copy(w, io.NewSectionReader(r.file, 0, 1<<40))
	return err
}

// Rewrap puts a ring in the place of the one at path that belongs to another
// master key and holds the same keys. When it fails the old one is untouched.
func Rewrap(path string, old, fresh Key) error {
	from, err := OpenRing(path, old, false)
	if err != nil {
		return err
	}
	defer from.Close()
	slots, err := from.Slots()
	if err != nil {
		return err
	}
	to := &Ring{wrap: aead(fresh.Derive("wrap"))}
	var all []byte
	for n := range slots {
		k, err := from.Key(n)
		switch {
		case err == nil:
			all = append(all, to.slot(n, live, k)...)
		case errors.Is(err, ErrErased), errors.Is(err, ErrMissing): // a spoilt slot was never drawn
			all = append(all, to.slot(n, erased, Key{})...)
		default:
			return err
		}
	}
	return replace(path, all)
}
