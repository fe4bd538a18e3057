package forms

import (
	"strings"

	"example.org/stegvis/bot/forms/pdf"
)

// A cell is a field with its place in a row.
type cell struct {
	field
	x, y, w float64 // from the left margin and the top of the row
}

// cells places the fields of a row: side by side as far as they fit, and then
// below.
func (b *blankSheet) cells(r row) (out []cell, height float64) {
	x, y, tallest := 0.0, 0.0, 0.0
	share := 0
	for _, f := range r.Field {
		if share+f.Width > 100 {
			x, y, share = 0, y+tallest+rowGap, 0
			tallest = 0
		}
		w := float64(f.Width)/100*(fieldsWidth+gap) - gap
		out = append(out, cell{f, x, y, w})
		tallest = max(tallest, b.cellHeight(f, w))
		x, share = x+w+gap, share+f.Width
	}
	return out, y + tallest
}

func (b *blankSheet) cellHeight(f field, w float64) float64 {
	switch f.Kind {
	case "lines":
		return labelHeight + lineHeight + float64(max(f.Lines, 2)-1)*moreHeight
	case "choice", "choices":
		at := b.choices(f, w)
		return labelHeight + at[len(at)-1].y + 15
	}
	return labelHeight + lineHeight
}

// A spot is where a choice stands, from the top left of its field.
type spot struct{ x, y float64 }

// choices places the choices in columns of one width, or in a line when they
// are few and short.
func (b *blankSheet) choices(f field, w float64) (at []spot) {
	widest, all := 0.0, 0.0
	for _, o := range f.Option {
		n := b.doc.Width(choiceStyle, o.Label) + 34
		widest, all = max(widest, n), all+n
	}
	x, y := 0.0, 0.0
	for _, o := range f.Option {
		step := widest
		if all-18 <= w {
			step = b.doc.Width(choiceStyle, o.Label) + 34
		}
		if x > 0 && x+step-18 > w {
			x, y = 0, y+choiceStep
		}
		at = append(at, spot{x, y})
		x += step
	}
	return at
}

// height is that of a row with its help.
func (b *blankSheet) height(r row) float64 {
	_, h := b.cells(r)
	return max(h, b.helpHeight(r)) + rowGap
}

func (b *blankSheet) helpHeight(r row) float64 {
	return float64(len(b.doc.Wrap(helpStyle, helpWidth-14, r.Help)))*11.5 + 12
}

// row draws the fields, with the instruction beside them.
func (b *blankSheet) row(r row, measure int, section string) {
	cells, h := b.cells(r)
	h = max(h, b.helpHeight(r))
	if r.Help != "" {
		b.page.Area(helpX, b.y-1, helpWidth, h+1, tint)
		b.paragraph(helpX+7, b.y+4, helpWidth-14, helpStyle, 11.5, r.Help)
	}
	for _, c := range cells {
		c.x, c.y = c.x+blankMargin, c.y+b.y
		b.cell(c, measure, section+": "+c.Label, r.Help)
	}
	b.y += h + rowGap
}

func (b *blankSheet) cell(c cell, measure int, tip, help string) {
	if c.Required {
		tip += " (" + b.words.form.RequiredTip + ")"
	}
	if help != "" {
		tip += ". " + help
	}
	e := b.doc.Root().Add("P")
	b.page.Text(e, c.x, c.y+9, labelStyle, c.Label+" ")
	if c.Required {
		b.page.Text(e, c.x+b.doc.Width(labelStyle, c.Label+" "), c.y+9, markStyle, b.words.form.RequiredMark)
	}
	name := fieldName(c.Key, measure)
	if c.Kind == "choice" || c.Kind == "choices" {
		b.choose(c, name, tip)
		return
	}
	f := pdf.Field{Kind: pdf.Line, Name: name, Tip: tip, X: c.x + inset, Y: c.y + labelHeight + 1, W: c.w - 2*inset, H: b.cellHeight(c.field, c.w) - labelHeight - 2, Required: c.Required, Value: b.values[name]}
	switch c.Kind {
	case "lines":
		f.Kind = pdf.Lines
	case "combo":
		f.Kind = pdf.Combo
		for _, o := range c.Option {
			f.Options = append(f.Options, o.Label)
		}
	}
	b.page.Frame(c.x, c.y+labelHeight, c.w, f.H+2, 0.8, edge)
	b.page.Field(b.doc.Root(), f)
}

// choose draws the choices of a field, each with its button.
func (b *blankSheet) choose(c cell, name, tip string) {
	chosen := strings.Split(b.values[name], ",")
	for i, at := range b.choices(c.field, c.w) {
		o := c.Option[i]
		f := pdf.Field{Kind: pdf.Radio, Name: name, Tip: tip + ": " + o.Label, X: c.x + at.x, Y: c.y + labelHeight + at.y + 1, W: 12, H: 12, Value: o.Code, Required: c.Required}
		if c.Kind == "choices" {
			f.Kind, f.Required = pdf.Tick, false // one of several need not be ticked
			if len(c.Option) > 1 {
				f.Name = tickName(name, o.Code)
			}
		}
		for _, code := range chosen {
			f.On = f.On || strings.TrimSpace(code) == o.Code
		}
		b.page.Field(b.doc.Root(), f)
		b.page.Text(b.doc.Root().Add("P"), f.X+17, f.Y+9.6, choiceStyle, o.Label)
	}
}
