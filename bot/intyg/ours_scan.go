package intyg

import (
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// Our own blank on paper: printed, filled in, and scanned. Sizes of type are
// guesses there, and a label may be misread or gone. But where each field
// stands beside the others is known, so one label of a row tells the places of
// all its fields, and the instruction beside them is never taken for an answer.
// As of every picture, what is read is for people to compare.

// oursScanned reads our own blank off a picture of it; ok is false for any
// other document.
func (c *Catalogue) oursScanned(doc page.Document, received care.Date) (r Reading, ok bool) {
	if doc.Carrier != page.Scan || len(doc.Pages) == 0 {
		return Reading{}, false
	}
	form := ownForm()
	s := &scannedForm{form: form, rows: form.rows(1), short: form.isSupplement(doc)}
	for i := range doc.Pages {
		s.read(&doc.Pages[i])
	}
	signed := slices.ContainsFunc(doc.Pages, func(p page.Page) bool { return signedLike(p, form.ID) })
	if len(s.found) == 0 || !signed && len(s.found) < len(s.rows)/2 {
		return Reading{}, false
	}
	b := &builder{paper: &paper{c: c, doc: doc}, received: received, issued: received, r: Reading{
		Form: form.ID, Case: numberOn(doc), Fields: map[string]Field{}, Carrier: doc.Carrier, Warnings: slices.Clone(doc.Warnings),
	}}
	b.r.Whole = s.short || len(s.found) > len(s.rows)*3/4
	for i := range s.found {
		s.answers(b, i)
	}
	b.aside = s.aside(doc)
	b.r.Persons = max(1, personsIn(doc, received))
	b.ocr()
	b.ourKind()
	b.r.Missing = b.r.Intyg().Missing()
	return b.r, true
}

// signedLike is [signedBy] for words that were recognised.
func signedLike(p page.Page, id string) bool {
	return slices.ContainsFunc(p.Words, func(w page.Word) bool {
		return w.Box.Y0 > p.H*.9 && distance(plain(w.Text), id, 2) <= 2
	})
}

// isSupplement reports whether the blank is one for a komplettering, which asks
// only for some of the fields.
func (f printedForm) isSupplement(doc page.Document) bool {
	for _, line := range inLines(doc.Pages[0].Words) {
		if line[0].Box.Y0 < doc.Pages[0].H*.25 && like(lineOf(line), f.SupplementTitle) {
			return true
		}
	}
	return false
}

func lineOf(words []page.Word) string {
	var text []string
	for _, w := range words {
		text = append(text, w.Text)
	}
	return strings.Join(text, " ")
}

// like reports whether text is what was printed, but for a letter in six and
// the star behind it.
func like(text, printed string) bool {
	a, b := plain(text), plain(printed)
	for _, star := range []string{" +", " x", " »", " %"} {
		a = strings.TrimSuffix(a, star)
	}
	most := runes(b) / 6
	return distance(a, b, most) <= most
}
