package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

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

// TestDeskUpgrades: a desk that is started with an older ledger upgrades it, and so
// does a change of the master key: both hold the folder themselves.
func TestDeskUpgrades(t *testing.T) {
	for name, upgrade := range map[string]func(config, string) error{
		"serve": func(c config, _ string) error {
			d, err := openDesk(c, time.Now, slog.New(slog.DiscardHandler))
			if err == nil {
				d.close()
			}
			return err
		},
		"rekey": func(_ config, file string) error { return rekeyCmd{Config: file}.Run(streams{out: io.Discard}) },
	} {
		t.Run(name, func(t *testing.T) {
			p := pastDesk(t, 0)
			c, err := loadConfig(p.config)
			if err != nil {
				t.Fatal(err)
			}
			oldLedger(t, c.ledgerOf())
			if err := upgrade(c, p.config); err != nil {
				t.Error(err)
			}
		})
	}
}

// oldLedger puts a ledger of an older schema there, with its keys.
func oldLedger(t *testing.T, path string) {
	t.Helper()
	const old = "../../bot/ledger/testdata/version-16"
	squeezed, err := os.Open(old + ".db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer squeezed.Close()
	z, err := gzip.NewReader(squeezed)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := os.ReadFile(old + ".keys")
	if err != nil {
		t.Fatal(err)
	}
	master := filepath.Join(filepath.Dir(path), ledger.MasterFile)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600), ledger.PutKeys(path, master, bytes.NewReader(keys))); err != nil {
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
