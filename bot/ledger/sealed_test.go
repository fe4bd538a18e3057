package ledger

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/ledger/seal"
)

// TestLocked: a ledger in which something is sealed does not open without its
// keys, and says what to do; it is never begun anew.
func TestLocked(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(path, master string) error
		want  string
	}{
		"no master key":    {func(_, master string) error { return os.Remove(master) }, "put its master key back"},
		"another one":      {func(_, master string) error { return seal.WriteMaster(master, seal.New()) }, "put the right one back"},
		"an empty one":     {func(_, master string) error { return os.Truncate(master, 0) }, "it is empty"},
		"open to all":      {func(_, master string) error { return os.Chmod(master, 0o644) }, "chmod 600"},
		"no keys":          {func(path, _ string) error { return os.Remove(KeysOf(path)) }, "put the newest copy of it back"},
		"keys of no other": {func(path, _ string) error { return os.Truncate(KeysOf(path), 0) }, "put the right one back"},
	} {
		t.Run(name, func(t *testing.T) {
			l, path := open(t)
			record(t, l, entry("1", letter("T1")))
			l.Close()
			if err := c.spoil(path, filepath.Join(filepath.Dir(path), MasterFile)); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(path); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// TestInterruptedBeginning: the power goes while the keys are made; the next start
// makes them.
func TestInterruptedBeginning(t *testing.T) {
	for name, found := range map[string]map[string][]byte{
		"an empty master key": {MasterFile: nil},
		"an empty ring":       {"ledger.db.keys": nil},
		"half a slot":         {"ledger.db.keys": make([]byte, 40)},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ledger.db")
			for file, data := range found {
				if err := os.WriteFile(filepath.Join(filepath.Dir(path), file), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 {
				l, err := Open(path)
				if err != nil {
					t.Fatal(err)
				}
				record(t, l, entry(NewToken(), letter(NewToken())))
				l.Close()
			}
		})
	}
}

// TestRowsStayInTheirPlaces: what is sealed opens in no other row.
func TestRowsStayInTheirPlaces(t *testing.T) {
	for what, swap := range map[string]string{
		"facts":     `UPDATE facts SET sealed = (SELECT sealed FROM facts x WHERE x.seq <> facts.seq)`,
		"letters":   `UPDATE letters SET sealed = (SELECT sealed FROM letters x WHERE x.key <> letters.key)`,
		"messages":  `UPDATE messages SET note = (SELECT note FROM messages x WHERE x.id <> messages.id)`,
		"documents": `UPDATE documents SET data = (SELECT data FROM documents x WHERE x.id <> documents.id)`,
	} {
		t.Run(what, func(t *testing.T) {
			l, _ := open(t)
			for i := range 2 {
				x := letter(fmt.Sprint("T", i))
				x.Files[0].Data = []byte{byte(i)}
				record(t, l, entry(fmt.Sprint(i), x))
			}
			if _, err := l.db.Exec(swap); err != nil {
				t.Fatal(err)
			}
			_, err1 := l.Facts(t.Context(), "SK-2026-0001")
			_, err2 := l.Letters(t.Context(), "SK-2026-0001")
			_, err3 := l.Messages(t.Context(), "SK-2026-0001")
			_, err4 := l.Files(t.Context(), "SK-2026-0001/1/0")
			if err := errors.Join(err1, err2, err3, err4); !errors.Is(err, seal.ErrSpoilt) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestMoreKeys: when all keys have been drawn more are made, and none is drawn
// twice.
func TestMoreKeys(t *testing.T) {
	l, path := open(t)
	for i := range 2 * ahead {
		if err := l.Keep(t.Context(), Message{Channel: "mail", ID: fmt.Sprint(i), Received: noon, Raw: []byte("raw")}); err != nil {
			t.Fatal(err)
		}
	}
	var slots, most int
	if err := l.db.QueryRow(`SELECT count(DISTINCT slot), max(slot) FROM messages`).Scan(&slots, &most); err != nil || slots != 2*ahead {
		t.Errorf("%d keys for %d messages, %v", slots, 2*ahead, err)
	}
	if info, err := os.Stat(KeysOf(path)); err != nil || info.Size() < int64(most)*64 {
		t.Errorf("%v, %v", info, err)
	}
	kept, err := l.Kept(t.Context(), "mail")
	if err != nil || len(kept) != 2*ahead || string(kept[7].Raw) != "raw" {
		t.Errorf("%d kept, %v", len(kept), err)
	}
}

// TestOldKeys: a copy of the keys opens a ledger that has gone on since it was
// made, as far as keys had been made ahead.
func TestOldKeys(t *testing.T) {
	l, path := open(t)
	old, err := os.ReadFile(KeysOf(path))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		record(t, l, entry(fmt.Sprint(i), letter(NewToken())))
	}
	l.Close()
	if err := os.WriteFile(KeysOf(path), old, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err = Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if facts, err := l.Facts(t.Context(), "SK-2026-0001"); err != nil || len(facts) != 10 {
		t.Errorf("%d facts, %v", len(facts), err)
	}
}

// unsealed keeps everything in the clear, to compare with.
type unsealed struct{}

func (unsealed) Seal(_ seal.Key, _ string, plain []byte) []byte { return plain }

func (unsealed) Open(_ seal.Key, _ string, sealed []byte) ([]byte, error) { return sealed, nil }

// BenchmarkIntake takes mails of 200 kB, in turns with and without sealing, and
// says how much longer half of them or more take with: on a disk, and in memory,
// where nothing waits for a disk.
func BenchmarkIntake(b *testing.B) {
	for name, dir := range map[string]string{"disk": "", "memory": "/dev/shm"} {
		b.Run(name, func(b *testing.B) {
			var ledgers [2]*Ledger
			for i := range ledgers {
				folder, err := os.MkdirTemp(dir, "stegvis-intake")
				if err != nil {
					b.Skip("no such place: ", err)
				}
				defer os.RemoveAll(folder)
				if ledgers[i], err = Open(filepath.Join(folder, "ledger.db")); err != nil {
					b.Fatal(err)
				}
				defer ledgers[i].Close()
			}
			ledgers[1].box = unsealed{}
			compareIntake(b, ledgers)
		})
	}
}

func compareIntake(b *testing.B, ledgers [2]*Ledger) {
	var took [2][]time.Duration
	raw := []byte(strings.Repeat("Egenvårdsintyg ", 14_000))
	for i := 0; b.Loop(); i++ {
		for turn := range ledgers {
			side := (i + turn) % 2
			begun := time.Now()
			takeMail(b, ledgers[side], i, append(raw[:len(raw):len(raw)], fmt.Sprint(i)...))
			took[side] = append(took[side], time.Since(begun))
		}
	}
	for side := range took {
		slices.Sort(took[side])
	}
	half := len(took[0]) / 2
	b.ReportMetric(float64(took[0][half])/float64(took[1][half]), "sealed/clear")
}

func takeMail(b *testing.B, l *Ledger, n int, raw []byte) {
	id := fmt.Sprint("m", n)
	if err := l.Keep(b.Context(), Message{Channel: "mail", ID: id, Received: noon, Raw: raw}); err != nil {
		b.Fatal(err)
	}
	e := entry(id, letter(NewToken()), letter(NewToken()))
	e.Files = []File{{Kind: "mejl", Name: "mejl.eml", Data: raw}}
	if _, err := l.Record(b.Context(), e); err != nil {
		b.Fatal(err)
	}
}
