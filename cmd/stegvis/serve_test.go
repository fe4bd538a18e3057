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

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/care"
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
	case <-time.After(time.Minute):
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

// Whoever is told to stop before the desk has opened stops, and that is no error,
// whatever was being looked up just then.
func TestStoppedWhileOpening(t *testing.T) {
	clock := &clock{at: care.Date{Year: 2026, Month: 11, Day: 23}.At(8, 0)}
	w := &wire{T: t, office: fakeOffice(t, clock), slack: startSlack(t, clock), dir: t.TempDir(), clock: clock}
	conf, err := loadConfig(w.config())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	v := service{now: clock.now, follow: func(context.Context, *bot.Bot) {}, log: slog.New(slog.DiscardHandler)}
	if err := v.keep(ctx, conf); err != nil {
		t.Error(err)
	}
}
