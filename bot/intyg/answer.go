package intyg

import (
	"regexp"
	"slices"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// An answer is what stands by one label.
type answer struct {
	label *label
	key   string
	text  string
	marks []*element
	box   page.Box
	page  int
	from  page.Source
	sure  float64
	doubt bool // something about where it stands is not clear
}

// answers gathers what stands by each label that means something here.
func (p *paper) answers() (all []*answer) {
	for i, l := range p.labels {
		if l.soft && len(all) > 0 && i > 0 && p.labels[i-1].at.row == l.at.row {
			all[len(all)-1].doubt = true
		}
		if i > 0 && len(all) > 0 && !l.colon && !l.inline && isLower(l.text) && p.runsOn(p.labels[i-1], l) {
			all[len(all)-1].doubt = true
		}
		if !l.known || !l.resolved || l.meaning.key == "" {
			if len(all) > 0 && l.colon && i > 0 && p.runsInto(p.labels[i-1], l) {
				all[len(all)-1].doubt = true
			}
			continue
		}
		if !l.table {
			all = append(all, p.answer(l))
			continue
		}
		for _, part := range p.records(l) {
			all = append(all, p.answer(part))
		}
	}
	return all
}

// runsInto reports whether what looks like an unknown label may as well be the
// next line of the value before it, as "Vid fall: ring 112" is.
func (p *paper) runsInto(before, l *label) bool {
	if len(before.values) == 0 || before.at.page != l.at.page {
		return false
	}
	last := before.values[len(before.values)-1]
	return last.mark == nil && last.row == l.at.row-1 && last.box.X1 > .65*p.right(l.at.page)
}

// runsOn reports whether a label in small letters without a colon may be the
// last word of the value above it.
func (p *paper) runsOn(before, l *label) bool {
	if len(before.values) == 0 || before.at.page != l.at.page {
		return false
	}
	last := before.values[len(before.values)-1]
	return last.mark == nil && last.row == l.at.row-1 && last.bold == l.at.bold && last.size == l.at.size
}

// right is how far to the right anything on a page is written.
func (p *paper) right(pageNo int) float64 {
	if p.edges == nil {
		p.edges = map[int]float64{}
		for _, e := range p.els {
			p.edges[e.page] = max(p.edges[e.page], e.end())
		}
	}
	return p.edges[pageNo]
}

// shadowed reports whether words stand before or right above l that may be the
// label which l is in the value of: "Moment som sköts   Mål: gå ut".
func (p *paper) shadowed(l *label) bool {
	if !l.inline || p.looks {
		return false
	}
	for _, e := range slices.Concat(p.rowsOf[l.at.row-1], p.rowsOf[l.at.row]) {
		switch {
		case e.label != nil && !e.label.known && !e.label.inline && e.row >= l.at.row-1 && e.box.X0 < l.at.box.X0+4 && e != l.at:
			return true
		case e.taken || e.label != nil || e.heading != nil || e.mark != nil || e.page != l.at.page || !lettered(e.text):
		case e.row == l.at.row && e.box.X0 < l.at.box.X0 && (e.owner == nil || e.owner.at.row != e.row):
			return true
		case e.row == l.at.row-1 && (e.doubt || e.owner == nil || e.cell != 0 && e.cell == l.at.cell) && e.box.X0 < l.at.box.X0+4 && e.box.X0 > l.at.box.X0-4:
			return true
		}
	}
	return false
}

func (p *paper) answer(l *label) *answer {
	l.values = p.withoutHelp(l)
	a := &answer{label: l, key: l.meaning.key, page: l.at.page, from: l.at.from, sure: 1, doubt: !l.exact || l.soft || l.doubt || isLower(l.text) && !p.small || p.shadowed(l) || p.overCells(l)}
	row := l.at.row
	for _, v := range l.values {
		a.box, a.page = a.box.Union(v.box), v.page
		a.sure = min(a.sure, v.sure)
		if v.from != page.FromText || a.text == "" && len(a.marks) == 0 {
			a.from = v.from
		}
		if v.mark != nil {
			a.marks = append(a.marks, v)
			continue
		}
		a.text = glue(a.text, v.text, v.row != row)
		row = v.row
		if v.doubt || lonelyBelow(l, v) || wrapsLeft(l, v) {
			a.doubt = true
		}
	}
	if a.text != "" && len(a.marks) > 0 && !p.asksTicks(l) {
		a.doubt = true // a box that is none, or words beside the boxes
	}
	if a.from == page.FromOCR {
		a.text = unocr(a.text, p.c.types[a.key])
	}
	if p.blank(a.text) {
		a.text = ""
	}
	if a.box.IsZero() {
		a.box = l.at.box
	}
	return a
}

// overCells reports whether a label reads like the heading of what is below it:
// that may begin with a label of its own.
func (p *paper) overCells(l *label) bool {
	if l.colon || l.inline || len(l.values) == 0 || p.c.headings[plain(l.text)] == nil {
		return false
	}
	v, last := l.values[0], l.values[len(l.values)-1]
	return v.row != l.at.row && (v.cell != l.at.cell || last.row != v.row) && v.from != page.FromField
}

// withoutHelp drops the line under a label that tells how to fill it in, where
// it is printed smaller than what people write. Where it looks the same it is
// kept, and doubted.
func (p *paper) withoutHelp(l *label) []*element {
	if len(l.values) == 0 || l.inline || l.values[0].mark != nil || l.values[0].isField() || l.values[0].row == l.at.row {
		return l.values
	}
	first := l.values[0]
	if p.looks && p.doc.Carrier != page.Scan && lookOf(first) != p.valueLook && first.size < float64(p.valueLook.size)/2 {
		n := 0
		for n < len(l.values) && lookOf(l.values[n]) == lookOf(first) {
			n++
		}
		if n < len(l.values) && !begins(first.text, p.c.words.Helps) {
			l.values[n].doubt = true // it may have been the value's first line
		}
		return l.values[n:]
	}
	if begins(first.text, p.c.words.Helps) {
		first.doubt = true
	}
	return l.values
}

// asksTicks reports whether boxes and words may stand together by the label.
func (p *paper) asksTicks(l *label) bool {
	switch p.c.types[l.meaning.key] {
	case "choice", "choices", "yesno", "risk", "consent", "recipients", "flag", "number":
		return true
	}
	return false
}

// unocr mends what OCR regularly makes of Swedish papers. What it returns is a
// proposal all the same.
func unocr(text, kind string) string {
	switch kind {
	case "email":
		text = strings.Join(strings.Fields(text), "")
		if !strings.Contains(text, "@") && strings.Count(text, "Q") == 1 {
			text = strings.Replace(text, "Q", "@", 1)
		}
	case "phone":
		text = strayStroke.ReplaceAllString(text, "0")
	}
	return flatL.ReplaceAllString(text, "lgh")
}

var (
	strayStroke = regexp.MustCompile(`^[1Il|\[\]!/ ]+0`) // the edge of a cell
	flatL       = regexp.MustCompile(`\b[I1|]gh\b`)
)

// lonelyBelow reports whether v stands so far under its label, with nothing of
// print or frame to tie them together, that it may be something else.
func lonelyBelow(l *label, v *element) bool {
	return v == l.values[0] && !l.inline && v.row != l.at.row && v.cell == 0 && v.from != page.FromField &&
		v.bold == l.at.bold && v.size == l.at.size && v.box.Y0-l.at.box.Y1 > .9*v.line()
}

// wrapsLeft reports whether v goes on under its label while the value began to
// the right of it, and nothing but its place says so.
func wrapsLeft(l *label, v *element) bool {
	return !l.inline && v != l.values[0] && l.values[0].row == l.at.row && v.row != l.at.row && v.box.X0 < l.values[0].box.X0-8 && v.bold == l.at.bold
}

// glue puts the next piece of a value behind what there is of it. A word that
// was divided at the end of a line is made whole.
func glue(text, more string, newLine bool) string {
	switch {
	case text == "":
		return more
	case newLine && strings.HasSuffix(text, "-") && !strings.HasSuffix(text, " -") && (digits(more[:1]) != "" || isUpper(more)):
		return text + more
	case newLine && strings.HasSuffix(text, "-") && isLower(more) && !strings.HasPrefix(more, "och ") && !strings.HasPrefix(more, "eller "):
		return strings.TrimSuffix(text, "-") + more
	}
	return text + " " + more
}

// blank reports whether text only fills the place of a value.
func (p *paper) blank(text string) bool {
	t := strings.ToLower(strings.Trim(strings.TrimSpace(text), "_ "))
	return t == "" || slices.Contains(p.c.words.Empty, t) || !lettered(t)
}

// field makes a field of an answer. ok says that the value is of the right
// kind; what is not keeps its text, for a person to look at.
func (a *answer) field(value any, ok bool) Field {
	f := Field{Value: value, Raw: a.raw(), Page: a.page, Box: a.box, Source: a.from}
	f.Confidence = a.sure
	switch {
	case !ok:
		f.Confidence = min(f.Confidence, .5)
	case a.doubt:
		f.Confidence = min(f.Confidence, .8)
	}
	if a.from == page.FromOCR || a.from == page.FromInk && a.sure < .9 {
		f.Confidence = min(f.Confidence, .85)
	}
	f.Certain = f.Confidence >= .9
	return f
}

// raw is the answer as it stands on the paper.
func (a *answer) raw() string {
	var parts []string
	for _, m := range a.marks {
		if c := m.caption(); m.mark.State == page.On && c != "" {
			parts = append(parts, c)
		}
	}
	if a.text != "" {
		parts = append(parts, a.text)
	}
	return strings.Join(parts, ", ")
}

// caption is what ticking the box says: what is printed by it, or what the
// form says of it.
func (e *element) caption() string {
	switch {
	case strings.TrimSpace(e.text) != "":
		return strings.TrimSpace(e.text)
	case e.mark != nil && lettered(e.mark.Value) && !strings.EqualFold(e.mark.Value, "on") && !strings.EqualFold(e.mark.Value, "off"):
		return e.mark.Value
	}
	return e.tip
}
