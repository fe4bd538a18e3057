package intyg

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// A Line is what somebody who has the intyg in front of them says of one field:
// "Slutdatum: 2027-03-01", or "Slutdatum, insats 2: …".
type Line struct {
	Label   string // as it was written
	Key     string // of the catalogue; empty when nobody knows the label
	Measure int    // which insats, from 0; -1 when it does not say
	Value   string
}

// Codes of why a line was not taken.
const (
	LineNone      = "inget_falt"       // nothing that was written is such a line
	LineUnknown   = "okant_falt"       // no field is called that, or several are
	LineUnread    = "olast_varde"      // no value of the kind that the field has
	LineID        = "fel_personnummer" // its check digit is wrong
	LineUnset     = "ingen_plats"      // the field is one that the case does not keep
	LineMeasure   = "vilken_insats"    // there are several, or none with that number
	LineBackwards = "slut_fore_start"  // the period would end before it begins
)

func (l Line) refused(why string) care.Refused {
	return care.Refused{Label: l.Label, Value: l.Value, Why: why}
}

var lineShape = regexp.MustCompile(`^[\s>*•–-]*([\p{L}][^:=\n]{0,80}?)\s*:\s*(.*?)\s*$`)

// Lines finds the lines of text that name a field and say something of it.
// names are labels beside those of the catalogue, with the keys they stand for.
// What is no such line is left out, and so is what is written in quotes.
func Lines(text string, names map[string]string) (lines []Line) {
	known := map[string]string{}
	for label, key := range names {
		known[plain(label)] = key
	}
	for line := range strings.Lines(folds.Replace(text)) {
		m := lineShape.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil || mailHead(line) {
			continue
		}
		l := Line{Measure: -1, Value: strings.TrimSpace(sheetNote.ReplaceAllString(m[2], ""))}
		l.Label, l.Measure = ofInsats(m[1])
		if l.Key = known[plain(l.Label)]; l.Key == "" {
			l.Key = keyOfLabel(l.Label)
		}
		lines = append(lines, l)
	}
	return lines
}

// sheetNote is where a value was read, as the sheet says it behind the value.
var sheetNote = regexp.MustCompile(`\s*\[[^\[\]]*\]\s*$`)

// An Equation says what a label on a form means: "Nyttan = Syfte med egenvården".
// The key is empty for a label that is no field; ok is false when nobody knows
// the field.
type Equation struct {
	Label, Field, Key string
	OK                bool
}

var equationShape = regexp.MustCompile(`^[\s>*•–-]*([^=\n]{1,120}?)\s*=\s*(\S.*?)\s*$`)

// Equations finds the lines of text that explain one of labels.
func Equations(text string, labels []string, names map[string]string) (all []Equation) {
	fields := map[string]string{}
	for label, key := range names {
		fields[plain(label)] = key
	}
	for line := range strings.Lines(folds.Replace(text)) {
		line = sheetNote.ReplaceAllString(strings.TrimRight(line, "\r\n"), "")
		m := equationShape.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		at := slices.IndexFunc(labels, func(l string) bool { return plain(l) == plain(m[1]) })
		if at < 0 {
			all = append(all, Equation{Label: m[1], Field: m[2]})
			continue
		}
		e := Equation{Label: labels[at], Field: m[2], Key: fields[plain(m[2])]}
		if e.Key == "" {
			e.Key = keyOfLabel(m[2])
		}
		e.OK = e.Key != "" || slices.Contains([]string{"inget", "inget fält", "ingenting", "-"}, plain(m[2]))
		all = append(all, e)
	}
	return all
}

// Explain gives what stands under a label that was explained to its field,
// before anything that was only guessed. It is as sure as what it was read from.
func Explain(i care.Intyg, label, key string, on care.Date) (whole care.Intyg, changed []care.Change) {
	whole = i
	whole.Measures, whole.Doubts, whole.Traces = slices.Clone(i.Measures), slices.Clone(i.Doubts), slices.Clone(i.Traces)
	if len(whole.Measures) == 0 {
		whole.Measures = []care.Measure{{}}
	}
	n := slices.IndexFunc(whole.Traces, func(t care.Trace) bool { return t.Label == label && t.Key == "" })
	if n < 0 {
		return whole, nil
	}
	t := whole.Traces[n]
	whole.Traces = slices.Delete(whole.Traces, n, n+1)
	t.Key = key
	at := slices.IndexFunc(slots, func(s slot) bool { return s.key == key })
	if at >= 0 && t.Raw != "" {
		unguess(&whole, t)
		changed = explainOne(&whole, &t, slots[at], on)
	} else {
		t.Sure = at < 0
	}
	whole.Traces = append(whole.Traces, t)
	return whole, changed
}

