package mail

import (
	"bytes"
	"io"
	"mime"
	"net/textproto"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/transform"
)

// A header is the topmost block of headers, as tolerant as can be: a line that
// makes no sense is passed over, not the message.
type header []field

type field struct{ name, value string }

// readHeader reads the block of headers that raw begins with.
func readHeader(raw []byte) (h header) {
	raw = raw[:min(len(raw), maxHeader)]
	for len(raw) > 0 {
		line, rest, _ := bytes.Cut(raw, []byte("\n"))
		raw = rest
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			return h
		}
		if line[0] == ' ' || line[0] == '\t' {
			if len(h) > 0 {
				h[len(h)-1].value += " " + strings.TrimSpace(string(line))
			}
			continue
		}
		if name, value, ok := strings.Cut(string(line), ":"); ok && !strings.ContainsAny(name, " \t") {
			h = append(h, field{textproto.CanonicalMIMEHeaderKey(name), strings.TrimSpace(value)})
		}
	}
	return h
}

// all returns the values of the headers with this name, in whatever case it is
// written, as they stand.
func (h header) all(name string) (values []string) {
	name = textproto.CanonicalMIMEHeaderKey(name)
	for _, f := range h {
		if f.name == name {
			values = append(values, f.value)
		}
	}
	return values
}

// raw returns the first header with this name, as it stands.
func (h header) raw(name string) string {
	if v := h.all(name); len(v) > 0 {
		return v[0]
	}
	return ""
}

// has reports whether there is a header with this name.
func (h header) has(name string) bool { return len(h.all(name)) > 0 }

// get returns the first header with this name, its encoded words decoded.
func (h header) get(name string) string {
	value := h.raw(name)
	if decoded, err := words.DecodeHeader(value); err == nil {
		return decoded
	}
	return value
}

// lines is the whole block, as it stands.
func (h header) lines() string {
	var b strings.Builder
	for _, f := range h {
		b.WriteString(f.name + ": " + f.value + "\n")
	}
	return b.String()
}

var words = mime.WordDecoder{CharsetReader: func(charset string, r io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(charset)
	if err != nil {
		return nil, err
	}
	return transform.NewReader(r, e.NewDecoder()), nil
}}

var identifier = regexp.MustCompile(`<([^<>\s@]+)@([^<>\s@]+)>`)

// messageID returns the message's own id, without its brackets.
func messageID(value string) string {
	return strings.Trim(identifier.FindString(value), "<>")
}

// answers returns the receipts of the messages that this one answers, the
// nearest first: what we sent is named by the part of the id before the @.
func answers(h header) (receipts []string) {
	add := func(value string, backwards bool) {
		ids := identifier.FindAllStringSubmatch(value, -1)
		if backwards {
			slices.Reverse(ids)
		}
		for _, id := range ids {
			if !slices.Contains(receipts, id[1]) {
				receipts = append(receipts, id[1])
			}
		}
	}
	add(h.raw("In-Reply-To"), false)
	add(h.raw("References"), true)
	if h.has(loopHeader) {
		add(h.raw("Message-Id"), false) // a copy of our own that has come back
	}
	for _, name := range []string{"Delivered-To", "X-Original-To", "To", "Cc"} {
		for _, value := range h.all(name) {
			receipts = addPlus(receipts, value)
		}
	}
	return receipts
}

var plus = regexp.MustCompile(`[^\s<>,;:"@+]+\+([A-Za-z0-9_-]{16,64})@`)

// addPlus adds the receipt that stands in an address as name+receipt@domain.
func addPlus(receipts []string, value string) []string {
	for _, m := range plus.FindAllStringSubmatch(value, -1) {
		if !slices.Contains(receipts, m[1]) {
			receipts = append(receipts, m[1])
		}
	}
	return receipts
}
