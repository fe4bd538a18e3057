package forms

import (
	"fmt"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// A form is the intyg as a list of fields, read from a file of words.
type form struct {
	ID              string
	Title           string
	SupplementTitle string `toml:"supplement_title"`
	Intro           string
	SupplementIntro string `toml:"supplement_intro"`
	ReturnTo        string `toml:"return_to"`
	ProtectedNote   string `toml:"protected_note"`
	RequiredMark    string `toml:"required_mark"`
	RequiredTip     string `toml:"required_tip"`
	RepeatedTitle   string `toml:"repeated_title"`
	KnownTitle      string `toml:"known_title"`
	KnownIntro      string `toml:"known_intro"`
	Section         []section
}

// A section repeats for every measure when PerMeasure says so.
type section struct {
	Title      string
	PerMeasure bool `toml:"per_measure"`
	Row        []row
}

// A row is fields side by side, with the help that stands beside them.
type row struct {
	Help  string
	Field []field
}

// A field's Key is that of the label catalogue.
type field struct {
	Key      string
	Label    string
	Kind     string
	Width    int // share of the row, in hundredths
	Lines    int
	Required bool
	Guide    string
	Option   []option
}

type option struct{ Code, Label string }

var kinds = []string{"", "lines", "date", "choice", "choices", "combo"}

// fields yields all fields in order.
func (f form) fields() (all []field) {
	for _, s := range f.Section {
		for _, r := range s.Row {
			all = append(all, r.Field...)
		}
	}
	return all
}

// check finds what the one who wrote the file should know before it is used.
func (f form) check() error {
	seen := map[string]bool{}
	for _, x := range f.fields() {
		switch {
		case x.Key == "" || x.Label == "":
			return fmt.Errorf("a field without key or label")
		case seen[x.Key]:
			return fmt.Errorf("field %s: stands there twice", x.Key)
		case !slices.Contains(kinds, x.Kind):
			return fmt.Errorf("field %s: no such kind: %s", x.Key, x.Kind)
		case (len(x.Option) > 0) != slices.Contains([]string{"choice", "choices", "combo"}, x.Kind):
			return fmt.Errorf("field %s: options and kind do not go together", x.Key)
		case x.Width < 10 || x.Width > 100:
			return fmt.Errorf("field %s: width %d is not between 10 and 100", x.Key, x.Width)
		}
		seen[x.Key] = true
	}
	for _, key := range care.Mandatory {
		if !seen[key] {
			return fmt.Errorf("field %s: the model requires it, and the form does not ask for it", key)
		}
	}
	if !strings.HasPrefix(f.ID, ourID) {
		return fmt.Errorf("id %q: must begin with %s: it is how the desk knows its own form again", f.ID, ourID)
	}
	return nil
}

// ourID is how the id of every form begins that is read by the names of its
// fields.
const ourID = "stegvis-"

// Keys are those of the fields that the blank asks for.
func (w Words) Keys() (keys []string) {
	for _, f := range w.form.fields() {
		keys = append(keys, f.Key)
	}
	return keys
}

// option returns what is printed for a code, or the code itself.
func (f form) option(key, code string) string {
	for _, x := range f.fields() {
		for _, o := range x.Option {
			if x.Key == key && o.Code == code {
				return o.Label
			}
		}
	}
	return code
}

// guide is the instruction field by field, as markup.
func (f form) guide() markup {
	var b strings.Builder
	for n, s := range f.Section {
		fmt.Fprintf(&b, "### %d. %s\n", n+1, s.Title)
		for _, r := range s.Row {
			for _, x := range r.Field {
				mark := ""
				if x.Required {
					mark = " " + f.RequiredMark
				}
				fmt.Fprintf(&b, "| %s%s | %s\n", x.Label, mark, x.Guide)
			}
		}
		b.WriteString("\n")
	}
	return markup(b.String())
}

// fieldName is the name of a key's field in the file: the key, with the full
// stop that a name may not hold replaced. Measures after the first have a
// number last.
func fieldName(key string, measure int) string {
	name := strings.ReplaceAll(key, ".", "_")
	if measure > 0 {
		name += fmt.Sprintf("_%d", measure+1)
	}
	return name
}
