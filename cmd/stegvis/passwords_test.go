package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
)

func TestPasswords(t *testing.T) {
	file := filepath.Join(t.TempDir(), "losenord")
	for text, want := range map[string]string{
		"# avtalade\nhtj-lyktan = fyra blå lyktor lyser\n\nhtj-sol=sol = måne och stjärna\n": "",
		"htj-lyktan fyra blå lyktor lyser\n":                                                 "line 1: write the id",
		"a = fyra blå lyktor lyser\na = fyra blå lyktor lyser\n":                             "line 2: write the id",
		"\nhtj-lyktan = kort\n":                                                              "line 2: agree on a password of at least 16 characters",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readPasswords(file)
		if want == "" && (err != nil || passwords(file)("htj-lyktan") != "fyra blå lyktor lyser" || passwords(file)("htj-sol") != "sol = måne och stjärna" || passwords(file)("annan") != "") {
			t.Errorf("%q: %v", text, err)
		}
		if want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "lyktor") || passwords(file)("htj-lyktan") != "") {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := readPasswords(file); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("readable to all: %v", err)
	}
	if passwords("")("htj-lyktan") != "" || passwords(filepath.Join(t.TempDir(), "ingen"))("htj-lyktan") != "" {
		t.Error("a password came from nowhere")
	}
}

// TestDelivery: check says which class each unit has, which way that opens and why.
func TestDelivery(t *testing.T) {
	day := care.Date{Year: 2026, Month: 12, Day: 1}
	for _, tt := range []struct {
		class  contacts.Class
		secure []string
		locked bool
		want   string
	}{
		{contacts.Notice, []string{"sol.example"}, true, "avisering: documents are carried by hand, mail holds no personal data"},
		{contacts.ByHand, []string{"sol.example"}, true, "manuell: documents are carried by hand, mail holds no personal data"},
		{contacts.Document, nil, false, "handling, but it has no valid certificate, no agreed password, and its domain is not in mail.tls_domains: documents are carried by hand"},
		{contacts.Document, []string{"sol.example"}, false, "handling, its domain is in mail.tls_domains: documents are mailed"},
		{contacts.Document, nil, true, "handling, with an agreed password: documents are mailed as locked PDFs"},
	} {
		u := contacts.Unit{Class: tt.class, Emails: []string{"info@sol.example"}}
		if got := delivery(u, day, tt.secure, tt.locked); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}
