package apart

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// confined is what a process tries that has been taken over: it must be able to
// read and to calculate, and to do nothing else. Each line says what failed to
// be refused.
func confined() {
	if err := Confine(); err != nil {
		fmt.Println(err)
	}
	done := make(chan bool)
	go func() { // on another thread than the one that confined us
		defer close(done)
		for _, address := range []string{"127.0.0.1:1", "[::1]:1"} {
			if _, err := net.DialTimeout("tcp", address, time.Second); !errors.Is(err, syscall.EPERM) {
				fmt.Println("dial", address, err)
			}
		}
		if _, err := net.Listen("unix", "@x"); !errors.Is(err, syscall.EPERM) {
			fmt.Println("listen", err)
		}
		if err := syscall.PtraceAttach(os.Getppid()); err != syscall.EPERM {
			fmt.Println("ptrace", err)
		}
		if err := syscall.Unshare(syscall.CLONE_NEWUSER); err != syscall.EPERM {
			fmt.Println("unshare", err)
		}
	}()
	<-done
	if _, err := os.ReadFile("/etc/hostname"); errors.Is(err, syscall.EPERM) {
		fmt.Println("read", err)
	}
	if out, err := exec.Command("true").CombinedOutput(); err != nil {
		fmt.Println("exec", err, out)
	}
}

func TestConfine(t *testing.T) {
	out, err := exec.Command(os.Args[0], "confined").CombinedOutput()
	if err != nil || len(strings.TrimSpace(string(out))) > 0 {
		t.Errorf("%v:\n%s", err, out)
	}
}
