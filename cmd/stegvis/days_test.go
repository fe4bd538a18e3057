package main

import (
	"bytes"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/templates"
)

var update = flag.Bool("update", false, "write what happened into the scripts instead of comparing")

// TestDays plays every scripted day: what happens must be what is written. The
// days together must make every letter be written that there is a template for.
func TestDays(t *testing.T) {
	var mu sync.Mutex
	used := map[string]bool{}
	all := days(t)
	t.Run("days", func(t *testing.T) {
		for name, script := range all {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				got := playDay(t, name, script)
				mu.Lock()
				defer mu.Unlock()
				maps.Copy(used, got.templates)
			})
		}
	})
	if unused := unusedTemplates(used); len(unused) > 0 && !t.Failed() {
		t.Errorf("no scripted day makes use of %d of the letters:\n%s", len(unused), strings.Join(unused, "\n"))
	}
}

func playDay(t *testing.T, name string, script *txtar.Archive) played {
	file := filepath.Join("testdata", "days", name+".txtar")
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, err := play(script, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, got.transcript, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(got.transcript, want) {
		t.Errorf("the day went otherwise than the script says (see it with: stegvis try %s): %s", file, firstDifference(want, got.transcript))
	}
	return got
}

// days returns the scripts by their names.
func days(t *testing.T) map[string]*txtar.Archive {
	t.Helper()
	files, err := filepath.Glob("testdata/days/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	scripts := map[string]*txtar.Archive{}
	for _, f := range files {
		script, err := txtar.ParseFile(f)
		if err != nil {
			t.Fatal(err)
		}
		scripts[strings.TrimSuffix(filepath.Base(f), ".txtar")] = script
	}
	return scripts
}

// unusedTemplates lists the letters that no day has written. What BIH is told in
// the thread when its words were not understood is said at once and is no letter.
func unusedTemplates(used map[string]bool) (unused []string) {
	used["BIH/fraga_igen"] = true
	for _, r := range care.Addressees() {
		for _, name := range templates.Names(r) {
			if key := string(r) + "/" + name; !used[key] {
				unused = append(unused, key)
			}
		}
	}
	slices.Sort(unused)
	return unused
}
