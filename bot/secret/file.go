package secret

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// largest is more than any password, token or key has.
const largest = 64 << 10

// Read reads a secret from a file that only the service may read. Whoever needs
// one reads it each time, so that it can be changed while the desk works. The
// line end at the end of the file is not part of it.
func Read(path string) (Text, error) {
	data, err := ReadFile(path)
	if err != nil {
		return Text{}, err
	}
	t := Of(strings.TrimRight(string(data), "\r\n"))
	if t.Empty() {
		return t, errors.New("it is empty")
	}
	return t, nil
}

// ReadFile reads a whole file that only the service may read.
func ReadFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if err := private(info); err != nil {
		return nil, err
	}
	return io.ReadAll(f)
}

// private refuses a file that is open to others. A group may read it: that is how
// systemd and Kubernetes hand over secrets.
func private(info os.FileInfo) error {
	switch mode := info.Mode(); {
	case !mode.IsRegular():
		return errors.New("it is no file")
	case mode.Perm()&0o007 != 0:
		return errors.New("everybody on this machine may read it; chmod 600")
	case mode.Perm()&0o020 != 0:
		return errors.New("a group may change it; chmod 600")
	case info.Size() > largest:
		return errors.New("it is too large for a secret")
	}
	return nil
}

// Write replaces a file whole, or not at all: the old content may be worthless
// already, and a half-written one always is.
func Write(path string, t Text) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return fmt.Errorf("keep a secret: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(t.Reveal() + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("keep a secret: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("keep a secret: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("keep a secret: %w", err)
	}
	defer d.Close()
	return d.Sync()
}
