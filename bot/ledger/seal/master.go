package seal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"example.org/stegvis/bot/secret"
)

// ReadMaster reads a master key: 64 hexadecimal digits, in a file that only the
// service may read.
func ReadMaster(path string) (k Key, err error) {
	text, err := secret.Read(path)
	if err != nil {
		return k, fmt.Errorf("master key %s: %w", path, err)
	}
	bytes, err := hex.DecodeString(strings.TrimSpace(text.Reveal()))
	if err != nil || len(bytes) != len(k) {
		return k, fmt.Errorf("master key %s: want 64 hexadecimal digits: put the right file back", path)
	}
	return Key(bytes), nil
}

// MakeMaster writes a new master key to a file that may not be there yet, or is
// empty because the power went.
func MakeMaster(path string) (k Key, err error) {
	if info, err := os.Stat(path); err == nil && info.Size() > 0 {
		return k, fmt.Errorf("master key %s: %w", path, os.ErrExist)
	}
	k = New()
	return k, WriteMaster(path, k)
}

// WriteMaster writes a master key, on the disk for certain.
func WriteMaster(path string, k Key) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write master key: %w", err)
	}
	_, err = file.WriteString(hex.EncodeToString(k[:]) + "\n")
	if err := errors.Join(err, file.Sync(), file.Close(), syncFolder(filepath.Dir(path))); err != nil {
		return fmt.Errorf("write master key: %w", err)
	}
	return nil
}

// Coming is where a master key lies that is to take the place of the one at
// path, and has not for certain.
func Coming(path string) string { return path + ".new" }

// Rekey gives a ring a new master key. The new one is on the disk before
// anything is wrapped by it, and takes the old one's place only when all is: at
// every moment one of the two opens the ring, and [MasterOf] finds out which.
func Rekey(ring, path string) error {
	old, err := ReadMaster(path)
	if err != nil {
		return err
	}
	fresh := New()
	if err := WriteMaster(Coming(path), fresh); err != nil {
		return err
	}
	if err := Rewrap(ring, old, fresh); err != nil {
		return fmt.Errorf("rekey: nothing has changed: %w", err)
	}
	return take(path)
}

// MasterOf returns the master key at path that a ring belongs to. When a change of
// keys was interrupted after the ring was wrapped anew it is brought to its end.
func MasterOf(ring, path string) (k Key, err error) {
	k, err = ReadMaster(path)
	fresh, none := ReadMaster(Coming(path))
	if none != nil {
		return k, err
	}
	r, wrong := OpenRing(ring, fresh, false)
	if wrong != nil {
		return k, err
	}
	r.Close()
	return fresh, take(path)
}

func take(path string) error {
	if err := errors.Join(os.Rename(Coming(path), path), syncFolder(filepath.Dir(path))); err != nil {
		return fmt.Errorf("put the new master key in its place: %w", err)
	}
	return nil
}

// replace puts a file in the place of another, whole or not at all.
func replace(path string, data []byte) error {
	fresh := path + ".new"
	file, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		os.Remove(fresh)
		return err
	}
	return errors.Join(os.Rename(fresh, path), syncFolder(filepath.Dir(path)))
}

// syncFolder makes certain that what a folder says is in it.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
