package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"example.org/stegvis/bot/ledger"
)

var keepSchema = flag.Bool("keep", false, "keep today's schema as one that has been released")

// TestKeptSchema: a played day leaves a ledger that can be kept beside those of
// older schemas, for bot/ledger's TestUpgrade. Before a schema is released:
//
//	go test ./cmd/stegvis -run TestKeptSchema -keep
func TestKeptSchema(t *testing.T) {
	dir := t.TempDir()
	s, err := newStage(dir, days(t)["avslag"])
	if err != nil {
		t.Fatal(err)
	}
	defer s.bot.Reader.Close()
	defer s.bot.Ledger.Close()
	for _, f := range s.script.Files {
		if err := s.section(f); err != nil {
			t.Fatal(f.Name, err)
		}
	}
	copied := filepath.Join(dir, "copy.db")
	if err := errors.Join(s.bot.Ledger.Copy(t.Context(), copied), withKeys(s.bot.Ledger, copied)); err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(copied)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	list, err := l.Cases(t.Context())
	if err != nil || len(list) != 1 || !list[0].Closed {
		t.Errorf("%+v, %v: want one case, closed", list, err)
	}
	version, err := l.Version(t.Context())
	if err != nil || version < 10 {
		t.Fatalf("version %d, %v", version, err)
	}
	if !*keepSchema {
		return
	}
	var keys bytes.Buffer
	to := fmt.Sprintf("../../bot/ledger/testdata/version-%d", version)
	if err := errors.Join(squeeze(copied, to+".db.gz"), l.CopyKeys(&keys), os.WriteFile(to+".keys", keys.Bytes(), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// withKeys puts the keys of a ledger beside a copy of it.
func withKeys(l *ledger.Ledger, copied string) error {
	var keys bytes.Buffer
	return errors.Join(l.CopyKeys(&keys), ledger.PutKeys(copied, filepath.Join(filepath.Dir(copied), ledger.MasterFile), &keys))
}

func squeeze(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(data); err != nil {
		return err
	}
	return z.Close()
}
