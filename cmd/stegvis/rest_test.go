package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/stegvis/bot/ledger"
)

// atRest are the scripts in which each kind of thing is stored at least once.
var atRest = []string{"avslag", "blankett", "flytt", "gallring", "kryptering", "parter_i_chatt", "ratta", "siffror", "utan_chatt", "vidare"}

// TestCanaryAtRest lets her go through scripts, and looks for her and for the
// address of everybody who was written to in all that is on the disk while the
// desk is open: the ledger, its log, its index, its keys, a copy of it, and what
// was left where temporary files lie.
func TestCanaryAtRest(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	files := 0
	all := days(t)
	for _, name := range atRest {
		t.Run(name, func(t *testing.T) {
			script := all[name]
			if script == nil {
				t.Fatal("no such script")
			}
			c, dir := prepared(script), t.TempDir()
			s := staged(t, dir, script)
			c.names = append(c.names, addressesIn(s.list)...)
			if err := s.bot.Ledger.Copy(context.Background(), filepath.Join(dir, "copy.db")); err != nil {
				t.Fatal(err)
			}
			seen := onDisk(t, dir)
			files += len(seen)
			for _, leak := range c.seenIn(seen) {
				t.Error(leak)
			}
			planted(t, s.bot.Ledger, dir, c)
		})
	}
	for _, leak := range newCanary(ingeborg(), "").seenIn(onDisk(t, temp)) {
		t.Error("temporary files: " + leak)
	}
	if files < 4*len(atRest) {
		t.Errorf("%d files were looked through", files)
	}
}

// planted: what stands in the clear is seen by the check above.
func planted(t *testing.T, l *ledger.Ledger, dir string, c canary) {
	t.Helper()
	if err := l.Report(context.Background(), ledger.Report{Text: "intyget gäller Ingeborg Provström"}); err != nil {
		t.Fatal(err)
	}
	if leaks := strings.Join(c.seenIn(onDisk(t, dir)), "\n"); !strings.Contains(leaks, `"ingeborg" "provström"`) {
		t.Errorf("planted in the ledger, and not seen: %s", leaks)
	}
}

// staged plays a script and leaves the desk open.
func staged(t *testing.T, dir string, script *txtar.Archive) *stage {
	t.Helper()
	s, err := newStage(dir, script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.bot.Reader.Close(); s.bot.Ledger.Close() })
	for _, f := range script.Files {
		if err := s.section(f); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
	}
	return s
}

// onDisk is every file in a folder but those that the script brought.
func onDisk(t *testing.T, dir string) (all []sight) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".csv") || strings.HasSuffix(path, ".pem") || d.Name() == "passwords" {
			return err
		}
		data, err := os.ReadFile(path)
		all = append(all, sight{d.Name(), string(bytes.ToValidUTF8(data, []byte(" ")))})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// addressesIn are the mail addresses in a contact list.
func addressesIn(list string) (all []string) {
	data, _ := os.ReadFile(list) // it has just been read by the desk
	for _, cell := range strings.FieldsFunc(string(data), func(r rune) bool { return strings.ContainsRune(";, \r\n\"", r) }) {
		if strings.Contains(cell, "@") {
			all = append(all, strings.ToLower(cell))
		}
	}
	return all
}
