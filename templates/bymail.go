package templates

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"example.org/stegvis/bot/care"
)

//go:embed bymail.toml
var byMailTOML []byte

// ByMail holds the words of letters to BIH in a unit without chat.
type ByMail struct {
	Frame string `toml:"frame"`
	Card  struct {
		Title  string `toml:"title"`
		Closed string `toml:"closed"`
		Next   string `toml:"next"`
		Due    string `toml:"due"`
		Others string `toml:"others"`
		Who    string `toml:"who"`
	} `toml:"card"`
	Menu struct {
		Head    string `toml:"head"`
		Slots   string `toml:"slots"`
		Aside   string `toml:"aside"`
		Line    string `toml:"line"`
		Field   string `toml:"field"`
		Example string `toml:"example"`
		Sure    string `toml:"sure"`
		Intro   string `toml:"intro"`
	} `toml:"menu"`
	How  map[string]string `toml:"how"` // by kind of field
	Rest struct {
		Optional string   `toml:"optional"`
		Default  string   `toml:"default"`
		Today    string   `toml:"today"`
		Or       string   `toml:"or"`
		Yes      string   `toml:"yes"`
		Both     []string `toml:"both"`
	} `toml:"rest"`
	Example map[string]string `toml:"example"` // by kind of field
	Said    struct {
		Done   string `toml:"done"`
		Values string `toml:"values"`
		Value  string `toml:"value"`
	} `toml:"said"`
	Refused map[string]string `toml:"refused"` // by code, where the chat's words do not fit
	Instead []Instead         `toml:"instead"`
}

var byMail = sync.OnceValue(func() ByMail { return mustDecode[ByMail]("bymail.toml", byMailTOML) })

// MailWords returns the words of letters to BIH in a unit without chat.
func MailWords() ByMail { return byMail() }

// Numbered lists the acts in the order in which a letter numbers them: what the
// case waits for first, and what is only there when it is needed last.
func Numbered(acts []string) []string {
	place := func(act string) int { return slices.Index(Places(), Forms()[act].Place) }
	sorted := slices.Clone(acts)
	slices.SortStableFunc(sorted, func(a, b string) int { return cmp.Compare(place(a), place(b)) })
	return sorted
}

// RenderDesk is [Render] for BIH in a unit without chat: the same message, with
// the case as its card would show it, and the acts to choose from by number. The
// times that the message itself numbers come first. said is what was done just
// now, if anything.
func RenderDesk(name string, d Data, slots int, acts []string, said string) (subject, text string, err error) {
	subject, text, err = Render(care.BIH, name, d)
	if err != nil {
		return "", "", err
	}
	w := byMail()
	if said != "" {
		said += "\n\n"
	}
	text = Fill(w.Frame, "said", said, "text", text, "card", w.card(d.Case), "menu", w.menu(d.Case, slots, acts), "case", string(d.Case.ID))
	return subject, tidy(w.plain(text)) + "\n", nil
}

// BriefDesk is [Brief] for BIH by mail, and beside it what the case waits for, under
// the numbers that it has in the case's own mails.
func BriefDesk(name string, d Data, slots int, acts []string) (brief, menu string, err error) {
	brief, err = Brief(care.BIH, name, d)
	w := byMail()
	expected := slices.DeleteFunc(slices.Clone(acts), func(act string) bool { return Forms()[act].Place != "" })
	return w.plain(brief), strings.Join(w.choices(d.Case, slots, expected, string(d.Case.ID)+": "), "\n"), err
}

// plain says by mail what the words of the chat say.
func (w ByMail) plain(text string) string {
	for _, i := range w.Instead {
		text = strings.ReplaceAll(text, i.Chat, i.Mail)
	}
	return text
}

func (w ByMail) card(c care.PublicCase) string {
	if c.Closed {
		return about(w.Card.Closed, c)
	}
	lines := []string{about(w.Card.Title, c), Fill(w.Card.Next, "next", cmp.Or(duties(c, 0, 1), chat().Card.NoDuty))}
	if others := duties(c, 1, len(c.Duties)); others != "" {
		lines = append(lines, Fill(w.Card.Others, "duties", others))
	}
	return strings.Join(append(lines, about(w.Card.Who, c)), "\n")
}

// about fills in what a case is called, and who takes part in it.
func about(text string, c care.PublicCase) string {
	none := chat().Card.Unknown
	return Fill(text,
		"case", string(c.ID), "label", c.Label, "n", fmt.Sprint(int(c.Step)), "step", c.Step.String(),
		"owner", cmp.Or(c.Owner, chat().Card.NoOwner), "pvr", cmp.Or(c.PVR, none), "htj", cmp.Or(c.HTJ, none), "chosen", chosen(c))
}

// chosen says in clear who gets the documents now, and how.
func chosen(c care.PublicCase) string {
	switch m := chat().Modal; {
	case c.HTJ == "":
		return m.Nobody
	case c.Mailed:
		return Fill(m.Mailed, "htj", c.HTJ, "address", c.Reach)
	default:
		return Fill(m.Carried, "htj", c.HTJ)
	}
}

func duties(c care.PublicCase, from, to int) string {
	var said []string
	for _, d := range c.Duties[min(from, len(c.Duties)):min(to, len(c.Duties))] {
		text := Fill(chat().Card.Duty, "role", string(d.Owner), "duty", chat().Duties[d.Name])
		if !d.Due.IsZero() {
			text += Fill(byMail().Card.Due, "day", chat().Day(d.Due))
		}
		said = append(said, text)
	}
	return strings.Join(said, " · ")
}

