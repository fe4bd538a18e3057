package forms

import (
	"fmt"
	"slices"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms/pdf"
)

// Blank makes an egenvårdsintyg to fill in on the screen, with what prefill
// says filled in already. With only, it asks for nothing but the fields with
// those keys; that is the blank for a komplettering, and its caller need not
// put anything about the person in prefill.
//
// The names of the fields are the keys of the catalogue with "_" for ".", and
// the boxes of a field with several choices have the code of the choice added:
// insats_typ_fysisk_aktivitet. Fields of the second measure in prefill end in
// "_2": insats_syfte_2. Two hidden fields say which blank it is ("formular")
// and which case it belongs to ("arende").
func Blank(w Words, h Head, prefill care.Intyg, only []string) ([]byte, error) {
	for _, key := range only {
		if !slices.ContainsFunc(w.form.fields(), func(f field) bool { return f.Key == key }) {
			return nil, fmt.Errorf("blank: no field for %s", key)
		}
	}
	title := w.form.Title
	if only != nil {
		title = w.form.SupplementTitle
	}
	b := &blankSheet{words: w, head: h, doc: pdf.New(h.meta(title)), values: w.prefilled(prefill), only: only}
	b.begin(title)
	b.sections(max(1, len(prefill.Measures)))
	b.known(max(1, len(prefill.Measures)))
	footers(b.doc, blankMargin, w, title+"  ·  "+w.form.ID+"  ·  "+fmt.Sprintf(w.common.Required, w.form.RequiredMark))
	return b.doc.Bytes(), nil
}

// Where things stand on the blank, in points. The fields keep to the left and
// the instruction stands beside them on a tint.
const (
	blankMargin = 46.0
	fieldsWidth = 336.0
	helpX       = 394.0
	helpWidth   = pdf.Width - blankMargin - helpX
	gap         = 10.0 // between fields side by side
	labelHeight = 13.0
	lineHeight  = 21.0 // a field of one line
	moreHeight  = 13.5 // every line more
	choiceStep  = 18.0 // from one choice to the one below
	rowGap      = 9.0
	inset       = 2.0 // from the frame to what is typed
)

var (
	labelStyle  = pdf.Style{Face: pdf.Bold, Size: 9, Color: ink}
	markStyle   = pdf.Style{Face: pdf.Bold, Size: 9, Color: pdf.Color{0xA3, 0x1F, 0x2B}}
	choiceStyle = pdf.Style{Face: pdf.Regular, Size: 10, Color: ink}
	helpStyle   = pdf.Style{Face: pdf.Regular, Size: 8.5, Color: quiet}
	titleStyle  = pdf.Style{Face: pdf.Bold, Size: 24, Color: accent}
	partStyle   = pdf.Style{Face: pdf.Bold, Size: 12.5, Color: accent}
)

// A blankSheet is a blank being drawn.
type blankSheet struct {
	words  Words
	head   Head
	doc    *pdf.Doc
	page   *pdf.Page
	y      float64
	values map[string]string
	only   []string // keys to ask for; nil for all
	number int      // of the last section
}

// begin draws the top of the first page.
func (b *blankSheet) begin(title string) {
	f := b.words.form
	b.page = b.doc.Page()
	b.y = letterhead(b.doc, b.page, blankMargin, b.words, b.head)
	b.page.Field(nil, pdf.Field{Kind: pdf.Hidden, Name: "formular", Tip: "formular", Value: f.ID})
	b.page.Field(nil, pdf.Field{Kind: pdf.Hidden, Name: "arende", Tip: "arende", Value: string(b.head.Case)})
	intro := f.Intro
	if b.only != nil {
		intro = f.SupplementIntro
	}
	width := pdf.Width - 2*blankMargin
	b.page.Text(b.doc.Root().Add("H1"), blankMargin, b.y+14, titleStyle, title)
	b.y = b.paragraph(blankMargin, b.y+27, width, pdf.Style{Size: 10, Color: ink}, 14.5, intro) + 8
	b.returnTo(width)
	b.y += 12
}

