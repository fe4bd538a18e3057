package apart

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"
)

// What every process is held to beside its [Limits].
const (
	maxOpen = 128      // files
	maxFile = 64 << 20 // bytes; what the PDF engine keeps compiled is 40 MB
)

// leashed makes a process die with us, and leads a group so that all it starts
// can be ended with it.
func leashed() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// limit holds a process to l from outside. Its memory is what it may write to
// (RLIMIT_DATA): a Go program reserves far more addresses than it ever uses,
// so a limit on those (RLIMIT_AS) says little.
func limit(pid int, l Limits) error {
	for resource, most := range map[int]uint64{
		unix.RLIMIT_CPU: uint64(l.CPU.Seconds()), unix.RLIMIT_DATA: l.Memory, unix.RLIMIT_AS: 16 * l.Memory,
		unix.RLIMIT_NOFILE: maxOpen, unix.RLIMIT_FSIZE: maxFile, unix.RLIMIT_CORE: 0,
	} {
		if err := unix.Prlimit(pid, resource, &unix.Rlimit{Cur: most, Max: most}, nil); err != nil {
			return fmt.Errorf("limit %d: %w", resource, err)
		}
	}
	return nil
}