// explainOne reads what stands at t as a value of s.
func explainOne(i *care.Intyg, t *care.Trace, s slot, on care.Date) (changed []care.Change) {
	read, ok := readValue(t.Key, t.Raw, on)
	later := read.Intyg()
	old, fresh := s.of(i, &i.Measures[0]), s.of(&later, &later.Measures[0])
	free := empty(old)
	t.Sure = ok && free && (t.Source == string(page.FromField) || t.Source == string(page.FromText))
	if free && !empty(fresh) {
		set(old, fresh)
		changed = []care.Change{{Key: t.Key, New: said(old)}}
	}
	if !t.Sure {
		doubt(i, t.Key)
	}
	return changed
}

// unguess takes away what was only guessed and cannot be, now that it is known
// which field the words at t belong to: another value of that field, and the
// same words as the value of another.
func unguess(i *care.Intyg, t care.Trace) {
	i.Traces = slices.DeleteFunc(i.Traces, func(o care.Trace) bool {
		wrong := o.Key == t.Key || o.Key != "" && o.Raw == t.Raw
		if !wrong || o.Sure || o.Label != "" || o.Measure > 0 || !slices.Contains(i.Doubts, o.Key) {
			return false
		}
		if at := slices.IndexFunc(slots, func(s slot) bool { return s.key == o.Key }); at >= 0 {
			nothing := care.Intyg{Measures: []care.Measure{{}}}
			set(slots[at].of(i, &i.Measures[0]), slots[at].of(&nothing, &nothing.Measures[0]))
		}
		i.Doubts = slices.DeleteFunc(i.Doubts, func(k string) bool { return k == o.Key })
		return true
	})
}

var insatsNo = regexp.MustCompile(`(?i)[\s,(]*\binsats\s*([1-9])\b[\s,).]*`)

// ofInsats takes the number of the insats out of a label.
func ofInsats(label string) (rest string, measure int) {
	m := insatsNo.FindStringSubmatchIndex(label)
	if m == nil {
		return strings.TrimSpace(label), -1
	}
	n, _ := strconv.Atoi(label[m[2]:m[3]])
	return strings.TrimSpace(label[:m[0]] + " " + label[m[1]:]), n - 1
}

// keyOfLabel returns the one field that the catalogue knows a label for.
func keyOfLabel(label string) string {
	c := Standard()
	if c.types[label] != "" {
		return label
	}
	found := ""
	for _, m := range c.meanings[plain(label)] {
		if m.key == "" {
			continue
		}
		if found != "" && found != m.key {
			return "" // it depends on where it stands
		}
		found = m.key
	}
	return found
}

// Correct puts right in i what the lines say, each value read as those of an
// intyg are, but never guessed at: a value that is not plainly one of its kind
// is refused. By and on say who puts it right and when. An empty value, or a
// dash, says that nothing should stand there.
func Correct(i care.Intyg, lines []Line, by string, on care.Date) (whole care.Intyg, changes []care.Change, refused []care.Refused) {
	whole = i
	whole.Measures, whole.Doubts = slices.Clone(i.Measures), slices.Clone(i.Doubts)
	if len(whole.Measures) == 0 {
		whole.Measures = []care.Measure{{}}
	}
	for _, l := range lines {
		if why := put(&whole, &l, &changes, by, on); why != "" {
			refused = append(refused, l.refused(why))
		}
	}
	for n, m := range whole.Measures {
		if !m.From.IsZero() && !m.To.IsZero() && m.To.Before(m.From) {
			return withoutPeriod(i, lines, n, refused, by, on)
		}
	}
	return whole, changes, refused
}

// withoutPeriod is Correct without the lines that turn a period backwards.
func withoutPeriod(i care.Intyg, lines []Line, n int, refused []care.Refused, by string, on care.Date) (care.Intyg, []care.Change, []care.Refused) {
	var kept []Line
	for _, l := range lines {
		if strings.HasPrefix(l.Key, "period.") && max(l.Measure, 0) == n {
			refused = append(refused, l.refused(LineBackwards))
			continue
		}
		kept = append(kept, l)
	}
	if len(kept) == len(lines) {
		return i, nil, refused // it was backwards before
	}
	whole, changes, more := Correct(i, kept, by, on)
	for _, m := range more {
		if !slices.Contains(refused, m) {
			refused = append(refused, m)
		}
	}
	return whole, changes, refused
}

