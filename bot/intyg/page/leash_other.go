//go:build !linux

package page

import "syscall"

func leashed() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
