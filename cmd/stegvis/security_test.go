package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSecurityPage: every threat in docs/SECURITY.md names at least one test, and
// every test that is named there or in the README exists.
func TestSecurityPage(t *testing.T) {
	there := tests(t)
	named := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`")
	for _, page := range []string{"../../docs/SECURITY.md", "../../README.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(text), -1) {
			if !there[m[1]] {
				t.Errorf("%s: there is no %s", page, m[1])
			}
		}
		_, table, _ := strings.Cut(string(text), "| threat |")
		table, _, _ = strings.Cut(table, "\n\n")
		for i, row := range strings.Split(table, "\n") {
			if i > 1 && !named.MatchString(row) { // below the head
				t.Errorf("%s: no test shows: %s", page, row)
			}
		}
	}
}

// tests are the names of all tests there are.
func tests(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9]+)\(`)
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
			found[m[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