// put puts one line right, or says why it cannot be.
func put(i *care.Intyg, l *Line, changes *[]care.Change, by string, on care.Date) (why string) {
	at := slices.IndexFunc(slots, func(s slot) bool { return s.key == l.Key })
	switch {
	case l.Key == "":
		return LineUnknown
	case at < 0:
		return LineUnset
	case perMeasure(l.Key) && (l.Measure >= len(i.Measures) || l.Measure < 0 && len(i.Measures) > 1):
		return LineMeasure
	case !perMeasure(l.Key):
		l.Measure = 0
	}
	n := max(l.Measure, 0)
	read, ok := readValue(l.Key, l.Value, on)
	switch {
	case !ok && l.Key == "patient_id":
		return LineID
	case !ok:
		return LineUnread
	}
	s, later := slots[at], read.Intyg()
	old, fresh := s.of(i, &i.Measures[n]), s.of(&later, &later.Measures[0])
	before := said(old)
	set(old, fresh)
	if after := said(old); after != before || slices.Contains(i.Doubts, l.Key) {
		*changes = append(*changes, care.Change{Key: l.Key, Measure: n, Old: before, New: after})
		vouch(i, *l, n, by, on)
	}
	return ""
}

// readValue reads text as what stands by a label with that key. ok is false
// when it is not plainly a value of the kind that the key has.
func readValue(key, text string, on care.Date) (r Reading, ok bool) {
	c := Standard()
	b := &builder{paper: &paper{c: c}, received: on, issued: on, r: Reading{Fields: map[string]Field{}, Measures: []map[string]Field{{}}}}
	if b.blank(text) || strings.Trim(text, "-–— ") == "" {
		return b.r, true
	}
	b.take(&answer{key: key, text: text, page: 1, from: page.FromMail, sure: 1})
	f, _ := b.r.Get(key)
	switch c.types[key] {
	case "personid":
		id, valid := ParsePersonnummer(text, on)
		return b.r, valid || id.Kind == UnknownReserve
	case "date", "pastdate", "from", "to":
		return b.r, !f.Empty() && f.Certain && dayAlone(text, on)
	case "yesno", "choice", "choices", "email", "number", "recipients", "flag":
		return b.r, !f.Empty() && f.Certain
	case "minutes":
		return b.r, !f.Empty()
	}
	return b.r, !f.Empty() || f.Raw != ""
}

// dayAlone reports whether no number stands beside the day in text: "31 februari
// 2027" is no day, and its month not what was meant.
func dayAlone(text string, on care.Date) bool {
	text = folds.Replace(text)
	found := dates(text, on, coming)
	if len(found) == 0 {
		return digits(text) == ""
	}
	return len(found) == 1 && digits(text[:found[0].start]+text[min(found[0].end, len(text)):]) == ""
}

// vouch notes that BIH answers for the value of a key.
func vouch(i *care.Intyg, l Line, n int, by string, on care.Date) {
	mine := func(t care.Trace) bool { return t.Key == l.Key && (t.Measure == n || !ofMeasure(l.Key)) }
	i.Traces = slices.DeleteFunc(slices.Clone(i.Traces), mine)
	i.Traces = append(i.Traces, care.Trace{Key: l.Key, Measure: n, Raw: l.Value, Source: care.Corrected, Sure: true, By: by, On: on})
	if !slices.ContainsFunc(i.Traces, func(t care.Trace) bool { return t.Key == l.Key && !t.Sure }) {
		i.Doubts = slices.DeleteFunc(i.Doubts, func(k string) bool { return k == l.Key })
	}
}

// said is a value as people write it; empty when nothing stands there.
func said(values []any) string {
	for _, v := range values {
		if s := saidOne(reflect.ValueOf(v).Elem().Interface()); s != "" {
			return s
		}
	}
	return ""
}

// saidOne writes one value. Codes stay codes: whoever shows them has the words.
func saidOne(v any) string {
	switch v := v.(type) {
	case *bool:
		if v != nil {
			return map[bool]string{true: "ja", false: "nej"}[*v]
		}
	case bool:
		if v {
			return "ja"
		}
	case []string:
		return strings.Join(v, ",")
	case int:
		if v != 0 {
			return strconv.Itoa(v)
		}
	case care.Date:
		return v.String()
	case string:
		return v
	}
	return ""
}

// Changes lists what one intyg says otherwise than the one before it, in the
// order of an intyg.
func Changes(before, after care.Intyg) (all []care.Change) {
	n := max(1, len(before.Measures), len(after.Measures))
	for _, s := range slots {
		for k := range n {
			if k > 0 && !perMeasure(s.key) {
				break
			}
			old, fresh := s.of(&before, nth(before, k)), s.of(&after, nth(after, k))
			if !same(old, fresh) {
				all = append(all, care.Change{Key: s.key, Measure: k, Old: said(old), New: said(fresh)})
			}
		}
	}
	return all
}

func nth(i care.Intyg, k int) *care.Measure {
	if k < len(i.Measures) {
		return &i.Measures[k]
	}
	return &care.Measure{}
}
