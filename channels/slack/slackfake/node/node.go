// Package node lets Slack's own code judge: its Node SDK the fake, and its
// TypeScript types what the fake and the bot send. Tests of any package may
// use it; nothing else does.
//
// The SDK and the compiler are pinned in package.json and installed by
// "npm ci" in this folder. Where they are not, and Node is not, a test is
// skipped with a sentence; under STEGVIS_REAL=1 it installs them, or fails.
package node

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"example.org/stegvis/channels/slack/slackfake"
)

// Check has the TypeScript compiler judge documents by Slack's types and
// returns what it says against each, by its place among them.
func Check(t testing.TB, docs []slackfake.Document) map[int][]string {
	t.Helper()
	dir := t.TempDir()
	for i, d := range docs {
		b, err := json.MarshalIndent(d, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("d%d.json", i)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var verdict struct {
		Checked int
		Errors  map[string][]string
	}
	if err := json.Unmarshal(Run(t, "tsc-check.mjs", dir), &verdict); err != nil {
		t.Fatal(err)
	}
	if verdict.Checked != len(docs) {
		t.Fatalf("%d documents were checked, not %d", verdict.Checked, len(docs))
	}
	out := map[int][]string{}
	for i := range docs {
		if e := verdict.Errors[fmt.Sprintf("d%d", i)]; e != nil {
			out[i] = e
		}
	}
	return out
}

// Run runs a script of this folder and returns what it prints. A script that
// fails fails the test.
func Run(t testing.TB, script string, args ...string) []byte {
	t.Helper()
	dir := need(t)
	cmd := exec.CommandContext(t.Context(), "node", append([]string{filepath.Join(dir, script)}, args...)...)
	cmd.Dir = dir
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		t.Fatalf("%s: %v\n%s%s", script, err, out, exit.Stderr)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// need returns this folder if what it takes is there.
func need(t testing.TB) string {
	t.Helper()
	dir, err := folder()
	if err == nil {
		_, err = exec.LookPath("node")
	}
	if err == nil {
		err = installed(dir)
	}
	if err != nil && os.Getenv("STEGVIS_REAL") == "1" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skipf("Slack's own SDK is not at hand: %v", err)
	}
	return dir
}

// folder finds this folder from that of any test in the module.
func folder() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "channels", "slack", "slackfake", "node"), nil
		}
	}
	return "", errors.New("no go.mod above the test")
}

// installed makes sure of node_modules, under STEGVIS_REAL=1 by installing it.
func installed(dir string) error {
	modules := filepath.Join(dir, "node_modules")
	_, err := os.Stat(modules)
	if !errors.Is(err, fs.ErrNotExist) || os.Getenv("STEGVIS_REAL") != "1" {
		return err
	}
	return install(dir, modules)
}

// install installs beside and then renames, since the tests of two packages
// may want the same at the same time.
func install(dir, modules string) error {
	beside, err := os.MkdirTemp(dir, ".install-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(beside)
	for _, name := range []string{"package.json", "package-lock.json"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(beside, name), b, 0o600); err != nil {
			return err
		}
	}
	cmd := exec.Command("npm", "ci", "--no-audit", "--no-fund")
	cmd.Dir = beside
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci: %w\n%s", err, out)
	}
	err = os.Rename(filepath.Join(beside, "node_modules"), modules)
	if _, there := os.Stat(modules); there == nil {
		return nil // or somebody else was first
	}
	return err
}
