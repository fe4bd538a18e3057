// Package apart has work on what strangers send done in a process of its own,
// so that a file which crashes its reader, never ends, eats all memory or
// answers without end takes nothing else with it.
//
// A [Worker] starts the process when the first question comes, keeps it warm,
// and replaces it after a number of questions, after any failure, and when it
// has had nothing to do for a while: then its memory is free again. The system
// holds the process to its [Limits] from outside; what it says is read up to a
// limit, too. In the process, [Serve] answers.
//
// It knows processes and bytes. What is asked and answered is for who uses it.
package apart

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"sync"
	"syscall"
	"time"
)

// Why a question was not answered.
var (
	ErrDied  = errors.New("the process died")
	ErrTime  = errors.New("the process took too long")
	ErrFlood = errors.New("the process said more than it may, or nonsense")
)

// Limits are what a process may use.
type Limits struct {
	Wait   time.Duration // for an answer, from the question or the last sign of life
	Total  time.Duration // for an answer, signs of life or not
	CPU    time.Duration // in all its life
	Memory uint64        // bytes
	Answer int           // bytes
	Uses   int           // questions, then it is replaced
	Idle   time.Duration // without questions, then it is stopped
}

// Usual are the limits for reading documents. A page that is recognised by an
// outside program gives a sign of life first.
var Usual = Limits{
	Wait: 10 * time.Second, Total: time.Minute, CPU: 2 * time.Minute,
	Memory: 1 << 30, Answer: 256 << 20, Uses: 100, Idle: 20 * time.Second,
}

// A Worker has questions answered by a process, one at a time. Its methods may
// be called from many goroutines.
type Worker struct {
	Path    string   // the program
	Args    []string // its arguments, its own name first
	Limits  Limits
	mu      sync.Mutex
	process *process
	idle    *time.Timer
}

// Ask returns the answer to a question. A process that dies over it, having
// answered others before, is not believed: a fresh one is asked once more.
func (w *Worker) Ask(ctx context.Context, question []byte) ([]byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.idle != nil {
		w.idle.Stop()
	}
	warm := w.process != nil
	answer, err := w.try(ctx, question)
	if warm && errors.Is(err, ErrDied) && ctx.Err() == nil {
		answer, err = w.try(ctx, question)
	}
	if w.process != nil {
		w.idle = time.AfterFunc(w.Limits.Idle, func() {
			w.Close()
			debug.FreeOSMemory() // what questions and answers took goes back as well
		})
	}
	return answer, err
}

func (w *Worker) try(ctx context.Context, question []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if w.process == nil {
		p, err := start(w.Path, w.Args, w.Limits)
		if err != nil {
			return nil, err
		}
		w.process = p
	}
	answer, err := w.process.ask(ctx, question)
	if w.process.uses++; err != nil || w.process.uses >= w.Limits.Uses {
		w.process.end()
		w.process = nil
	}
	return answer, err
}

// Close stops the process. A closed Worker can be used again.
func (w *Worker) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.process != nil {
		w.process.end()
		w.process = nil
	}
	return nil
}

// A process is one that runs.
type process struct {
	cmd    *exec.Cmd
	limits Limits
	to     *os.File
	from   *os.File
	in     *bufio.Reader
	uses   int
}

// start starts the program with nothing but its two pipes: no environment but
// what it needs to be careful with memory, and nobody to complain to.
func start(path string, args []string, limits Limits) (*process, error) {
	theirs, ours, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start a process: %w", err)
	}
	back, say, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start a process: %w", errors.Join(err, theirs.Close(), ours.Close()))
	}
	cmd := exec.Command(path)
	cmd.Args, cmd.Stdin, cmd.Stdout = args, theirs, say
	cmd.Env = []string{"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", fmt.Sprintf("GOMEMLIMIT=%d", limits.Memory/2)}
	cmd.SysProcAttr = leashed()
	err = errors.Join(cmd.Start(), theirs.Close(), say.Close())
	if err == nil {
		err = limit(cmd.Process.Pid, limits)
	}
	p := &process{cmd: cmd, limits: limits, to: ours, from: back, in: bufio.NewReader(back)}
	if err != nil {
		p.end()
		return nil, fmt.Errorf("start a process: %w", err)
	}
	return p, nil
}

// ask writes a question and reads until its answer has come.
func (p *process) ask(ctx context.Context, question []byte) ([]byte, error) {
	stop := context.AfterFunc(ctx, p.kill)
	defer stop()
	answer, err := p.exchange(question, time.Now().Add(p.limits.Total))
	switch {
	case err == nil:
		return answer, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, ErrTime
	case errors.Is(err, ErrFlood):
		return nil, err
	}
	return nil, ErrDied
}

func (p *process) exchange(question []byte, last time.Time) ([]byte, error) {
	p.wait(p.limits.Wait, last)
	if err := send(p.to, kindQuestion, uint64(p.uses), question); err != nil {
		return nil, err
	}
	for {
		f, err := receive(p.in, p.limits.Answer)
		switch {
		case err != nil:
			return nil, err
		case f.id != uint64(p.uses):
			return nil, ErrFlood
		case f.kind == kindAnswer:
			return f.data, nil
		case f.kind != kindAlive || len(f.data) > 0:
			return nil, ErrFlood
		}
		p.wait(p.limits.Wait, last)
	}
}

func (p *process) wait(more time.Duration, last time.Time) {
	by := time.Now().Add(more)
	if by.After(last) {
		by = last
	}
	p.to.SetDeadline(by)
	p.from.SetDeadline(by)
}

// kill ends the process and all it has started.
func (p *process) kill() {
	if p.cmd.Process != nil {
		syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	}
}

func (p *process) end() {
	p.kill()
	p.to.Close()
	p.from.Close()
	if p.cmd.Process != nil {
		p.cmd.Wait() // it was killed: how it ended says nothing
	}
}

// Serve answers the questions that come in, until they end. While answering,
// alive tells who asked to go on waiting.
func Serve(in io.Reader, out io.Writer, answer func(question []byte, alive func()) []byte) error {
	r := bufio.NewReader(in)
	for {
		f, err := receive(r, maxQuestion)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("receive a question: %w", err)
		}
		s := &said{out: out, id: f.id}
		if err := s.last(answer(f.data, s.alive)); err != nil {
			return fmt.Errorf("send an answer: %w", err)
		}
	}
}

// said is what has been said about one question.
type said struct {
	mu   sync.Mutex
	out  io.Writer
	id   uint64
	done bool // after its answer nothing more may be said about it
}

func (s *said) alive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.done {
		send(s.out, kindAlive, s.id, nil) // if it fails, so will the answer
	}
}

func (s *said) last(answer []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done = true
	return send(s.out, kindAnswer, s.id, answer)
}
