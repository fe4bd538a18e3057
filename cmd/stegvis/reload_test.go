package main

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
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
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
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
	deadline := time.Now().Add(20 * time.Second)
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
