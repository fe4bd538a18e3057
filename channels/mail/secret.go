package mail

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// readSecret reads a file that only we may read. It is read at each log-on, so
// that it can be changed while we run.
func readSecret(what, path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	if info.Mode().Perm()&0o007 != 0 {
		return "", fmt.Errorf("%s: everybody on this machine may read it; chmod 600", what)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("%s: %w", what, err)
	}
	if s := strings.TrimRight(string(b), "\r\n"); s != "" {
		return s, nil
	}
	return "", errors.New(what + ": it is empty")
}

// writeSecret replaces a file whole, or not at all: the old content may be
// worthless already, and a half-written one always is.
func writeSecret(path, secret string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return fmt.Errorf("keep token: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(secret + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("keep token: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("keep token: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("keep token: %w", err)
	}
	defer d.Close()
	return d.Sync()
}
