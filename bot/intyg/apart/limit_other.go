//go:build !linux

package apart

import "syscall"

func leashed() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// limit does nothing: elsewhere only time and the length of answers are
// limited. The service runs on Linux.
func limit(int, Limits) error { return nil }
