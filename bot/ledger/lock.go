//go:build unix

package ledger

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// ErrTaken means that a desk is open on the folder already.
var ErrTaken = errors.New("another stegvis works here")

// Lock makes the caller the only desk that works with the ledgers of a folder,
// until it calls release or dies. Programs that only look need no lock.
func Lock(folder string) (release func(), err error) {
	file, err := os.OpenFile(filepath.Join(folder, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the state folder: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		who := make([]byte, 20)
		n, _ := file.Read(who)
		file.Close()
		return nil, fmt.Errorf("%w: stop process %s first", ErrTaken, strings.TrimSpace(string(who[:n])))
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("lock the state folder: use a local disk: %w", err)
	}
	file.Truncate(0)
	fmt.Fprintln(file, os.Getpid())
	return func() { file.Close() }, nil
}
