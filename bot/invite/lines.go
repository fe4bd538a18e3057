package invite

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A property is a content line, with the component it stands in.
type property struct {
	in     string // VCALENDAR, VEVENT, VTIMEZONE, STANDARD, …
	zone   int    // which VTIMEZONE it stands in; 0 for none
	name   string
	params map[string]string
	value  string
}

type properties []property

// one returns the first property with a name in a component; a zero one when
// there is none.
func (ps properties) one(in, name string) property {
	for _, p := range ps {
		if p.in == in && p.name == name {
			return p
		}
	}
	return property{}
}

// calendar reads the properties of a calendar object, skipping lines that make
// no sense.
func calendar(ics []byte) (ps properties, err error) {
	var inside []string
	zone, found := 0, false
	for _, l := range unfold(ics) {
		p, ok := parseLine(l)
		switch {
		case !ok:
			continue
		case p.name == "BEGIN":
			inside = append(inside, strings.ToUpper(strings.TrimSpace(p.value)))
			found = found || inside[0] == "VCALENDAR"
			if inside[len(inside)-1] == "VTIMEZONE" {
				zone++
			}
			continue
		case p.name == "END":
			inside = inside[:max(0, len(inside)-1)]
			continue
		case len(inside) == 0:
			continue
		}
		p.in = inside[len(inside)-1]
		if len(inside) > 1 && inside[1] == "VTIMEZONE" {
			p.zone = zone
		}
		ps = append(ps, p)
	}
	if !found {
		return nil, errBroken
	}
	return ps, nil
}

// unfold splits a file into its content lines, whatever ends them.
func unfold(ics []byte) (lines []string) {
	ics = bytes.TrimPrefix(ics, []byte("\xEF\xBB\xBF"))
	s := string(ics)
	if !utf8.ValidString(s) {
		s, _ = charmap.Windows1252.NewDecoder().String(s)
	}
	for l := range strings.SplitSeq(newlines.Replace(s), "\n") {
		if len(lines) > 0 && l != "" && (l[0] == ' ' || l[0] == '\t') {
			lines[len(lines)-1] += l[1:]
			continue
		}
		lines = append(lines, l)
	}
	return lines
}

// parseLine takes NAME;PARAM=value;PARAM="va:lue":value apart.
func parseLine(l string) (p property, ok bool) {
	head, value, ok := cutUnquoted(l, ':')
	if !ok {
		return property{}, false
	}
	p = property{params: map[string]string{}, value: value}
	for more := true; more; {
		var part string
		part, head, more = cutUnquoted(head, ';')
		if p.name == "" {
			p.name = strings.ToUpper(strings.TrimSpace(part))
			continue
		}
		if name, v, ok := strings.Cut(part, "="); ok {
			p.params[strings.ToUpper(strings.TrimSpace(name))] = strings.Trim(strings.TrimSpace(v), `"`)
		}
	}
	return p, p.name != ""
}

// cutUnquoted cuts s around the first sep that does not stand in quotes.
func cutUnquoted(s string, sep byte) (before, after string, found bool) {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// unescape undoes the escapes of free text.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'n', 'N':
			b.WriteByte('\n')
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
