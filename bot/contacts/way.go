package contacts

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
)

// A Way is how documents get to a unit by mail so that nobody else can read them.
type Way string

const (
	Carried   Way = ""      // not by mail: a human carries them
	Enveloped Way = "smime" // the mail is encrypted with the unit's certificate
	Locked    Way = "pdf"   // the documents are encrypted with the password agreed with it
	Guarded   Way = "tls"   // to a domain that our server reaches only over verified TLS
)

// Way says how documents go to the unit on that day: not by mail at all, unless
// the list says that they may and one of the three ways stands open. What was
// agreed with the unit itself comes before what the servers do. secure are the
// domains that mail is known to reach safely, and locked says whether a password
// has been agreed.
func (u Unit) Way(on care.Date, secure []string, locked bool) Way {
	switch {
	case u.Class != Document || len(u.Emails) == 0:
		return Carried
	case u.Certified(on):
		return Enveloped
	case locked:
		return Locked
	case u.safe(secure):
		return Guarded
	}
	return Carried
}

// Writable reports whether the text of a mail, too, may hold what is personal: a
// locked document does not lock the mail it comes with.
func (u Unit) Writable(on care.Date, secure []string) bool {
	return u.Class == Document && len(u.Emails) > 0 && (u.Certified(on) || u.safe(secure))
}

func (u Unit) safe(secure []string) bool {
	return slices.ContainsFunc(secure, func(d string) bool { return strings.EqualFold(d, domainOf(u.Emails[0])) })
}

// Certified reports whether the unit has a certificate that is valid that day.
func (u Unit) Certified(on care.Date) bool {
	from, to := u.CertifiedFor()
	return !to.IsZero() && !on.IsZero() && !on.Before(from) && !on.After(to)
}

// CertifiedFor returns the first and the last whole day of the unit's certificate;
// zero when it has none.
func (u Unit) CertifiedFor() (from, to care.Date) {
	c, err := x509.ParseCertificate(u.Certificate)
	if err != nil {
		return from, to
	}
	return care.DateOf(c.NotBefore), care.DateOf(c.NotAfter.Add(-24 * time.Hour))
}

// certificate reads the file that the cell names, which lies beside the list. It
// must be the unit's own: one that names only other addresses is refused.
func (l *loading) certificate(r record, u *Unit) {
	cell := r.get("certificate")
	if cell == "" {
		return
	}
	data, err := os.ReadFile(filepath.Join(l.folder, filepath.Base(cell)))
	if err != nil || filepath.Base(cell) != cell {
		l.problem(r.in("certificate"), "certificate-file")
		return
	}
	if block, _ := pem.Decode(data); block != nil {
		data = block.Bytes
	}
	c, err := x509.ParseCertificate(data)
	key, _ := keyOfRSA(c)
	switch {
	case err != nil || key == nil || key.N.BitLen() < 2048:
		l.problem(r.in("certificate"), "certificate-form")
	case len(u.Emails) > 0 && len(c.EmailAddresses) > 0 && !slices.ContainsFunc(c.EmailAddresses, u.owns):
		l.problem(r.in("certificate"), "certificate-other")
	default:
		u.Certificate = c.Raw
	}
}

func keyOfRSA(c *x509.Certificate) (*rsa.PublicKey, bool) {
	if c == nil {
		return nil, false
	}
	key, ok := c.PublicKey.(*rsa.PublicKey)
	return key, ok
}
