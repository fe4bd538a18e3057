package invite

import (
	"bytes"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/stegvis/bot/care"
)

const (
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
	dateForm  = "20060102"
)

// A writer writes content lines: at most 75 bytes each, the rest folded, with
// the line ends that mail wants.
type writer struct{ bytes.Buffer }

func (w *writer) line(name, value string) { w.raw(name + ":" + value) }

func (w *writer) raw(s string) {
	const limit = 75
	for room := limit; len(s) > room; room = limit - 1 {
		n := room
		for n > 0 && !utf8.RuneStart(s[n]) { // never in the middle of a letter
			n--
		}
		w.WriteString(s[:n] + "\r\n ")
		s = s[n:]
	}
	w.WriteString(s + "\r\n")
}

// text writes free text; nothing when there is none.
func (w *writer) text(name, value string) {
	if value != "" {
		w.line(name, escape.Replace(clean(value)))
	}
}

var (
	escape   = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)
	newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")
)

// clean makes all line ends one kind and drops other control characters.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, newlines.Replace(strings.ToValidUTF8(s, "?")))
}

// time writes an instant as the clock in Stockholm shows it, except in the
// hour that comes twice in autumn: there only UTC says which of the two.
func (w *writer) time(name string, t time.Time) {
	local := t.In(care.Stockholm)
	if twice(local) {
		w.line(name, t.UTC().Format(utcForm))
		return
	}
	w.line(name+";TZID=Europe/Stockholm", local.Format(localForm))
}

// twice reports whether the clock shows the same as at t an hour before or
// after as well.
func twice(t time.Time) bool {
	for _, d := range []time.Duration{-time.Hour, time.Hour} {
		if t.Add(d).Format(localForm) == t.Format(localForm) {
			return true
		}
	}
	return false
}

// party writes who organizes or is invited. A name may hold anything but
// quotes and line ends, in quotes.
func (w *writer) party(role, params string, p Party) {
	name := strings.Map(func(r rune) rune {
		if r == '"' || unicode.IsControl(r) {
			return -1
		}
		return r
	}, p.Name)
	if name != "" {
		params += `;CN="` + name + `"`
	}
	w.line(role+params, "mailto:"+p.Mail)
}