// returnTo draws the box that says where the blank goes when it is filled in,
// and when it must not.
func (b *blankSheet) returnTo(width float64) {
	f := b.words.form
	strong := pdf.Style{Face: pdf.Bold, Size: 9.5, Color: accent}
	st := pdf.Style{Size: 9.5, Color: ink}
	label := f.ReturnTo + " "
	indent := b.doc.Width(strong, label)
	said := join("  ·  ", b.head.Unit, b.head.Mail, b.head.Phone)
	for st.Size > 8.5 && b.doc.Width(st, said) > width-22-indent {
		st.Size -= 0.25
	}
	address := b.doc.Wrap(st, width-22-indent, said)
	high := 45 + 13*float64(len(address)-1)
	b.page.Area(blankMargin, b.y, width, high, tint)
	b.page.Area(blankMargin, b.y, 3.5, high, accent)
	to := b.doc.Root().Add("P")
	b.page.Text(to, blankMargin+14, b.y+18, strong, label)
	for i, line := range address {
		if i+1 < len(address) {
			line += " "
		}
		b.page.Text(to, blankMargin+14+indent, b.y+18+13*float64(i), st, line)
	}
	b.page.Text(b.doc.Root().Add("P"), blankMargin+14, b.y+high-11, pdf.Style{Face: pdf.Bold, Size: 9.5, Color: markStyle.Color}, f.ProtectedNote)
	b.y += high
}

// paragraph draws text and returns where it ends.
func (b *blankSheet) paragraph(x, y, width float64, st pdf.Style, leading float64, s string) float64 {
	e := b.doc.Root().Add("P")
	ls := b.doc.Wrap(st, width, s)
	for i, l := range ls {
		if i+1 < len(ls) {
			l += " "
		}
		b.page.Text(e, x, y+leading*float64(i+1)-leading*0.27, st, l)
	}
	return y + leading*float64(len(ls))
}

// sections draws the sections; those about a measure once for each, together.
func (b *blankSheet) sections(measures int) {
	all := b.words.form.Section
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j].PerMeasure {
			j++
		}
		for m := range measures {
			for _, s := range all[i:j] {
				b.section(s, m, measures)
			}
		}
		if j == i {
			b.section(all[i], 0, 1)
			j++
		}
		i = j
	}
}

func (b *blankSheet) section(s section, measure, measures int) {
	var rows []row
	for _, r := range s.Row {
		if r = b.asked(r, measure); len(r.Field) > 0 {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return
	}
	b.number++
	title := s.Title
	if measures > 1 {
		title = fmt.Sprintf(b.words.form.RepeatedTitle, s.Title, measure+1)
	}
	b.room(34 + b.height(rows[0]))
	b.heading(fmt.Sprintf("%d. %s", b.number, title))
	for _, r := range rows {
		b.room(b.height(r))
		b.row(r, measure, title)
	}
	b.y += 3
}

func (b *blankSheet) heading(title string) {
	b.page.Line(blankMargin, b.y+3, pdf.Width-blankMargin, b.y+3, 0.7, accent)
	b.page.Text(b.doc.Root().Add("H2"), blankMargin, b.y+19, partStyle, title)
	b.y += 29
}

// asked returns the fields of r that this blank asks for.
func (b *blankSheet) asked(r row, measure int) row {
	if b.only == nil {
		return r
	}
	var fields []field
	for _, f := range r.Field {
		// a later measure is asked only for what it lacks itself
		if slices.Contains(b.only, f.Key) && (measure == 0 || b.values[fieldName(f.Key, measure)] == "") {
			fields = append(fields, f)
		}
	}
	r.Field = fields
	return r
}

func (b *blankSheet) room(h float64) {
	if b.y+h > bottom+12 {
		b.page = b.doc.Page()
		b.y = top - 14
	}
}
