package main

import (
	"testing"

	"golang.org/x/sys/unix"
)

// TestClosedMemory: nothing of the desk's memory is written when it is killed, and
// no other program of the same user can read it.
func TestClosedMemory(t *testing.T) {
	closeMemory()
	var core unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &core); err != nil || core.Cur != 0 || core.Max != 0 {
		t.Errorf("core files may have %d bytes, at most %d, %v", core.Cur, core.Max, err)
	}
	dumpable, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	if err != nil || dumpable != 0 {
		t.Errorf("dumpable is %d, %v", dumpable, err)
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0); err != nil { // for the tests that trace this program
		t.Fatal(err)
	}
}
