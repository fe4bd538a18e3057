package intyg

import (
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// Extract reads one document that reached the server on received. It says
// what stands in it and where, and marks as certain only what stands by a
// known label, is of the right kind, and has nothing beside it that speaks
// against it.
func Extract(doc page.Document, received care.Date) Reading {
	return Standard().Extract(doc, received)
}

// Extract is [Extract] with the labels of c.
func (c *Catalogue) Extract(doc page.Document, received care.Date) Reading {
	if r, ok := c.ours(doc, received); ok {
		return r
	}
	if r, ok := c.oursPrinted(doc, received); ok {
		return r
	}
	if r, ok := c.oursScanned(doc, received); ok {
		return r
	}
	p := c.lay(doc)
	b := &builder{paper: p, received: received, issued: received, r: Reading{
		Fields: map[string]Field{}, Carrier: doc.Carrier, Warnings: append(slices.Clone(doc.Warnings), p.warnings...), Unknown: p.unknown,
	}}
	all := p.answers()
	all = append(all, p.guesses(all)...)
	b.form()
	b.date(all)
	for _, a := range all {
		b.take(a)
	}
	b.looseMarks()
	b.signature()
	b.prose()
	b.derive()
	b.judge(all)
	b.others()
	b.number()
	b.r.Missing = b.r.Intyg().Missing()
	return b.r
}

// number gives fields the places and the page numbers that they have in the
// file: a page with two columns was read as two.
func (b *builder) number() {
	for _, fields := range append([]map[string]Field{b.r.Fields}, b.r.Measures...) {
		for key, f := range fields {
			fields[key] = b.numbered(f)
		}
	}
	for i := range b.r.Others {
		b.r.Others[i].Field = b.numbered(b.r.Others[i].Field)
	}
}

func (b *builder) numbered(f Field) Field {
	f = b.bent(f)
	if n := f.Page - 1; n >= 0 && n < len(b.doc.Pages) && b.doc.Pages[n].Number > 0 {
		f.Page = b.doc.Pages[n].Number
	}
	return f
}

// A builder fills a reading from answers.
type builder struct {
	*paper
	r        Reading
	received care.Date
	issued   care.Date
	measure  int
	people   map[string]bool
}

// form finds what the form calls itself: a title that is known, else what
// stands largest above all labels.
func (b *builder) form() {
	var largest *element
	above := true
	for _, e := range b.els {
		above = above && e.label == nil
		switch {
		case e.title:
			b.r.Form = slug(e.text)
			return
		case above && e.page <= 1 && e.mark == nil && e.size > 1.15*b.usual() && len(digits(e.text)) < 6 && (largest == nil || e.size > largest.size):
			largest = e
		}
	}
	if largest != nil {
		b.r.Form = slug(largest.text)
	}
}

// slug makes a name of a title.
func slug(s string) string {
	s = strings.NewReplacer("å", "a", "ä", "a", "ö", "o", "é", "e").Replace(plain(s))
	s = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return ' '
	}, s)
	return strings.Join(strings.Fields(s), "-")
}

// date finds the day of issue before all else, since years that are not
// written follow from it.
func (b *builder) date(all []*answer) {
	for _, a := range all {
		if a.key != "datum_utfardat" || a.text == "" {
			continue
		}
		if d, ok := day(a.text, b.received, past); !d.IsZero() {
			b.issued = d
			if ok {
				return
			}
		}
	}
}

// take turns one answer into fields.
func (b *builder) take(a *answer) {
	if a.text == "" && len(a.marks) == 0 {
		b.put(a, a.key, nil, true)
		return
	}
	if o := b.switchKey(a); o != "" {
		a.key = o
	}
	b.read(a)
}

// switchKey says which field tick boxes answer when it is not the one the
// label is for: "Insats ☐ Läkemedel ☐ Övrigt" asks for the kind of insats.
func (b *builder) switchKey(a *answer) string {
	if a.key == "insats.beskrivning" {
		n := 0
		for _, m := range a.marks {
			if b.c.optionFor("insats.typ", m) != "" {
				n++
			}
		}
		if n > 0 && n == len(a.marks) || len(a.marks) == 0 && b.c.isExactly("insats.typ", a.text) && b.anotherFollows(a) {
			return "insats.typ"
		}
	}
	return ""
}

// isExactly reports whether text is an option of the key and nothing else.
func (c *Catalogue) isExactly(key, text string) bool {
	for _, o := range c.options[plain(strings.TrimRight(text, ". "))] {
		if o.key == key {
			return true
		}
	}
	return false
}

// anotherFollows reports whether a's label is the first of several labels with
// its meaning, the others worded otherwise.
func (b *builder) anotherFollows(a *answer) bool {
	for i, l := range b.labels {
		if !l.resolved || l.meaning.key != a.label.meaning.key {
			continue
		}
		return l == a.label && slices.ContainsFunc(b.labels[i+1:], func(x *label) bool {
			one, _ := number(plain(l.text))
			two, _ := number(plain(x.text))
			return x.resolved && x.meaning.key == l.meaning.key && len(x.values) > 0 && one != two
		})
	}
	return false
}

