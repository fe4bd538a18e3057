package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPromises: each test that README, the page about proof or the page about
// threats names exists, and each promise and each threat names one.
func TestPromises(t *testing.T) {
	exists := testsInTree(t)
	for _, page := range []struct {
		file, table string // the head of the table of which each row must name a test
		atLeast     int
	}{
		{"README.md", "| | promise |", 15},
		{"docs/SECURITY.md", "| threat |", 15},
		{"docs/proof.md", "| harness |", 8},
	} {
		text, err := os.ReadFile(filepath.Join("../..", page.file))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range testName.FindAllString(string(text), -1) {
			if !exists[name] {
				t.Errorf("%s names %s, which does not exist", page.file, name)
			}
		}
		rows := tableRows(string(text), page.table)
		if len(rows) < page.atLeast {
			t.Errorf("%s: %d rows under %q, want %d at least", page.file, len(rows), page.table, page.atLeast)
		}
		for _, row := range rows {
			if !testName.MatchString(row) {
				t.Errorf("%s: no test shows this: %s", page.file, row)
			}
		}
	}
}

var (
	testName = regexp.MustCompile(`\b(Test|Benchmark|Fuzz)[A-Z]\w+`)
	testHead = regexp.MustCompile(`(?m)^func ((Test|Benchmark|Fuzz)\w+)\(`)
)

// tableRows are the rows of the table that begins with head.
func tableRows(page, head string) []string {
	_, table, _ := strings.Cut(page, head)
	table, _, _ = strings.Cut(table, "\n\n")
	lines := strings.Split(table, "\n")
	return lines[min(2, len(lines)):] // the rest of the head, and the rule under it
}

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
