package slack

import (
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/templates"
)

// field draws one thing to fill in. The block's id is the field's name, so that
// a refusal finds it.
func (w words) field(s sheet, f templates.Field) []slack.Block {
	if f.Kind == "slots" {
		return w.slotFields(f)
	}
	in := slack.NewInputBlock(f.Name, plain(f.Label, 2000), w.hint(f), w.element(s, f))
	in.Optional = !f.Required
	return []slack.Block{in}
}

func (w words) hint(f templates.Field) *slack.TextBlockObject {
	if f.Hint == "" {
		return nil
	}
	return plain(f.Hint, 2000)
}

func (w words) element(s sheet, f templates.Field) slack.BlockElement {
	value := w.initial(s, f)
	switch f.Kind {
	case "date":
		d := slack.NewDatePickerBlockElement(inputAction)
		d.InitialDate, d.Placeholder = value, plain(w.Modal.PickDate, 150)
		return d
	case "time":
		t := slack.NewTimePickerBlockElement(inputAction)
		t.InitialTime, t.Placeholder = value, plain(w.Modal.PickTime, 150)
		return t
	case "number":
		n := slack.NewNumberInputBlockElement(nil, inputAction, false)
		n.InitialValue, n.MinValue, n.MaxValue = value, "1", strconv.Itoa(f.Max)
		return n
	case "choice":
		return w.oneOf(f, value)
	case "duty":
		return w.duties(s, f)
	case "choices", "tick":
		return w.several(s, f, value)
	case "provider", "unit", "neighbour", "person":
		return w.typeahead(s, f)
	}
	t := slack.NewPlainTextInputBlockElement(nil, inputAction)
	t.Multiline, t.MaxLength, t.InitialValue = f.Lines > 1, f.Max, value
	return t
}

// initial returns what stands in a field when the form opens.
func (w words) initial(s sheet, f templates.Field) string {
	if v, ok := s.values[f.Name]; ok {
		return v
	}
	switch f.Default {
	case "@today":
		return s.today.String()
	case "@from":
		return s.c.From.String()
	case "@end":
		return s.c.To.String()
	case "@starts":
		return s.c.Starts.String()
	case "@missing":
		return joined(wanted(s.c))
	case "@htj":
		return ""
	}
	return f.Default
}

// oneOf draws a field with one answer: buttons to choose among, or a list when
// there are too many of them.
func (w words) oneOf(f templates.Field, value string) slack.BlockElement {
	var options []*slack.OptionBlockObject
	for _, o := range f.Options {
		options = append(options, option(o.Value, o.Label))
	}
	var chosen *slack.OptionBlockObject
	for _, o := range options {
		if o.Value == value {
			chosen = o
		}
	}
	if len(options) > mostBoxes {
		list := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(w.Modal.Pick, 150), inputAction, options...)
		list.InitialOption = chosen
		return list
	}
	r := slack.NewRadioButtonsBlockElement(inputAction, options...)
	r.InitialOption = chosen
	return r
}

// duties draws a field in which one of the open duties is chosen.
func (w words) duties(s sheet, f templates.Field) slack.BlockElement {
	var options []*slack.OptionBlockObject
	for _, o := range f.Choices(s.c) {
		options = append(options, option(o.Value, o.Label))
	}
	if len(options) == 0 {
		options = append(options, option("-", w.Card.NoDuty)) // Slack wants one; the desk refuses it
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(w.Modal.Pick, 150), inputAction, options...)
}

// mostBoxes is how many checkboxes Slack allows in a group.
const mostBoxes = 10

// several draws a field in which more than one answer can be chosen: boxes, or
// a list when there are too many of them.
func (w words) several(s sheet, f templates.Field, value string) slack.BlockElement {
	var options, ticked []*slack.OptionBlockObject
	chosen := split(value)
	for _, o := range w.options(s, f) {
		made := option(o.Value, o.Label)
		options = append(options, made)
		if chosen[o.Value] {
			ticked = append(ticked, made)
		}
	}
	if len(options) <= mostBoxes {
		b := slack.NewCheckboxGroupsBlockElement(inputAction, options...)
		b.InitialOptions = ticked
		return b
	}
	m := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain(w.Modal.Pick, 150), inputAction, options...)
	m.InitialOptions = ticked
	return m
}

// options returns what can be chosen. The fields of an intyg are those that
// the case lacks or is unsure of; every required one when it lacks none.
func (w words) options(s sheet, f templates.Field) []templates.Option {
	if f.Default != "@missing" {
		return f.Options
	}
	keys := wanted(s.c)
	if len(keys) == 0 {
		keys = care.Intyg{}.Missing()
	}
	var options []templates.Option
	for _, k := range keys {
		options = append(options, templates.Option{Value: k, Label: w.Field(k)})
	}
	return options
}

// wanted lists the fields that PVR should look at, each once.
func wanted(c care.PublicCase) (keys []string) {
	seen := map[string]bool{}
	for _, list := range [][]string{c.Missing, c.Doubts} {
		for _, k := range list {
			if !seen[k] {
				keys = append(keys, k)
				seen[k] = true
			}
		}
	}
	return keys
}

// typeahead draws a field that is searched for in the contact lists. The
// case's own utförare stands there already, in clear.
func (w words) typeahead(s sheet, f templates.Field) slack.BlockElement {
	pick := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, plain(w.Modal.Pick, 150), choosePrefix+f.Kind)
	none := 0
	pick.MinQueryLength = &none
	if f.Default == "@htj" && s.chosen != nil {
		pick.InitialOption = option(s.chosen.Value, s.chosen.Shown())
	}
	return pick
}

// slotFields draws the rows of a field for proposed times: a day and a time
// each, never a datetimepicker, which answers in the reader's own time zone.
func (w words) slotFields(f templates.Field) (blocks []slack.Block) {
	for n := 1; n <= mostSlots; n++ {
		day := slack.NewDatePickerBlockElement(inputAction)
		day.Placeholder = plain(w.Modal.PickDate, 150)
		at := slack.NewTimePickerBlockElement(inputAction)
		at.Placeholder = plain(w.Modal.PickTime, 150)
		for _, row := range []struct {
			id, label string
			element   slack.BlockElement
		}{{dayBlock(f, n), w.Modal.SlotDay, day}, {timeBlock(f, n), w.Modal.SlotTime, at}} {
			label := templates.Fill(row.label, "n", strconv.Itoa(n))
			in := slack.NewInputBlock(row.id, plain(label, 2000), nil, row.element)
			in.Optional = !f.Required || n > 1
			blocks = append(blocks, in)
		}
	}
	return blocks
}

func dayBlock(f templates.Field, n int) string  { return fmt.Sprintf("%s.%d.day", f.Name, n) }
func timeBlock(f templates.Field, n int) string { return fmt.Sprintf("%s.%d.time", f.Name, n) }
