//go:build linux && amd64

package main

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/cmd/stegvis/ptrace"
)

var (
	powerEvery = flag.Bool("power.everywhere", false, "cut the power after every call, not only when something is promised")
	powerTries = flag.Int("power.images", 6, "how many images of the disk are made of each moment")
)

// TestPowerLoss lives the case once while all that the desk writes is recorded,
// and then cuts the power at each moment at which the desk promises something on
// the network: that it has a mail, or that it remembers what it is about to say.
// What had not been synced by then is there, is not, is there in part or is torn.
// Each such disk must hold a sound ledger that keeps every promise made so far.
//
//	go test ./cmd/stegvis -run TestPowerLoss -power.everywhere -power.images 3
func TestPowerLoss(t *testing.T) {
	t.Parallel()
	var calls []ptrace.Call
	l := startLife(t, *killMutant, forever, func(c ptrace.Call) { calls = append(calls, c) })
	l.play()
	var made promises
	images := 0
	d := newDisk(filepath.Join(l.dir, "state"))
	for i, c := range calls {
		if made.add(c) || *powerEvery {
			for n := range *powerTries {
				images++
				made.keptOn(t, fmt.Sprintf("call %d, image %d", i, n), d.afterPowerLoss(uint64(i), n))
			}
		}
		d.do(c)
	}
	t.Logf("%d images of the disk, %d mails taken, %d mails and %d posts sent", images, made.taken, made.mails, made.posts)
}

func forever(int) func(ptrace.Call) bool { return nil }

// promises count what the desk has told servers.
type promises struct{ taken, mails, posts int }

// add reports whether the call promises something.
func (p *promises) add(c ptrace.Call) bool {
	said := string(c.Data)
	switch {
	case c.Name != "send":
		return false
	case strings.Contains(said, "UID MOVE"):
		p.taken++
	case strings.HasPrefix(said, "MAIL FROM"):
		p.mails++
	case strings.HasPrefix(said, "POST /api/chat.postMessage"):
		p.posts++
	default:
		return false
	}
	return true
}

// keptOn opens the ledger on an image of the disk and looks for what has been
// promised.
func (p promises) keptOn(t *testing.T, what string, files map[string][]byte) {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, ledgerFile)
	led, err := ledger.Open(path)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	defer led.Close()
	if err := led.Check(context.Background()); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	if got := remembered(t, path); got.taken < p.taken || got.mails < p.mails || got.posts < p.posts {
		t.Errorf("%s: promised %+v, remembered %+v", what, p, got)
	}
}

// remembered counts what a ledger knows of.
func remembered(t *testing.T, path string) (p promises) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	row := db.QueryRow(`SELECT
		(SELECT count(*) FROM messages WHERE channel = 'mail' AND state = 'ours'),
		(SELECT count(*) FROM letters WHERE channel = 'mail' AND tries > 0),
		(SELECT count(*) FROM letters WHERE channel = 'slack' AND tries > 0) +
		(SELECT count(*) FROM cards WHERE sending OR receipt IS NOT NULL)`)
	if err := row.Scan(&p.taken, &p.mails, &p.posts); err != nil {
		t.Fatal(err)
	}
	return p
}
