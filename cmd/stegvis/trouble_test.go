package main

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/channeltest"
)

// What may be wrong with the machine that a desk stands on, and what the desk does
// about it. Either it does not start and says what to do, or it stays up,
// acknowledges nothing that it has not stored, and goes on by itself:
//
//	the disk is full, breaks, read-only   stays up    TestBadDisk
//	the database is locked                stays up    TestTroubleAtWork
//	the database is corrupt               refuses     TestTroubleAtStart
//	two instances                         refuses     TestTroubleAtStart
//	a network file system                 refuses     TestRemoteDisks (bot/ledger)
//	the clock before what has happened    refuses     TestTroubleAtStart
//	the clock years ahead of a server     waits       TestWrongClock (bot), TestSlackTellsTheTime
//	no zone data on the machine           works       TestReproducible
//	the contact list gone, at the start   refuses     TestTroubleAtStart
//	the contact list gone, at work        stays up    TestTroubleAtWork
//	a broken config, on SIGHUP            stays up    TestTroubleAtWork
//	a ledger of a newer program           refuses     TestTroubleAtStart

// TestTroubleAtStart: what a desk does not start with, and what it says to do.
func TestTroubleAtStart(t *testing.T) {
	clock := &clock{}
	clock.set(time.Now())
	office, chat := fakeOffice(t, clock), startSlack(t, clock)
	for name, tt := range map[string]struct {
		spoil func(t *testing.T, dir, state string)
		want  string
	}{
		"the database is corrupt": {func(t *testing.T, _, state string) {
			write(t, filepath.Join(state, ledgerFile), strings.Repeat("ett annat dokument ", 1000))
		}, "the ledger is damaged: put it aside and restore the last backup"},
		"two instances": {func(t *testing.T, _, state string) {
			release, err := ledger.Lock(state)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(release)
		}, "another stegvis works here: stop process"},
		"the clock before what has happened": {func(t *testing.T, dir, state string) { livedAhead(t, dir, state) },
			"set the clock (timedatectl), then start again"},
		"the contact list gone": {func(t *testing.T, dir, _ string) { os.Remove(filepath.Join(dir, "kontakter.csv")) },
			"kontakter.csv"},
		"a ledger of a newer program": {func(t *testing.T, _, state string) {
			query(t, filepath.Join(state, ledgerFile), `PRAGMA user_version = 9999`)
		}, "the ledger is newer than this program: start the newer program, or restore the backup made before it was upgraded"},
		"a state folder that is a file": {func(t *testing.T, _, state string) {
			os.Remove(state)
			write(t, state, "")
		}, "state folder"},
		"an open password file": {func(t *testing.T, dir, _ string) { os.Chmod(filepath.Join(dir, "bot"), 0o644) },
			"everybody on this machine may read it; chmod 600"},
	} {
		t.Run(name, func(t *testing.T) {
			w := &wire{T: t, office: office, slack: chat, dir: t.TempDir(), clock: clock}
			config, state := w.config(), filepath.Join(w.dir, "state")
			if err := os.Mkdir(state, 0o700); err != nil {
				t.Fatal(err)
			}
			tt.spoil(t, w.dir, state)
			var said journal
			code := run([]string{"serve", "--config", config}, strings.NewReader(""), &said, &said)
			if code != 1 || !strings.Contains(said.String(), tt.want) {
				t.Errorf("exit %d: %s\nwant %q", code, &said, tt.want)
			}
		})
	}
}

