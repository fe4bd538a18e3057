package main

import "golang.org/x/sys/unix"

// closeMemory keeps what the desk has in memory from being written to a file when
// it is killed, and from being read by others of the same user. Where that cannot
// be had the desk works all the same.
func closeMemory() {
	unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{})
	unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
