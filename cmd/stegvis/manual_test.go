package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
)

// commandTree is the command line as it is typed.
func commandTree(t *testing.T) []*kong.Node {
	t.Helper()
	parser, err := kong.New(&commands{}, kong.Name("stegvis"))
	if err != nil {
		t.Fatal(err)
	}
	return visible(parser.Model.Node)
}

// TestEveryCommandIsTold: the README's table knows every command, and each says
// what it does.
func TestEveryCommandIsTold(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range commandTree(t) {
		if !strings.Contains(string(readme), "`"+n.Name) && !strings.Contains(string(readme), "stegvis "+n.Name) {
			t.Errorf("the README does not know %s", n.Name)
		}
		if n.Help == "" || !strings.HasSuffix(n.Help, ".") {
			t.Errorf("%s: help %q", n.Name, n.Help)
		}
	}
}

// TestJSONEverywhere: whoever tells something can tell it to a program. What has no
// --json says here why.
func TestJSONEverywhere(t *testing.T) {
	without := map[string]string{
		"serve": "works until it is stopped, and logs", "login": "talks with a person", "init": "talks with a person", "try": "a transcript is what it prints",
		"sbom": "JSON is what it prints",
		"feed": "iCalendar is what it prints", "manifest": "YAML is what it prints", "config": "TOML is what it prints",
		"completion": "a script is what it prints", "man": "a page is what it prints",
		"backup": "a file is what it makes", "restore": "a file is what it makes", "here": "says one thing",
		"rekey": "says one thing", "hold": "says one thing", "export": "files are what it makes", "extract": "files are what it makes",
	}
	for _, n := range commandTree(t) {
		has := slices.Contains(words(n), "--json")
		if _, excused := without[n.Name]; has == excused {
			t.Errorf("%s: --json is there: %v, and is excused: %v", n.Name, has, excused)
		}
	}
}

// TestShells: the shells that are here take their scripts, bash completes, and
// the manual page is sound.
func TestShells(t *testing.T) {
	list := commandTree(t)
	bash := exec.Command("bash", "--norc", "-c", bashScript(list)+"\nCOMP_WORDS=(stegvis sta); COMP_CWORD=1; _stegvis; echo ${COMPREPLY[@]}\n"+
		"COMP_WORDS=(stegvis stats --ht); COMP_CWORD=2; _stegvis; echo ${COMPREPLY[@]}")
	out, err := bash.CombinedOutput()
	if err != nil || string(out) != "stats status\n--html\n" {
		t.Errorf("bash: %s, %v", out, err)
	}
	for shell, script := range map[string]string{"zsh": zshScript(list), "fish": fishScript(list)} {
		if _, err := exec.LookPath(shell); err != nil {
			t.Logf("%s is not here: its script is not tried", shell)
			continue
		}
		check := exec.Command(shell, "-n")
		check.Stdin = strings.NewReader(script)
		if out, err := check.CombinedOutput(); err != nil {
			t.Errorf("%s: %s, %v", shell, out, err)
		}
	}
}

// TestBar: a bar is drawn at most ten times a second, says how long is left, and
// is gone when the work is done.
func TestBar(t *testing.T) {
	var out strings.Builder
	now := time.Unix(0, 0)
	step := bar(&out, "mails", func() time.Time { return now })
	step(1, 100)
	now = now.Add(10 * time.Second)
	step(50, 100)
	step(51, 100)
	step(100, 100)
	want := "\r\x1b[K[###############···············] 50 of 100 mails, 10s left\r\x1b[K"
	if out.String() != want {
		t.Errorf("%q", out.String())
	}
	if got := paint(&out, red, "fail"); got != "fail" {
		t.Errorf("coloured in a pipe: %q", got)
	}
}
