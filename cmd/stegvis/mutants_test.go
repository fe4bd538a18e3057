//go:build linux && amd64

package main

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"strings"
	"testing"

	"example.org/stegvis/cmd/stegvis/ptrace"
)

var killMutant = flag.String("kill.mutant", "", "the promise that is broken; the test is to fail")

// TestMutants breaks one promise after the other, and demands that the tests
// which guard them fail: a test that cannot fail shows nothing. Only power that
// goes shows a commit that does not wait for the disk. That reminders are sent
// once is promised twice, by the desk's memory and by the ledger's key: the key
// must hold alone.
func TestMutants(t *testing.T) {
	t.Parallel()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []struct {
		broken, guard string
		passes        bool
	}{
		{broken: "ackfirst", guard: "TestStruck"},
		{broken: "resend", guard: "TestStruck"},
		{broken: "notsynced", guard: "TestPowerLoss"},
		{broken: "unchecked", guard: "TestStruck"},
		{broken: "forgetful", guard: "TestStruck", passes: true},
	} {
		t.Run(m.broken, func(t *testing.T) {
			t.Parallel()
			args := []string{"-test.run", "^(" + m.guard + ")$", "-kill.mutant", m.broken, "-kill.program", program}
			if !m.passes {
				args = append(args, "-kill.patience", "10s") // it waits in vain
			}
			out, err := exec.Command(os.Args[0], args...).CombinedOutput()
			if failed := err != nil && bytes.Contains(out, []byte("--- FAIL: "+m.guard)); failed == m.passes {
				t.Errorf("%s passes: %v, want %v; %v\n%s", m.guard, !failed, m.passes, err, out)
			}
		})
	}
}

// TestStruck kills the desk where a promise is worth most: when it has just told
// a server that it has a mail, or a person something, and is about to write that
// down.
func TestStruck(t *testing.T) {
	t.Parallel()
	l := startLife(t, *killMutant, strike("UID MOVE", "POST /api/chat.postMessage", "\r\n.\r\n"), nil)
	l.play()
	if l.daemon.lives < 10 {
		t.Errorf("struck only %d times", l.daemon.lives-1)
	}
}

// strike ends each life at the first write to disk after something has been sent
// in which one of these words stands.
func strike(words ...string) plan {
	return func(int) func(ptrace.Call) bool {
		said := false
		return func(c ptrace.Call) bool {
			for _, w := range words {
				said = said || c.Name == "send" && strings.Contains(string(c.Data), w)
			}
			return said && c.Path != ""
		}
	}
}
