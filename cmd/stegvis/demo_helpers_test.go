package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/stegvis/templates"
)

// asks reports whether an act opens a form.
func asks(act string) bool {
	f := templates.Forms()[act]
	return len(f.Fields) > 0
}

func newRequest(method, url string, head map[string]string) *http.Request {
	r := httptest.NewRequest(method, url, nil)
	for k, v := range head {
		r.Header.Set(k, v)
	}
	return r
}

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }

// goSource returns the source of a package without its tests.
func goSource(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[f] = string(b)
	}
	return all
}
