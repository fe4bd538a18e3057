package templates

import (
	"fmt"
	"strings"

	"example.org/stegvis/bot/care"
)

// A Happening is an event as the case file tells it, with what is needed to say
// it in words. It may hold all that the case does: the case file goes to the
// unit itself and to nobody else.
type Happening struct {
	Event  care.Event
	Units  func(care.UnitID) string      // what a unit is called; empty for one that nobody knows
	Values func(key, text string) string // the value of a field as the form prints it
}

// Unit returns what a unit is called.
func (h Happening) Unit(id care.UnitID) string { return h.Units(id) }

// Shown returns the value of a field as the form prints it.
func (h Happening) Shown(key, text string) string { return h.Values(key, text) }

// Field returns what a field of the intyg is called.
func (Happening) Field(key string) string { return ChatWords().Field(key) }

// Chosen returns what a form prints beside one of the choices of its fields, or
// the value as it is.
func (Happening) Chosen(act, value string) string {
	for _, f := range Forms()[act].Fields {
		for _, o := range f.Options {
			if o.Value == value {
				return o.Label
			}
		}
	}
	return value
}

// Tell returns the sentence that the case file says of h.
func Tell(h Happening) (string, error) {
	name := care.Kind(h.Event)
	var b strings.Builder
	if err := letters().ExecuteTemplate(&b, name, h); err != nil {
		return "", fmt.Errorf("template of %s: %w", name, err)
	}
	return strings.TrimSpace(b.String()), nil
}

// PaperName returns what a paper or a document of a case is called.
func PaperName(kind string) (string, error) { return word(words().Papers, kind) }
