package mail

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSubject is how many characters of a subject are written. Ours are short.
const maxSubject = 250

// phrase returns s as it may stand in a header: on one line, and encoded if it
// is not plain ASCII.
func phrase(s string) string {
	s = strings.Join(strings.Fields(strings.Map(oneLine, strings.ToValidUTF8(s, "\ufffd"))), " ")
	if r := []rune(s); len(r) > maxSubject {
		s = string(r[:maxSubject])
	}
	if ascii(s) && !strings.Contains(s, "=?") && longest(s) < 60 {
		return s
	}
	return encoded(s)
}

// oneLine maps what would end a line, or be invisible in one, to a blank.
func oneLine(r rune) rune {
	if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
		return ' '
	}
	return r
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func longest(s string) (n int) {
	for _, word := range strings.Fields(s) {
		n = max(n, len(word))
	}
	return n
}

// encoded returns s as RFC 2047's encoded words, none of which splits a
// character.
func encoded(s string) string {
	const room = 42 // bytes that fit into an encoded word of 75 characters
	var words []string
	for s != "" {
		n := min(room, len(s))
		for n < len(s) && !utf8.RuneStart(s[n]) {
			n--
		}
		words = append(words, "=?utf-8?B?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(words, " ")
}

// mailbox returns a name and an address as they may stand in From and To.
func mailbox(name, address string) string {
	name = phrase(name)
	switch {
	case name == "":
		return "<" + address + ">"
	case strings.HasPrefix(name, "=?"):
		return name + " <" + address + ">"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `" <` + address + ">"
}

// fold breaks one header into lines at its blanks, where it is long.
func fold(line string) string {
	var b strings.Builder
	width := 0
	for i, word := range strings.Split(line, " ") {
		switch {
		case i == 0:
		case width+1+len(word) > 76 && i > 1:
			b.WriteString("\r\n ")
			width = 1
		default:
			b.WriteByte(' ')
			width++
		}
		b.WriteString(word)
		width += len(word)
	}
	return b.String() + "\r\n"
}
