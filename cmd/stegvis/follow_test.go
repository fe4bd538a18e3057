//go:build linux

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/stegvis/bot/ledger"
)

const drift = "../../docs/drift/"

// TestKeysUnits: systemd has nothing to say of the units that copy the keys, and
// they look where the desk's own unit puts them.
func TestKeysUnits(t *testing.T) {
	analyze := tool(t, "systemd-analyze")
	for file, must := range map[string]string{
		"stegvis-keys@.path":    "\nPathModified=/var/lib/stegvis/%i/stegvis.db.keys\n",
		"stegvis-keys@.timer":   "\nOnActiveSec=", // nothing has been modified when the first copy is due
		"stegvis-keys@.service": "\nStartLimitIntervalSec=0\n",
		"stegvis@.service":      "\nStateDirectory=stegvis/%i\n",
	} {
		if text := unitText(t, file); !strings.Contains(text, must) {
			t.Errorf("%s has no %q", file, must)
		}
		out, err := exec.Command(analyze, "verify", "--no-pager", drift+file).CombinedOutput()
		if said := regexp.MustCompile(`(?m)^.*/usr/bin/stegvis is not executable.*\n`).ReplaceAllString(string(out), ""); said != "" {
			t.Errorf("%s: %v: %s", file, err, said)
		}
	}
}

func unitText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(drift + file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestKeysCopied does what the unit that copies the keys does, with a master key
// that lies beside them, and with one that is a credential and does not.
func TestKeysCopied(t *testing.T) {
	for name, master := range map[string]bool{"beside the keys": true, "a credential": false} {
		t.Run(name, func(t *testing.T) {
			from, to := t.TempDir(), t.TempDir()
			write(t, filepath.Join(from, "stegvis.db.keys"), "new keys")
			write(t, filepath.Join(to, "stegvis.db.keys"), "old keys")
			if master {
				write(t, filepath.Join(from, "master.key"), "master")
			}
			place := strings.NewReplacer("/var/lib/stegvis/%i", from, "/mnt/stegvis-keys/%i", to)
			for _, line := range unitValues(unitText(t, "stegvis-keys@.service"), "ExecStart") {
				if out, err := exec.Command("sh", "-c", place.Replace(line)).CombinedOutput(); err != nil {
					t.Fatalf("%s: %v: %s", line, err, out)
				}
			}
			if got, err := os.ReadFile(filepath.Join(to, "stegvis.db.keys")); string(got) != "new keys" {
				t.Errorf("the copy of the keys is %q, %v", got, err)
			}
			if _, err := os.Stat(filepath.Join(to, "master.key")); (err == nil) != master {
				t.Errorf("the copy of the master key: %v", err)
			}
		})
	}
}

// unitValues are those of a key in a unit, in order.
func unitValues(text, key string) (all []string) {
	for _, m := range regexp.MustCompile(`(?m)^`+key+`=(.*)$`).FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

// toldOf is what systemd asks the kernel to be told of, by the word in a path
// unit (systemd, src/core/path.c).
var toldOf = map[string]uint32{
	"PathChanged":  syscall.IN_CLOSE_WRITE,
	"PathModified": syscall.IN_CLOSE_WRITE | syscall.IN_MODIFY,
}

// TestKeysHeard: a ledger at work never closes its file of keys. What it writes
// there, a key made or a key destroyed, is heard all the same by what the path
// unit listens for.
func TestKeysHeard(t *testing.T) {
	path, ctx := filepath.Join(t.TempDir(), ledgerFile), t.Context()
	l, err := ledger.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	heard := listen(t, ledger.KeysOf(path))
	if err := l.Adopt(ctx, "here", time.Now()); err != nil {
		t.Fatal(err)
	}
	if !heard() {
		t.Error("nobody heard that keys were made")
	}
	m := ledger.Message{Channel: "mail", ID: "INBOX/1/1", Received: time.Now(), Raw: []byte("lunch")}
	if err := errors.Join(l.Keep(ctx, m), l.NotOurs(ctx, m)); err != nil {
		t.Fatal(err)
	}
	heard()
	if err := l.LetGoOfUnrelated(ctx, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if !heard() {
		t.Error("nobody heard that a key was destroyed")
	}
}

// listen listens to a file as the path unit does to the keys; heard reports
// whether anything has happened since it was last asked.
func listen(t *testing.T, path string) (heard func() bool) {
	t.Helper()
	var mask uint32
	for word, events := range toldOf {
		for _, watched := range unitValues(unitText(t, "stegvis-keys@.path"), word) {
			if filepath.Base(watched) == filepath.Base(path) {
				mask |= events
			}
		}
	}
	fd, err := syscall.InotifyInit1(syscall.IN_NONBLOCK | syscall.IN_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if _, err := syscall.InotifyAddWatch(fd, path, mask); err != nil {
		t.Fatal(err)
	}
	return func() bool {
		n, _ := syscall.Read(fd, make([]byte, 4096)) // it is there before the write returns
		return n > 0
	}
}
