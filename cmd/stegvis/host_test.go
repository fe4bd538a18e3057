//go:build linux

package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels/channeltest"
)

const unit = "../../docs/drift/stegvis@.service"

// TestUnit: systemd's own judge finds little to say of the unit, and what it must
// have is in it.
func TestUnit(t *testing.T) {
	analyze := tool(t, "systemd-analyze")
	text, err := os.ReadFile(unit)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "stegvis@skarholmen.service") // it judges no template
	write(t, file, string(text))
	out, err := exec.Command(analyze, "security", "--offline=yes", "--threshold=15", "--no-pager", file).CombinedOutput()
	if err != nil {
		t.Errorf("%v: more exposed than 1.5:\n%s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	t.Log(lines[len(lines)-1])
	for _, must := range []string{"Type=notify", "WatchdogSec=20min", "Restart=always", "DynamicUser=yes", "LimitCORE=0", "UMask=0077", "StateDirectoryMode=0700", "LoadCredential=" + ledger.MasterFile + ":", "ExecReload=/bin/kill -HUP $MAINPID"} {
		if !strings.Contains(string(text), "\n"+must) {
			t.Errorf("the unit has no %s", must)
		}
	}
}

// TestCallsFit: every system call that the program makes at work, its reader of
// documents included, is one that the unit lets through.
func TestCallsFit(t *testing.T) {
	strace, allowed := tool(t, "strace"), allowedCalls(t)
	clock := &clock{}
	clock.set(time.Now())
	w := &wire{T: t, office: fakeOffice(t, clock), slack: startSlack(t, clock), dir: t.TempDir(), clock: clock}
	trace := filepath.Join(w.dir, "trace")
	desk := background(t, os.Environ(), strace, "-f", "-qq", "-o", trace, "-e", "signal=none", "stegvis", "serve", "--config", w.config())
	intyg := filepath.Join(w.dir, "intyg.pdf")
	if err := writeBlank(intyg); err != nil {
		t.Fatal(err)
	}
	pdf, err := os.ReadFile(intyg)
	if err != nil {
		t.Fatal(err)
	}
	w.mails(mailing{from: rehab, subject: "Egenvårdsintyg", file: "Intyg.pdf", pdf: pdf, text: "Hej!\n\nHär kommer ett egenvårdsintyg.\n"})
	channeltest.Until(t, "a card", func() bool { return len(w.cards()) == 1 })
	channeltest.Until(t, "an answer", func() bool { return len(w.inbox(rehab)) > 0 })
	syscall.Kill(traced(t, trace), syscall.SIGTERM) // strace itself takes no notice of it
	desk.cmd.Wait()
	made := callsIn(t, trace)
	if len(made) < 40 || !slices.Contains(made, "seccomp") {
		t.Errorf("only %d kinds of calls were seen, or the reader was not among those who made them: %q", len(made), made)
	}
	for _, call := range made {
		if call == "fchown" && os.Getuid() == 0 {
			continue // SQLite's, for root alone, which the service is not
		}
		if !allowed[call] {
			t.Errorf("the unit does not let %s through", call)
		}
	}
	t.Logf("%d kinds of calls, all let through", len(made))
}

// traced is the process that strace has started.
func traced(t *testing.T, trace string) (pid int) {
	t.Helper()
	text, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Sscan(string(text), &pid); err != nil {
		t.Fatal(err)
	}
	return pid
}

var called = regexp.MustCompile(`^\d+ +([a-z0-9_]+)\(`)

func callsIn(t *testing.T, trace string) (made []string) {
	t.Helper()
	f, err := os.Open(trace)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		if m := called.FindStringSubmatch(sc.Text()); m != nil && !slices.Contains(made, m[1]) {
			made = append(made, m[1])
		}
	}
	return made
}

// allowedCalls is what the unit's SystemCallFilter lines let through, one after
// the other as systemd applies them.
func allowedCalls(t *testing.T) map[string]bool {
	t.Helper()
	groups := callGroups(t)
	text, err := os.ReadFile(unit)
	if err != nil {
		t.Fatal(err)
	}
	allowed := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		names, ok := strings.CutPrefix(strings.TrimSpace(line), "SystemCallFilter=")
		if !ok {
			continue
		}
		names, deny := strings.CutPrefix(names, "~")
		for _, name := range strings.Fields(names) {
			for _, call := range groups.calls(name) {
				allowed[call] = !deny
			}
		}
	}
	return allowed
}

type groups map[string][]string

// callGroups asks systemd what its groups of calls are.
func callGroups(t *testing.T) groups {
	t.Helper()
	out, err := exec.Command(tool(t, "systemd-analyze"), "syscall-filter", "--no-pager").Output()
	if err != nil {
		t.Fatal(err)
	}
	g, last := groups{}, ""
	for line := range strings.Lines(string(out)) {
		word := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "@"):
			last = word
		case word != "" && !strings.HasPrefix(word, "#"):
			g[last] = append(g[last], word)
		}
	}
	return g
}

func (g groups) calls(name string) (all []string) {
	if !strings.HasPrefix(name, "@") {
		return []string{name}
	}
	for _, member := range g[name] {
		all = append(all, g.calls(member)...)
	}
	return all
}

