package page

import (
	"bytes"
	"strconv"
)

// An rtfToken is one thing in an RTF file: a group's beginning or end, a
// control word with its number, or a byte of text.
type rtfToken struct {
	what   byte // '{', '}', '\\' for a control word, 't' for text, 0 at the end
	word   string
	number int
	given  bool // the control word has a number
	char   byte
}

// An rtfScanner cuts an RTF file into tokens.
type rtfScanner struct {
	data []byte
	at   int
}

func (s *rtfScanner) next() rtfToken {
	for s.at < len(s.data) {
		c := s.data[s.at]
		s.at++
		switch c {
		case '\r', '\n', 0:
		case '{', '}':
			return rtfToken{what: c}
		case '\\':
			return s.control()
		default:
			return rtfToken{what: 't', char: c}
		}
	}
	return rtfToken{}
}

func (s *rtfScanner) control() rtfToken {
	if s.at >= len(s.data) {
		return rtfToken{}
	}
	c := s.data[s.at]
	if !letter(c) {
		s.at++
		return s.symbol(c)
	}
	start := s.at
	for s.at < len(s.data) && letter(s.data[s.at]) && s.at-start < 40 {
		s.at++
	}
	t := rtfToken{what: '\\', word: string(s.data[start:s.at])}
	t.number, t.given = s.numeral()
	if s.at < len(s.data) && s.data[s.at] == ' ' {
		s.at++
	}
	if t.word == "bin" { // as many bytes that are no RTF
		s.at = min(len(s.data), s.at+max(t.number, 0))
	}
	return t
}

// symbol reads a control that is no word: \'e5, \~, \{ and the like.
func (s *rtfScanner) symbol(c byte) rtfToken {
	if c != '\'' {
		return rtfToken{what: '\\', word: string(rune(c))}
	}
	if s.at+2 > len(s.data) {
		s.at = len(s.data)
		return rtfToken{}
	}
	v, err := strconv.ParseUint(string(s.data[s.at:s.at+2]), 16, 8)
	s.at += 2
	if err != nil {
		return s.next()
	}
	return rtfToken{what: 't', char: byte(v)}
}

func (s *rtfScanner) numeral() (n int, given bool) {
	start := s.at
	if s.at < len(s.data) && s.data[s.at] == '-' {
		s.at++
	}
	for s.at < len(s.data) && s.data[s.at] >= '0' && s.data[s.at] <= '9' && s.at-start < 10 {
		s.at++
	}
	n, err := strconv.Atoi(string(s.data[start:s.at]))
	return n, err == nil
}

// peek reports whether what follows is the control word.
func (s *rtfScanner) peek(word string) bool {
	rest := bytes.TrimLeft(s.data[s.at:min(len(s.data), s.at+64)], " \r\n")
	return bytes.HasPrefix(rest, []byte(`\`+word))
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
