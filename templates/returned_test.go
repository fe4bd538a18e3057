package templates

import (
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
)

// TestReturnIsShownFirst: the form shows, word for word, what the sender gets.
func TestReturnIsShownFirst(t *testing.T) {
	_, text, err := Render(care.PVR, "returnerat", full())
	if err != nil {
		t.Fatal(err)
	}
	_, preview, _ := strings.Cut(Forms()["returnera"].Intro, "stängs: ")
	if preview == "" || !strings.Contains(text, preview) {
		t.Errorf("the form shows %q, the letter says\n%s", preview, text)
	}
}
