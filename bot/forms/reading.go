package forms

import (
	"fmt"
	"image"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// ReadingFacts is what the sheet over what was read of an intyg says.
type ReadingFacts struct {
	Head
	Intyg   care.Intyg
	Labels  map[string]string // what each field is called, by its key
	Names   map[string]string // what people at the unit are called, by their mail address
	Spots   []Spot
	Earlier []care.Change // what differs from the intyg before it
}

// A Spot is what a place on the intyg looks like.
type Spot struct {
	Trace   care.Trace
	Picture *image.Gray
	DPI     int
}

// A Value is one field of an intyg with what was read in it.
type Value struct {
	Section string
	Label   string
	Text    string // as people write it; empty when nothing stands there
	Note    string // where it was read, and how surely
	Missing bool   // and a complete intyg would say it
	Weak    bool   // somebody should compare it with the intyg
	AsIs    bool   // the case has no value for it: Text is what stands there
	Trace   care.Trace
}

// Values lists every field of the intyg in the order of the form, and last
// what stands under labels that nobody knows.
func (w Words) Values(f ReadingFacts) (all []Value) {
	texts, seen := w.prefilled(f.Intyg), map[string]bool{}
	for _, s := range w.form.Section {
		for n := range times(s, f.Intyg) {
			title := s.Title
			if n > 0 {
				title = fmt.Sprintf(w.form.RepeatedTitle, s.Title, n+1)
			}
			for _, r := range s.Row {
				for _, x := range r.Field {
					seen[x.Key] = true
					all = append(all, w.valueOf(f, title, x.Key, n, texts[fieldName(x.Key, n)]))
				}
			}
		}
	}
	for _, t := range f.Intyg.Traces {
		switch {
		case t.Key != "" && !seen[t.Key]:
			all = append(all, w.valueOf(f, w.common.Reading.Other, t.Key, t.Measure, ""))
		case t.Key == "":
			all = append(all, Value{Section: w.common.Reading.Unknown, Label: t.Label, Text: t.Raw, Trace: t, Weak: true, AsIs: true, Note: w.note(f, t, true)})
		}
	}
	return all
}

// times is how often a section stands in an intyg.
func times(s section, i care.Intyg) int {
	if s.PerMeasure {
		return max(1, len(i.Measures))
	}
	return 1
}

func (w Words) valueOf(f ReadingFacts, section, key string, n int, text string) Value {
	v := Value{Section: section, Label: w.called(f, key, n), Text: w.Shown(key, text)}
	at := slices.IndexFunc(f.Intyg.Traces, func(t care.Trace) bool { return t.Key == key && t.Measure == n })
	if at >= 0 {
		v.Trace = f.Intyg.Traces[at]
		if v.Text == "" {
			v.Text, v.AsIs = v.Trace.Raw, true
		}
	}
	v.Weak = slices.Contains(f.Intyg.Doubts, key) && !v.Trace.Sure && (v.Text != "" || at >= 0)
	v.Missing = slices.Contains(measureOf(f.Intyg, n).Missing(), key)
	if v.Text != "" {
		v.Note = w.note(f, v.Trace, v.Weak)
	}
	if raw := strings.TrimSpace(v.Trace.Raw); v.Weak && raw != "" && raw != v.Text {
		v.Note = join(" · ", v.Note, fmt.Sprintf(w.common.Reading.Raw, raw))
	}
	return v
}

// called is what a field is called, with the number of its insats when there
// are several.
func (w Words) called(f ReadingFacts, key string, n int) string {
	label := f.Labels[key]
	if label == "" {
		label = key
	}
	if len(f.Intyg.Measures) > 1 && w.perMeasure(key) {
		return fmt.Sprintf(w.common.Reading.Insats, label, n+1)
	}
	return label
}

func (w Words) perMeasure(key string) bool {
	for _, s := range w.form.Section {
		for _, r := range s.Row {
			if slices.ContainsFunc(r.Field, func(x field) bool { return x.Key == key }) {
				return s.PerMeasure
			}
		}
	}
	return false
}

// measureOf is the intyg with its nth insats alone, for what that one lacks.
func measureOf(i care.Intyg, n int) care.Intyg {
	if n < len(i.Measures) {
		i.Measures = i.Measures[n : n+1]
	}
	return i
}

// Shown is a value as the form prints it: what stands beside a box for its code.
func (w Words) Shown(key, text string) string {
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		if o := w.form.option(key, part); o != part {
			out = append(out, o)
		}
	}
	switch {
	case len(out) == strings.Count(text, ",")+1:
		return w.list(out)
	case text == "ja" && key == "period.till":
		return w.common.Ongoing
	case text == "ja":
		return w.common.Yes
	case text == "nej":
		return w.common.No
	}
	return text
}

// note says where a value was read and how surely.
func (w Words) note(f ReadingFacts, t care.Trace, weak bool) string {
	r := w.common.Reading
	if t.Source == care.Corrected {
		who := f.Names[t.By]
		if who == "" {
			who = t.By
		}
		return fmt.Sprintf(r.Corrected, who, t.On)
	}
	how := r.Sure
	switch {
	case weak:
		how = r.Weak
	case t.Source == "":
		return r.Unknowable
	case !t.Sure:
		how = r.Confirmed
	}
	page := ""
	if t.Page > 0 && t.Source != "mail" {
		page = fmt.Sprintf(r.Page, t.Page)
	}
	return join(", ", r.Sources[t.Source], page, how)
}

// readingSaid is what the text above the values is told.
type readingSaid struct {
	Head
	Missing, Weak []string
	Changes       []Changed
}

// Reading is the sheet over what was read of an intyg.
func Reading(w Words, f ReadingFacts) ([]byte, error) {
	values := w.Values(f)
	said := readingSaid{Head: f.Head, Changes: w.Changed(f)}
	for _, v := range values {
		if v.Missing {
			said.Missing = append(said.Missing, v.Label)
		}
		if v.Weak {
			said.Weak = append(said.Weak, v.Label)
		}
	}
	bs, err := w.say("avlasning", said)
	if err != nil {
		return nil, err
	}
	title := titleOf(bs)
	s := newSheet(w, ordinary, f.Head, title, false)
	s.lay(bs)
	s.values(w, f, values)
	s.footers(w, title)
	return s.doc.Bytes(), nil
}

// Missing is what is said where something must stand and nothing does.
func (w Words) Missing() string { return strings.ToLower(w.common.Reading.Missing) }

// A Changed field says something else than in the intyg before.
type Changed struct{ Label, Old, New string }

// Changed lists what differs from the intyg before, as the sheet says it.
func (w Words) Changed(f ReadingFacts) (all []Changed) {
	for _, c := range f.Earlier {
		ch := Changed{w.called(f, c.Key, c.Measure), w.Shown(c.Key, c.Old), w.Shown(c.Key, c.New)}
		if ch.Old == "" {
			ch.Old = w.common.Reading.Empty
		}
		if ch.New == "" {
			ch.New = w.common.Reading.Empty
		}
		all = append(all, ch)
	}
	return all
}
