package apart

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain makes the test program the process that is asked.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "confined" {
		confined()
		return
	}
	if len(os.Args) == 2 && os.Args[1] == "process" {
		if err := Serve(os.Stdin, os.Stdout, behave); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// behave does what the question says, which is mostly bad.
func behave(question []byte, alive func()) []byte {
	switch word, rest, _ := strings.Cut(string(question), " "); word {
	case "crash":
		panic("ett namn som ingen får se")
	case "vanish":
		os.Exit(0)
	case "segfault":
		syscall.Kill(os.Getpid(), syscall.SIGSEGV)
		time.Sleep(time.Hour)
	case "hang":
		time.Sleep(time.Hour)
	case "burn":
		for range runtime.NumCPU() {
			go func() {
				for {
				}
			}()
		}
		time.Sleep(time.Hour)
	case "eat":
		var all [][]byte
		for {
			b := make([]byte, 16<<20)
			for i := range b {
				b[i] = 1
			}
			all = append(all, b)
			_ = all
		}
	case "flood":
		for {
			os.Stdout.Write(bytes.Repeat([]byte{'A'}, 1<<16))
		}
	case "much":
		return make([]byte, 3<<20)
	case "promise": // an answer that never comes
		send(os.Stdout, kindAnswer, 0, make([]byte, 9))
		os.Stdout.Write([]byte{'A', 0, 0})
		time.Sleep(time.Hour)
	case "stale":
		send(os.Stdout, kindAnswer, 99, []byte("svar på annat"))
	case "chatter":
		for {
			alive()
			time.Sleep(10 * time.Millisecond)
		}
	case "late": // a sign of life after the answer
		go func() {
			for range 1000 {
				alive()
			}
		}()
		return []byte("klar")
	case "slow":
		for range 6 {
			time.Sleep(100 * time.Millisecond)
			alive()
		}
		return []byte("klar")
	case "write":
		err := os.WriteFile(rest, make([]byte, 80<<20), 0o600)
		return fmt.Append(nil, err)
	case "spawn":
		cmd := exec.Command("sleep", "600")
		if err := cmd.Start(); err != nil {
			return fmt.Append(nil, err)
		}
		os.WriteFile(rest, fmt.Append(nil, cmd.Process.Pid), 0o600)
		time.Sleep(time.Hour)
	case "env":
		return []byte(strings.Join(os.Environ(), "\n"))
	case "pid":
		return fmt.Append(nil, os.Getpid())
	}
	return question
}

func worker(t *testing.T, change func(*Limits)) *Worker {
	t.Helper()
	l := Limits{Wait: 2 * time.Second, Total: 4 * time.Second, CPU: time.Minute, Memory: 512 << 20, Answer: 1 << 20, Uses: 1000, Idle: time.Minute}
	if change != nil {
		change(&l)
	}
	w := &Worker{Path: "/proc/self/exe", Args: []string{"apart", "process"}, Limits: l}
	t.Cleanup(func() { w.Close() })
	return w
}

func (w *Worker) must(t *testing.T, question string) string {
	t.Helper()
	a, err := w.Ask(t.Context(), []byte(question))
	if err != nil {
		t.Fatalf("%.20s: %v", question, err)
	}
	return string(a)
}

// TestMisbehaving: whatever the process does, the question fails in time with a
// reason, and the next one is answered.
func TestMisbehaving(t *testing.T) {
	short := func(l *Limits) { l.Wait, l.Total = 300*time.Millisecond, 600*time.Millisecond }
	for _, tc := range []struct {
		question string
		want     error
		limits   func(*Limits)
	}{
		{"crash", ErrDied, nil}, {"vanish", ErrDied, nil}, {"segfault", ErrDied, nil},
		{"hang", ErrTime, short}, {"burn", ErrTime, short}, {"chatter", ErrTime, short},
		{"burn", ErrDied, func(l *Limits) { l.CPU, l.Wait, l.Total = time.Second, 20*time.Second, 20*time.Second }},
		{"eat", ErrDied, func(l *Limits) { l.Wait, l.Total = 20*time.Second, 20*time.Second }},
		{"flood", ErrFlood, nil}, {"much", ErrFlood, nil}, {"stale", ErrFlood, nil}, {"promise", ErrTime, short},
	} {
		t.Run(tc.question, func(t *testing.T) {
			w := worker(t, tc.limits)
			start := time.Now()
			_, err := w.Ask(t.Context(), []byte(tc.question))
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			if tc.question == "promise" && err == nil { // its first words were an answer; what follows is not
				_, err = w.Ask(t.Context(), []byte("hej"))
			}
			if !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
			if err != nil && strings.Contains(err.Error(), "namn") {
				t.Errorf("the error quotes the process: %v", err)
			}
			w.Limits.Wait, w.Limits.Total = 5*time.Second, 5*time.Second
			if got := w.must(t, "hej"); got != "hej" {
				t.Errorf("afterwards: got %q", got)
			}
		})
	}
}

// TestOwnMemoryStays: what eats all its memory eats none of ours.
func TestOwnMemoryStays(t *testing.T) {
	w := worker(t, nil)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, q := range []string{"flood", "eat", "much"} {
		if _, err := w.Ask(t.Context(), []byte(q)); err == nil {
			t.Errorf("%s: got no error", q)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 8<<20 {
		t.Errorf("grown by %d bytes", grown)
	}
}

// TestWarm: one process answers many questions, is replaced when it has
// answered its number, and is not to blame for who was there before it.
func TestWarm(t *testing.T) {
	w := worker(t, func(l *Limits) { l.Uses = 3 })
	var pids []string
	for range 4 {
		pids = append(pids, w.must(t, "pid"))
	}
	if pids[0] != pids[1] || pids[0] != pids[2] || pids[0] == pids[3] {
		t.Errorf("asked %v, want three times the same and then another", pids)
	}
	syscall.Kill(w.process.cmd.Process.Pid, syscall.SIGKILL)
	if got := w.must(t, "hej"); got != "hej" {
		t.Errorf("after its process was killed: got %q", got)
	}
}

func TestIdle(t *testing.T) {
	w := worker(t, func(l *Limits) { l.Idle = 20 * time.Millisecond })
	w.must(t, "hej")
	for deadline := time.Now().Add(time.Minute); ; {
		w.mu.Lock()
		stopped := w.process == nil
		w.mu.Unlock()
		if stopped {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("still running")
		}
		runtime.Gosched()
	}
	if got := w.must(t, "hej"); got != "hej" {
		t.Errorf("afterwards: got %q", got)
	}
}

// TestSignOfLife: one that says it is alive may go on.
func TestSignOfLife(t *testing.T) {
	w := worker(t, func(l *Limits) { l.Wait = 400 * time.Millisecond })
	if got := w.must(t, "slow"); got != "klar" {
		t.Errorf("got %q", got)
	}
}

// TestLateSign: a sign of life that comes too late is not taken for one about
// the next question.
func TestLateSign(t *testing.T) {
	w := worker(t, nil)
	for range 50 {
		if got := w.must(t, "late"); got != "klar" {
			t.Fatalf("got %q", got)
		}
	}
	if w.process.uses != 50 {
		t.Errorf("the process had to be replaced: %d uses", w.process.uses)
	}
}

// TestLeash: no environment, no large files, and nothing that outlives it.
func TestLeash(t *testing.T) {
	t.Setenv("STEGVIS_SECRET", "hemligt")
	w := worker(t, func(l *Limits) { l.Wait = time.Second })
	if got := w.must(t, "env"); strings.Contains(got, "hemligt") {
		t.Errorf("environment: %q", got)
	}
	file := t.TempDir() + "/pid"
	if got := w.must(t, "write "+file); !strings.Contains(got, "file too large") {
		t.Errorf("writing 80 MB: got %q", got)
	}
	if _, err := w.Ask(t.Context(), []byte("spawn "+file)); !errors.Is(err, ErrTime) {
		t.Errorf("got %v, want %v", err, ErrTime)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); alive(string(data)); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("what it started outlives it")
		}
	}
}

// alive reports whether a process runs; one that waits to be buried does not.
func alive(pid string) bool {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

func TestCancelled(t *testing.T) {
	w := worker(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := w.Ask(ctx, []byte("hang")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if _, err := w.Ask(ctx, []byte("hej")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if got := w.must(t, "hej"); got != "hej" {
		t.Errorf("afterwards: got %q", got)
	}
}

func TestNoProgram(t *testing.T) {
	w := &Worker{Path: "/finns/inte", Args: []string{"x"}, Limits: Usual}
	if _, err := w.Ask(t.Context(), []byte("hej")); err == nil {
		t.Error("got no error")
	}
}

// FuzzReceive: no bytes from the other side make us take more memory than they
// are, or panic.
func FuzzReceive(f *testing.F) {
	var b bytes.Buffer
	send(&b, kindAnswer, 7, []byte("svar"))
	f.Add(b.Bytes())
	f.Add(append([]byte{'A'}, bytes.Repeat([]byte{0xff}, 16)...))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := receive(bytes.NewReader(data), 1<<10)
		if err == nil && len(got.data) > 1<<10 {
			t.Errorf("%d bytes", len(got.data))
		}
		if err != nil && !errors.Is(err, ErrFlood) && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Error(err)
		}
	})
}
