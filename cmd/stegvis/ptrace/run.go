//go:build linux && amd64

package ptrace

import (
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"syscall"
)

// An Exit says how a traced program ended.
type Exit struct {
	Killed bool // at a call, as was asked
	Status syscall.WaitStatus
}

// A Fate is what becomes of a call: it is made, or the program dies, or the call
// fails with this error without having done anything.
type Fate int

// The two fates that are no errors.
const (
	Made Fate = 0
	Dies Fate = -1
)

// A Tracer runs programs and watches their calls.
type Tracer struct {
	Dir  string // changes to files below this folder count
	Data bool   // take what is written and sent along

	// At is told of each call before it is made, and says what becomes of it.
	// Calls come one at a time, from all threads.
	At func(Call) Fate
}

// The options that every traced thread passes on: tell system calls from other
// stops, trace new threads, and leave nobody behind. Programs that the program
// starts run untraced.
const options = 1 /* TRACESYSGOOD */ | syscall.PTRACE_O_TRACECLONE | 0x100000 /* EXITKILL */

const noThread = 0x20000000 // __WNOTHREAD: wait for this thread's own children only

// Run starts cmd, calls started with its process id, and returns when it has
// ended. It is an error only if it could not be watched.
func (t Tracer) Run(cmd *exec.Cmd, started func(pid int)) (Exit, error) {
	runtime.LockOSThread() // all requests must come from the thread that traces
	defer runtime.UnlockOSThread()
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Ptrace = true
	if err := cmd.Start(); err != nil {
		return Exit{}, err
	}
	pid := cmd.Process.Pid
	defer cmd.Process.Release()
	var status syscall.WaitStatus
	if _, err := wait(pid, &status); err != nil {
		return Exit{}, fmt.Errorf("wait for the first stop: %w", err)
	}
	if err := syscall.PtraceSetOptions(pid, options); err != nil {
		return Exit{}, fmt.Errorf("set trace options: %w", err)
	}
	started(pid)
	if err := syscall.PtraceSyscall(pid, 0); err != nil {
		return Exit{}, fmt.Errorf("let it run: %w", err)
	}
	return t.follow(pid)
}

// follow lets the threads run from stop to stop until the program has ended.
func (t Tracer) follow(pid int) (Exit, error) {
	s := session{Tracer: t, pid: pid, begun: map[int]bool{pid: true}, threads: map[int]int{}, ends: map[string]int64{}, fails: map[int]Fate{}}
	for {
		var status syscall.WaitStatus
		tid, err := wait(-1, &status)
		switch {
		case errors.Is(err, syscall.ECHILD):
			return s.exit, nil
		case err != nil:
			return s.exit, fmt.Errorf("wait for a stop: %w", err)
		case (status.Exited() || status.Signaled()) && tid == pid:
			s.exit.Status = status // the leader's end is reported last
			return s.exit, nil
		case status.Stopped():
			syscall.PtraceSyscall(tid, s.stopped(tid, status)) // a thread that has been killed meanwhile is no concern
		}
	}
}

func wait(pid int, status *syscall.WaitStatus) (tid int, err error) {
	for {
		tid, err = syscall.Wait4(pid, status, syscall.WALL|noThread, nil)
		if !errors.Is(err, syscall.EINTR) {
			return tid, err
		}
	}
}

// A session is one program under trace.
type session struct {
	Tracer
	pid     int
	begun   map[int]bool     // threads that have had their first stop
	threads map[int]int      // in the order of their first change of the world
	ends    map[string]int64 // where the next write to a file goes
	fails   map[int]Fate     // threads whose present call fails
	exit    Exit
}

// stopped deals with one stop of one thread and returns the signal that the
// thread is to get when it goes on.
func (s *session) stopped(tid int, status syscall.WaitStatus) (signal int) {
	switch sig := status.StopSignal(); {
	case sig == syscall.SIGTRAP|0x80:
		s.call(tid)
	case sig == syscall.SIGTRAP: // a thread or a program has begun
	case sig == syscall.SIGSTOP && !s.begun[tid]:
		s.begun[tid] = true
	default:
		return int(sig)
	}
	return 0
}

// call looks at a system call that is about to be made, or has been.
func (s *session) call(tid int) {
	info, err := syscallInfo(tid)
	if err != nil || s.exit.Killed {
		return
	}
	if fate := s.fails[tid]; fate != Made && info.op != opEntry {
		delete(s.fails, tid)
		s.answer(tid, func(r *syscall.PtraceRegs) { r.Rax = uint64(-int64(fate)) })
	}
	if info.op != opEntry {
		return
	}
	if c, ok := s.change(info); ok {
		if _, seen := s.threads[tid]; !seen {
			s.threads[tid] = len(s.threads)
		}
		c.Thread = s.threads[tid]
		s.meet(tid, s.At(c))
	}
}

// meet lets a call meet its fate. A call that is to fail becomes one that does not
// exist.
func (s *session) meet(tid int, fate Fate) {
	switch fate {
	case Made:
	case Dies:
		s.exit.Killed = true
		syscall.Kill(s.pid, syscall.SIGKILL)
	default:
		s.fails[tid] = fate
		s.answer(tid, func(r *syscall.PtraceRegs) { r.Orig_rax = ^uint64(0) })
	}
}

// answer changes the registers of a stopped thread.
func (s *session) answer(tid int, change func(*syscall.PtraceRegs)) {
	var r syscall.PtraceRegs
	if syscall.PtraceGetRegs(tid, &r) == nil {
		change(&r)
		syscall.PtraceSetRegs(tid, &r)
	}
}
