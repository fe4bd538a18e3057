package intyg

import (
	"regexp"
	"slices"
	"strings"
)

// envelope takes away what is no part of the form: greetings and everything
// after them, the head of a forwarded mail, page numbers.
func (p *paper) envelope() {
	closed := false
	lines := byRow(p.els)
	heads := headRuns(lines)
	for i, line := range lines {
		text := lineText(line)
		switch {
		case heads[i] || separator(text):
			closed = false
			p.take(line)
		case begins(text, p.c.words.Closings) && runes(text) < 60, signedOff.MatchString(text):
			closed = true
			p.take(line)
		case closed && p.c.isTitle(line[0].text):
			closed = false
		case closed:
			p.take(line)
			p.signed = append(p.signed, line)
		}
	}
}

// signedOff is a name after a stroke, as people end a short mail.
var signedOff = regexp.MustCompile(`^[/-]\s?\p{Lu}[\p{L} -]{1,30}$`)

// headRuns marks the lines that are the head of a mail: several of its lines
// below each other, one of them saying when it was sent or on what. "Från:"
// alone may as well begin a period.
func headRuns(lines [][]*element) []bool {
	heads := make([]bool, len(lines))
	for i := 0; i < len(lines); i++ {
		n, sure := i, false
		for n < len(lines) && mailHead(lineText(lines[n])) {
			name, _, _ := strings.Cut(lineText(lines[n]), ":")
			sure = sure || slices.Contains([]string{"ämne", "subject", "skickat", "sent", "auto-submitted", "message-id"}, strings.ToLower(strings.TrimSpace(name)))
			n++
		}
		for k := i; k < n && sure && n-i >= 2; k++ {
			heads[k] = true
		}
		i = max(i, n-1)
	}
	return heads
}

func (p *paper) take(line []*element) {
	for _, e := range line {
		e.taken, e.label = true, nil
	}
}

// separator reports whether a line only divides: a rule, or a rule with words
// in it.
func separator(s string) bool {
	return strings.HasPrefix(s, "===") || strings.HasPrefix(s, "-----") || strings.HasPrefix(s, "_____") || strings.HasPrefix(s, "*****")
}

// mailHead reports whether a line is one of the head lines of a mail.
func mailHead(s string) bool {
	name, value, ok := strings.Cut(s, ":")
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "från", "from", "skickat", "sent", "ämne", "subject", "kopia", "cc", "bilaga", "bilagor", "bifogade filer", "attachments", "datum skickat":
		return ok && !strings.EqualFold(strings.TrimSpace(value), "ja") && !strings.EqualFold(strings.TrimSpace(value), "nej")
	case "till", "to":
		return ok && strings.ContainsAny(value, "@;")
	case "auto-submitted", "x-auto-response-suppress", "in-reply-to", "references", "message-id", "date", "reply-to", "content-type":
		return ok
	}
	return false
}
