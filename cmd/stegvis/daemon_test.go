//go:build linux && amd64

package main

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.org/stegvis/cmd/stegvis/ptrace"
)

var killProgram = flag.String("kill.program", "", "the program, built with the promises that can be broken; empty: build it")

// A daemon is the program itself, as a service manager would keep it: it is
// started again whenever it has died. Each of its lives ends where the plan says,
// at one of the system calls by which it changes the world.
type daemon struct {
	*testing.T
	program string
	args    []string
	env     []string
	trace   ptrace.Tracer

	plan  plan
	watch func(ptrace.Call) // is told of every call that is made; may be nil
	dead  func() error      // what happens between a death and the next life; may be nil

	mu      sync.Mutex
	pid     int
	closing bool
	disk    syscall.Errno // what every write to disk meets now
	spoiled int           // how many have
	lives   int
	end     func(ptrace.Call) bool // of the present life
	calls   int                    // in it
	died    []death
	present string       // the log of this life
	said    bytes.Buffer // its log
	ended   chan struct{}
}

// A death says where a life ended, and after how many calls.
type death struct {
	ptrace.Call
	calls int
}

// A plan says at which call each life of a program ends; nil lets it live.
type plan func(life int) (end func(ptrace.Call) bool)

// build makes the program with the promises that can be broken, once per run.
var build = sync.OnceValues(func() (string, error) {
	if *killProgram != "" {
		return *killProgram, nil
	}
	dir, err := scratch()
	if err != nil {
		return "", err
	}
	program := filepath.Join(dir, "stegvis")
	out, err := exec.Command("go", "build", "-tags", "mutant", "-o", program, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return program, nil
})

// startDaemon keeps the program alive until closed.
func startDaemon(t *testing.T, dir string, config string, face string, mutant string, d *daemon) *daemon {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	d.T, d.program, d.args, d.ended = t, program, []string{"serve", "--config", config}, make(chan struct{})
	d.env = append(os.Environ(), "STEGVIS_CLOCK="+face, "STEGVIS_MUTANT="+mutant, "GODEBUG=asyncpreemptoff=1", "GOMAXPROCS=2")
	d.trace = ptrace.Tracer{Dir: dir, Data: true, At: d.at}
	go d.live()
	t.Cleanup(d.close)
	return d
}

// live begins one life after the other, until one ends that was not to.
func (d *daemon) live() {
	defer close(d.ended)
	for d.begin() {
		exit, err := d.once()
		if err != nil {
			d.Errorf("trace: %v", err)
			return
		}
		if !exit.Killed {
			d.finished(exit)
			return
		}
		if d.dead == nil {
			continue
		}
		if err := d.dead(); err != nil {
			d.Errorf("after a death: %v", err)
			return
		}
	}
}

func (d *daemon) begin() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.end, d.calls = d.plan(d.lives), 0
	d.lives++
	return !d.closing
}

// once is one life.
func (d *daemon) once() (ptrace.Exit, error) {
	log, err := os.Create(filepath.Join(d.TempDir(), "log"))
	if err != nil {
		return ptrace.Exit{}, err
	}
	defer d.keep(log)
	d.mu.Lock()
	d.present = log.Name()
	d.mu.Unlock()
	cmd := exec.Command(d.program, d.args...)
	cmd.Env, cmd.Stderr = d.env, log
	return d.trace.Run(cmd, func(pid int) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.pid = pid
		if d.closing { // it was told so while it was being born
			syscall.Kill(pid, syscall.SIGTERM)
		}
	})
}

func (d *daemon) keep(log *os.File) {
	text, _ := os.ReadFile(log.Name())
	log.Close()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.said.Write(text)
}

// at counts a call and says what becomes of it.
func (d *daemon) at(c ptrace.Call) ptrace.Fate {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls++
	if d.disk != 0 && c.Path != "" {
		d.spoiled++
		return ptrace.Fate(d.disk)
	}
	if !d.closing && d.end != nil && d.end(c) {
		d.died = append(d.died, death{c, d.calls})
		return ptrace.Dies
	}
	if d.watch != nil {
		d.watch(c)
	}
	return ptrace.Made
}

// finished: a life that ended by itself must have been told to.
func (d *daemon) finished(e ptrace.Exit) {
	d.mu.Lock()
	defer d.mu.Unlock()
	early := e.Status.Signaled() && e.Status.Signal() == syscall.SIGTERM // before it listened
	if !d.closing || e.Status.ExitStatus() != 0 && !early {
		d.Errorf("the desk ended by itself: status %v\n%s", e.Status, d.said.String())
	}
}

// close tells the program to stop, and demands that it does, soundly.
func (d *daemon) close() {
	if !d.told(syscall.SIGTERM) {
		return // already
	}
	select {
	case <-d.ended:
	case <-time.After(30 * time.Second):
		d.told(syscall.SIGQUIT) // it says what everybody in it is doing
		<-d.ended
		d.Errorf("the desk did not close:\n%s", d.log())
	}
}

// told sends the program a signal that ends it; it reports whether none has been
// sent before.
func (d *daemon) told(sig syscall.Signal) (first bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	first, d.closing = !d.closing, true
	if first || sig == syscall.SIGQUIT {
		syscall.Kill(d.pid, sig)
	}
	return first
}

// face returns a file that shows the clock's time to another process, now and
// whenever it is moved, and what that process says of its goroutines.
func face(t *testing.T, c *clock) (path string, goroutines func() int) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "clock")
	if err := os.WriteFile(path, make([]byte, 16), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	shown, err := syscall.Mmap(int(file.Fd()), 0, 16, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		t.Fatal(err)
	}
	show := func(at time.Time) { binary.LittleEndian.PutUint64(shown, uint64(at.UnixMilli())) }
	show(c.now())
	c.mu.Lock()
	c.moved = show
	c.mu.Unlock()
	return path, func() int { return int(binary.LittleEndian.Uint64(shown[8:])) }
}

func (d *daemon) log() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	text, _ := os.ReadFile(d.present)
	return d.said.String() + string(text)
}
