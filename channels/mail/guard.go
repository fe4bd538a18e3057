package mail

import (
	"bytes"
	"errors"
	"regexp"
)

// What is larger than these was not written by a person. The MIME parser is
// quadratic in the depth and the number of parts, exponential when they are not
// closed, and has no limits of its own: 2 761 bytes can keep it busy for half a
// minute.
const (
	maxLevels = 12        // multiparts within multiparts
	maxMulti  = 64        // multiparts in all
	maxParts  = 500       // lines that part one part from the next
	maxHeader = 256 << 10 // bytes in one block of headers
	maxLines  = 2000      // lines in one block of headers
)

var errBomb = errors.New("the message has more parts, levels or headers than a person's has")

// guard looks through a message once, line by line, and reports whether it is
// safe to parse. Where it is not sure what a line is, it counts it.
func guard(raw []byte) error {
	var g guarded
	for len(raw) > 0 {
		line, rest, _ := bytes.Cut(raw, []byte("\n"))
		raw = rest
		if !g.line(bytes.TrimRight(line, "\r")) {
			return errBomb
		}
	}
	return nil
}

type guarded struct {
	open   [][]byte // boundaries of the multiparts we are in, the outermost first
	multi  int
	parts  int
	body   bool // not in a block of headers
	header int  // bytes in this block of headers
	lines  int
}

// line takes in one line, and reports whether the message is still credible.
func (g *guarded) line(line []byte) bool {
	switch {
	case g.parting(line):
		g.parts++
		g.body, g.header, g.lines = false, 0, 0
	case len(line) == 0:
		g.body = true
	case !g.body:
		g.header += len(line)
		g.lines++
		g.declare(line)
	}
	return len(g.open) <= maxLevels && g.multi <= maxMulti && g.parts <= maxParts &&
		g.header <= maxHeader && g.lines <= maxLines
}

// parting reports whether the line ends a part, and leaves the multiparts that
// it ends.
func (g *guarded) parting(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("--")) {
		return false
	}
	for i := len(g.open) - 1; i >= 0; i-- {
		rest, ok := bytes.CutPrefix(line[2:], g.open[i])
		if !ok {
			continue
		}
		g.open = g.open[:i+1]
		if bytes.HasPrefix(rest, []byte("--")) {
			g.open = g.open[:i]
		}
		return true
	}
	return false
}

var boundary = regexp.MustCompile(`(?i)boundary(?:\*[0-9]*\*?)?\s*=\s*"?([^";\r\n]*)`)

// declare notes the boundary that a header line announces.
func (g *guarded) declare(line []byte) {
	m := boundary.FindSubmatch(line[:min(len(line), 1000)])
	if m == nil {
		return
	}
	g.multi++
	g.open = append(g.open, bytes.TrimSpace(m[1]))
}
