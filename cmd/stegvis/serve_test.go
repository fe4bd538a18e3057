package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels/channeltest"
)

// TestServe runs the command itself, with the config that a unit writes: it
// takes in a mail, and stops of its own accord when it is told to.
func TestServe(t *testing.T) {
	clock := &clock{}
	clock.set(time.Now()) // serve knows no other
	w := &wire{T: t, office: fakeOffice(t, clock), slack: startSlack(t, clock), dir: t.TempDir(), clock: clock}
	config := w.config()
	var out, log journal
	done := make(chan int, 1)
	go func() { done <- run([]string{"serve", "--config", config}, strings.NewReader(""), &out, &log) }()
	channeltest.Until(t, "a desk that is connected to Slack", func() bool { return w.slack.Conns() > 0 })
	w.mails(mailing{from: rehab, subject: "Förhandsbedömning", text: "Hej! Jag planerar ett egenvårdsintyg och vill ha en förhandsbedömning.\nAnna, fysioterapeut"})
	channeltest.Until(t, "a card", func() bool { return len(w.cards()) == 1 })
	var refused journal
	if code := run([]string{"serve", "--config", config}, strings.NewReader(""), &out, &refused); code != 1 || !strings.Contains(refused.String(), "another stegvis works here: stop process") {
		t.Errorf("a second desk: exit %d: %s", code, &refused)
	}
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case code := <-done:
		if code != 0 {
			t.Errorf("exit %d:\n%s", code, &log)
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("serve does not stop:\n%s", &log)
	}
	for _, words := range []string{"the desk is open", "the desk is closed"} {
		if !strings.Contains(log.String(), words) {
			t.Errorf("the log does not say %q:\n%s", words, &log)
		}
	}
	var listed bytes.Buffer
	if code := run([]string{"cases", "--config", config}, strings.NewReader(""), &listed, &log); code != 0 || !strings.Contains(listed.String(), "-0001") {
		t.Errorf("cases: exit %d: %s", code, listed.String())
	}
	if _, err := os.Stat(filepath.Join(w.dir, "state", ledgerFile)); err != nil {
		t.Error(err)
	}
}

// Whoever is told to stop before it has found out where its ledger belongs stops,
// and that is no error.
func TestStoppedWhileOpening(t *testing.T) {
	l, err := ledger.Open(filepath.Join(t.TempDir(), ledgerFile))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := comeHome(ctx, l, t.TempDir(), "", slog.New(slog.DiscardHandler), func() {}); err != nil {
		t.Error(err)
	}
}
