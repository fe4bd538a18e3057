package page

import (
	"bytes"
	"io"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/jhillyerd/enmime/v2"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
)

// openMail takes a mail apart. A scan has counted its parts and levels before
// the parser sees it: the parser's time grows with the square of them.
func openMail(u *unpacker, it Item) error {
	data := trimMail(it.Data)
	if err := guardMail(data); err != nil {
		return err
	}
	root, err := mailParser.ReadParts(bytes.NewReader(data))
	if err != nil {
		return ErrUnreadable
	}
	m := &mailOpener{unpacker: u, mail: Item{
		Subject: header(root, "Subject"), From: header(root, "From"), Level: it.Level + 1,
	}}
	return m.part(root, 0, false)
}

// mailParser forgives what it can and guesses no encodings: on short Swedish
// texts its guesses are Polish.
var mailParser = enmime.NewParser(
	enmime.SkipMalformedParts(true),
	enmime.MultipartWOBoundaryAsSinglePart(true),
	enmime.StripMediaTypeInvalidCharacters(true),
	enmime.DisableCharacterDetection(true),
	enmime.MinCharsetDetectRunes(1<<30),
	enmime.MaxStoredPartErrors(20),
	enmime.SetReadPartErrorPolicy(func(*enmime.Part, error) bool { return true }),
)

// trimMail takes what stands in front of a mail: a byte order mark, empty
// lines, the line a mailbox file begins each mail with.
func trimMail(data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	data = bytes.TrimLeft(data, "\r\n")
	if bytes.HasPrefix(data, []byte("From ")) || bytes.HasPrefix(data, []byte(">From ")) {
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			return data[i+1:]
		}
	}
	return data
}

// The most a mail may have before it is parsed.
const (
	maxLevels     = 12
	maxParts      = 500
	maxMultiparts = 64 // headers that begin a part with parts
	maxDashes     = 4000
	maxHeaders    = 2000 // lines above the first empty one
	maxLine       = 256 << 10
)

var multipart = regexp.MustCompile(`(?i)^content-type:\s*multipart/`)

// guardMail counts, in one go over the lines, what would make parsing slow.
func guardMail(data []byte) error {
	lines, multiparts, dashes, top := 0, 0, 0, true
	for rest := data; len(rest) > 0; {
		line := rest
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			line, rest = rest[:i+1], rest[i+1:]
		} else {
			rest = nil
		}
		if len(bytes.TrimSpace(line)) == 0 {
			top = false
		}
		if top {
			lines++
		}
		switch {
		case bytes.HasPrefix(line, []byte("--")):
			dashes++
		case len(line) < 2000 && (line[0] == 'c' || line[0] == 'C') && multipart.Match(line):
			multiparts++
		}
		if len(line) > maxLine || lines > maxHeaders || dashes > maxDashes || multiparts > maxMultiparts {
			return ErrTooBig
		}
	}
	return nil
}

// header returns a header of a part as people write it.
func header(p *enmime.Part, name string) string {
	v := p.Header.Get(name)
	if s, err := wordDecoder.DecodeHeader(v); err == nil {
		v = s
	}
	text, _ := decodeText([]byte(v))
	return strings.Join(strings.Fields(text), " ")
}

var wordDecoder = mime.WordDecoder{CharsetReader: func(label string, in io.Reader) (io.Reader, error) {
	return charset.NewReaderLabel(label, in)
}}

// A mailOpener walks through the parts of one mail.
type mailOpener struct {
	*unpacker
	mail  Item // what all parts have in common
	parts int
}

// part takes in p. Alternative says that what p says has been said already.
func (m *mailOpener) part(p *enmime.Part, level int, alternative bool) error {
	if m.parts++; m.parts > maxParts || level > maxLevels {
		return ErrTooBig
	}
	if p.FirstChild == nil {
		m.leaf(p, alternative)
		return nil
	}
	inTurn := p.ContentType == "multipart/alternative"
	for c := p.FirstChild; c != nil; c = c.NextSibling {
		before := len(m.items)
		if err := m.part(c, level+1, alternative); err != nil {
			return err
		}
		alternative = alternative || inTurn && m.bodySince(before)
	}
	return nil
}

func (m *mailOpener) bodySince(i int) bool {
	for _, it := range m.items[i:] {
		if it.Body {
			return true
		}
	}
	return false
}

// leaf takes in a part that has no parts.
func (m *mailOpener) leaf(p *enmime.Part, alternative bool) {
	it := m.mail
	it.Name, it.Type, it.Data = p.FileName, strings.ToLower(p.ContentType), p.Content
	switch {
	case len(bytes.TrimSpace(it.Data)) == 0:
		return
	case strings.HasSuffix(it.Type, "pkcs7-signature"), it.Type == "application/pgp-signature":
		return // it signs what the other parts say, and says nothing itself
	case (it.Type == "text/plain" || it.Type == "text/html" || it.Type == "") && p.Disposition != "attachment" && p.FileName == "":
		it.Body, it.Alternative = true, alternative
		it.Data = []byte(bodyText(it, p.Charset))
		if it.Type == "" {
			it.Type = "text/plain"
		}
	default:
		it.Inline = p.Disposition != "attachment" && strings.HasPrefix(it.Type, "image/") && (p.ContentID != "" || p.Disposition == "inline")
	}
	m.add(it)
}

// bodyText returns a body as UTF-8. The parser has converted it unless it did
// not know from what; what claims to be plain ASCII it takes for windows-1252,
// though nowadays it is more often UTF-8 whose sender forgot to say so.
func bodyText(it Item, charset string) string {
	data := it.Data
	if strings.EqualFold(charset, "us-ascii") {
		if raw, err := charmap.Windows1252.NewEncoder().Bytes(data); err == nil && utf8.Valid(raw) {
			data = raw
		}
	}
	if it.Type == "text/html" {
		return decodeHTML(data)
	}
	text, _ := decodeText(data)
	return text
}
