package page

import "syscall"

// leashed makes a program lead a group, so that all it starts can be ended with
// it, and die with us.
func leashed() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
