package ledger

import (
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
)

// Every schema that has been released is kept as a ledger with a case in it that
// went from an intyg to a refusal, with its keys since ledgers are sealed, and is upgraded
// here. What was there before is there afterwards, and nowhere in the clear.
func TestUpgrade(t *testing.T) {
	old, err := filepath.Glob("testdata/version-*.db.gz")
	if err != nil || len(old) == 0 {
		t.Fatal("there are no old ledgers", err)
	}
	for _, file := range old {
		t.Run(filepath.Base(file), func(t *testing.T) {
			path := unzip(t, file)
			l, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			if err := l.Check(t.Context()); err != nil {
				t.Error(err)
			}
			list, err := l.Cases(t.Context())
			if err != nil || len(list) != 1 || !list[0].Closed {
				t.Fatalf("cases %+v, %v", list, err)
			}
			c, err := l.Case(t.Context(), list[0].ID)
			if err != nil || c.Decision == nil || c.Intyg.Person.ID == "" || c.Units[care.PVR] == "" {
				t.Errorf("the case %+v, %v", c, err)
			}
			letters, err := l.Letters(t.Context(), c.ID)
			if err != nil || len(letters) < 5 {
				t.Errorf("%d letters, %v", len(letters), err)
			}
			for _, letter := range letters {
				if _, err := l.Files(t.Context(), letter.Key); err != nil || letter.State != "sent" {
					t.Errorf("letter %s is %s, %v", letter.Key, letter.State, err)
				}
			}
			if ids, err := l.OfPerson(t.Context(), l.hash("person", c.Intyg.Person.ID)); err != nil || len(ids) != 0 {
				t.Errorf("closed, and found as open: %v, %v", ids, err)
			}
			if ids, err := l.AllOfPerson(t.Context(), l.hash("person", c.Intyg.Person.ID)); err != nil || len(ids) != 1 {
				t.Errorf("the person has %v, %v", ids, err)
			}
			files, err := l.AllDocuments(t.Context(), c.ID, "")
			if err != nil || len(files) == 0 || len(files[0].Data) == 0 {
				t.Errorf("documents %v, %v", files, err)
			}
			came, err := l.Messages(t.Context(), c.ID)
			if err != nil || len(came) == 0 || len(came[0].Raw) == 0 || came[0].ID == "" {
				t.Errorf("messages %v, %v", came, err)
			}
			for _, clear := range []string{c.Intyg.Person.Name, c.Intyg.Person.ID, letters[0].Address, letters[0].Subject, came[0].ID} {
				if where := inFiles(t, filepath.Dir(path), clear); clear == "" || len(where) > 0 {
					t.Errorf("%q still stands in %v", clear, where)
				}
			}
		})
	}
}

// TestUpgradeUnderDesk: a command of a newer program leaves a ledger alone that a
// desk of an older one is at work with; who holds the folder upgrades it, and so
// does a command when nobody does.
func TestUpgradeUnderDesk(t *testing.T) {
	path := unzip(t, "testdata/version-16.db.gz")
	release, err := Lock(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(path)
	if !errors.Is(err, ErrTaken) || !strings.Contains(err.Error(), "started anew") {
		t.Fatalf("opened under the desk: %v", err)
	}
	if f, err := openFile(path); err != nil {
		t.Fatal(err)
	} else if n, err := f.Version(t.Context()); n != 16 || errors.Join(err, f.Close()) != nil {
		t.Errorf("version %d, %v: it has been changed under the desk", n, err)
	}
	l, err := OpenHeld(path, "")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if l, err = Open(path); err != nil { // there is nothing left to upgrade
		t.Fatal(err)
	}
	l.Close()
	release()

	if l, err = Open(unzip(t, "testdata/version-16.db.gz")); err != nil {
		t.Fatal(err)
	}
	l.Close()
}

func unzip(t *testing.T, file string) (path string) {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	z, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	giveKeys(t, strings.TrimSuffix(file, ".db.gz")+".keys", path)
	return path
}

// giveKeys puts the keys of a ledger beside it, if it was sealed.
func giveKeys(t *testing.T, file, path string) {
	t.Helper()
	keys, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer keys.Close()
	if err := PutKeys(path, filepath.Join(filepath.Dir(path), MasterFile), keys); err != nil {
		t.Fatal(err)
	}
}

// inFiles lists the files of a folder in which some bytes stand.
func inFiles(t *testing.T, dir, text string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), text) {
			names = append(names, filepath.Base(name))
		}
	}
	return names
}