// TestReproducible: the same files in two folders become the same program to the
// byte. The program works on a machine that has nothing: no zone data, no
// certificates, no C library.
func TestReproducible(t *testing.T) {
	var sums []string
	var program string
	for _, folder := range []string{"a", "en/annan/mapp"} {
		dir := filepath.Join(t.TempDir(), folder)
		copyTracked(t, dir)
		program = filepath.Join(dir, "stegvis")
		cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", program, "./cmd/stegvis")
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		data, err := os.ReadFile(program)
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, fmt.Sprintf("%x", sha256.Sum256(data)))
		if bytes.Contains(data, []byte(dir)) {
			t.Errorf("the program holds the folder in which it was built")
		}
	}
	if sums[0] != sums[1] {
		t.Errorf("two folders, two programs: %s and %s", sums[0], sums[1])
	}
	t.Logf("sha256 %s", sums[0])
	if os.Getuid() != 0 && os.Getenv("STEGVIS_REAL") == "1" {
		t.Fatal("to start it where nothing else is takes root")
	}
	if os.Getuid() == 0 {
		alone := exec.Command("/stegvis", "deadlines", "--json")
		alone.SysProcAttr, alone.Env = &syscall.SysProcAttr{Chroot: filepath.Dir(program)}, []string{}
		alone.Stdin = strings.NewReader(`{"id":"1","end":"2027-02-28"}` + "\n")
		out, err := alone.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "2027-02-12") {
			t.Errorf("on a machine without zone data: %v: %s", err, out)
		}
	}
}

// copyTracked copies what belongs to the program, as it stands in the work tree.
func copyTracked(t *testing.T, dir string) {
	t.Helper()
	for _, top := range []string{"go.mod", "go.sum", "bot", "channels", "cmd", "reminders", "templates"} {
		err := filepath.WalkDir("../../"+top, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if err == nil && (d.Name() == "node_modules" || d.Name() == "testdata") {
					return fs.SkipDir
				}
				return err
			}
			data, err := os.ReadFile(path)
			to := filepath.Join(dir, strings.TrimPrefix(path, "../../"))
			if err == nil {
				err = os.MkdirAll(filepath.Dir(to), 0o755)
			}
			if err == nil && !strings.HasSuffix(path, "_test.go") {
				err = os.WriteFile(to, data, 0o644)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestDependencies: what others have written and we ship stands in a list, with
// its licence. A new one gets a line there, or this fails.
func TestDependencies(t *testing.T) {
	listed := map[string]string{}
	data, err := os.ReadFile("testdata/modules.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if f := strings.Fields(line); len(f) == 2 && f[0] != "#" {
			listed[f[0]] = f[1]
		}
	}
	out, err := exec.Command("go", "list", "-deps", "-f", `{{with .Module}}{{.Path}} {{.Dir}}{{end}}`, ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{"example.org/stegvis": true}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) != 2 || seen[f[0]] {
			continue
		}
		seen[f[0]] = true
		if got := licence(f[1]); listed[f[0]] == "" || got != listed[f[0]] {
			t.Errorf("%s %s: the list says %q", f[0], got, listed[f[0]])
		}
	}
	for module := range listed {
		if !seen[module] {
			t.Errorf("%s is in the list, and not used", module)
		}
	}
}

// licences are known by their words.
var licences = []struct{ name, words string }{
	{"Apache-2.0", "Apache License"}, {"MIT", "Permission is hereby granted, free of charge"}, {"ISC", "Permission to use, copy, modify, and/or distribute"},
	{"MPL-2.0", "Mozilla Public License"}, {"Unlicense", "This is free and unencumbered software"},
	{"BSD", "Redistribution and use in source and binary forms"},
}

func licence(dir string) string {
	files, _ := filepath.Glob(filepath.Join(dir, "[LC][IO][CP]*")) // the pattern is well formed
	for _, file := range files {
		text, _ := os.ReadFile(file)
		for _, l := range licences {
			if strings.Contains(strings.Join(strings.Fields(string(text)), " "), l.words) {
				return l.name
			}
		}
	}
	return "none"
}

// TestSBOM: the bill names what go.sum vouches for, and nothing twice.
func TestSBOM(t *testing.T) {
	var out journal
	if code := run([]string{"sbom"}, strings.NewReader(""), &out, &out); code != 0 {
		t.Fatal(out.String())
	}
	var b bill
	if err := json.Unmarshal([]byte(out.String()), &b); err != nil {
		t.Fatal(err)
	}
	if b.Format != "CycloneDX" || b.Spec != "1.5" || b.Metadata.Component.Name != "example.org/stegvis" {
		t.Errorf("%+v", b.Metadata)
	}
	sums, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, c := range b.Components {
		if seen[c.Ref] || c.PURL != c.Ref || c.Version == "" {
			t.Errorf("%+v", c)
		}
		seen[c.Ref] = true
		for _, p := range c.Properties {
			if p.Name == "go:sum" && !strings.Contains(string(sums), c.Name+" "+c.Version+" "+p.Value) {
				t.Errorf("%s is not what go.sum vouches for", c.Ref)
			}
		}
	}
	if len(b.Components) < 40 {
		t.Errorf("%d components", len(b.Components))
	}
}
