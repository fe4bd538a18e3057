package forms

import (
	"fmt"
	"slices"

	"example.org/stegvis/bot/forms/pdf"
)

// known draws what the desk has already of an intyg that is to be completed, as
// text and not as fields: there it can be compared, and not be changed by
// mistake.
func (b *blankSheet) known(measures int) {
	all := b.facts(measures)
	if b.only == nil || len(all) == 0 {
		return
	}
	f := b.words.form
	b.room(34 + 2*knownLeading)
	b.heading(f.KnownTitle)
	b.y = b.paragraph(blankMargin, b.y, pdf.Width-2*blankMargin, choiceStyle, knownLeading, f.KnownIntro) + 6
	table := b.doc.Root().Add("Table")
	for _, x := range all {
		b.fact(table.Add("TR"), x)
	}
}

const (
	knownLabel   = 190.0
	knownLeading = 14.0
)

// A knownFact is a field with what stands in it.
type knownFact struct{ label, text string }

// facts are the fields that are not asked for and have something in them.
func (b *blankSheet) facts(measures int) (all []knownFact) {
	w := b.words
	for _, s := range w.form.Section {
		for n := range measures {
			for _, r := range s.Row {
				asked := b.asked(r, n).Field
				for _, x := range r.Field {
					text := b.values[fieldName(x.Key, n)]
					if text == "" || n > 0 && !s.PerMeasure || slices.ContainsFunc(asked, func(a field) bool { return a.Key == x.Key }) {
						continue
					}
					label := x.Label
					if s.PerMeasure && measures > 1 {
						label = fmt.Sprintf(w.form.RepeatedTitle, label, n+1)
					}
					all = append(all, knownFact{label, w.Shown(x.Key, text)})
				}
			}
		}
	}
	return all
}

// fact draws one of them, with a thin line below. One that is longer than the
// page goes on on the next.
func (b *blankSheet) fact(row *pdf.Elem, x knownFact) {
	label := pdf.Style{Face: pdf.Regular, Size: choiceStyle.Size, Color: quiet}
	names := b.doc.Wrap(label, knownLabel-12, x.label)
	texts := b.doc.Wrap(choiceStyle, pdf.Width-2*blankMargin-knownLabel, x.text)
	th, td := row.Add("TH"), row.Add("TD")
	n := max(len(names), len(texts))
	b.room(knownLeading*float64(min(n, 8)) + 6)
	for i := range n {
		b.room(knownLeading + 6)
		b.y += knownLeading
		if i < len(names) {
			b.page.Text(th, blankMargin, b.y-3, label, names[i]+" ")
		}
		if i < len(texts) {
			b.page.Text(td, blankMargin+knownLabel, b.y-3, choiceStyle, texts[i]+" ")
		}
	}
	b.y += 2
	b.page.Line(blankMargin, b.y, pdf.Width-blankMargin, b.y, 0.5, rule)
	b.y += 2
}
