package intyg

import (
	"regexp"
	"strconv"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// Our own blank (package forms) names each form field after its key, with "_"
// for ".", and each further insats after its number; so nothing on it has to be
// found or guessed. What people typed is still read as what its key asks for.

// ours reads a document made on our own blank; ok is false for any other.
func (c *Catalogue) ours(doc page.Document, received care.Date) (r Reading, ok bool) {
	form, number := "", ""
	eachWord(doc, func(_ int, w page.Word) {
		switch w.Field {
		case "formular":
			form = w.Text
		case "arende":
			number = w.Text
		}
	})
	if !strings.HasPrefix(form, "stegvis-") {
		return Reading{}, false
	}
	b := &builder{paper: &paper{c: c, doc: doc}, received: received, issued: received, r: Reading{
		Form: form, Case: number, Fields: map[string]Field{}, Carrier: doc.Carrier, Whole: true, Persons: 1,
	}}
	keys := c.fieldNames()
	eachWord(doc, func(n int, w page.Word) { b.typed(keys, n, w) })
	eachMark(doc, func(n int, m page.Mark) { b.ticked(keys, n, m) })
	b.ourKind()
	b.r.Missing = b.r.Intyg().Missing()
	return b.r, true
}

func eachWord(doc page.Document, do func(int, page.Word)) {
	for _, p := range doc.Pages {
		for _, w := range p.Words {
			if w.Field != "" && w.Source == page.FromField {
				do(p.Number, w)
			}
		}
	}
}

func eachMark(doc page.Document, do func(int, page.Mark)) {
	for _, p := range doc.Pages {
		for _, m := range p.Marks {
			if m.Field != "" {
				do(p.Number, m)
			}
		}
	}
}

// fieldNames says which key a field of ours is called after.
func (c *Catalogue) fieldNames() map[string]string {
	names := map[string]string{}
	for _, f := range c.words.Fields {
		names[strings.ReplaceAll(f.Key, ".", "_")] = f.Key
	}
	return names
}

var numbered = regexp.MustCompile(`^(.*)_([2-9])$`)

// keyOf finds the key of a field, and of which insats it is.
func keyOf(keys map[string]string, field string) (key string, measure int, ok bool) {
	if m := numbered.FindStringSubmatch(field); m != nil {
		measure, _ = strconv.Atoi(m[2])
		field, measure = m[1], measure-1
	}
	key, ok = keys[field]
	return key, measure, ok
}

// lines puts the lines of a field of several on one: viewers part them by "\r".
var lines = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ")

// typed takes a text field.
func (b *builder) typed(keys map[string]string, n int, w page.Word) {
	key, measure, ok := keyOf(keys, w.Field)
	if !ok {
		return
	}
	b.measure = measure
	b.take(&answer{key: key, text: strings.TrimSpace(lines.Replace(w.Text)), box: w.Box, page: n, from: page.FromField, sure: 1})
}

// ticked takes a box that is on: a choice, one of several choices, or a yes.
func (b *builder) ticked(keys map[string]string, n int, m page.Mark) {
	key, measure, ok := keyOf(keys, m.Field)
	if !ok { // one of several: the field is called after its key and its code
		key, measure, ok = keyOf(keys, strings.TrimSuffix(m.Field, "_"+m.Value))
	}
	if !ok || m.State == page.Off || m.Value == "" {
		return
	}
	b.measure = measure
	a := &answer{key: key, text: m.Value, box: m.Box, page: n, from: page.FromField, sure: 1}
	b.put(a, key, b.standsFor(key, m.Value), m.State == page.On)
}

// standsFor is the value that a tick stands for.
func (b *builder) standsFor(key, code string) any {
	if strings.HasSuffix(b.c.types[key], "choices") || b.c.types[key] == "recipients" {
		f := b.fieldsFor(key)[key]
		list, _ := f.Value.([]string)
		delete(b.fieldsFor(key), key) // put again, with one more
		return append(list, code)
	}
	switch code {
	case "ja":
		return true
	case "nej":
		return false
	case "utfardare": // as the catalogue has it
		return "utfardaren"
	}
	return code
}

func (b *builder) fieldsFor(key string) map[string]Field {
	if !ofMeasure(key) || len(b.r.Measures) <= b.measure {
		return b.r.Fields
	}
	return b.r.Measures[b.measure]
}

// ourKind classes the document: an intyg, unless it must not be handled as one.
func (b *builder) ourKind() {
	b.stops()
	b.r.Kind = KindIntyg
	if b.r.Fields["skyddade_uppgifter"].Value == true {
		b.r.Kind = KindProtected
	}
}
