package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// pictures names the environment variable that says where to put the pictures of
// the handbook: STEGVIS_BILDER=../../docs/bilder, from this folder. One more tour
// is made for them.
const pictures = "STEGVIS_BILDER"

// TestDemoInChromium plays a newcomer in a real browser: what the guide says and
// nothing else, until the case is closed; then two people at once, hostile text,
// a personnummer, the keyboard, a phone and the dark, with axe looking on.
func TestDemoInChromium(t *testing.T) {
	tours := []string{"komplett", "forhandsbedomning"}
	if os.Getenv(pictures) != "" {
		tours = append(tours, "utan-syfte")
	}
	for _, tour := range tours {
		t.Run(tour, func(t *testing.T) { inChromium(t, tour) })
	}
}

func inChromium(t *testing.T, tour string) {
	node, chromium := browserParts(t)
	args := []string{"tour.mjs", openDemo(t).url, tour}
	if dir := os.Getenv(pictures); dir != "" {
		where, err := filepath.Abs(dir)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, where)
	}
	cmd := exec.CommandContext(t.Context(), node, args...)
	cmd.Dir, cmd.Stderr = filepath.Join("demo", "browser"), t.Output()
	cmd.Env = append(os.Environ(), "CHROMIUM="+chromium)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tour: %v", err)
	}
	var report struct {
		Deeds, Problems  []string
		Seconds, Checked int
	}
	if err := json.NewDecoder(bytes.NewReader(out)).Decode(&report); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d deeds in %d s, axe looked %d times: %s", len(report.Deeds), report.Seconds, report.Checked, strings.Join(report.Deeds, " · "))
	if len(report.Deeds) < 8 || report.Checked < 5 || report.Seconds > 120 {
		t.Errorf("no tour: %+v", report)
	}
	for _, p := range report.Problems {
		t.Error(p)
	}
}

// browserParts returns where node and Chromium are. Without them the test is
// skipped, and fails where every part is to be tested.
func browserParts(t *testing.T) (node, chromium string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		without(t, "node: apt-get install nodejs")
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if chromium, err = exec.LookPath(name); err == nil {
			break
		}
	}
	if err != nil {
		without(t, "a browser: apt-get install chromium")
	}
	if _, err := os.Stat(filepath.Join("demo", "browser", "node_modules", "playwright-core")); err != nil {
		without(t, "playwright-core: run npm ci in cmd/stegvis/demo/browser")
	}
	return node, chromium
}

func without(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("STEGVIS_REAL") == "1" {
		t.Fatal("missing " + what)
	}
	t.Skip("missing " + what)
}
