package templates

import (
	"fmt"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// A Part is one of the reminders that a mail holds.
type Part struct {
	Case care.CaseID
	Text string // as [Brief] has it
	Menu string // what can be done in the case; that of its last part holds
}

// Brief says a reminder in short, for a mail that holds several: its subject, and
// below it what it says, without greeting and signature.
func Brief(to care.Role, name string, d Data) (string, error) {
	subject, text, err := body(to, name, d)
	return subject + "\n" + text, err
}

// Several returns the subject and the text of a mail that holds several reminders,
// or asks which of them an answer was about. Each stands under the number of its
// case, by which an answer is told.
func Several(name, unit string, parts []Part) (subject, text string, err error) {
	if len(parts) > 0 && cases(parts) == 1 {
		name += "_ett"
	}
	w, ok := words().Several[name]
	if !ok {
		return "", "", fmt.Errorf("no words for %q", name)
	}
	var said []string
	for i, p := range parts {
		text := p.Text
		if last := !slices.ContainsFunc(parts[i+1:], func(x Part) bool { return x.Case == p.Case }); last && p.Menu != "" {
			text += "\n\n" + p.Menu
		}
		said = append(said, string(p.Case)+" · "+indent(text))
	}
	var b strings.Builder
	n, id := fmt.Sprint(cases(parts)), string(append(parts, Part{})[0].Case)
	err = letters().ExecuteTemplate(&b, "samlad.tmpl", struct {
		Subject, Intro, Foot, Unit string
		Parts                      []string
	}{Fill(w.Subject, "n", n, "case", id), w.Intro, Fill(w.Foot, "case", id), unit, said})
	if err != nil {
		return "", "", fmt.Errorf("template samlad: %w", err)
	}
	subject, text, _ = strings.Cut(strings.TrimSpace(b.String()), "\n")
	return subject, tidy(text) + "\n", nil
}

// indent sets what is said of a case off from the number above it.
func indent(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\n", "\n    "), "\n    \n", "\n\n")
}

func cases(parts []Part) int {
	seen := map[care.CaseID]bool{}
	for _, p := range parts {
		seen[p.Case] = true
	}
	return len(seen)
}
