package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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

// TestShells: bash, zsh and fish complete commands, flags, what is below a command,
// and names of files.
func TestShells(t *testing.T) {
	list, dir := commandTree(t), t.TempDir()
	for name, text := range map[string]string{"stegvis.bash": bashScript(list), "_stegvis": zshScript(list), "stegvis.fish": fishScript(list)} {
		write(t, filepath.Join(dir, name), text)
	}
	for shell, complete := range map[string]func(line, want string) *exec.Cmd{
		"bash": func(line, _ string) *exec.Cmd {
			words := strings.Fields(line)
			return exec.Command("bash", "--norc", "-c", fmt.Sprintf(". ./stegvis.bash; COMP_WORDS=(%s); COMP_CWORD=%d; _stegvis; echo ${COMPREPLY[@]}", line, len(words)-1))
		},
		"fish": func(line, _ string) *exec.Cmd {
			return exec.Command("fish", "--no-config", "-c", fmt.Sprintf("source stegvis.fish; complete -C %q", line))
		},
		"zsh": func(line, want string) *exec.Cmd {
			// A shell in a shell: only what is typed at a terminal is completed.
			return exec.Command("zsh", "-f", "-c", fmt.Sprintf(`zmodload zsh/zpty
zpty inner zsh -f -i
zpty -w inner 'PS1=; fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; print RE""ADY'
zpty -r -m inner said '*READY*'
zpty -w -n inner %s$'\t\t'
zpty -r -m inner said %s
print -r -- "$said"`, quoted(line), quoted("*"+want+"*")))
		},
	} {
		t.Run(shell, func(t *testing.T) {
			tool(t, shell)
			for line, want := range map[string]string{"stegvis stat": "status", "stegvis stats --ht": "--html", "stegvis erase prev": "preview", "stegvis completion fi": "fish", "stegvis read ./_st": "_stegvis"} {
				cmd := complete(line, want)
				cmd.Dir = dir
				timer := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
				out, err := cmd.CombinedOutput()
				timer.Stop()
				if err != nil || !strings.Contains(string(out), want) || strings.Contains(string(out), "(line ") {
					t.Errorf("%q becomes %q, want %s; %v", line, out, want, err)
				}
			}
		})
	}
}

// TestManualPage: nobody who judges manual pages has anything to say of it.
func TestManualPage(t *testing.T) {
	mandoc := tool(t, "mandoc")
	var page journal
	if code := run([]string{"man"}, strings.NewReader(""), &page, &page); code != 0 {
		t.Fatal(page.String())
	}
	cmd := exec.Command(mandoc, "-T", "lint", "-W", "style")
	cmd.Stdin = strings.NewReader(page.String())
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
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
