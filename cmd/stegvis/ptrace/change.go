//go:build linux && amd64

package ptrace

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"syscall"
	"unsafe"
)

// opEntry marks a call that is about to be made, not one that has been.
const opEntry = 1

// info is struct ptrace_syscall_info.
type info struct {
	op   uint8
	_    [3]byte
	arch uint32
	ip   uint64
	sp   uint64
	nr   uint64
	args [6]uint64
	_    [24]byte
}

func syscallInfo(tid int) (i info, err error) {
	const getSyscallInfo = 0x420e
	_, _, errno := syscall.RawSyscall6(syscall.SYS_PTRACE, getSyscallInfo, uintptr(tid), unsafe.Sizeof(i), uintptr(unsafe.Pointer(&i)), 0, 0)
	if errno != 0 {
		return i, errno
	}
	return i, nil
}

// change returns the call as a change of the world; ok is false when it is none.
func (s *session) change(i info) (c Call, ok bool) {
	a := i.args
	switch i.nr {
	case syscall.SYS_WRITE, syscall.SYS_PWRITE64, syscall.SYS_SENDTO:
		return s.written(i)
	case syscall.SYS_WRITEV, syscall.SYS_SENDMSG:
		return s.sent(a[0])
	case syscall.SYS_CONNECT:
		return Call{Name: "connect"}, true
	case syscall.SYS_FSYNC, syscall.SYS_FDATASYNC:
		return s.below(Call{Name: "fsync", Path: s.opened(a[0])})
	case syscall.SYS_FTRUNCATE:
		return s.below(Call{Name: "truncate", Path: s.opened(a[0]), Len: int64(a[1])})
	case syscall.SYS_UNLINK, syscall.SYS_RENAME:
		return s.below(Call{Name: map[uint64]string{syscall.SYS_UNLINK: "unlink", syscall.SYS_RENAME: "rename"}[i.nr], Path: s.text(a[0])})
	case syscall.SYS_UNLINKAT:
		return s.below(Call{Name: "unlink", Path: s.text(a[1])})
	case syscall.SYS_RENAMEAT:
		return s.below(Call{Name: "rename", Path: s.text(a[1])})
	case syscall.SYS_OPENAT:
		if a[2]&syscall.O_CREAT != 0 {
			return s.below(Call{Name: "create", Path: s.text(a[1])})
		}
	}
	return Call{}, false
}

// written is a write to a file, or to the network.
func (s *session) written(i info) (Call, bool) {
	path := s.opened(i.args[0])
	c := Call{Name: "write", Path: path, Len: int64(i.args[2])}
	switch {
	case strings.HasPrefix(path, "socket:"):
		c.Name, c.Path = "send", ""
	case !s.has(path):
		return Call{}, false
	case i.nr == syscall.SYS_PWRITE64:
		c.Off = int64(i.args[3])
	default:
		c.Off = s.ends[path]
		s.ends[path] += c.Len
	}
	if s.Data {
		c.Data = s.memory(i.args[1], c.Len)
	}
	return c, true
}

// sent is something sent in pieces; only the network is sent to like that.
func (s *session) sent(fd uint64) (Call, bool) {
	return Call{Name: "send"}, strings.HasPrefix(s.opened(fd), "socket:")
}

func (s *session) below(c Call) (Call, bool) { return c, s.has(c.Path) }

func (s *session) has(path string) bool {
	return path == s.Dir || strings.HasPrefix(path, s.Dir+"/")
}

// opened is the name of an open file.
func (s *session) opened(fd uint64) string {
	name, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", s.pid, int32(fd)))
	return name
}

func (s *session) text(at uint64) string {
	b := s.memory(at, syscall.PathMax)
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

func (s *session) memory(at uint64, n int64) []byte {
	f, err := os.Open(fmt.Sprintf("/proc/%d/mem", s.pid))
	if err != nil {
		return nil
	}
	defer f.Close()
	b := make([]byte, n)
	k, _ := f.ReadAt(b, int64(at))
	return b[:k]
}
