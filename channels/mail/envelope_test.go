package mail

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jhillyerd/enmime/v2"

	"example.org/stegvis/channels"
)

// holder is somebody with a certificate for a mail address.
func holder(t *testing.T, address string) (certificate []byte, key *rsa.PrivateKey) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	c := x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Tranbäret"}, EmailAddresses: []string{address},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageKeyEncipherment}
	der, err := x509.CreateCertificate(rand.Reader, &c, &c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return der, key
}

// TestEnvelope: the letter that a program of the receiver's opens is the letter
// that was written, and nobody on the way sees more than whose it is.
func TestEnvelope(t *testing.T) {
	certificate, key := holder(t, "htj@htj.example")
	m := letterTo("htj@htj.example")
	m.Text, m.Files = "Canary i texten åäö", []channels.File{{Name: string(m.Case) + "-intyg.pdf", Type: "application/pdf", Data: []byte("%PDF Canary")}}
	plain, err := Render(m, unit)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := envelope(plain, certificate)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := proofreadHead(sealed, m); err != nil {
		t.Error(err)
	}
	head, _, _ := bytes.Cut(sealed, []byte("\r\n\r\n"))
	for _, h := range []string{"Message-ID: <" + m.Token, "Subject: ", "MIME-Version: 1.0", "smime-type=enveloped-data", "Auto-Submitted:"} {
		if !bytes.Contains(head, []byte(h)) {
			t.Errorf("no %s in\n%s", h, head)
		}
	}
	if bytes.Contains(sealed, []byte("Canary")) || bytes.Contains(sealed, []byte(".pdf")) || bytes.Count(head, []byte("\nContent-Type:")) != 1 {
		t.Errorf("what is inside shows:\n%s", head)
	}
	opened := openssl(t, sealed, key, certificate)
	e, err := enmime.ReadEnvelope(bytes.NewReader(append([]byte("MIME-Version: 1.0\r\n"), opened...)))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(e.Text, m.Text) || len(e.Attachments) != 1 || !bytes.Equal(e.Attachments[0].Content, m.Files[0].Data) {
		t.Errorf("inside is\n%s", opened)
	}
}

// openssl opens a letter as its receiver would.
func openssl(t *testing.T, sealed []byte, key *rsa.PrivateKey, certificate []byte) []byte {
	t.Helper()
	program, err := exec.LookPath("openssl")
	if err != nil && os.Getenv("STEGVIS_REAL") == "1" {
		t.Fatal("openssl is needed to open what we encrypt")
	}
	if err != nil {
		t.Skip("openssl, which would open it, is not installed")
	}
	dir := t.TempDir()
	file := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	mail := file("mail.eml", sealed)
	keyFile := file("key.pem", pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
	cert := file("cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}))
	about, err := exec.Command(program, "cms", "-cmsout", "-print", "-in", mail).Output()
	if err != nil || !strings.Contains(string(about), "aes-256-cbc") {
		t.Errorf("not encrypted with AES-256: %v\n%s", err, about)
	}
	opened, err := exec.Command(program, "cms", "-decrypt", "-in", mail, "-inkey", keyFile, "-recip", cert).Output()
	if err != nil {
		t.Fatalf("openssl cannot open it: %v", err)
	}
	_, other := holder(t, "annan@htj.example")
	wrong := file("other.pem", pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(other)}))
	if got, err := exec.Command(program, "cms", "-decrypt", "-in", mail, "-inkey", wrong).Output(); err == nil && bytes.Contains(got, []byte("Canary")) {
		t.Error("another key opens it")
	}
	return opened
}

func TestEnvelopeRefuses(t *testing.T) {
	if _, err := envelope([]byte("To: a\r\n\r\nhej"), []byte("no certificate")); !channels.IsPermanent(err) {
		t.Errorf("without a certificate: %v", err)
	}
}

// TestSendEncrypted: what leaves is encrypted, and can be found again by its number.
func TestSendEncrypted(t *testing.T) {
	s := fake(t)
	m := newMail(t, config(s))
	out := letterTo(htj)
	out.Certificate, _ = holder(t, htj)
	if _, err := m.Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	got := s.Accepted(htj)
	if len(got) != 1 || bytes.Contains(got[0].Data, []byte("När kan ni")) || !bytes.Contains(got[0].Data, []byte("enveloped-data")) {
		t.Fatalf("the server took %d letters", len(got))
	}
	if _, found, err := m.Find(t.Context(), out); !found || err != nil {
		t.Errorf("found %v, %v", found, err)
	}
	out.Certificate = []byte("broken")
	if _, err := m.Send(t.Context(), out); !channels.IsPermanent(err) || len(s.Accepted(htj)) != 1 {
		t.Errorf("with a broken certificate: %v, %d letters", err, len(s.Accepted(htj)))
	}
}
