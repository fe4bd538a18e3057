package slack

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/templates"
)

type state = map[string]map[string]slack.BlockAction

// read returns what somebody has filled in on a form, and what is wrong with
// it, block by block. Slack has checked what is required; the desk checks what
// it means.
func (w words) read(form templates.Form, in state, now time.Time) (care.Values, map[string]string) {
	values, wrong := care.Values{}, map[string]string{}
	for _, f := range form.Fields {
		if f.Kind == "slots" {
			values[f.Name] = w.readSlots(f, in, now, wrong)
			continue
		}
		values[f.Name] = value(f, in[f.Name])
		if said := w.mistake(f, values[f.Name], care.DateOf(now)); said != "" {
			wrong[f.Name] = said
		}
	}
	return values, wrong
}

// value returns one field's value as [care.Values] wants it.
func value(f templates.Field, block map[string]slack.BlockAction) string {
	var a slack.BlockAction
	for _, only := range block { // a block of a form holds one element
		a = only
	}
	switch f.Kind {
	case "date":
		return a.SelectedDate
	case "time":
		return a.SelectedTime
	case "choice", "provider", "unit", "neighbour", "person":
		return a.SelectedOption.Value
	case "choices", "tick":
		var chosen []string
		for _, o := range a.SelectedOptions {
			chosen = append(chosen, o.Value)
		}
		return joined(chosen)
	}
	return strings.TrimSpace(a.Value)
}

// mistake returns what is wrong with a value, or "".
func (w words) mistake(f templates.Field, v string, today care.Date) string {
	switch {
	case v == "":
		return ""
	case f.Kind == "number":
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 || n > f.Max {
			return templates.Fill(w.Modal.BadNumber, "max", strconv.Itoa(f.Max))
		}
	case f.Kind == "text" && len([]rune(v)) > f.Max:
		return templates.Fill(w.Modal.TooLong, "max", strconv.Itoa(f.Max))
	case f.Kind == "text" && holdsPersonnummer(v, today):
		return w.Refused[care.Personal]
	}
	return ""
}

const slotLayout = "2006-01-02T15:04"

// readSlots reads the proposed times, the earliest first.
func (w words) readSlots(f templates.Field, in state, now time.Time, wrong map[string]string) string {
	var times []string
	for n := 1; n <= mostSlots; n++ {
		day := value(templates.Field{Kind: "date"}, in[dayBlock(f, n)])
		clock := value(templates.Field{Kind: "time"}, in[timeBlock(f, n)])
		if day == "" && clock == "" {
			continue
		}
		at, block, said := w.slot(day, clock, now)
		switch {
		case said == "" && slices.Contains(times, at):
			wrong[timeBlock(f, n)] = w.Modal.SameSlot
		case said != "" && block == "day":
			wrong[dayBlock(f, n)] = said
		case said != "":
			wrong[timeBlock(f, n)] = said
		}
		times = append(times, at)
	}
	slices.Sort(times)
	return joined(times)
}

// slot puts a day and a time of the clock in Stockholm together.
func (w words) slot(day, clock string, now time.Time) (at, block, wrong string) {
	switch {
	case day == "":
		return "", "day", w.Modal.HalfSlot
	case clock == "":
		return "", "time", w.Modal.HalfSlot
	}
	at = day + "T" + clock
	t, err := time.ParseInLocation(slotLayout, at, care.Stockholm)
	switch {
	case err != nil || t.Format(slotLayout) != at: // the hour that the spring change skips
		return at, "time", w.Modal.NoSuchTime
	case !t.After(now):
		return at, "day", w.Modal.PastTime
	}
	return at, "", ""
}

// refused turns the desk's refusal of fields into Slack's, which names blocks.
// A code of the model becomes its words; anything else is words already.
func (w words) refused(form templates.Form, refusal map[string]string) map[string]string {
	said := map[string]string{}
	for name, what := range refusal {
		if text, ok := w.Refused[what]; ok {
			what = text
		}
		if block := blockOf(form, name); block != "" {
			said[block] = what
		}
	}
	return said
}

// blockOf returns the block that holds a field; that of the first field when
// the form has no such one, since a refusal must be seen somewhere.
func blockOf(form templates.Form, name string) string {
	i := slices.IndexFunc(form.Fields, func(f templates.Field) bool { return f.Name == name })
	if i < 0 && len(form.Fields) == 0 {
		return ""
	}
	f := form.Fields[max(i, 0)]
	if f.Kind == "slots" {
		return dayBlock(f, 1)
	}
	return f.Name
}

func joined(list []string) string { return strings.Join(list, ",") }

// split reads a list of chosen values.
func split(list string) map[string]bool {
	chosen := map[string]bool{}
	for v := range strings.SplitSeq(list, ",") {
		chosen[v] = v != ""
	}
	return chosen
}
