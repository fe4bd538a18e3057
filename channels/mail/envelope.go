package mail

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/smallstep/pkcs7"

	"example.org/stegvis/channels"
)

// sealed is the letter as it leaves: encrypted, when that is asked for, and then
// looked over once more.
func sealed(letter []byte, m channels.Outgoing) ([]byte, error) {
	if len(m.Certificate) == 0 {
		return letter, nil
	}
	letter, err := envelope(letter, m.Certificate)
	if err == nil {
		_, err = proofreadHead(letter, m)
	}
	return letter, err
}

// envelope encrypts a rendered letter for the holder of the certificate, as S/MIME
// (RFC 8551): who it is from and to, its subject and its thread stay in the open,
// and all that follows them is inside. Only AES-256 in CBC is written: it is what
// every mail program reads.
func envelope(letter, certificate []byte) ([]byte, error) {
	cert, err := x509.ParseCertificate(certificate)
	if err != nil {
		return nil, channels.Permanent(errors.New("encrypt mail: the certificate cannot be read"))
	}
	head, body, ok := bytes.Cut(letter, []byte("\r\n\r\n"))
	if !ok {
		return nil, channels.Permanent(errors.New("encrypt mail: it has no content"))
	}
	outer, inner := parted(string(head))
	strongest()
	content, err := pkcs7.Encrypt(slices.Concat([]byte(inner+"\r\n"), body), []*x509.Certificate{cert})
	if err != nil {
		return nil, channels.Permanent(fmt.Errorf("encrypt mail: %w", err))
	}
	var b bytes.Buffer
	b.WriteString(outer)
	b.WriteString(envelopeHead)
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(content)), 76) {
		b.Write(line)
		b.WriteString("\r\n")
	}
	return b.Bytes(), nil
}

const envelopeHead = "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=\"smime.p7m\"\r\n" +
	"Content-Transfer-Encoding: base64\r\n" +
	"Content-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n"

// strongest makes the library encrypt with AES-256; left alone it would use DES.
var strongest = sync.OnceFunc(func() { pkcs7.ContentEncryptionAlgorithm = pkcs7.EncryptionAlgorithmAES256CBC })

// parted tells the headers that say what the content is from those that say whose
// the letter is.
func parted(head string) (outer, inner string) {
	into := &outer
	for line := range strings.Lines(head + "\r\n") {
		if !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "\t") {
			into = &outer
			if name, _, _ := strings.Cut(strings.ToLower(line), ":"); strings.HasPrefix(name, "content-") {
				into = &inner
			}
		}
		*into += line
	}
	return outer, inner
}