// menu lists the acts by number, each with what has to be filled in.
func (w ByMail) menu(c care.PublicCase, slots int, acts []string) string {
	return strings.Join(append([]string{w.Menu.Head, ""}, w.choices(c, slots, acts, "")...), "\n")
}

// choices lists the times and the acts by number; before is what is to be written
// before the number.
func (w ByMail) choices(c care.PublicCase, slots int, acts []string, before string) (lines []string) {
	if slots > 0 {
		lines = append(lines, Fill(w.Menu.Slots, "from", "1", "to", strconv.Itoa(slots)))
	}
	expected := true
	for i, act := range acts {
		form := Forms()[act]
		if expected && form.Place != "" && i > 0 {
			lines = append(lines, "", w.Menu.Aside)
		}
		expected = expected && form.Place == ""
		lines = append(lines, w.choice(c, slots+i+1, form, before)...)
	}
	return lines
}

func (w ByMail) choice(c care.PublicCase, n int, form Form, before string) (lines []string) {
	number := strconv.Itoa(n)
	lines = append(lines, Fill(w.Menu.Line, "n", number, "button", form.Button))
	if form.Confirm != nil {
		return append(lines, Fill(w.Menu.Sure, "text", about(form.Confirm.Text, c), "n", before+number))
	}
	if strings.Contains(form.Intro, "{chosen}") || form.Place == "aside" && form.Style == "danger" {
		lines = append(lines, Fill(w.Menu.Intro, "intro", about(form.Intro, c)))
	}
	for _, f := range form.Fields {
		lines = append(lines, Fill(w.Menu.Field, "label", f.Label, "how", w.how(c, f)))
	}
	if len(form.Fields) > 0 && form.Place == "" {
		lines = append(lines, Fill(w.Menu.Example, "example", before+number+" "+w.example(form)))
	}
	return lines
}

// how says what to write in a field.
func (w ByMail) how(c care.PublicCase, f Field) string {
	var options []string
	for _, o := range f.Choices(c) {
		options = append(options, o.Label)
	}
	how := Fill(w.How[f.Kind], "options", strings.Join(options, w.Rest.Or))
	if f.Kind == "choices" {
		how = Fill(w.How[f.Kind], "options", strings.Join(options, ", "))
	}
	switch standing := f.standing(c); {
	case f.Default == "@today":
		return Fill(w.Rest.Default, "how", how, "default", w.Rest.Today)
	case f.Default == "@missing" && standing != "":
		return Fill(w.Rest.Default, "how", how, "default", w.Rest.Both[2])
	case standing != "":
		return Fill(w.Rest.Default, "how", how, "default", standing)
	case !f.Required:
		return Fill(w.Rest.Optional, "how", how)
	}
	return how
}

// Choices returns what can be chosen in a field: of duties those that are open,
// each once. The fields of an intyg are those
// that the case lacks or is unsure of; every required one when it lacks none.
func (f Field) Choices(c care.PublicCase) (options []Option) {
	if f.Kind == "duty" {
		for _, d := range c.Duties {
			if o := (Option{Value: d.Name, Label: chat().Duties[d.Name]}); !slices.Contains(options, o) {
				options = append(options, o)
			}
		}
		return options
	}
	if f.Default != "@missing" {
		return f.Options
	}
	keys := slices.Concat(c.Missing, c.Doubts)
	if len(keys) == 0 {
		keys = care.Intyg{}.Missing()
	}
	for _, k := range keys {
		if o := (Option{Value: k, Label: chat().Field(k)}); !slices.Contains(options, o) {
			options = append(options, o)
		}
	}
	return options
}

// standing is what a field holds when nothing is written in it, as a person
// reads it.
func (f Field) standing(c care.PublicCase) string {
	switch f.Default {
	case "@from":
		return c.From.String()
	case "@end":
		return c.To.String()
	case "@starts":
		return c.Starts.String()
	case "@htj":
		return c.HTJ
	case "@missing":
		return strings.Join(slices.Concat(c.Missing, c.Doubts), ",")
	}
	return f.Default
}

// example is an answer that fills in what must be filled in.
func (w ByMail) example(form Form) string {
	var parts []string
	for _, f := range form.Fields {
		switch {
		case f.Kind == "tick":
			parts = append(parts, f.Label+": "+w.Rest.Yes)
		case !f.Required || f.Default == "@missing":
		case len(f.Options) > 0:
			parts = append(parts, f.Options[0].Label)
		default:
			parts = append(parts, w.Example[f.Kind])
		}
	}
	return strings.Join(parts, ", ")
}

// Faults says what is wrong with the fields of an act's form, in their order.
func Faults(act string, bad care.Refusal) (said []string) {
	for _, f := range append(slices.Clone(Forms()[act].Fields), Field{Label: Forms()[act].Button}) {
		if code, ok := bad[f.Name]; ok {
			said = append(said, Fill(byMail().Said.Value, "label", f.Label, "value", cmp.Or(byMail().Refused[code], chat().Refused[code])))
		}
	}
	return said
}

// Done says that somebody has done an act, and with what.
func Done(who, act string, values []string) string {
	w, form := byMail().Said, Forms()[act]
	said := ""
	if len(values) > 0 {
		said = Fill(w.Values, "values", strings.Join(values, ", "))
	}
	return byMail().plain(Fill(w.Done, "who", who, "button", form.Button, "values", said, "done", form.Done))
}

// Value says what was filled in a field.
func (f Field) Value(text string) string {
	return Fill(byMail().Said.Value, "label", f.Label, "value", text)
}
