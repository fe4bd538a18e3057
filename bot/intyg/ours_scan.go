package intyg

import (
	"math"
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

// Where fields stand on the blank, in points from the left margin, and how high
// they are.
const (
	fieldsWide  = 336.0
	betweenEach = 10.0
	helpAt      = 355.0
	oneLine     = 24.0
	moreLine    = 13.5
)

// A formRow is fields side by side.
type formRow struct {
	section, measure int
	fields           []printedField
	at               []float64 // where each begins, from the left margin
}

// rows are those of the form in order, with what is asked for every insats so
// many times.
func (f printedForm) rows(measures int) (all []formRow) {
	for i := 0; i < len(f.Section); {
		j := i
		for j < len(f.Section) && f.Section[j].PerMeasure {
			j++
		}
		for m := range measures {
			for k := i; k < j; k++ {
				all = append(all, f.sectionRows(k, m)...)
			}
		}
		if j == i {
			all = append(all, f.sectionRows(i, 0)...)
			j++
		}
		i = j
	}
	return all
}

func (f printedForm) sectionRows(section, measure int) (all []formRow) {
	for _, r := range f.Section[section].Row {
		row, share := formRow{section: section, measure: measure}, 0
		for _, x := range r.Field {
			if share+x.Width > 100 {
				all, row, share = append(all, row), formRow{section: section, measure: measure}, 0
			}
			row.fields = append(row.fields, x)
			row.at = append(row.at, float64(share)/100*(fieldsWide+betweenEach))
			share += x.Width
		}
		all = append(all, row)
	}
	return all
}

// wide is how wide the field is, and high what is written in it at most.
func (x printedField) wide() float64 {
	return float64(x.Width)/100*(fieldsWide+betweenEach) - betweenEach
}

func (x printedField) high() float64 {
	switch x.Kind {
	case "lines":
		return oneLine + float64(max(x.Lines, 2)-1)*moreLine
	case "choice", "choices":
		return oneLine + 18*float64(len(x.Option)-1)
	}
	return oneLine
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

// A scannedForm is the blank as it is found on pictures.
type scannedForm struct {
	form  printedForm
	rows  []formRow
	short bool // a komplettering
	next  int  // the row to look for
	over  bool // the fields have ended
	found []foundRow
	heads []printedItem // the headings, for where a field ends
}

// A foundRow is a row whose place is known: by the labels that could be read.
type foundRow struct {
	formRow
	page        *page.Page
	left, scale float64
	top, bottom float64          // of the labels
	labels      map[int]page.Box // those read, by field
}

// read finds the rows on one page.
func (s *scannedForm) read(p *page.Page) {
	lines := printedLines(p)
	left, scale := s.measure(p, lines)
	if measures := s.measures(lines); measures > 1 && len(s.rows) == len(s.form.rows(1)) {
		s.rows = s.form.rows(measures)
	} else if measures == 0 && len(s.rows) == len(s.form.rows(1)) && !s.short {
		s.next = 0 // pages may lie in any order
	}
	for _, line := range lines {
		switch section, measure := s.heading(line[0]); {
		case s.over:
			return
		case like(line[0].text, s.form.KnownTitle):
			s.over = true
			s.heads = append(s.heads, printedItem{textRun: line[0]})
		case section >= 0:
			s.heads = append(s.heads, printedItem{textRun: line[0]})
			if i := slices.IndexFunc(s.rows, func(r formRow) bool { return r.section == section && r.measure == measure }); i >= 0 {
				s.next = i
			}
		default:
			s.row(p, line, left, scale)
		}
	}
}

// printedLines are the lines of a page, each cut where there is room between fields.
func printedLines(p *page.Page) (lines [][]textRun) {
	for _, words := range inLines(p.Words) {
		var line []textRun
		for k, w := range words {
			if last := len(line) - 1; k > 0 && w.Box.X0-words[k-1].Box.X1 < p.W*.012 {
				line[last].text += " " + w.Text
				line[last].box = line[last].box.Union(w.Box)
				continue
			}
			line = append(line, textRun{page: p, box: w.Box, text: w.Text})
		}
		lines = append(lines, line)
	}
	return lines
}

// measure finds where the left margin of the fields is, and how big the page
// was printed: the instruction has a straight left edge, and so have the labels.
func (s *scannedForm) measure(p *page.Page, lines [][]textRun) (left, scale float64) {
	var labels, helps []float64
	for _, line := range lines {
		if x := line[0]; x.box.X0 < p.W*.2 && s.known(x.text) {
			labels = append(labels, x.box.X0)
		}
		for _, x := range line {
			if x.box.X0 > p.W*.55 && x.box.X0 < p.W*.76 {
				helps = append(helps, x.box.X0)
			}
		}
	}
	scale = p.W / 595.28
	left, ok := edge(labels)
	if !ok {
		return 46 * scale, scale
	}
	if help, ok := edge(helps); ok && help > left {
		scale = min(max((help-left)/helpAt, .85*scale), 1.1*scale)
	}
	return left, scale
}

// known reports whether text is a label or a heading of the form.
func (s *scannedForm) known(text string) bool {
	for _, r := range s.rows {
		if like(text, r.fields[0].Label) || like(text, s.form.Section[r.section].Title) {
			return true
		}
	}
	return false
}

// edge is where the most of xs stand, if that is more than one.
func edge(xs []float64) (at float64, ok bool) {
	most := 1
	for _, x := range xs {
		n, sum := 0, 0.0
		for _, y := range xs {
			if math.Abs(x-y) < 3 {
				n, sum = n+1, sum+y
			}
		}
		if n > most {
			most, at, ok = n, sum/float64(n), true
		}
	}
	return at, ok
}

// measures is how many insatser the headings on a page speak of; 0 for none.
func (s *scannedForm) measures(lines [][]textRun) (n int) {
	for _, line := range lines {
		if _, m := s.heading(line[0]); m > 0 {
			n = max(n, m+1)
		}
	}
	return n
}

// heading finds the section that x is the title of, and of which insats.
func (s *scannedForm) heading(x textRun) (section, measure int) {
	text := plain(x.text)
	if before, number, ok := strings.Cut(text, ", insats "); ok {
		text, measure = before, max(0, len(digits(number)))*int(number[0]-'1')
	}
	for i, t := range s.form.Section {
		if like(text, t.Title) {
			return i, measure
		}
	}
	return -1, 0
}

// row takes a line with at least one label of a row that is still to come.
func (s *scannedForm) row(p *page.Page, line []textRun, left, scale float64) {
	best, most := -1, 0
	var labels map[int]page.Box
	for i := s.next; i < len(s.rows); i++ {
		if got := s.labelsOf(s.rows[i], line, left, scale); len(got) > most {
			best, most, labels = i, len(got), got
		}
	}
	if best < 0 {
		return
	}
	f := foundRow{formRow: s.rows[best], page: p, left: left, scale: scale, labels: labels}
	for _, b := range labels {
		if f.bottom == 0 {
			f.top, f.bottom = b.Y0, b.Y1
		}
		f.top, f.bottom = min(f.top, b.Y0), max(f.bottom, b.Y1)
	}
	s.found = append(s.found, f)
	s.next = best + 1
}

// labelsOf finds the labels of r in a line, where they stand on the blank. One
// for a komplettering may have any of them, from the left.
func (s *scannedForm) labelsOf(r formRow, line []textRun, left, scale float64) map[int]page.Box {
	got := map[int]page.Box{}
	for k, f := range r.fields {
		for _, x := range line {
			off := x.box.X0 - (left + scale*r.at[k])
			if like(x.text, f.Label) && (math.Abs(off) < 4.5*scale || s.short && off < 4.5*scale && x.box.X0 > left-4.5*scale) {
				got[k] = x.box
			}
		}
	}
	return got
}

// room is where what is written in field k of a row stands.
func (s *scannedForm) room(i, k int) (page.Box, bool) {
	f := s.found[i]
	x0 := f.left + f.scale*f.at[k]
	if l, read := f.labels[k]; read {
		x0 = l.X0
	} else if s.short {
		return page.Box{}, false
	}
	room := page.Box{X0: x0 - 5*f.scale, Y0: f.bottom - 1, X1: x0 + f.scale*(f.fields[k].wide()+4), Y1: f.bottom + f.scale*f.fields[k].high()}
	if k+1 < len(f.at) && !s.short {
		room.X1 = min(room.X1, f.left+f.scale*(f.at[k+1]-5))
	}
	for _, o := range s.found {
		if o.page == f.page && o.top > f.bottom {
			room.Y1 = min(room.Y1, o.top-1)
		}
	}
	for _, h := range s.heads {
		if h.page == f.page && h.box.Y0 > f.bottom {
			room.Y1 = min(room.Y1, h.box.Y0-1)
		}
	}
	return room, true
}

// answers takes what is written in the fields of a row.
func (s *scannedForm) answers(b *builder, i int) {
	f := s.found[i]
	b.measure = f.measure
	for k, x := range f.fields {
		room, ok := s.room(i, k)
		if !ok {
			continue
		}
		a := &answer{key: x.Key, box: room, page: f.page.Number, from: page.FromOCR, sure: 1}
		words := wordsIn(f.page, room)
		var text []string
		for _, w := range words {
			text, a.sure = append(text, w.Text), min(a.sure, w.Confidence)
		}
		a.text = strings.Join(text, " ")
		if len(x.Option) > 0 && x.Kind != "combo" {
			b.scanned(x, a, boxesOf(x, f.page, room, words, f.scale))
		} else {
			b.take(a)
		}
	}
}

// wordsIn are the words of a room as they are read.
func wordsIn(p *page.Page, room page.Box) (words []page.Word) {
	for _, w := range p.Words {
		if within(room, w.Box) {
			words = append(words, w)
		}
	}
	var in []page.Word
	for _, line := range inLines(words) {
		in = append(in, line...)
	}
	return in
}

// boxState is what is known of the box of an option.
type boxState int

const (
	boxUnseen boxState = iota // its words could not be read
	boxGone                   // its words were read, and there is no box: a cross may have hidden it
	boxEmpty
	boxUnclear
	boxTicked
)

// boxesOf finds the box before the words of each option.
func boxesOf(x printedField, p *page.Page, room page.Box, words []page.Word, scale float64) (all []boxState) {
	for _, o := range x.Option {
		state := boxUnseen
		if at, ok := printedAt(words, o.Label); ok {
			state = boxGone
			for _, m := range p.Marks {
				if m.Box.X1 < at.X0+2 && m.Box.X0 > at.X0-24*scale && math.Abs(m.Box.Middle()-at.Middle()) < 8*scale {
					state = map[page.State]boxState{page.On: boxTicked, page.Off: boxEmpty, page.Unclear: boxUnclear}[m.State]
				}
			}
		}
		all = append(all, state)
	}
	return all
}

// printedAt finds words that were printed among those that were read.
func printedAt(words []page.Word, printed string) (page.Box, bool) {
	n := len(strings.Fields(printed))
	for i := 0; i+n <= len(words); i++ {
		if like(lineOf(words[i:i+n]), printed) {
			return words[i].Box, true
		}
	}
	return page.Box{}, false
}

// scanned takes the boxes of a field. A box that a cross has hidden is one that
// is ticked, as far as can be seen.
func (b *builder) scanned(x printedField, a *answer, boxes []boxState) {
	var on []int
	for i, s := range boxes {
		if s == boxTicked || s == boxUnclear {
			on = append(on, i)
		}
	}
	if hidden := count(boxes, boxGone); hidden > 0 && hidden+count(boxes, boxUnseen) < max(len(boxes), 2) && (x.Kind == "choices" || len(on) == 0 && hidden == 1) {
		for i, s := range boxes {
			if s == boxGone {
				on = append(on, i)
			}
		}
	}
	if len(on) == 0 {
		if count(boxes, boxEmpty) == len(boxes) {
			a.text = ""
		}
		b.put(a, x.Key, nil, true)
		return
	}
	slices.Sort(on)
	for _, i := range on {
		one := *a
		one.text = x.Option[i].Label
		b.put(&one, x.Key, b.standsFor(x.Key, x.Option[i].Code), false)
	}
}

func count(boxes []boxState, s boxState) (n int) {
	for _, x := range boxes {
		if x == s {
			n++
		}
	}
	return n
}

// aside is what somebody has written beside the fields: words that the blank
// does not have.
func (s *scannedForm) aside(doc page.Document) string {
	printed := s.form.vocabulary()
	var out []string
	for i := range doc.Pages {
		p := &doc.Pages[i]
		for _, line := range inLines(p.Words) {
			strange := 0
			for _, w := range line {
				if !printed[plain(w.Text)] {
					strange++
				}
			}
			if strange > len(line)/3 {
				out = append(out, lineOf(line))
			}
		}
	}
	return strings.Join(out, "\n")
}

// vocabulary is every word that is printed on the blank.
func (f printedForm) vocabulary() map[string]bool {
	all := map[string]bool{}
	add := func(texts ...string) {
		for _, t := range texts {
			for _, w := range strings.Fields(t) {
				all[plain(w)] = true
			}
		}
	}
	add(f.Title, f.SupplementTitle, f.Intro, f.SupplementIntro, f.ReturnTo, f.ProtectedNote, f.KnownTitle, f.KnownIntro)
	for _, s := range f.Section {
		add(s.Title)
		for _, r := range s.Row {
			add(r.Help)
			for _, x := range r.Field {
				add(x.Label)
				for _, o := range x.Option {
					add(o.Label)
				}
			}
		}
	}
	return all
}

// personsIn counts the personnummer of different people that were read.
func personsIn(doc page.Document, received care.Date) int {
	seen := map[string]bool{}
	for _, p := range doc.Pages {
		for _, line := range inLines(p.Words) {
			for _, id := range FindPersonnummer(lineOf(line), received) {
				seen[id.Number] = true
			}
		}
	}
	return len(seen)
}
