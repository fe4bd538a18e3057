package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"example.org/stegvis/channels"
)

// content writes what comes after the letterhead: the text, with the invitation
// as another form of it, and the files.
func content(b *bytes.Buffer, m channels.Outgoing) error {
	if len(m.Files) == 0 {
		h, body := letterBody(m)
		writeHeader(b, h)
		b.Write(body)
		return nil
	}
	return multi(b, "mixed", m.Token, func(w *multipart.Writer) error {
		h, body := letterBody(m)
		if err := part(w, h, body); err != nil {
			return err
		}
		for _, f := range m.Files {
			if err := part(w, attachment(f), wrap(f.Data)); err != nil {
				return err
			}
		}
		return nil
	})
}

// letterBody returns the text, in both its forms, and the invitation as one
// part.
func letterBody(m channels.Outgoing) (textproto.MIMEHeader, []byte) {
	var b bytes.Buffer
	multi(&b, "alternative", m.Token, func(w *multipart.Writer) error {
		h, body := textPart("text/plain", nil, m.Text)
		part(w, h, body)
		h, body = textPart("text/html", nil, htmlOf(m.Subject, m.Text))
		if m.Invite == nil {
			return part(w, h, body)
		}
		part(w, h, body)
		h, body = textPart("text/calendar", map[string]string{"method": method(m.Invite)}, string(m.Invite))
		return part(w, h, body)
	})
	head, body, _ := bytes.Cut(b.Bytes(), []byte("\r\n\r\n"))
	return headerOf(readHeader(head)), body
}

func headerOf(h header) textproto.MIMEHeader {
	m := textproto.MIMEHeader{}
	for _, f := range h {
		m.Set(f.name, f.value)
	}
	return m
}

// multi writes a multipart and its header.
func multi(b *bytes.Buffer, kind, token string, fill func(*multipart.Writer) error) error {
	w := multipart.NewWriter(b)
	if err := w.SetBoundary(boundaryOf(kind, token)); err != nil {
		return err
	}
	writeHeader(b, textproto.MIMEHeader{"Content-Type": {
		mime.FormatMediaType("multipart/"+kind, map[string]string{"boundary": w.Boundary()}),
	}})
	if err := fill(w); err != nil {
		return err
	}
	return w.Close()
}

// boundaryOf returns a line that cannot occur in any part: neither of the two
// encodings we use can produce "=_".
func boundaryOf(kind, token string) string {
	sum := sha256.Sum256([]byte(kind + " " + token))
	return "=_" + hex.EncodeToString(sum[:16])
}

func part(w *multipart.Writer, h textproto.MIMEHeader, body []byte) error {
	p, err := w.CreatePart(h)
	if err != nil {
		return err
	}
	_, err = p.Write(body)
	return err
}

func writeHeader(b *bytes.Buffer, h textproto.MIMEHeader) {
	var lines []string
	for name, values := range h {
		lines = append(lines, fold(name+": "+values[0]))
	}
	slices.Sort(lines)
	b.WriteString(strings.Join(lines, "") + "\r\n")
}

// textPart returns a part for people to read.
func textPart(kind string, params map[string]string, s string) (textproto.MIMEHeader, []byte) {
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	io.WriteString(w, strings.NewReplacer("\r\n", "\r\n", "\n", "\r\n", "\r", "\r\n").Replace(s))
	w.Close()
	all := map[string]string{"charset": "utf-8"}
	for k, v := range params {
		all[k] = v
	}
	return textproto.MIMEHeader{
		"Content-Type":              {mime.FormatMediaType(kind, all)},
		"Content-Transfer-Encoding": {"quoted-printable"},
	}, b.Bytes()
}

// method returns what the calendar object is: a request, a cancellation.
func method(invite []byte) string {
	if m := methodLine.FindSubmatch(invite); m != nil {
		return string(m[1])
	}
	return "REQUEST"
}

var methodLine = regexp.MustCompile(`(?m)^METHOD:([A-Z]+)\r?$`)

func attachment(f channels.File) textproto.MIMEHeader {
	kind, _, err := mime.ParseMediaType(f.Type)
	if err != nil || !strings.Contains(kind, "/") || strings.HasPrefix(kind, "multipart/") || strings.HasPrefix(kind, "message/") {
		kind = "application/octet-stream"
	}
	name := map[string]string{}
	if n := tidyName(f.Name); n != "" {
		name["name"] = n
	}
	h := textproto.MIMEHeader{
		"Content-Type":              {mime.FormatMediaType(kind, name)},
		"Content-Transfer-Encoding": {"base64"},
	}
	if n, ok := name["name"]; ok {
		name = map[string]string{"filename": n}
	}
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", name))
	return h
}

// tidyName returns a file name that every mail program can save.
func tidyName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) || r == unicode.ReplacementChar {
			return '_'
		}
		return r
	}, strings.TrimSpace(name))
	if r := []rune(name); len(r) > 80 {
		name = string(r[:60]) + string(r[len(r)-20:]) // the end has the kind
	}
	return name
}

// wrap returns data in base64, in lines of 76.
func wrap(data []byte) []byte {
	s := base64.StdEncoding.EncodeToString(data)
	var b bytes.Buffer
	for len(s) > 76 {
		b.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	b.WriteString(s)
	return b.Bytes()
}
