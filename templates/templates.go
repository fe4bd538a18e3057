// Package templates holds every word the bot says, in Swedish.
//
// A message is one file: the folder is the party it goes to, the first line its
// subject, the rest its text. What it may say is decided by what it is given:
// [Data] has no field for anything personal, so a message to chat cannot let
// anything out. Words that may travel only by mail between parties stand in
// [Private], which messages to BIH are never given, but for the mail with the
// documents to the one there who asked for it.
//
// Text to people is klarspråk: what has happened, what you need to do, how to
// answer. It says "enligt arbetsmodellen", never that the law demands: the law
// on egenvård (2022:1250) demands no document and no follow-up.
package templates

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"sync"
	"text/template"
	"time"

	"example.org/stegvis/bot/care"
)

//go:embed pvr/*.tmpl bih/*.tmpl htj/*.tmpl annan/*.tmpl letter.tmpl instead.tmpl invitation.tmpl samlad.tmpl handelser.tmpl
var files embed.FS

// Data is what a message is made from.
type Data struct {
	Case    care.PublicCase
	Unit    string // the unit that writes
	Meeting care.PublicMeeting
	Times   []care.Slot // those of the proposed times that a party can at
	Papers  []string    // what is attached, by the names of [care.Paper]
	Locked  bool        // what is attached is locked with the password agreed on

	Duty     care.Duty // what is reminded of
	Late     bool
	Delayed  care.Date // the day a reminder should have gone, when that has passed
	Turn     string    // why it comes to whom: rung and code
	By       care.Role // whose word or deed it is about
	Fields   []string  // keys of fields asked for
	Signs    []string  // stop signs
	Kind     string    // class of a mail
	Why      string    // code: why a letter failed
	What     string    // what the person was told
	Alarm    string    // what is wrong with chat
	Letter   string    // the template of the letter it is about
	Outcome  string    // of a decision or a follow-up
	Opinion  string    // of a förhandsbedömning
	Joint    *bool
	On       care.Date // the day it is about
	At       time.Time // the time of that day; zero when none was told
	Until    care.Date
	From     care.Date
	Minutes  int
	Provider string         // the utförare that is asked about
	Person   string         // a name of staff at BIH
	Act      string         // what BIH chose, in an answer that came to nothing
	Faults   []string       // what was wrong with it
	Again    bool           // it was not the first
	Waits    Waits          // whether what is said of it to parties has left
	Unsent   []care.Waiting // what is written to parties and waits for BIH
	Disputed []string       // keys of fields of which an answer says something else than the intyg
	Changed  []string       // keys of fields in which an intyg differs from the one before it
	Incident Incident       // of a case in which something went to the wrong place
	Digest   Digest         // of the morning's message, which is about no case
	Erasing  Erasing        // of the question whether cases may be erased
	Review   Review         // of the week's, which is about none either
	Lists    Lists          // of a notice about the contact lists, which is about no case
	Month    string         // 2026-11, of the figures
	Figures  string         // as tables

	Private *Private // nil for whatever may be shown in chat
}

// Waits says which of what is written to the parties does not leave by itself:
// a human must send it, or the person's consent must be there first.
type Waits struct {
	PVR, HTJ bool // the word of the decision; the order
	Any      bool // whatever it is: in shadow mode
}

// Private holds what may be said by mail to the party it is for, and nowhere else.
type Private struct {
	Text      string // words of another party, or of BIH
	Frequency string
	Contact   string // HTJ's samordnare or kontaktperson
	Phone     string
	Email     string
	Language  string // in which HTJ wants to be addressed, when the list says

	Sheet   []Value  // what was read of an intyg, for the one at BIH who asks
	Changes []Value  // what differs from the intyg before it
	Unknown []Value  // labels on its form that nobody knows, with what stands there
	Taught  []string // those that have been explained
	Refused []Value  // what could not be put right, and why
}

// A Value is one field of an intyg as it is told by mail.
type Value struct {
	Label, Value string
	Old          string // what stood there before
	New          string
	Note         string // where it was read, and how surely
}

// Render returns the subject and the text of the message called name to a party.
// A word that is missing is an error, never left out.
func Render(to care.Role, name string, d Data) (subject, text string, err error) {
	if subject, text, err = bare(to, name, d); err != nil {
		return "", "", err
	}
	return subject, frame(to, text, d), nil
}

