package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
)

// TestReloadOnSignal: SIGHUP reads the contact lists at once. A broken one changes
// nothing, and what a new one changes is told before it takes effect.
func TestReloadOnSignal(t *testing.T) {
	script := days(t)["stadsdel"]
	s, err := newStage(t.TempDir(), script)
	if err != nil {
		t.Fatal(err)
	}
	defer s.bot.Reader.Close()
	defer s.bot.Ledger.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGHUP) // or the first one would end the test, were it sent too early
	defer signal.Stop(caught)
	go on(ctx, syscall.SIGHUP, func() { s.bot.Reload(ctx) })
	for _, step := range []struct{ old, with, told string }{
		{"samordning@tranbaret.example", "samordning@", "rad 11, kolumn E-post"},
		{"samordning@tranbaret.example", "ny@tranbaret.example", "1 ändrad adress"},
	} {
		text := strings.Replace(string(exampleContacts), step.old, step.with, 1)
		if err := os.WriteFile(filepath.Clean(s.list), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
			if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
				t.Fatal(err)
			}
			if err := s.bot.Deliver(ctx); err != nil {
				t.Fatal(err)
			}
			sent := s.board.Sent()
			if len(sent) > 0 && strings.Contains(sent[len(sent)-1].Text, step.told) {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("nothing was told of %s", step.with)
			}
		}
	}
	deadline := time.Now().Add(time.Minute)
	for {
		a, err := s.bot.Contacts().Address(care.HTJ, "htj-tranbaret", care.DateOf(s.now))
		if err == nil && a.At() == "ny@tranbaret.example" {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%v, %v is in use", a, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// TestReloadTakesPapers: SIGHUP takes the unit's own words for the papers, also
// when nothing else has changed. Words that cannot be used change nothing, and it
// is said which file and what is wrong.
func TestReloadTakesPapers(t *testing.T) {
	s, err := newStage(t.TempDir(), days(t)["stadsdel"])
	if err != nil {
		t.Fatal(err)
	}
	defer s.bot.Reader.Close()
	defer s.bot.Ledger.Close()
	clock := &clock{}
	clock.set(time.Now())
	w := &wire{T: t, office: fakeOffice(t, clock), slack: startSlack(t, clock), dir: t.TempDir(), clock: clock}
	path, own := w.config(), t.TempDir()
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, strings.Replace(string(good), "[unit]", "[unit]\npapers = '"+own+"'", 1))
	conf, err := loadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	v := service{path: path, now: clock.now, log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, step := range []struct {
		file, text string
		taken      bool
		says       string
	}{
		{"", "", false, ""},
		{"information.txt", "# Vår egen rubrik\n{{.Unit}} svarar på {{.Phone}}.\n", true, "a new one is in use"},
		{"information.txt", "# Vår egen rubrik\n{{.Unitt}}\n", false, "information.txt"},
		{"information.txt", "# En annan rubrik\n", true, "a new one is in use"},
		{"informaton.txt", "# Felstavad fil\n", false, "informaton.txt"},
	} {
		log.Reset()
		if step.file != "" {
			write(t, filepath.Join(own, step.file), step.text)
		}
		next := v.reload(t.Context(), conf, s.bot)
		if (next != nil) != step.taken || !strings.Contains(log.String(), step.says) {
			t.Errorf("%q: taken: %v, want %v; the log:\n%s", step.text, next != nil, step.taken, log.String())
		}
		if next == nil {
			continue
		}
		conf = *next
		words, err := loadWords(conf.Unit.Papers)
		if err != nil {
			t.Fatal(err)
		}
		file, err := forms.Information(words, forms.Head{Unit: "Enheten", Phone: "08-1"})
		if err != nil || len(file) == 0 {
			t.Error(err)
		}
	}
}

// TestReloadTakesShadow: shadow mode, and who may see protected identities, are
// taken in on SIGHUP, and stand in the desk that is opened then.
func TestReloadTakesShadow(t *testing.T) {
	s, err := newStage(t.TempDir(), days(t)["stadsdel"])
	if err != nil {
		t.Fatal(err)
	}
	defer s.bot.Reader.Close()
	defer s.bot.Ledger.Close()
	clock := &clock{}
	clock.set(time.Now())
	w := &wire{T: t, office: fakeOffice(t, clock), slack: startSlack(t, clock), dir: t.TempDir(), clock: clock}
	path := w.config()
	conf, err := loadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, strings.Replace(string(text), "[unit]", "[unit]\nshadow = true\nprotected = ['marit.provberg@bih-skarholmen.example']", 1))
	v := service{path: path, now: clock.now, log: slog.New(slog.DiscardHandler)}
	next := v.reload(t.Context(), conf, s.bot)
	if next == nil || conf.Unit.Shadow {
		t.Fatalf("the new config was not taken; shadow before: %v", conf.Unit.Shadow)
	}
	d, err := openDesk(*next, clock.now, v.log)
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if !d.bot.Shadow || len(d.bot.Cleared) != 1 {
		t.Errorf("shadow %v, cleared %q", d.bot.Shadow, d.bot.Cleared)
	}
}
