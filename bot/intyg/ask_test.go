package intyg

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.org/stegvis/bot/intyg/apart"
	"example.org/stegvis/bot/intyg/page"
)

// TestMain makes the test program the process that documents are read in.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "reader" {
		reader := func(alive func()) *Reader {
			return NewReader(page.NewReader(page.Options{Guarded: true, Alive: alive, CacheDir: os.Args[2]}))
		}
		if err := Serve(os.Stdin, os.Stdout, reader); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// apartReader reads in a process of its own.
func apartReader(t testing.TB, change func(*apart.Limits)) *Reader {
	t.Helper()
	l := apart.Usual
	if change != nil {
		change(&l)
	}
	r := NewReader(page.NewReader(page.Options{}))
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	r.Apart(&apart.Worker{Path: "/proc/self/exe", Args: []string{"intyg", "reader", filepath.Join(cache, "stegvis", "wazero")}, Limits: l})
	t.Cleanup(func() { r.Close() })
	return r
}

// TestApart: what is read in a process of its own is what is read here.
func TestApart(t *testing.T) {
	here, there := NewReader(page.NewReader(page.Options{})), apartReader(t, nil)
	defer here.Close()
	files, _ := filepath.Glob("page/testdata/*.*")
	if len(files) < 8 {
		t.Fatalf("%d files in page/testdata", len(files))
	}
	for _, f := range files {
		if strings.Contains(f, "_fax") {
			continue // nothing is recognised here, and it takes seconds twice
		}
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		want, wantErr := here.Read(t.Context(), "fil", data, someDay)
		got, gotErr := there.Read(t.Context(), "fil", data, someDay)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", f, diff)
		}
		a, _ := json.Marshal(want)
		b, _ := json.Marshal(got)
		if string(a) != string(b) {
			t.Errorf("%s: written otherwise:\n%s\n%s", f, a, b)
		}
		if (wantErr == nil) != (gotErr == nil) {
			t.Errorf("%s: got %v, want %v", f, gotErr, wantErr)
		}
	}
	text := "Namn: Åke Påhittad\nPersonnummer: 19380514-9816\nOmfattning: 15-20 minuter 2 ggr/dag\n"
	if diff := cmp.Diff(here.Text(text, someDay), there.Text(text, someDay), cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

// TestApartTaught: the process knows what its asker has been taught.
func TestApartTaught(t *testing.T) {
	r := apartReader(t, nil)
	if err := r.Teach(Form{Name: "a", Labels: map[string]string{"Vinsten": "insats.syfte"}}); err != nil {
		t.Fatal(err)
	}
	if f, _ := r.Text("Vinsten: Gå ut\n", someDay).Get("insats.syfte"); f.Value != "Gå ut" {
		t.Errorf("got %v", f.Value)
	}
}

func TestApartErrors(t *testing.T) {
	r := apartReader(t, nil)
	for text, want := range map[string]error{
		"%PDF-1.4 trasig": page.ErrUnreadable, "-----BEGIN PGP MESSAGE-----\nabc": page.ErrLocked, "\x00\x01\x02": page.ErrUnknown,
	} {
		all, err := r.Read(t.Context(), "fil", []byte(text), someDay)
		if !errors.Is(err, want) || len(all) != 1 || len(all[0].Warnings) != 1 {
			t.Errorf("%q: got %v and %+v, want %v and a reading that warns", text, err, all, want)
		}
	}
}

func TestApartLook(t *testing.T) {
	data, err := os.ReadFile("page/testdata/grid_L1_c02.pdf")
	if err != nil {
		t.Fatal(err)
	}
	r := apartReader(t, nil)
	pages, err := r.Look(t.Context(), data, 0)
	if err != nil || len(pages) == 0 || pages[0].Crop(page.Box{X0: 40, Y0: 40, X1: 200, Y1: 100}, 2) == nil {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	mail, err := os.ReadFile("page/testdata/nested_rfc822_c01.eml")
	if err != nil {
		t.Fatal(err)
	}
	items, err := r.Pages.Unpack(t.Context(), "", mail)
	if err != nil {
		t.Fatal(err)
	}
	n := slices.IndexFunc(items, func(it page.Item) bool { return it.Type == "application/pdf" }) + 1
	if pages, err := r.Look(t.Context(), mail, n); err != nil || len(pages) == 0 {
		t.Errorf("in a mail: %d pages, %v", len(pages), err)
	}
	if _, err := r.Look(t.Context(), data, 9); !errors.Is(err, page.ErrUnknown) {
		t.Errorf("the ninth of one: %v", err)
	}
}

// TestApartFails: a reader that hangs or is no reader leaves a file unread, with
// a reason that a person is shown, and the next file is read.
func TestApartFails(t *testing.T) {
	hurry := func(l *apart.Limits) { l.Wait, l.Total = 200*time.Millisecond, 200*time.Millisecond }
	for _, command := range []string{"exit 1", "sleep 60", "kill -SEGV $$", "yes", "head -c 999 /dev/zero", `cat >/dev/null`, "exec no-such-program"} {
		r := apartReader(t, hurry)
		self := r.apart.Args
		r.apart.Path, r.apart.Args = "/bin/sh", []string{"sh", "-c", command}
		all, err := r.Read(t.Context(), "fil", []byte("Namn: Åke"), someDay)
		if !errors.Is(err, page.ErrUnreadable) || len(all) != 1 || !slices.Equal(all[0].Warnings, []string{"olaslig"}) || all[0].Kind != KindUnclear {
			t.Errorf("%s: got %v and %+v", command, err, all)
		}
		if one := r.Text("Namn: Åke", someDay); one.Kind != KindUnclear || !slices.Equal(one.Warnings, []string{"olaslig"}) {
			t.Errorf("%s: text: %+v", command, one)
		}
		r.apart.Path, r.apart.Args, r.apart.Limits = "/proc/self/exe", self, apart.Usual
		if all, err := r.Read(t.Context(), "fil", []byte("Namn: Åke Påhittad"), someDay); err != nil || len(all) != 1 {
			t.Errorf("%s: afterwards: %v and %+v", command, err, all)
		}
	}
}