// bare is a message without what stands around it.
func bare(to care.Role, name string, d Data) (subject, text string, err error) {
	if subject, text, err = body(to, name, d); err != nil {
		return "", "", err
	}
	if d.Case.ID != "" {
		subject = Fill(words().Subject, "case", string(d.Case.ID), "subject", subject)
	}
	return subject, text, nil
}

// body is a message without the number, the greeting and the signature. A
// reminder that is late says so, whatever it is about.
func body(to care.Role, name string, d Data) (subject, text string, err error) {
	t := letters().Lookup(path(to, name))
	if t == nil {
		return "", "", fmt.Errorf("template %s: there is none", path(to, name))
	}
	var b strings.Builder
	if err := t.Execute(&b, d); err != nil {
		return "", "", fmt.Errorf("template %s: %w", path(to, name), err)
	}
	subject, text, _ = strings.Cut(strings.TrimSpace(b.String()), "\n")
	subject = strings.TrimSpace(subject)
	if strings.HasPrefix(name, "paminn_") && (d.Late || !d.Delayed.IsZero()) {
		subject = words().Late + " " + subject
	}
	if !d.Delayed.IsZero() {
		day, err := Day(d.Delayed)
		if err != nil {
			return "", "", err // unreachable: it is not zero
		}
		text = strings.TrimSpace(text) + "\n\n" + Fill(words().Delayed, "day", day)
	}
	return subject, tidy(text), nil
}

// tidy leaves one empty line where what was left out has left several.
func tidy(text string) string { return gaps.ReplaceAllString(strings.TrimSpace(text), "\n\n") }

var gaps = regexp.MustCompile(`\n{3,}`)

// frame puts the greeting and the signature of a letter around text; in chat
// there is neither.
func frame(to care.Role, text string, d Data) string {
	if to == care.BIH {
		return text
	}
	var b strings.Builder
	err := letters().ExecuteTemplate(&b, "letter.tmpl", struct {
		Data
		Text string
	}{d, text})
	if err != nil {
		return text // unreachable: the frame uses nothing that can be missing
	}
	return strings.TrimSpace(b.String()) + "\n"
}

// InsteadOfChat puts round a message that was meant for chat what has to be said
// when it goes by mail.
func InsteadOfChat(text string) (string, error) {
	var b strings.Builder
	if err := letters().ExecuteTemplate(&b, "instead.tmpl", struct{ Text string }{text}); err != nil {
		return "", fmt.Errorf("template instead: %w", err)
	}
	return strings.TrimSpace(b.String()) + "\n", nil
}

// Invitation returns the summary and the description of the calendar invitation
// to d.Meeting.
func Invitation(d Data) (summary, description string, err error) {
	var b strings.Builder
	if err := letters().ExecuteTemplate(&b, "invitation.tmpl", d); err != nil {
		return "", "", fmt.Errorf("template invitation: %w", err)
	}
	summary, description, _ = strings.Cut(strings.TrimSpace(b.String()), "\n")
	return summary, description, nil
}

// Names lists the messages there are to a party.
func Names(to care.Role) (names []string) {
	found, _ := fs.Glob(files, strings.ToLower(string(to))+"/*.tmpl") // the pattern is well formed
	for _, f := range found {
		_, base, _ := strings.Cut(f, "/")
		names = append(names, strings.TrimSuffix(base, ".tmpl"))
	}
	return names
}

func path(to care.Role, name string) string {
	return strings.ToLower(string(to)) + "/" + name + ".tmpl"
}

var letters = sync.OnceValue(func() *template.Template {
	all := template.New("").Option("missingkey=error").Funcs(functions)
	for _, to := range care.Addressees() {
		for _, name := range Names(to) {
			mustParse(all.New(path(to, name)), path(to, name))
		}
	}
	for _, name := range []string{"letter.tmpl", "instead.tmpl", "invitation.tmpl", "samlad.tmpl", "handelser.tmpl"} {
		mustParse(all.New(name), name)
	}
	return all
})

// mustParse panics on a mistake in a file that is built into the program; the
// tests parse them all.
func mustParse(t *template.Template, file string) {
	text, err := files.ReadFile(file)
	if err == nil {
		_, err = t.Parse(string(text))
	}
	if err != nil {
		panic(fmt.Sprintf("templates: %v", err))
	}
}
