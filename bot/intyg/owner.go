package intyg

import (
	"math"
	"slices"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// own gives every value and tick box to the label it stands by: in the same
// cell, to the right of it, below it, or below a value of it. What stands by
// no label is stray: it is shown, and makes doubtful what it stands under.
func (p *paper) own() {
	lines := byRow(p.els)
	form := p.formPages()
	beneath := p.beneath(lines)
	for i, line := range lines {
		for j, e := range line {
			if e.taken || e.label != nil || e.heading != nil || e.mark == nil && (form[e.page] || !lettered(e.text) && !e.isField()) {
				continue
			}
			if beneath {
				e.owner = under(lines[i+1:], e)
			} else {
				e.owner = p.ownerOf(lines, i, j)
			}
			if e.owner != nil && beneath {
				e.doubt, e.owner.doubt = true, true
			}
			if e.mark != nil && e.owner != nil && p.elsewhere(e) {
				e.owner = nil
			}
			if e.owner != nil && p.newLine(e) {
				e.doubt = true
			}
			if l := p.rival(e); l != nil {
				e.doubt, l.doubt = true, true
			}
			switch {
			case e.owner != nil:
				e.owner.values = append(e.owner.values, e)
			case e.mark == nil:
				p.stray = append(p.stray, e)
			}
		}
	}
}

// rival returns a label other than its owner whose value e may go on with: it
// begins where that label does, right below its value, and far from its owner.
func (p *paper) rival(e *element) *label {
	if e.owner == nil || e.mark != nil || e.cell != 0 || e.isField() || e.owner.at.row != e.row || e.box.X0-e.owner.at.end() < 3*e.line() {
		return nil
	}
	for _, x := range slices.Concat(p.rowsOf[e.row-1], p.rowsOf[e.row-2]) {
		l := x.label
		if l == nil || l == e.owner || x.page != e.page || math.Abs(x.box.X0-e.box.X0) > 4 || len(l.values) == 0 {
			continue
		}
		if last := l.values[len(l.values)-1]; last.mark == nil && e.box.Y0-last.box.Y1 < 1.5*e.line() {
			return l
		}
	}
	return nil
}

// newLine reports whether e goes on a value although its first word would have
// had room on the line before: it may be a label that nobody knows. Where
// labels are printed otherwise, or cells are drawn, that is known better.
func (p *paper) newLine(e *element) bool {
	vs := e.owner.values
	if len(vs) == 0 || e.mark != nil || e.cell != 0 || p.looks || !isUpper(e.text) || e.isField() {
		return false
	}
	last := vs[len(vs)-1]
	word := e.box.Width() * float64(runes(e.words[0].Text)+1) / float64(max(runes(e.text), 1))
	return last.mark == nil && last.row < e.row && p.right(e.page)-last.box.X1 > word+e.line()
}

// elsewhere reports whether a tick box answers something else than the label
// it happens to stand by: "Datum: 3/12   ☒ Nytt intyg ☐ Förlängning".
func (p *paper) elsewhere(e *element) bool {
	if p.asksTicks(e.owner) || !e.owner.resolved {
		return false
	}
	return p.c.optionFor("dokument_typ", e) != "" || p.c.optionFor("boendeform", e) != ""
}

func (e *element) isField() bool { return e.from == page.FromField }

// formPages names the pages of a fillable PDF: there values come from form
// fields alone, and what is printed are labels.
func (p *paper) formPages() map[int]bool {
	pages := map[int]bool{}
	for i, pg := range p.doc.Pages {
		for _, w := range pg.Words {
			if p.doc.Carrier == page.Form && w.Source == page.FromField {
				pages[i+1] = true
			}
		}
	}
	return pages
}

func (p *paper) ownerOf(lines [][]*element, i, j int) *label {
	e := lines[i][j]
	if l := p.inTable(lines[:i], e); l != nil && !slices.ContainsFunc(lines[i], func(x *element) bool { return x.label != nil && !x.taken }) {
		return l
	}
	if l := sameCell(lines[:i+1], e); l != nil {
		return l
	}
	left, over := toTheLeft(lines[i][:j], e), above(lines[:i], e, true)
	switch {
	case left != nil && over != nil && over != left && (left.inline || hasRight(left)) && over.at.box.X0 > left.at.box.X0+40 && e.box.X0-lines[i][j-1].end() > 2.5*e.line():
		return over // a column of its own, beside another
	case left != nil:
		return left
	case over != nil:
		return over
	}
	if l := goesOn(lines[i][:j], e); l != nil {
		return l
	}
	return above(lines[:i], e, false)
}

// end is where the last word of e ends.
func (e *element) end() float64 {
	if n := len(e.words); n > 0 {
		return max(e.box.X1, e.words[n-1].Box.X1)
	}
	return e.box.X1
}

// goesOn returns the owner of the tick box that e stands behind: words only
// close behind, another tick box at some distance.
func goesOn(before []*element, e *element) *label {
	if len(before) == 0 {
		return nil
	}
	reach := 30.0
	if e.mark != nil {
		reach = 150
	}
	x := before[len(before)-1]
	if x.mark != nil && x.owner != nil && e.cell == x.cell && e.box.X0-x.end() < reach {
		return x.owner
	}
	return nil
}

// sameCell returns the last label in e's own table cell.
func sameCell(lines [][]*element, e *element) *label {
	if e.cell == 0 {
		return nil
	}
	for i := len(lines) - 1; i >= 0 && lines[i][0].page == e.page; i-- {
		for j := len(lines[i]) - 1; j >= 0; j-- {
			x := lines[i][j]
			if x.label != nil && x.cell == e.cell && !x.taken && (x.row < e.row && x.box.X0 <= e.box.X0+12 || x.row == e.row && x.box.X0 < e.box.X0) {
				return x.label
			}
		}
	}
	return nil
}

// toTheLeft returns the label before e on its line, when only values of that
// label stand between.
func toTheLeft(before []*element, e *element) *label {
	for j := len(before) - 1; j >= 0; j-- {
		x := before[j]
		switch {
		case x.taken:
		case x.heading != nil:
			return nil
		case x.label != nil:
			return x.label
		case x.owner != nil && x.owner.at.row != e.row:
			return nil
		}
	}
	return nil
}

// above returns the label that e stands under, or goes on from: with flush
// what begins where e does, without it what is above e in any way.
func above(lines [][]*element, e *element, flush bool) *label {
	skipped := 0
	for i := len(lines) - 1; i >= 0 && lines[i][0].page == e.page && skipped < 3; i-- {
		f := column(lines[i], e)
		if f == nil || flush && f.box.X0 < e.box.X0-12 || !flush && f.end() < e.box.X0-20 {
			skipped++
			continue
		}
		drop := e.box.Y0 - f.box.Y1
		line := max(e.line(), f.line())
		same := e.cell != 0 && e.cell == f.cell
		switch {
		case f.heading != nil:
			return nil
		case f.label != nil && f.label.inline:
			return only(f.label, same || drop < line)
		case f.label != nil && hasRight(f.label) && f.label.colon:
			return only(f.label, drop < line && (f.bold != e.bold || e.cell == 0))
		case f.label != nil && hasRight(f.label):
			return nil
		case f.label != nil:
			return only(f.label, same || drop < 2.4*line)
		case f.owner != nil:
			return only(f.owner, same || drop < line && (f.cell == 0 || e.cell == 0 || f.cell == e.cell))
		}
		return nil
	}
	return nil
}

func only(l *label, ok bool) *label {
	if !ok {
		return nil
	}
	return l
}

// column returns the piece of the line that e stands under.
func column(line []*element, e *element) (f *element) {
	for _, x := range line {
		if x.box.X0 <= e.box.X0+8 && !(x.taken && x.label == nil && x.mark == nil) {
			f = x
		}
	}
	return f
}

// hasRight reports whether the label's value stands to the right of it.
func hasRight(l *label) bool {
	return slices.ContainsFunc(l.values, func(v *element) bool { return v.row == l.at.row && v.page == l.at.page })
}

// fields gives the fields of a fillable PDF to their labels. The form's own
// hint decides; where it has none, or could mean two things, the printed label
// beside or above does.
func (p *paper) fields() {
	if p.doc.Carrier != page.Form {
		return
	}
	for i := range p.doc.Pages {
		for _, w := range p.doc.Pages[i].Words {
			if w.Source == page.FromField && !w.Hidden {
				p.field(i+1, w)
			}
		}
	}
}

func (p *paper) field(pageNo int, w page.Word) {
	e := &element{page: pageNo, box: w.Box, words: []page.Word{w}, text: strings.TrimSpace(w.Text), from: w.Source, sure: max(w.Confidence, .01), size: w.Size, field: w.Field, tip: w.Tip}
	near := p.nearest(e)
	hint := p.hint(w, near)
	switch {
	case hint == nil && near == nil:
		if e.text != "" {
			p.stray = append(p.stray, e)
		}
		return
	case hint == nil:
		hint = near
	case near != nil && near.resolved && near.meaning.key == hint.meaning.key:
		hint = near
	default:
		hint.exact = hint.exact && (near == nil || !near.known)
		hint.at = e
		p.labels = append(p.labels, hint)
	}
	e.owner = hint
	hint.values = append(hint.values, e)
}

// isCode reports whether code is one of the choices of the field.
func (c *Catalogue) isCode(key, code string) bool {
	for _, o := range c.words.Options {
		if o.Key == key && o.Value == code {
			return true
		}
	}
	return false
}

// hint returns what the form itself says of a field.
func (p *paper) hint(w page.Word, near *label) *label {
	for _, text := range []string{w.Tip, w.Field} {
		ms := p.c.meanings[plain(text)]
		if len(ms) == 0 {
			continue
		}
		groups := []string{}
		if near != nil {
			groups, _ = p.section(near.at)
		}
		if m, ok := resolve(ms, groups, ""); ok && (len(ms) == 1 || len(groups) > 0) {
			return &label{text: text, meanings: ms, known: true, exact: true, resolved: true, meaning: m}
		}
	}
	return nil
}

// nearest returns the printed label of a form field: close above its left
// edge, or before it on the same line.
func (p *paper) nearest(e *element) (found *label) {
	best := math.Inf(1)
	for _, l := range p.labels {
		a := l.at.box
		if l.at.page != e.page || l.at.isField() {
			continue
		}
		d := math.Inf(1)
		if up := e.box.Y0 - a.Y1; up > -6 && up < 26 && a.X0 < e.box.X1 && a.X0 > e.box.X0-24 {
			d = max(up, 0) + math.Abs(a.X0-e.box.X0)/4
		}
		if left := e.box.X0 - a.X1; left > -4 && left < 260 && min(a.Y1, e.box.Y1)-max(a.Y0, e.box.Y0) > .4*min(a.Height(), e.box.Height()) {
			d = min(d, 4+max(left, 0)/8)
		}
		if d < best {
			best, found = d, l
		}
	}
	return found
}
