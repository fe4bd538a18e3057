package lab

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// Dovecot is an IMAP server, with an LMTP entrance for mail.
type Dovecot struct {
	server
	IMAP, IMAPS, LMTP string // where it listens
	CAFile            string // the certificate it shows

	ports map[string]int
	auth  string // where a [Postfix] may ask who somebody is; empty where it need not
}

// StartDovecot starts a Dovecot that ends with the test. If capability is not
// empty, it claims to be able to do that and nothing else.
func StartDovecot(t testing.TB, capability string) *Dovecot {
	t.Helper()
	return startDovecot(t, capability, nil)
}

// StartTokenDovecot starts a Dovecot that is opened by access tokens of k, and
// by no password.
func StartTokenDovecot(t testing.TB, k *Tokens) *Dovecot {
	t.Helper()
	return startDovecot(t, "", k)
}

func startDovecot(t testing.TB, capability string, k *Tokens) *Dovecot {
	t.Helper()
	Need(t, dovecotPath)
	d := &Dovecot{server: server{root: folder(t, "dovecot")}, ports: map[string]int{}}
	if err := d.prepare(capability, k); err != nil {
		t.Fatalf("dovecot: %v", err)
	}
	if err := d.Start(); err != nil {
		log, _ := os.ReadFile(filepath.Join(d.root, "dovecot.log"))
		t.Fatalf("%v\n%s", err, log)
	}
	t.Cleanup(d.Stop)
	return d
}

func (d *Dovecot) prepare(capability string, k *Tokens) error {
	for _, name := range []string{"imap", "imaps", "lmtp", "auth", "submission"} {
		port, err := freePort()
		if err != nil {
			return err
		}
		d.ports[name] = port
	}
	d.IMAP, d.IMAPS, d.LMTP = local(d.ports["imap"]), local(d.ports["imaps"]), local(d.ports["lmtp"])
	uid, gid, err := ids("dovecot", "dovecot")
	if err != nil {
		return err
	}
	for _, name := range []string{"run", "state", "mail"} {
		if err := own(filepath.Join(d.root, name), 0o755, uid, gid); err != nil {
			return err
		}
	}
	if err := d.NewCertificate(); err != nil {
		return err
	}
	data := map[string]any{
		"Root": d.root, "Capability": capability,
		"Sieve": exists(sievePath), "Submission": d.ports["submission"],
		"IMAP": d.ports["imap"], "IMAPS": d.ports["imaps"], "LMTP": d.ports["lmtp"], "Auth": d.ports["auth"],
	}
	if k != nil {
		d.auth = local(d.ports["auth"])
		data["Tokens"] = k.URL
		if err := write("oauth2.conf.tmpl", filepath.Join(d.root, "oauth2.conf"), data); err != nil {
			return err
		}
	}
	return write("dovecot.conf.tmpl", filepath.Join(d.root, "dovecot.conf"), data)
}

// Start starts it again after [Dovecot.Stop], on the same ports.
func (d *Dovecot) Start() error {
	return d.start(d.IMAP, "* OK", dovecotPath, "-F", "-c", filepath.Join(d.root, "dovecot.conf"))
}

// Stop ends the server and every connection to it.
func (d *Dovecot) Stop() { d.stop() }

// Renumber does to a mailbox what restoring it from a backup does: every
// message has a new number. The server must be stopped, for at least a second:
// the new UIDVALIDITY is the time.
func (d *Dovecot) Renumber(account string) error {
	lists, err := filepath.Glob(filepath.Join(d.root, "mail", account, "dovecot*"))
	if err != nil {
		return err
	}
	for _, f := range lists {
		if err := os.RemoveAll(f); err != nil {
			return err
		}
	}
	return nil
}

// Vacation makes the account's own Sieve script answer what is delivered to it.
func (d *Dovecot) Vacation(t testing.TB, account, text string) {
	t.Helper()
	Need(t, sievePath)
	name, _, _ := strings.Cut(account, "@")
	home := filepath.Join(d.root, "mail", name)
	uid, gid, err := ids("dovecot", "dovecot")
	if err != nil {
		t.Fatal(err)
	}
	if err := own(home, 0o755, uid, gid); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("require [\"vacation\"];\nvacation :days 1 :addresses [%q] %q;\n", account, text)
	if err := os.WriteFile(filepath.Join(home, ".dovecot.sieve"), []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Deliver puts a message into the account's INBOX.
func (d *Dovecot) Deliver(from, account string, raw []byte) error {
	conn, err := net.Dial("tcp", d.LMTP)
	if err != nil {
		return err
	}
	c := smtp.NewClientLMTP(conn)
	defer c.Close()
	if err := c.Mail(from, nil); err != nil {
		return err
	}
	if err := c.Rcpt(account, nil); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}

// NewCertificate gives the server a certificate that nobody has seen before.
func (d *Dovecot) NewCertificate() error {
	d.CAFile = filepath.Join(d.root, "cert.pem")
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: "localhost"},
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore:    time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(d.root, "key.pem"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600); err != nil {
		return fmt.Errorf("key: %w", err)
	}
	return os.WriteFile(d.CAFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644)
}

// Mails returns what lies in a folder of an account, as it is on the disk.
func (d *Dovecot) Mails(account, folder string) (all [][]byte, err error) {
	name, _, _ := strings.Cut(account, "@")
	at := filepath.Join(d.root, "mail", name)
	if folder != "INBOX" {
		at = filepath.Join(at, folder)
	}
	for _, sub := range []string{"new", "cur"} {
		files, err := os.ReadDir(filepath.Join(at, sub))
		if err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		for _, f := range files {
			raw, err := os.ReadFile(filepath.Join(at, sub, f.Name()))
			if os.IsNotExist(err) {
				continue // it has been moved meanwhile
			}
			if err != nil {
				return nil, err
			}
			all = append(all, raw)
		}
	}
	return all, nil
}