// livedAhead leaves a ledger with something in it that happens the day after
// tomorrow.
func livedAhead(t *testing.T, dir, state string) {
	s, err := newStage(state, days(t)["avslag"])
	if err != nil {
		t.Fatal(err)
	}
	defer s.bot.Reader.Close()
	defer s.bot.Ledger.Close()
	s.now = time.Now().Add(48 * time.Hour)
	in := channels.Incoming{Channel: "mail", ID: "1", From: "intyg@almens-rehab.example", Subject: "Förhandsbedömning", Text: "Jag vill ha en förhandsbedömning.", Received: s.now}
	if v, err := s.bot.Handle(t.Context(), in); err != nil || !v.Ours {
		t.Fatalf("%+v, %v", v, err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// query does something to a ledger that its own functions never would.
func query(t *testing.T, path, what string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err == nil {
		_, err = db.Exec(what)
		db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestTroubleAtWork: what comes over a desk at work, one thing after the other. It
// stays up, says what is wrong, and takes everything when it has passed.
func TestTroubleAtWork(t *testing.T) {
	clock := &clock{}
	clock.set(time.Now())
	w := &wire{T: t, office: fakeOffice(t, clock), slack: startSlack(t, clock), dir: t.TempDir(), clock: clock}
	config, list := w.config(), filepath.Join(w.dir, "kontakter.csv")
	desk := background(t, os.Environ(), "stegvis", "serve", "--config", config)
	channeltest.Until(t, "an open desk", func() bool { return w.slack.Conns() > 0 })
	good, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	lists, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	var unlock func()
	cards := 0
	for _, step := range []struct {
		name       string
		begin, end func()
		chat, log  string // what is said meanwhile
		stores     bool   // mail can be taken meanwhile
	}{
		{"a broken config, on SIGHUP",
			func() { write(t, config, string(good)+"\nfelstavat = 1\n"); desk.cmd.Process.Signal(syscall.SIGHUP) },
			func() { write(t, config, string(good)); desk.cmd.Process.Signal(syscall.SIGHUP) },
			"Stegvis inställningar har ändrats", "config: the old one stays in use", true},
		{"a config with a bad token, on SIGHUP",
			func() { write(t, filepath.Join(w.dir, "bot"), "fel"); desk.cmd.Process.Signal(syscall.SIGHUP) },
			func() { write(t, filepath.Join(w.dir, "bot"), "xoxb-demo"); desk.cmd.Process.Signal(syscall.SIGHUP) },
			"", "does not begin with xoxb-", true},
		{"the contact list gone",
			func() { os.Remove(list); desk.cmd.Process.Signal(syscall.SIGHUP) },
			func() { write(t, list, string(lists)); desk.cmd.Process.Signal(syscall.SIGHUP) },
			"kontakter.csv", "contact lists: the old ones stay in use", true},
		{"the database is locked",
			func() { unlock = lockedOut(t, filepath.Join(w.dir, "state", ledgerFile)) },
			func() { unlock() },
			"", "another program has the ledger locked", false},
	} {
		step.begin()
		w.mails(mailing{from: rehab, subject: "Förhandsbedömning", text: "Hej! Jag planerar ett egenvårdsintyg och vill ha en förhandsbedömning. (" + step.name + ")"})
		channeltest.Until(t, step.name+": in the log: "+step.log, func() bool { return strings.Contains(desk.said.String(), step.log) })
		if step.chat != "" {
			channeltest.Until(t, step.name+": in chat", func() bool { return w.saidInChat(step.chat) })
		}
		if !step.stores && len(w.folder(intake, "Klart")) > cards {
			t.Errorf("%s: a mail was filed that cannot have been stored", step.name)
		}
		if !step.stores {
			step.end()
		}
		cards++
		channeltest.Until(t, step.name+": the mail taken", func() bool { return len(w.cards()) == cards && len(w.folder(intake, "Klart")) >= cards })
		if step.stores {
			step.end()
		}
	}
	if desk.cmd.ProcessState != nil {
		t.Error("the desk has not stayed up")
	}
}

// lockedOut is another program that has the ledger to itself.
func lockedOut(t *testing.T, path string) (unlock func()) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=exclusive&_pragma=busy_timeout(20000)")
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return func() { tx.Rollback(); db.Close() }
}

// saidInChat reports whether Slack has been sent words.
func (w *wire) saidInChat(words string) bool {
	for _, s := range slackSees(w.slack) {
		if strings.Contains(s.text, words) {
			return true
		}
	}
	return false
}
