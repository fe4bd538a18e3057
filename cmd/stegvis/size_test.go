package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
)

// manyCases is how many open cases the desk is tried with.
const manyCases = 10_000

// BenchmarkReady builds stegvis as a release is built, opens a desk with 10,000
// open cases, and measures how long it takes until the desk is open, what it
// holds in memory when it then has nothing to do, and how large the program is.
// The promises are 0.5 s, 64 MB and 40 MB. The process that reads documents is
// another, and starts with the first document.
//
//	go test ./cmd/stegvis -run '^$' -bench Ready -benchtime 5x
func BenchmarkReady(b *testing.B) {
	dir := b.TempDir()
	if out, err := exec.Command("../../.ci/release", dir, runtime.GOARCH).CombinedOutput(); err != nil {
		b.Fatalf("%s: %v", out, err)
	}
	program := filepath.Join(dir, "stegvis-linux-"+runtime.GOARCH)
	if out, err := exec.Command(program, "read", "../../bot/intyg/page/testdata/"+onePagers[0]).CombinedOutput(); err != nil {
		b.Fatalf("%s: %v", out, err)
	}
	info, err := os.Stat(program)
	if err != nil {
		b.Fatal(err)
	}
	config := crowdedDesk(b)
	var ready time.Duration
	var resident int
	for b.Loop() {
		took, kb := openAndIdle(b, program, config)
		ready, resident = ready+took, max(resident, kb)
	}
	b.ReportMetric(ready.Seconds()/float64(b.N), "ready-s")
	b.ReportMetric(float64(resident)*1024/1e6, "resident-MB")
	b.ReportMetric(float64(info.Size())/1e6, "binary-MB")
}

// crowdedDesk is the config of a desk with many open cases, none of which has
// anything due today.
func crowdedDesk(b *testing.B) (config string) {
	b.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "stegvis-ready")
	if err != nil {
		dir = b.TempDir()
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
		return path
	}
	config = file("stegvis.toml", fmt.Sprintf("[unit]\nname = \"BIH\"\nprefix = \"SK\"\nstate = %q\ncontacts = [%q]\n[mail]\naddress = %q\n[mail.imap]\naddress = \"127.0.0.1:1\"\ntls = \"none\"\nuser = %q\npassword_file = %q\n[mail.smtp]\naddress = \"127.0.0.1:1\"\ntls = \"none\"\n",
		dir, file("kontakter.csv", wireContacts), intake, intake, file("password", "x")))
	l, err := ledger.Open(filepath.Join(dir, ledgerFile))
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	year := time.Now().Year()
	for i := range manyCases {
		c := care.New(care.CaseID(fmt.Sprintf("SK-%d-%05d", year, i+1)))
		for _, event := range []care.Event{
			care.IntygReceived{Intyg: ingeborgsIntyg(), From: "rehab", Provider: "tranbaret", On: care.DateOf(time.Now())},
			care.ApplicationObtained{On: care.DateOf(time.Now())},
		} {
			c, _ = care.Decide(c, event)
			c = c.On(care.DateOf(time.Now()))
			e := ledger.Entry{Case: c.ID, Fact: care.Fact{Event: event, Step: c.Step, At: time.Now()}, Wake: care.DateOf(time.Now()).AddMonths(2), Served: "tranbaret"}
			if _, err := l.Record(context.Background(), e); err != nil {
				b.Fatal(err)
			}
		}
	}
	return config
}

// openAndIdle starts the program, and returns how long it takes until it says that
// the desk is open, and how many kB it holds five seconds later.
func openAndIdle(b *testing.B, program, config string) (ready time.Duration, kb int) {
	b.Helper()
	serve := exec.Command(program, "serve", "--config", config)
	log, err := serve.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := serve.Start(); err != nil {
		b.Fatal(err)
	}
	lines := bufio.NewScanner(log)
	for lines.Scan() && !strings.Contains(lines.Text(), "the desk is open") {
	}
	ready = time.Since(began)
	go func() {
		for lines.Scan() {
		}
	}()
	for range 10 { // what it took to open is given back to the system bit by bit
		time.Sleep(500 * time.Millisecond)
		kb = residentKB(b, serve.Process.Pid)
	}
	if err := serve.Process.Signal(syscall.SIGTERM); err != nil {
		b.Fatal(err)
	}
	serve.Wait()
	return ready, kb
}

func residentKB(b *testing.B, pid int) int {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); f[0] == "VmRSS:" {
			kb, err := strconv.Atoi(f[1])
			if err != nil {
				b.Fatal(err)
			}
			return kb
		}
	}
	b.Fatal("no VmRSS")
	return 0
}

// TestSize: the program does not grow unseen. A release is built without
// inlining and with PDFium packed, which makes it 7 MB smaller than this;
// .ci/release refuses one above 40 MB.
func TestSize(t *testing.T) {
	if runtime.GOOS != "linux" || testing.Short() {
		t.Skip("built and weighed on Linux, in full runs")
	}
	program := filepath.Join(t.TempDir(), "stegvis")
	if out, err := exec.Command("go", "build", "-tags=", "-ldflags=-s -w", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	info, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 47_500_000 {
		t.Errorf("%d bytes, want at most 47.5 MB", info.Size())
	}
}
