package page

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// readText reads plain text: a line is a line.
func readText(data []byte) (Document, error) {
	text, sure := decodeText(data)
	if !printable(text) {
		return Document{}, ErrUnreadable
	}
	s := newSheet()
	for _, l := range strings.Split(text, "\n") {
		s.line(ticks(run{text: unquote(l)}), 0, sheetWidth)
	}
	doc := s.document(Text)
	if !sure {
		doc.Warnings = append(doc.Warnings, WarnEncoding)
	}
	return doc, s.err
}

// unquote takes the signs of a quoted mail from the start of a line.
func unquote(line string) string {
	if t := strings.TrimLeft(line, " "); strings.HasPrefix(t, ">") {
		return strings.TrimLeft(t, "> ")
	}
	return line
}

// decodeText returns text in whatever encoding as UTF-8 with plain newlines,
// and whether the encoding is certain. What is not UTF-8 and says nothing of
// itself is taken for windows-1252, of which iso-8859-1 is a part.
func decodeText(data []byte) (text string, sure bool) {
	out, sure := data, true
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		out = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		out, _ = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
	case zeros(data, 1) > len(data)/8:
		out, _ = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder().Bytes(data)
	case zeros(data, 0) > len(data)/8:
		out, _ = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().Bytes(data)
	case !utf8.Valid(data):
		out, _ = charmap.Windows1252.NewDecoder().Bytes(data)
		sure = false
	}
	return newlines.Replace(string(out)), sure
}

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n")

// zeros counts the zero bytes at every other place from first on: in UTF-16
// Latin letters have one each.
func zeros(data []byte, first int) (n int) {
	for i := first; i < len(data); i += 2 {
		if data[i] == 0 {
			n++
		}
	}
	return n
}

// typed are tick boxes made with a keyboard: [x], ( ), [_].
var typed = regexp.MustCompile(`\[[ \x{a0}_]*([xXvV✓✔]?)[ \x{a0}_]*\]|\([ \x{a0}_]*([xX✓✔])[ \x{a0}_]*\)|\([ \x{a0}_]+\)`)

// ticks cuts a run at its tick boxes, whether drawn as a character or typed
// with brackets, and at its tabs.
func ticks(r run) (runs []run) {
	rest := r.text
	for {
		at := typed.FindStringIndex(rest)
		if at == nil {
			return append(runs, glyphRuns(r.with(rest))...)
		}
		runs = append(runs, glyphRuns(r.with(rest[:at[0]]))...)
		state := Off
		if strings.ContainsAny(rest[at[0]:at[1]], "xXvV✓✔") {
			state = On
		}
		runs = append(runs, run{mark: &Mark{State: state, Source: FromText, Confidence: .95, Field: r.field, Tip: r.tip}})
		rest = rest[at[1]:]
	}
}
