package mail

import "strings"

// A scanner takes a structured header apart: words, quoted words, comments and
// the marks between them.
type scanner struct {
	rest   string
	mark   byte   // ';' at the end of a clause, else 0
	word   string // what was read
	glued  bool   // it belongs to the word before: there is an equals sign between them, or nothing
	broken bool   // the line is not well formed

	open bool // nothing, or only an equals sign, has come since the last word
}

// next reads on, and reports whether there is anything more.
func (s *scanner) next() bool {
	for !s.broken && s.rest != "" {
		c := s.rest[0]
		switch {
		case c == ' ' || c == '\t':
			s.rest = strings.TrimLeft(s.rest, " \t")
			if !strings.HasPrefix(s.rest, "=") && !s.equals() {
				s.open = false
			}
		case c == '(':
			s.comment()
		case c == ';':
			s.rest, s.mark, s.word, s.open = s.rest[1:], ';', "", false
			return true
		case c == '"':
			s.quoted()
			return !s.broken
		case c == ')' || c < ' ' || c > '~':
			s.broken = true
		default:
			s.plain()
			return true
		}
	}
	return false
}

// equals reports whether the last word ended in an equals sign, and so wants
// its value after any blank.
func (s *scanner) equals() bool { return s.mark == 0 && strings.HasSuffix(s.word, "=") }

func (s *scanner) plain() {
	end := strings.IndexAny(s.rest, " \t;()\"")
	if end < 0 {
		end = len(s.rest)
	}
	if i := strings.IndexByte(s.rest[:end], '='); i >= 0 && i+1 < end {
		end = i + 1 // the value is a word of its own, glued on
	}
	s.take(s.rest[:end], s.rest[end:])
}

func (s *scanner) quoted() {
	var b strings.Builder
	for i := 1; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '\\' && i+1 < len(s.rest):
			i++
			b.WriteByte(s.rest[i])
		case c == '"':
			s.take(b.String(), s.rest[i+1:])
			return
		default:
			b.WriteByte(c)
		}
	}
	s.broken = true
}

func (s *scanner) take(word, rest string) {
	s.glued = s.open
	s.word, s.rest, s.mark, s.open = word, rest, 0, true
}

// comment skips a comment; comments nest.
func (s *scanner) comment() {
	depth := 0
	for i := 0; i < len(s.rest); i++ {
		switch s.rest[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				s.rest = " " + s.rest[i+1:] // a comment counts as a blank
				return
			}
		}
	}
	s.broken = true
}
