//go:build linux

package ledger

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is wrong with a file is said when it is opened, with what to do.
func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		want  string
	}{
		"a folder in its place": {func(t *testing.T, path string) { must(t, os.Mkdir(path, 0o700)) }, "its folder must exist"},
		"no folder":             {func(t *testing.T, path string) { must(t, os.Remove(filepath.Dir(path))) }, "its folder must exist"},
		"another file": {func(t *testing.T, path string) {
			must(t, os.WriteFile(path, []byte(strings.Repeat("pdf ", 2000)), 0o600))
		}, "restore the last backup"},
		"pages overwritten": {overwrite, "restore the last backup"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x", "ledger.db")
			must(t, os.Mkdir(filepath.Dir(path), 0o700))
			c.spoil(t, path)
			l, err := Open(path)
			if err == nil {
				defer l.Close()
				err = l.Check(t.Context())
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func overwrite(t *testing.T, path string) {
	l, err := Open(path)
	must(t, err)
	for i := range 50 {
		record(t, l, entry(string(rune('a'+i)), letter(NewToken())))
	}
	must(t, l.Close())
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	defer file.Close()
	_, err = file.WriteAt([]byte(strings.Repeat("Z", 3*4096)), 4*4096)
	must(t, err)
}

// A full disk and a lock of somebody else's are said, nothing is half stored, and
// the ledger goes on when they have passed.
func TestPassingTrouble(t *testing.T) {
	for name, c := range map[string]struct {
		begin, end string
		want       string
	}{
		"full":   {`PRAGMA max_page_count = 1`, `PRAGMA max_page_count = 1000000`, "the disk is full: make room"},
		"locked": {`PRAGMA busy_timeout = 1`, `PRAGMA busy_timeout = 5000`, "another program has the ledger locked"},
	} {
		t.Run(name, func(t *testing.T) {
			l, path := open(t)
			_, err := l.db.Exec(c.begin)
			must(t, err)
			unlock := func() {}
			if name == "locked" {
				unlock = lockOut(t, path)
			}
			big := letter("t1")
			big.Files[0].Data = make([]byte, 100_000)
			if _, err := l.Record(t.Context(), entry("m1", big)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			unlock()
			_, err = l.db.Exec(c.end)
			must(t, err)
			if c, err := l.Case(t.Context(), "SK-2026-0001"); err != nil || c.Rev != 0 {
				t.Errorf("half stored: %d facts, %v", c.Rev, err)
			}
			record(t, l, entry("m1", big))
		})
	}
}

func lockOut(t *testing.T, path string) (unlock func()) {
	other, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	must(t, err)
	tx, err := other.Begin()
	must(t, err)
	return func() { tx.Rollback(); other.Close() }
}

func TestLock(t *testing.T) {
	folder := t.TempDir()
	release, err := Lock(folder)
	must(t, err)
	if _, err := Lock(folder); !errors.Is(err, ErrTaken) {
		t.Errorf("a second lock: %v", err)
	}
	release()
	again, err := Lock(folder)
	must(t, err)
	again()
}

func TestRemoteDisks(t *testing.T) {
	const nfs, ext4 = 0x6969, 0xef53
	if err := onDisk(nfs); err == nil || !strings.Contains(err.Error(), "NFS") {
		t.Errorf("NFS: %v", err)
	}
	if err := onDisk(ext4); err != nil {
		t.Errorf("a local disk: %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
