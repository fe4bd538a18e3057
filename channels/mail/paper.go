package mail

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime/quotedprintable"
	"path"
	"slices"
	"strings"

	"github.com/jhillyerd/enmime/v2"
)

// paper reports whether what calls itself text is a document.
func paper(p *enmime.Part, name string) bool {
	return slices.Contains(papers, strings.ToLower(path.Ext(name))) || bytes.HasPrefix(p.Content, []byte("%PDF-")) ||
		bytes.HasPrefix(p.Content, []byte("PK\x03\x04")) || bytes.HasPrefix(p.Content, []byte(`{\rtf`)) || bytes.IndexByte(p.Content, 0) >= 0
}

var papers = []string{".pdf", ".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".heic", ".bmp", ".webp", ".zip", ".eml", ".msg", ".p7m"}

// data is what a file holds. The parser has turned all that calls itself text
// into UTF-8, which no document survives; so that is read once more.
func (c *leaves) data(p *enmime.Part, name string) []byte {
	if !strings.HasPrefix(p.ContentType, "text/") || !paper(p, name) {
		return p.Content
	}
	root, err := untouched.ReadParts(bytes.NewReader(c.raw))
	if err != nil {
		return p.Content
	}
	for same := range parts(root) {
		if same.PartID == p.PartID {
			return decoded(same.Content, p.Header.Get("Content-Transfer-Encoding"))
		}
	}
	return p.Content
}

// decoded undoes the encoding in which a part was carried, as far as it goes.
func decoded(b []byte, encoding string) []byte {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		clean := bytes.Map(func(r rune) rune {
			if r < 0x80 && strings.ContainsRune(base64Letters, r) {
				return r
			}
			return -1
		}, b)
		b, _ = io.ReadAll(base64.NewDecoder(base64.RawStdEncoding, bytes.NewReader(clean)))
	case "quoted-printable":
		b, _ = io.ReadAll(quotedprintable.NewReader(bytes.NewReader(b)))
	}
	return b
}

const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
