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
// which guard them fail: a test that cannot fail shows nothing.
func TestMutants(t *testing.T) {
	t.Parallel()
	for mutant, guard := range map[string]string{
		"ackfirst":  "TestStruck",
		"resend":    "TestStruck",
		"notsynced": "TestPowerLoss",
	} {
		t.Run(mutant, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0], "-test.run", "^("+guard+")$", "-kill.mutant", mutant, "-kill.patience", "10s")
			if out, err := cmd.CombinedOutput(); err == nil || !bytes.Contains(out, []byte("--- FAIL: "+guard)) {
				t.Errorf("%s did not notice: %v\n%s", guard, err, out)
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
