package intyg

import (
	"context"
	"os"
	"strings"
	"testing"

	"example.org/stegvis/bot/intyg/page"
)

// TestWritePredictions writes what stegvis read --json would, for the scorer.
func TestWritePredictions(t *testing.T) {
	to := os.Getenv("PRED")
	if to == "" {
		t.Skip("no PRED")
	}
	f, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := NewReader(page.NewReader(page.Options{OCR: []string{"tesseract", "-l", "swe"}}))
	defer r.Close()
	for _, s := range sampleRows(t) {
		if only := os.Getenv("ONLY"); only != "" && !strings.HasPrefix(s.Kind, only) {
			continue
		}
		var paths []string
		switch x := s.File.(type) {
		case string:
			paths = append(paths, "../../../shared/samples/"+x)
		case []any:
			for _, y := range x {
				paths = append(paths, "../../../shared/samples/"+y.(string))
			}
		}
		if err := ReadFiles(context.Background(), r, paths, len(paths) > 1, true, f); err != nil {
			t.Error(err)
		}
	}
}
