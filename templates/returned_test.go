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

// TestHandoverIsShownFirst: and, of what is handed over, what both get.
func TestHandoverIsShownFirst(t *testing.T) {
	form := Forms()["lamna_vidare"]
	for i, letter := range []struct {
		to   care.Role
		name string
	}{{care.Other, "overlamning"}, {care.PVR, "overlamnat"}} {
		_, text, err := Render(letter.to, letter.name, full())
		if err != nil {
			t.Fatal(err)
		}
		_, preview, _ := strings.Cut(form.Fields[i].Hint, ": ")
		if preview == "" || !strings.Contains(text, preview) {
			t.Errorf("the form shows %q, the letter says\n%s", preview, text)
		}
	}
}
