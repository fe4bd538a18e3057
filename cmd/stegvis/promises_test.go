package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPromises: each test that README or the page about proof names exists, and
// each promise in README's table names one.
func TestPromises(t *testing.T) {
	exists := testsInTree(t)
	for _, page := range []string{"README.md", "docs/proof.md"} {
		text, err := os.ReadFile(filepath.Join("../..", page))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range testName.FindAllString(string(text), -1) {
			if !exists[name] {
				t.Errorf("%s names %s, which does not exist", page, name)
			}
		}
		if page != "README.md" {
			continue
		}
		rows := promiseRow.FindAllString(string(text), -1)
		if len(rows) < 7 {
			t.Errorf("%d promises, want seven at least", len(rows))
		}
		for _, row := range rows {
			if !testName.MatchString(row) {
				t.Errorf("nothing shows this: %s", row)
			}
		}
	}
}

var (
	testName   = regexp.MustCompile(`\b(Test|Benchmark|Fuzz)[A-Z]\w+`)
	promiseRow = regexp.MustCompile(`(?m)^\| \d+ \| \*\*.*$`)
	testHead   = regexp.MustCompile(`(?m)^func ((Test|Benchmark|Fuzz)\w+)\(`)
)

// testsInTree are the names of all tests there are.
func testsInTree(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		code, err := os.ReadFile(path)
		for _, head := range testHead.FindAllStringSubmatch(string(code), -1) {
			names[head[1]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
