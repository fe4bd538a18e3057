//go:build linux && amd64

package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"example.org/stegvis/channels/slack/slackfake"
)

// What goes wrong in a soak, and the program that must bear it.

var caseNumber = regexp.MustCompile(`SK-\d{4}-\d{4}`)

// A faultCount says how often what went wrong.
type faultCount map[string]int

func (f faultCount) String() string {
	var rows []string
	for _, what := range slices.Sorted(maps.Keys(f)) {
		rows = append(rows, fmt.Sprintf("%s %d", what, f[what]))
	}
	return strings.Join(rows, ", ")
}

// fault lets something go wrong, after what went wrong last has been put right.
// Half the time a line that swallowed something is cut as well; else the desk has
// to find out by itself.
func (s *soak) fault() {
	for _, l := range s.lines {
		l.Heal()
		l.Forget()
	}
	s.slack.SetDown(false)
	s.slack.Forget()
	all := s.allFaults()
	names := slices.Sorted(maps.Keys(all))
	name := names[s.luck.IntN(len(names))]
	s.faults[name]++
	all[name]()
}

func (s *soak) allFaults() map[string]func() {
	all := map[string]func(){
		"tokens revoked":       s.tokens.Revoke,
		"4xx of the server":    func() { s.lines["mail out"].Busy("421 4.3.2 Service not available\r\n") },
		"5xx of the server":    func() { s.lines["mail out"].Busy("554 5.3.2 No SMTP service here\r\n") },
		"acknowledgement lost": s.lines["mail out"].LoseAnswer,
		"429":                  func() { s.slack.Fail("*", slackfake.Fault{Status: 429, RetryAfter: 1}) },
		"5xx of chat":          func() { s.slack.Fail("*", slackfake.Fault{Status: 503}, slackfake.Fault{Status: 500}) },
		"post unanswered":      func() { s.slack.Fail("chat.postMessage", slackfake.Fault{DropAfter: true}) },
		"card unanswered":      func() { s.slack.Fail("chat.update", slackfake.Fault{DropAfter: true}) },
		"socket dropped":       func() { s.slack.Disconnect("", true) },
		"socket replaced":      func() { s.slack.Disconnect("refresh_requested", false) },
		"chat down":            func() { s.slack.SetDown(true) },
	}
	all["post held up"] = func() { // until long after the desk has given it up, in a long soak
		s.lines["chat"].Hold(posting, 1)
		time.AfterFunc(time.Duration(1+s.luck.IntN(max(5, int(soakFor.Seconds())/20)))*time.Second, s.lines["chat"].Release)
	}
	for name, l := range s.lines {
		all[name+" cut"] = l.Cut
		all[name+" slow"] = func() { l.Delay(time.Duration(100+s.luck.IntN(600)) * time.Millisecond) }
		all[name+" refused"] = func() { l.Close(true); l.Cut() }
		all[name+" swallowed"] = func() {
			l.BlackHole(true)
			if s.luck.IntN(4) > 0 || *soakFor < 2*time.Minute {
				time.AfterFunc(2*time.Second, l.Cut)
			}
		}
	}
	return all
}

// A kept program is started again whenever it has died, as a service manager
// would; nothing watches its calls.
type kept struct {
	*testing.T
	make       func() *exec.Cmd
	goroutines func() int
	logs       string

	mu      sync.Mutex
	now     *os.Process
	killed  bool // the present one has been
	closing bool
	ended   chan struct{}
}

func keep(t *testing.T, config, face string, goroutines func() int) *kept {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	k := &kept{T: t, goroutines: goroutines, logs: filepath.Join(t.TempDir(), "log"), ended: make(chan struct{})}
	k.make = func() *exec.Cmd {
		cmd := exec.Command(program, "serve", "--config", config)
		cmd.Env = append(os.Environ(), "STEGVIS_CLOCK="+face)
		cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		return cmd
	}
	go k.live()
	t.Cleanup(k.close)
	return k
}

func (k *kept) live() {
	defer close(k.ended)
	log, err := os.OpenFile(k.logs, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		k.Error(err)
		return
	}
	defer log.Close()
	for {
		cmd := k.make()
		cmd.Stderr = log
		if !k.begin(cmd) {
			return
		}
		if err := cmd.Wait(); !k.expected(err) {
			k.Errorf("the desk ended by itself: %v\n%s", err, k.log())
			return
		}
	}
}

func (k *kept) begin(cmd *exec.Cmd) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closing {
		return false
	}
	if err := cmd.Start(); err != nil {
		k.Errorf("start: %v", err)
		return false
	}
	k.now, k.killed = cmd.Process, false
	return true
}

// expected reports whether the program was to end so.
func (k *kept) expected(err error) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.killed || k.closing && (err == nil || strings.Contains(err.Error(), "terminated")) // before it listened
}

func (k *kept) kill() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.now != nil && !k.closing {
		k.killed = true
		k.now.Kill()
	}
}

// close tells the program to stop, and demands that it does.
func (k *kept) close() {
	k.mu.Lock()
	first := !k.closing
	k.closing = true
	if first && k.now != nil {
		k.now.Signal(syscall.SIGTERM)
	}
	k.mu.Unlock()
	select {
	case <-k.ended:
	case <-time.After(time.Minute):
		k.Errorf("the desk did not close\n%s", k.log())
	}
}

// log is the end of what it has said in all its lives.
func (k *kept) log() string {
	text, _ := os.ReadFile(k.logs)
	return string(text[max(0, len(text)-20_000):])
}

// A size is how much of the machine the program has at a moment.
type size struct{ goroutines, threads, kilobytes int }

func (k *kept) size() (z size) {
	k.mu.Lock()
	pid := k.now.Pid
	k.mu.Unlock()
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(status)) {
		fmt.Sscanf(line, "VmRSS: %d", &z.kilobytes)
		fmt.Sscanf(line, "Threads: %d", &z.threads)
	}
	z.goroutines = k.goroutines()
	return z
}

// grewNot: what a desk has of the machine late in its life is no more than what it
// had when it was young; the median of a fifth stands for each.
func (s *soak) grewNot() {
	s.Helper()
	n := len(s.sizes) / 5
	if n == 0 {
		s.Fatal("the desk has not been measured")
	}
	young, old := median(s.sizes[n:2*n]), median(s.sizes[len(s.sizes)-n:])
	if old.goroutines > young.goroutines+15 || old.threads > young.threads+10 || old.kilobytes > young.kilobytes*3/2+20_000 {
		s.Errorf("the desk grew from %+v to %+v", young, old)
	}
}

func median(all []size) size {
	middle := func(of func(size) int) int {
		var list []int
		for _, z := range all {
			list = append(list, of(z))
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	return size{
		middle(func(z size) int { return z.goroutines }), middle(func(z size) int { return z.threads }), middle(func(z size) int { return z.kilobytes }),
	}
}

// size says how large the desk was, fifth by fifth.
func (s *soak) size() string {
	var rows []string
	n := max(1, len(s.sizes)/5)
	for part := range slices.Chunk(s.sizes, n) {
		z := median(part)
		rows = append(rows, fmt.Sprintf("%d goroutines %d threads %d MB", z.goroutines, z.threads, z.kilobytes>>10))
	}
	return strings.Join(rows, "; ")
}