// put sets a field. A second value for the same field must say the same, or
// both are in doubt.
func (b *builder) put(a *answer, key string, value any, ok bool) {
	into := b.into(a, key, value)
	f := a.field(value, ok)
	old, had := into[key]
	switch {
	case had && old.Empty() && old.Raw == "" && old.Page == f.Page && key != "underskrift" && !b.c.ofParts(a):
		f.Certain, f.Confidence = false, min(f.Confidence, .8) // another label for it stands there, and nothing by it
		into[key] = f
	case !had || old.Empty() && old.Raw == "":
		into[key] = f
	case f.Empty() && f.Raw == "" || sameValue(old, f):
	case a.label != nil && a.label.meaning.part && key == a.key:
		into[key] = merged(old, f)
	default:
		old.Certain, old.Confidence = false, .4
		old.Raw += " | " + f.Raw
		into[key] = old
		b.warn("motstridiga_uppgifter")
	}
}

// ofParts reports whether several labels make one value of a's field.
func (c *Catalogue) ofParts(a *answer) bool { return a.label != nil && a.label.meaning.part }

func sameValue(a, b Field) bool {
	if plain(a.Raw) == plain(b.Raw) {
		return true
	}
	x, isText := a.Value.(string)
	y, _ := b.Value.(string)
	return isText && plain(x) == plain(y)
}

// merged joins the parts of a value that has several labels.
func merged(a, b Field) Field {
	x, _ := a.Value.(string)
	y, _ := b.Value.(string)
	a.Value, a.Raw = x+", "+y, a.Raw+", "+b.Raw
	a.Box = a.Box.Union(b.Box)
	a.Certain, a.Confidence = a.Certain && b.Certain, min(a.Confidence, b.Confidence)
	return a
}

// into returns the map a key belongs in. What describes a new insats begins a
// new measure.
func (b *builder) into(a *answer, key string, value any) map[string]Field {
	if !ofMeasure(key) {
		return b.r.Fields
	}
	numbered := a.label != nil && a.label.number > 0
	if numbered {
		b.measure = min(a.label.number, 20) - 1
	}
	for len(b.r.Measures) <= b.measure {
		b.r.Measures = append(b.r.Measures, map[string]Field{})
	}
	old := b.r.Measures[b.measure][key]
	if key == "insats.beskrivning" && a.label != nil && !numbered && !old.Empty() && value != nil && !sameValue(old, a.field(value, true)) {
		b.measure++
		return b.into(a, key, value)
	}
	return b.r.Measures[b.measure]
}

func ofMeasure(key string) bool {
	return strings.HasPrefix(key, "insats.") || strings.HasPrefix(key, "period.") || key == "antal_personer"
}

func (b *builder) warn(code string) {
	if !slices.Contains(b.r.Warnings, code) {
		b.r.Warnings = append(b.r.Warnings, code)
	}
}

// offer sets a field that another one also speaks of, unless it has a value of
// its own.
func (b *builder) offer(a *answer, key string, value any, raw string, sure bool) {
	m := b.r.Fields
	if ofMeasure(key) {
		m = b.into(a, key, value)
	}
	if old, had := m[key]; had && (!old.Empty() || old.Raw != "") {
		return
	}
	f := a.field(value, sure)
	f.Raw = raw
	if !sure {
		f.Certain, f.Confidence = false, min(f.Confidence, .7)
	}
	m[key] = f
}

// looseMarks reads tick boxes that no label owns, but whose words say what
// they are: "☒ Nytt intyg ☐ Förlängning".
func (b *builder) looseMarks() {
	for _, key := range []string{"dokument_typ", "boendeform"} {
		a := &answer{key: key, sure: 1}
		for _, e := range b.els {
			if e.mark == nil || b.c.optionFor(key, e) == "" || e.owner != nil && b.asks(e.owner) {
				continue
			}
			a.marks = append(a.marks, e)
			a.box, a.page, a.from, a.sure = a.box.Union(e.box), e.page, e.from, min(a.sure, e.sure)
		}
		if len(a.marks) > 0 {
			readChoice(b, a)
		}
	}
	for _, e := range b.els {
		if e.mark == nil || e.owner != nil || e.text == "" {
			continue
		}
		b.statement(e)
	}
}

// asks reports whether the label is a question its tick boxes answer.
func (b *builder) asks(l *label) bool {
	if !l.resolved {
		return !l.known
	}
	switch b.c.types[l.meaning.key] {
	case "choice", "choices", "yesno", "risk", "consent", "recipients":
		return true
	}
	return false
}

// statement reads a box whose words are themselves a label: "☒ Riskanalys är
// gjord".
func (b *builder) statement(e *element) {
	m, ok := resolve(b.c.meanings[plain(e.text)], nil, "")
	if !ok || !slices.Contains([]string{"yesno", "risk", "consent"}, b.c.types[m.key]) {
		return
	}
	a := &answer{label: &label{meaning: m}, key: m.key, marks: []*element{e}, box: e.box, page: e.page, from: e.from, sure: e.sure}
	switch e.mark.State {
	case page.On:
		b.put(a, m.key, true, true)
	case page.Off:
		b.put(a, m.key, false, true)
	}
}
