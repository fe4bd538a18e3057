package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSeal: what is sealed opens with its key in its place, and nowhere else.
func TestSeal(t *testing.T) {
	k, plain := New(), []byte("Ingeborg")
	sealed := Seal(k, "fact SK-2026-0001/1", plain)
	if got, err := Open(k, "fact SK-2026-0001/1", sealed); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("got %q, %v", got, err)
	}
	if bytes.Contains(sealed, plain) || bytes.Equal(sealed, Seal(k, "fact SK-2026-0001/1", plain)) {
		t.Error("it can be read, or told from its twin")
	}
	changed := bytes.Clone(sealed)
	changed[len(changed)-1] ^= 1
	for what, open := range map[string]func() ([]byte, error){
		"another row": func() ([]byte, error) { return Open(k, "fact SK-2026-0001/2", sealed) },
		"another key": func() ([]byte, error) { return Open(New(), "fact SK-2026-0001/1", sealed) },
		"changed":     func() ([]byte, error) { return Open(k, "fact SK-2026-0001/1", changed) },
		"cut":         func() ([]byte, error) { return Open(k, "fact SK-2026-0001/1", sealed[:10]) },
		"nothing":     func() ([]byte, error) { return Open(k, "fact SK-2026-0001/1", nil) },
	} {
		if got, err := open(); !errors.Is(err, ErrSpoilt) || got != nil {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
}

// TestKeyIsNotPrinted however it is asked for.
func TestKeyIsNotPrinted(t *testing.T) {
	k := New()
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", k, "in", struct{ K Key }{k})
	encoded, err := json.Marshal(map[string]any{"k": k})
	if err != nil {
		t.Fatal(err)
	}
	said := fmt.Sprintf("%s %v %+v %#v %q", k, k, struct{ K Key }{k}, k, k) + log.String() + string(encoded)
	for _, form := range []string{fmt.Sprintf("%x", k[:4]), fmt.Sprintf("%d %d %d", k[0], k[1], k[2]), string(k[:6])} {
		if strings.Contains(said, form) {
			t.Errorf("printed as %s", said)
		}
	}
}

func ring(t *testing.T) (r *Ring, path string, master Key) {
	t.Helper()
	path, master = filepath.Join(t.TempDir(), "x.keys"), New()
	r, err := OpenRing(path, master, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	if err := r.Stock(20); err != nil {
		t.Fatal(err)
	}
	return r, path, master
}

// TestErase: a key that was erased is gone, for who had the ring open and for who
// opens it later, and the others stay.
func TestErase(t *testing.T) {
	r, path, master := ring(t)
	before, _ := r.Key(7)
	other, err := OpenRing(path, master, false)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := r.Erase(0, 7, 7); err != nil {
		t.Fatal(err)
	}
	for _, r := range []*Ring{r, other} {
		if _, err := r.Key(7); !errors.Is(err, ErrErased) {
			t.Errorf("slot 7: %v", err)
		}
		if k, err := r.Key(8); err != nil || k == before {
			t.Errorf("slot 8: %v", err)
		}
		if _, err := r.Key(0); err != nil {
			t.Errorf("the root: %v", err)
		}
		if _, err := r.Key(20); !errors.Is(err, ErrMissing) {
			t.Errorf("past the end: %v", err)
		}
	}
	if root, _ := other.Key(0); root != r.Root() {
		t.Error("the root is another")
	}
}

// TestWrongRing: another master key, a missing ring, slots that have changed
// places: all are told, and nothing is overwritten.
func TestWrongRing(t *testing.T) {
	_, path, master := ring(t)
	data, _ := os.ReadFile(path)
	for _, fresh := range []bool{false, true} {
		if _, err := OpenRing(path, New(), fresh); !errors.Is(err, ErrWrongMaster) {
			t.Errorf("another master key (fresh: %v): %v", fresh, err)
		}
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(after, data) {
		t.Error("the ring was overwritten")
	}
	if _, err := OpenRing(path+".not", master, false); err == nil || !strings.Contains(err.Error(), "put the newest copy of it back") {
		t.Errorf("missing: %v", err)
	}
	copy(data[3*slotSize:], data[4*slotSize:5*slotSize])
	os.WriteFile(path, data, 0o600)
	r, err := OpenRing(path, master, false)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Key(3); !errors.Is(err, ErrMissing) {
		t.Errorf("a slot in the place of another: %v", err)
	}
}

// TestRekey stops a change of the master key after each of its steps: one of the
// two keys opens the ring then, and it is the one that MasterOf returns.
func TestRekey(t *testing.T) {
	for name, stop := range map[string]func(t *testing.T, ring, master string, old Key){
		"not begun":     func(*testing.T, string, string, Key) {},
		"half a key":    func(t *testing.T, _, master string, _ Key) { os.WriteFile(Coming(master), []byte("ab12"), 0o600) },
		"the key alone": func(t *testing.T, _, master string, _ Key) { must(t, WriteMaster(Coming(master), New())) },
		"half a ring": func(t *testing.T, ring, master string, _ Key) {
			must(t, WriteMaster(Coming(master), New()))
			must(t, os.WriteFile(ring+".new", make([]byte, 100), 0o600))
		},
		"no room for the ring": func(t *testing.T, ring, master string, _ Key) {
			must(t, os.Mkdir(ring+".new", 0o700))
			if err := Rekey(ring, master); err == nil || !strings.Contains(err.Error(), "nothing has changed") {
				t.Errorf("got %v", err)
			}
			must(t, os.Remove(ring+".new"))
		},
		"the key not in its place": func(t *testing.T, ring, master string, old Key) {
			fresh := New()
			must(t, WriteMaster(Coming(master), fresh))
			must(t, Rewrap(ring, old, fresh))
		},
		"done": func(t *testing.T, ring, master string, _ Key) { must(t, Rekey(ring, master)) },
	} {
		t.Run(name, func(t *testing.T) {
			r, path, old := ring(t)
			master := filepath.Join(filepath.Dir(path), "master.key")
			must(t, WriteMaster(master, old))
			want, _ := r.Key(5)
			must(t, r.Erase(6))
			stop(t, path, master, old)
			for range 2 {
				k, err := MasterOf(path, master)
				must(t, err)
				again, err := OpenRing(path, k, false)
				must(t, err)
				defer again.Close()
				if got, err := again.Key(5); got != want || err != nil {
					t.Errorf("slot 5: %v", err)
				}
				if _, err := again.Key(6); !errors.Is(err, ErrErased) {
					t.Errorf("what was erased: %v", err)
				}
			}
			must(t, Rekey(path, master)) // it can always be done anew
			if _, err := OpenRing(path, old, false); !errors.Is(err, ErrWrongMaster) {
				t.Errorf("the old master key still opens it: %v", err)
			}
		})
	}
}

// TestMaster: what is no master key, or is open to others, is refused.
func TestMaster(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	k, err := MakeMaster(path)
	must(t, err)
	if got, err := ReadMaster(path); got != k || err != nil {
		t.Errorf("read again: %v", err)
	}
	if _, err := MakeMaster(path); !errors.Is(err, os.ErrExist) {
		t.Errorf("made over another: %v", err)
	}
	must(t, os.Chmod(path, 0o644))
	if _, err := ReadMaster(path); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("open to others: %v", err)
	}
	must(t, os.Chmod(path, 0o600))
	must(t, os.WriteFile(path, []byte("hemligt\n"), 0o600))
	if _, err := ReadMaster(path); err == nil || strings.Contains(err.Error(), "hemligt") {
		t.Errorf("not a key: %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
