package contacts

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

// certificate makes one that is valid for the two weeks around today.
func certificate(t *testing.T, bits int, addresses ...string) []byte {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	return signed(t, key, 1, addresses...)
}

func signed(t *testing.T, key *rsa.PrivateKey, serial int64, addresses ...string) []byte {
	t.Helper()
	c := x509.Certificate{SerialNumber: big.NewInt(serial), EmailAddresses: addresses, NotBefore: today.At(0, 0).Add(-7 * 24 * time.Hour), NotAfter: today.At(0, 0).Add(7 * 24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, &c, &c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// TestWays: the safest way that stands open is taken, and none is the default.
func TestWays(t *testing.T) {
	der := certificate(t, 2048)
	secure := []string{"sol.example"}
	for _, tt := range []struct {
		name     string
		unit     Unit
		on       care.Date
		secure   []string
		locked   bool
		want     Way
		writable bool
	}{
		{"nothing", Unit{}, today, secure, true, Carried, false},
		{"avisering", Unit{Class: Notice, Certificate: der}, today, secure, true, Carried, false},
		{"manuell", Unit{Class: ByHand, Certificate: der}, today, secure, true, Carried, false},
		{"handling", Unit{Class: Document}, today, nil, false, Carried, false},
		{"a safe domain", Unit{Class: Document}, today, secure, false, Guarded, true},
		{"a password", Unit{Class: Document}, today, nil, true, Locked, false},
		{"a password and a safe domain", Unit{Class: Document}, today, secure, true, Locked, true},
		{"a certificate", Unit{Class: Document, Certificate: der}, today, nil, false, Enveloped, true},
		{"a certificate and a password", Unit{Class: Document, Certificate: der}, today, nil, true, Enveloped, true},
		{"an expired certificate", Unit{Class: Document, Certificate: der}, today.Add(7), nil, false, Carried, false},
		{"a certificate of the future", Unit{Class: Document, Certificate: der}, today.Add(-8), nil, false, Carried, false},
		{"no certificate at all", Unit{Class: Document, Certificate: []byte("x")}, today, nil, false, Carried, false},
		{"no day", Unit{Class: Document, Certificate: der}, care.Date{}, nil, false, Carried, false},
	} {
		tt.unit.Emails = []string{"info@sol.example"}
		if got := tt.unit.Way(tt.on, tt.secure, tt.locked); got != tt.want || tt.unit.Writable(tt.on, tt.secure) != tt.writable {
			t.Errorf("%s: got %q, %v, want %q, %v", tt.name, got, !tt.writable, tt.want, tt.writable)
		}
	}
}

// TestCertificateEndsAnyhow: a certificate in DER is taken whatever its last byte,
// also one that would be white space in a text.
func TestCertificateEndsAnyhow(t *testing.T) {
	dir := t.TempDir()
	list := filepath.Join(dir, "lista.csv")
	if err := os.WriteFile(list, []byte("namn;e-post;leverans;certifikat;stadsdel\nSol;info@sol.example;handling;sol.cer;Sätra\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for serial, left := int64(1), " \n"; left != ""; serial++ {
		der := signed(t, key, serial)
		last := string(der[len(der)-1:])
		if !strings.Contains(left, last) {
			continue
		}
		left = strings.ReplaceAll(left, last, "")
		if err := os.WriteFile(filepath.Join(dir, "sol.cer"), der, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(list); err != nil {
			t.Errorf("one that ends in %q: %v", last, err)
		}
	}
}

// TestCertificates: the list names a file beside it, and what cannot be used is
// said like any other mistake. A new certificate is a new way to be answered for.
func TestCertificates(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string][]byte{
		"sol.pem": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate(t, 2048, "info@sol.example")}), "sol.cer": certificate(t, 2048),
		"mane.pem": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate(t, 2048, "info@mane.example")}), "svag.cer": certificate(t, 1024), "text.pem": []byte("hej"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read := func(cell string) (*Directory, error) {
		path := filepath.Join(dir, "lista.csv")
		if err := os.WriteFile(path, []byte("namn;e-post;leverans;certifikat;stadsdel\nSol;info@sol.example;handling;"+cell+";Sätra\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return Load(path)
	}
	without, err := read("")
	if err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]string{"sol.pem": "", "sol.cer": "", "mane.pem": "gäller en annan e-postadress", "svag.cer": "går inte att använda",
		"text.pem": "går inte att använda", "saknad.pem": "ligger inte bredvid listan", "../sol.pem": "ligger inte bredvid listan"} {
		d, err := read(cell)
		ps, _ := errors.AsType[Problems](err)
		switch {
		case want != "" && (len(ps) != 1 || !strings.Contains(ps[0].Swedish(), "rad 2, kolumn certifikat") || !strings.Contains(ps[0].Swedish(), want)):
			t.Errorf("%s: got %v, want %q", cell, swedishOf(ps), want)
		case want == "" && (err != nil || d.Units()[0].Way(today, nil, false) != Enveloped || d.Units()[0].Reach() == without.Units()[0].Reach()):
			t.Errorf("%s: %v", cell, err)
		}
	}
}
