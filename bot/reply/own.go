package reply

import "strings"

// Own returns what the person wrote in a mail or chat message: without what
// was quoted, without the signature, without the lines a mail program adds.
// Where it cannot tell, it keeps too much rather than too little.
func Own(text string) string { return read(text).own() }

// OwnHTML is [Own] for a body in HTML.
func OwnHTML(html string) string { return Own(htmlText(html)) }

// A body is a message taken apart.
type body struct {
	parts []part
	sure  bool // the quote could be told from the answer
}

// A part is what was written under a stretch of quoted lines.
type part struct {
	quoted []string // without their marks
	lines  []string
}

// read takes a message apart and strips the signatures off its parts.
func read(text string) body {
	if isHTML(text) {
		text = htmlText(text)
	}
	b := split(text)
	for i := range b.parts {
		b.parts[i].lines = unsign(b.parts[i].lines)
	}
	return b
}

func (b body) own() string {
	var kept []string
	for _, p := range b.parts {
		if s := strings.Trim(strings.Join(p.lines, "\n"), "\n"); strings.TrimSpace(s) != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, "\n\n")
}

// clean turns the many spaces and line ends of mail programs into one kind
// and drops what cannot be seen.
var clean = strings.NewReplacer(
	"\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n",
	"\u00a0", " ", "\u202f", " ", "\u2007", " ", "\t", " ",
	"\u200b", "", "\u200c", "", "\ufeff", "", "\u2060", "", "\u00ad", "", "\u200e", "", "\u200f", "", "\ufe0f", "", "\u200d", "", "♀", "", "♂", "",
	"🏻", "", "🏼", "", "🏽", "", "🏾", "", "🏿", "",
)

// split tells quoted lines from written ones.
func split(text string) body {
	if strings.ContainsAny(text, "\r\t") || strings.ContainsFunc(text, func(r rune) bool { return r > 0xff || r == 0xa0 || r == 0xad }) {
		text = clean.Replace(text)
	}
	s := splitter{lines: strings.Split(text, "\n"), sure: true}
	for i := 0; i < len(s.lines); {
		i = s.step(i)
	}
	s.flush()
	return body{s.parts, s.sure}
}

type splitter struct {
	lines  []string
	parts  []part
	cur    part
	closed bool // a signature delimiter has been passed
	sure   bool
}

// step deals with the line at i, and returns where to go on.
func (s *splitter) step(i int) int {
	line := s.lines[i]
	if n := s.marker(i); n > 0 {
		return s.below(i, i+n)
	}
	switch trimmed := strings.TrimSpace(line); {
	case isQuoted(line):
		s.quote(line)
	case s.isWrapped(i):
		s.quote(line)
	case isDelimiter(trimmed) && s.tail(i):
		s.closed = true
	case isAdded(trimmed), s.closed:
	default:
		s.cur.lines = append(s.cur.lines, strings.TrimRight(line, " "))
	}
	return i + 1
}

// below decides what a marker of the lines from..to means for what follows:
// lines that carry quote marks speak for themselves; otherwise the rest of the
// message is the quote. When nothing has been written above, the answer may be
// anywhere in it, so it is kept and nothing is certain any more.
func (s *splitter) below(from, to int) int {
	next := s.nextText(to)
	if next < len(s.lines) && isQuoted(s.lines[next]) {
		s.closed = false
		return to
	}
	if !s.written() {
		s.sure = false
		return s.skipHeaders(to)
	}
	return len(s.lines)
}

func (s *splitter) written() bool {
	for _, p := range append(s.parts, s.cur) {
		if strings.TrimSpace(strings.Join(p.lines, "")) != "" {
			return true
		}
	}
	return s.closed
}

func (s *splitter) quote(line string) {
	if strings.TrimSpace(strings.Join(s.cur.lines, "")) != "" {
		s.flush()
	}
	s.closed = false
	s.cur.lines = nil
	s.cur.quoted = append(s.cur.quoted, unmark(line))
}

func (s *splitter) flush() {
	s.parts = append(s.parts, s.cur)
	s.cur = part{}
}

// nextText returns the index of the first line from i on that is not empty.
func (s *splitter) nextText(i int) int {
	for i < len(s.lines) && strings.TrimSpace(s.lines[i]) == "" {
		i++
	}
	return i
}

// skipHeaders returns the index of the first line from i on that is not part
// of a mail header; a long subject may take two lines of it.
func (s *splitter) skipHeaders(i int) int {
	for i < len(s.lines) && (headerLabel(s.lines[i]) != 0 || strings.TrimSpace(s.lines[i]) == "" || i+1 < len(s.lines) && headerLabel(s.lines[i-1]) != 0 && headerLabel(s.lines[i+1]) != 0) {
		i++
	}
	return i
}

// isWrapped reports whether the line at i is the end of a long quoted line
// that a mail program broke without marking it again. Taking it for an answer
// would put our own words in the person's mouth.
func (s *splitter) isWrapped(i int) bool {
	if i == 0 || i+1 >= len(s.lines) || len(s.cur.lines) > 0 || len(s.cur.quoted) == 0 {
		return false
	}
	line := strings.TrimSpace(s.lines[i])
	if line == "" || !isQuoted(s.lines[i-1]) || !isQuoted(s.lines[i+1]) {
		return false
	}
	return len(s.lines[i-1]) >= 60 && line == strings.ToLower(line)
}

// tail reports whether what follows the delimiter at i is short enough to be a
// signature.
func (s *splitter) tail(i int) bool {
	if t := strings.TrimSpace(s.lines[i]); t == "--" || t == "—" {
		return true
	}
	n := 0
	for _, line := range s.lines[i+1:] {
		if isQuoted(line) || headerLabel(line) != 0 {
			break
		}
		if strings.TrimSpace(line) != "" {
			n++
		}
	}
	return n <= 10
}
