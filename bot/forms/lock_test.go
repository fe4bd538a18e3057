package forms

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/templates/papers"
)

// TestLock: what is locked opens with the password, and with no other, in a
// program that is not ours.
func TestLock(t *testing.T) {
	words, err := Load(papers.Files)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Blank(words, Head{Unit: "BIH", Case: "SK-2026-0001"}, care.Intyg{Person: care.Person{Name: "Canary Provström"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	const password = "Över ån växer 17 alar"
	locked, err := Lock(plain, password)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(locked), "Canary") {
		t.Error("what was locked can be read")
	}
	qpdf, err := exec.LookPath("qpdf")
	if err != nil && os.Getenv("STEGVIS_REAL") == "1" {
		t.Fatal("qpdf is needed to open what we lock")
	}
	if err != nil {
		t.Skip("qpdf, which would open it, is not installed")
	}
	file := filepath.Join(t.TempDir(), "locked.pdf")
	if err := os.WriteFile(file, locked, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(qpdf, "--password="+password, "--show-encryption", file).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "R = 6\n") || !strings.Contains(string(out), "AESv3") {
		t.Errorf("%v\n%s", err, out)
	}
	if out, err := exec.Command(qpdf, "--password="+password, "--check", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	for _, wrong := range []string{"", "fel"} {
		if out, err := exec.Command(qpdf, "--password="+wrong, "--check", file).CombinedOutput(); err == nil {
			t.Errorf("%q opens it:\n%s", wrong, out)
		}
	}
}

func TestLockRefuses(t *testing.T) {
	if _, err := Lock([]byte("Hej"), "ett långt lösenord"); !errors.Is(err, ErrNotPDF) {
		t.Errorf("text: %v", err)
	}
	if _, err := Lock([]byte("%PDF-1.7\nnothing"), "ett långt lösenord"); err == nil {
		t.Error("a broken file was locked")
	}
	if _, err := Lock([]byte("%PDF-1.7\n"), ""); err == nil {
		t.Error("it was locked with no password")
	}
}

// TestEnclose: a file of any kind comes out of the locked PDF as it went in, for
// whoever has the password and for nobody else.
func TestEnclose(t *testing.T) {
	words, err := Load(papers.Files)
	if err != nil {
		t.Fatal(err)
	}
	const name, password = "ÅS-2026-0001-mejl.eml", "Över ån växer 17 alar"
	file := "Subject: Intyg\r\n\r\nCanary Provström behöver hjälp.\x00\xff"
	locked, err := Enclose(words, Head{Unit: "BIH", Case: "ÅS-2026-0001", Date: care.Date{Year: 2026, Month: 11, Day: 23}}, name, []byte(file), password)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(locked), "Canary") || strings.Contains(string(locked), "mejl.eml") {
		t.Error("what was enclosed can be read")
	}
	detach, err := exec.LookPath("pdfdetach")
	if err != nil && os.Getenv("STEGVIS_REAL") != "1" {
		t.Skip("pdfdetach, which would take it out, is not installed")
	}
	dir := t.TempDir()
	at := filepath.Join(dir, "locked.pdf")
	if err := os.WriteFile(at, locked, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(detach, "-upw", "fel", "-saveall", "-o", dir, at).CombinedOutput(); err == nil {
		t.Errorf("the wrong password takes it out: %s", out)
	}
	out, err := exec.Command(detach, "-upw", password, "-saveall", "-o", dir, at).CombinedOutput()
	got, bad := os.ReadFile(filepath.Join(dir, name))
	if err != nil || bad != nil || string(got) != file {
		t.Errorf("%v, %v: got %q\n%s", err, bad, got, out)
	}
	if _, err := Enclose(words, Head{}, name, []byte(file), ""); err == nil {
		t.Error("it was enclosed with no password")
	}
}
