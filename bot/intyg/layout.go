package intyg

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// A paper is a document while it is being read.
type paper struct {
	c        *Catalogue
	doc      page.Document
	els      []*element
	labels   []*label
	unknown  []string
	warnings []string
	stray    []*element   // text that nobody owns
	signed   [][]*element // what stands under a greeting
	small    bool         // labels begin with small letters
	looks    bool         // labels have a look of their own
	edge     float64      // how far to the right anything is written
	common   float64      // the largest type size a good part of it is in
	heads    []*element   // the headings, in order
	rowsOf   map[int][]*element
	tabled   bool // it has a table of insatser
}

// maxElements is far more than any form has; what comes after is not read.
const maxElements = 8000

// lay finds labels, headings and tick boxes on the page and says what belongs
// to what.
func (c *Catalogue) lay(doc page.Document) *paper {
	p := &paper{c: c, doc: doc}
	for _, line := range byRow(elements(straightened(doc))) {
		if len(p.els) > maxElements {
			p.warnings = append(p.warnings, page.WarnCut)
			break
		}
		line = c.captions(c.split(line))
		p.els = append(p.els, c.tails(line)...)
	}
	p.envelope()
	p.settle()
	p.wrappedLabels()
	p.headings()
	p.wrappedCaptions()
	p.style()
	p.columns()
	p.collect()
	p.resolve()
	p.tables()
	p.own()
	p.fields()
	return p
}

func byRow(els []*element) (out [][]*element) {
	for _, e := range els {
		if n := len(out); n > 0 && out[n-1][0].row == e.row {
			out[n-1] = append(out[n-1], e)
			continue
		}
		out = append(out, []*element{e})
	}
	return out
}

// tails looks for labels in what is left of a line behind its tick boxes.
func (c *Catalogue) tails(line []*element) (out []*element) {
	for i, e := range line {
		if e.mark == nil && e.label == nil && i > 0 && line[i-1].mark != nil {
			out = append(out, c.cutLabels(e, nil)...)
			continue
		}
		out = append(out, e)
	}
	return out
}

// envelope takes away what is no part of the form: greetings and everything
// after them, the head of a forwarded mail, page numbers.
func (p *paper) envelope() {
	closed := false
	lines := byRow(p.els)
	heads := headRuns(lines)
	for i, line := range lines {
		text := lineText(line)
		switch {
		case heads[i] || separator(text):
			closed = false
			p.take(line)
		case begins(text, p.c.words.Closings) && runes(text) < 60, signedOff.MatchString(text):
			closed = true
			p.take(line)
		case closed && p.startsForm(line):
			closed = false
		case closed:
			p.take(line)
			p.signed = append(p.signed, line)
		}
	}
}

// signedOff is a name after a stroke, as people end a short mail.
var signedOff = regexp.MustCompile(`^[/-]\s?\p{Lu}[\p{L} -]{1,30}$`)

// headRuns marks the lines that are the head of a mail: several of its lines
// below each other, one of them saying when it was sent or on what. "Från:"
// alone may as well begin a period.
func headRuns(lines [][]*element) []bool {
	heads := make([]bool, len(lines))
	for i := 0; i < len(lines); i++ {
		n, sure := i, false
		for n < len(lines) && mailHead(lineText(lines[n])) {
			name, _, _ := strings.Cut(lineText(lines[n]), ":")
			sure = sure || slices.Contains([]string{"ämne", "subject", "skickat", "sent", "auto-submitted", "message-id"}, strings.ToLower(strings.TrimSpace(name)))
			n++
		}
		for k := i; k < n && sure && n-i >= 2; k++ {
			heads[k] = true
		}
		i = max(i, n-1)
	}
	return heads
}

func (p *paper) take(line []*element) {
	for _, e := range line {
		e.taken, e.label = true, nil
	}
}

func (p *paper) startsForm(line []*element) bool {
	for _, m := range p.c.meanings[plain(line[0].text)] {
		if m.key == "rubrik" {
			return true
		}
	}
	return false
}

func lineText(line []*element) string {
	var parts []string
	for _, e := range line {
		if e.text != "" {
			parts = append(parts, e.text)
		}
	}
	return strings.Join(parts, " ")
}

// separator reports whether a line only divides: a rule, or a rule with words
// in it.
func separator(s string) bool {
	return strings.HasPrefix(s, "===") || strings.HasPrefix(s, "-----") || strings.HasPrefix(s, "_____") || strings.HasPrefix(s, "*****")
}

// mailHead reports whether a line is one of the head lines of a mail.
func mailHead(s string) bool {
	name, value, ok := strings.Cut(s, ":")
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "från", "from", "skickat", "sent", "ämne", "subject", "kopia", "cc", "bilaga", "bilagor", "bifogade filer", "attachments", "datum skickat":
		return ok && !strings.EqualFold(strings.TrimSpace(value), "ja") && !strings.EqualFold(strings.TrimSpace(value), "nej")
	case "till", "to":
		return ok && strings.ContainsAny(value, "@;")
	case "auto-submitted", "x-auto-response-suppress", "in-reply-to", "references", "message-id", "date", "reply-to", "content-type":
		return ok
	}
	return false
}

// settle decides about words in front of a colon that nobody knows. On a form
// whose labels end in colons they are a label, when they stand where labels do
// and look like them; anywhere else they are part of a sentence. It also takes
// back labels that are the last word of one.
func (p *paper) settle() {
	known, colons, capitals := 0, 0, 0
	left := map[int]bool{}
	for _, e := range p.els {
		if !p.surely(e) {
			continue
		}
		known++
		if isUpper(e.text) {
			capitals++
		}
		if strings.HasSuffix(e.label.text, ":") {
			colons++
			left[at(e)] = true
		}
	}
	p.small = known > 5 && capitals*10 < known*3
	if known < 5 { // a form nobody knows may still show what its labels are
		known, colons, left = p.colonsOf(left)
	}
	own, looks := p.labelLook()
	values := mostCommon(p.otherLooks())
	for i, e := range p.els {
		if e.label == nil || e.taken {
			continue
		}
		l := e.label
		if l.known {
			switch {
			case !l.colon && !l.inline && (fullStop(e.text) || isLower(l.text) && capitals*10 > known*7):
				e.label = nil
			case looks && lookOf(e) != own && (l.colon || l.inline) && lookOf(e) == values:
				p.takeBack(i)
			case l.inline && !looks && p.awaited(i, l.meanings):
				p.takeBack(i)
				e.doubt = true
			}
			continue
		}
		if !looks && p.awaited(i, nil) {
			p.takeBack(i)
			e.doubt = true
			continue
		}
		asked := i+1 < len(p.els) && p.els[i+1].row == e.row && p.els[i+1].mark != nil
		if colons*2 > known && (left[at(e)] || asked) && (p.small || !isLower(e.text)) && len(e.words) <= 10 && strings.HasSuffix(l.text, ":") && (!looks || lookOf(e) == own) {
			continue
		}
		p.takeBack(i)
	}
	p.els = slices.DeleteFunc(p.els, func(e *element) bool { return e.gone })
}

// awaited reports whether e stands right below a label that has no value yet:
// then it may well be that value, though it begins like a label. With ms only
// a label of the same meaning counts, as "Mål: …" below "Syfte".
func (p *paper) awaited(i int, ms []meaning) bool {
	e := p.els[i]
	for k := i - 1; k >= 0 && p.els[k].row >= e.row-1; k-- {
		x := p.els[k]
		if x.row == e.row || x.taken {
			continue
		}
		alone := (k == 0 || p.els[k-1].row != x.row) && p.els[k+1].row != x.row
		return alone && x.label != nil && x.label.known && p.c.headings[plain(x.text)] == nil && !x.label.inline && x.page == e.page && math.Abs(x.box.X0-e.box.X0) < 4 &&
			e.box.Y0-x.box.Y1 < .9*e.line() && p.c.ofType(x.label, "text", "followup") && (ms == nil || sameMeanings(ms, x.label.meanings))
	}
	return false
}

// surely reports whether e is a label of the catalogue, and not rather the
// heading of a section.
func (p *paper) surely(e *element) bool {
	return e.label != nil && e.label.known && e.label.exact && !e.taken && e.heading == nil && (e.label.colon || e.label.inline || p.c.headings[plain(e.text)] == nil)
}

// takeBack makes what was cut off as a label part of the text again.
func (p *paper) takeBack(i int) {
	e := p.els[i]
	inline := e.label.inline
	e.label = nil
	if inline && i+1 < len(p.els) && p.els[i+1].row == e.row && p.els[i+1].mark == nil && p.els[i+1].label == nil {
		e.words = append(e.words[:len(e.words):len(e.words)], p.els[i+1].words...)
		e.set()
		p.els[i+1].taken, p.els[i+1].gone = true, true
	}
}

func mostCommon(looks map[look]int) (most look) {
	best := 0
	for l, n := range looks {
		if n > best || n == best && (l.size > most.size || l.size == most.size && most.bold) {
			best, most = n, l
		}
	}
	return most
}

// colonsOf counts what may be labels on a form none of whose labels are known,
// and how many of them end in a colon.
func (p *paper) colonsOf(left map[int]bool) (lines, colons int, at map[int]bool) {
	count := map[int]int{}
	for _, e := range p.els {
		if e.label != nil && !e.label.known && e.first && strings.HasSuffix(e.label.text, ":") {
			count[int(math.Round(e.box.X0/4))]++
			colons++
		}
	}
	for x, n := range count {
		if n >= 4 {
			left[x] = true
		}
	}
	return colons, colons, left
}

// fullStop reports whether text ends a sentence, and not in an abbreviation.
func fullStop(text string) bool {
	last := text[strings.LastIndexByte(text, ' ')+1:]
	return strings.HasSuffix(last, ".") && strings.Count(last, ".") == 1 && runes(last) > 5
}

// wrappedLabels joins labels that go over several lines.
func (p *paper) wrappedLabels() {
	for i, e := range p.els {
		if e.taken || e.mark != nil || e.label != nil && e.label.colon {
			continue
		}
		text, parts := e.text, []*element{e}
		if e.label != nil && e.label.inline { // the start of a longer one, perhaps
			rest := p.els[i+1]
			if rest.row != e.row || rest.label != nil || rest.mark != nil {
				continue
			}
			text, parts = text+" "+rest.text, append(parts, rest)
		}
		for len(parts) < 5 {
			next := p.below(i, lowest(parts))
			if next == nil {
				break
			}
			text = text + " " + next.text
			parts = append(parts, next)
			if next.label != nil && next.label.exact && e.label != nil && e.label.exact && !e.label.inline {
				break // two labels, each whole
			}
			if ms := p.c.meanings[plain(text)]; len(ms) > 0 {
				p.merge(parts, ms)
				break
			}
			if e.from == page.FromOCR || e.label != nil && !e.label.exact {
				if ms := p.c.similar(plain(text), e.from); len(ms) > 0 && e.label == nil {
					p.merge(parts, ms)
					e.label.exact = false
					break
				}
			}
		}
	}
}

// lowest returns the last of the parts that begins a line.
func lowest(parts []*element) *element {
	if len(parts) == 2 && parts[0].row == parts[1].row {
		return parts[0]
	}
	return parts[len(parts)-1]
}

func (p *paper) merge(parts []*element, ms []meaning) {
	e := parts[0]
	var words []string
	for _, x := range parts {
		words = append(words, x.text)
	}
	text := strings.Join(words, " ")
	e.label = &label{at: e, text: text, meanings: ms, exact: true, known: true, colon: ends(text)}
	for _, x := range parts[1:] {
		x.taken, x.label = true, nil
		e.box = e.box.Union(x.box)
	}
	e.text = text
}

// below returns the piece that goes on where e ends: right under it, in the
// same style, alone or in another cell than what stands beside it.
func (p *paper) below(i int, e *element) *element {
	for _, x := range p.els[i+1:] {
		if x.page != e.page || x.box.Y0-e.box.Y0 > 1.9*e.line() {
			return nil
		}
		if x.row == e.row || x.taken || x.mark != nil || math.Abs(x.box.X0-e.box.X0) > 3 {
			continue
		}
		if x.cell != e.cell || x.bold != e.bold || math.Abs(x.size-e.size) > .6 && x.from != page.FromOCR || x.label != nil && x.label.inline {
			return nil
		}
		return x
	}
	return nil
}

// headings finds what opens a section.
func (p *paper) headings() {
	lines := byRow(p.els)
	for i, line := range lines {
		e := line[0]
		if e.taken || e.mark != nil || e.label != nil && (e.label.inline || e.label.colon) {
			continue
		}
		text := plain(e.text)
		if p.isTitle(e) {
			e.title, e.label, e.heading = true, nil, []string{"dokument"}
			continue
		}
		for _, e := range line {
			if e.taken || e.mark != nil || e.label != nil && (e.label.inline || e.label.colon) {
				continue
			}
			text = plain(e.text)
			base, _ := number(text)
			groups := p.c.headings[base]
			if groups == nil && e.label == nil && len(line) == 1 && p.stands(e) && sameCell(lines[:i+1], e) == nil {
				groups = p.c.stem(text)
			}
			if groups == nil || fullStop(e.text) || isLower(e.text) || e.label != nil && !p.opens(lines, i, e) {
				continue
			}
			e.label, e.heading = nil, groups
		}
	}
}

func (p *paper) isTitle(e *element) bool {
	for _, m := range p.c.meanings[plain(e.text)] {
		if m.key == "rubrik" {
			return true
		}
	}
	return false
}

// stem guesses the section from the words of its heading.
func (c *Catalogue) stem(text string) []string {
	for _, s := range c.words.Stems {
		if strings.Contains(text, s.Stem) {
			return s.Groups
		}
	}
	return nil
}

// stands reports whether e stands out as headings do: numbered, bold, in
// capitals, or larger than what most of the page is written in.
func (p *paper) stands(e *element) bool {
	if runes(e.text) > 60 || strings.HasSuffix(e.text, ".") {
		return false
	}
	usual := p.usual()
	return numbering(e.words[0].Text) || e.text == strings.ToUpper(e.text) && e.text != strings.ToLower(e.text) || e.bold && e.size >= usual || e.size > 1.15*usual
}

// usual returns the largest type size that a good part of the page is in.
func (p *paper) usual() float64 {
	if p.common > 0 {
		return p.common
	}
	count, best, all := map[int]int{}, 0, 0
	for _, e := range p.els {
		count[int(math.Round(e.size*2))] += len(e.words)
		all += len(e.words)
	}
	for k, n := range count {
		if n*7 >= all && k > best {
			best = k
		}
	}
	p.common = float64(best) / 2
	return p.common
}

// opens decides whether words that may be a heading or a label are a heading:
// nothing stands beside them, and below them a label begins.
func (p *paper) opens(lines [][]*element, i int, e *element) bool {
	if numbering(e.words[0].Text) {
		return true
	}
	if len(lines[i]) > 1 && e.cell == 0 {
		return false
	}
	for _, x := range lines[i] {
		if x != e && !x.taken && x.box.X0 > e.box.X0 && lettered(x.text) && x.label == nil {
			return false
		}
	}
	for _, line := range lines[i+1 : min(len(lines), i+3)] {
		for _, x := range line {
			if x.taken {
				continue
			}
			return x.label != nil && (x.label.inline || x.label.colon || p.stands(e) || x.bold != e.bold || math.Abs(x.size-e.size) > .4 || overlaps(groupsOf(x.label), p.c.headings[plain(e.text)]) && len(line) > 1)
		}
	}
	return false
}

func groupsOf(l *label) (all []string) {
	for _, m := range l.meanings {
		all = append(all, m.groups...)
	}
	return all
}

// A look is a type size, in half points, and whether it is bold.
type look struct {
	size int
	bold bool
}

func lookOf(e *element) look { return look{int(math.Round(e.size * 2)), e.bold} }

// labelLook returns the look of the labels, when they have one of their own.
func (p *paper) labelLook() (own look, ok bool) {
	if p.doc.Carrier == page.Scan {
		return look{}, false
	}
	labels, others, n := map[look]int{}, p.otherLooks(), 0
	for _, e := range p.els {
		if p.surely(e) && !e.isField() {
			labels[lookOf(e)]++
			n++
		}
	}
	for l, k := range labels {
		if k >= 5 && k*10 >= n*7 && others[l]*10 <= k*8 && l != mostCommon(others) {
			return l, true
		}
	}
	return look{}, false
}

// guessLook finds the look of the labels of a form none of which is known: it
// is bold or small, stands before or above things in one other look, and is
// short.
func (p *paper) guessLook() (own look, ok bool) {
	for _, l := range p.labels0() {
		if l.known {
			return look{}, false
		}
	}
	others, length := p.otherLooks(), map[look]int{}
	for _, e := range p.els {
		if !e.taken && e.mark == nil && e.heading == nil {
			length[lookOf(e)] += runes(e.text)
		}
	}
	most := mostCommon(length)
	for l, n := range others {
		m := others[most]
		if l != most && n >= 5 && n*3 > m && length[l] < 40*n && (l.bold && !most.bold && l.size <= most.size+2 || l.size < most.size) && n > others[own] {
			own, ok = l, true
		}
	}
	return own, ok
}

// labels0 returns the labels found so far, when there are enough to go by.
func (p *paper) labels0() (all []*label) {
	for _, e := range p.els {
		if p.surely(e) {
			all = append(all, e.label)
		}
	}
	if len(all) < 5 {
		return nil
	}
	return all
}

// otherLooks counts the looks of what is neither label nor heading.
func (p *paper) otherLooks() map[look]int {
	others := map[look]int{}
	for _, e := range p.els {
		if !e.taken && e.mark == nil && e.heading == nil && !e.isField() && (e.label == nil || !e.label.known) && lettered(e.text) {
			others[lookOf(e)]++
		}
	}
	return others
}

// style uses that most forms print labels in a type of their own: what is
// printed so is a label, known or not, and what is not is none.
func (p *paper) style() {
	own, ok := p.labelLook()
	if !ok {
		own, ok = p.guessLook()
	}
	if p.looks = ok; !ok {
		return
	}
	others := p.otherLooks()
	for _, e := range p.els {
		if e.taken || e.mark != nil || e.heading != nil || e.isField() || len(e.words) == 0 {
			continue
		}
		switch same := lookOf(e) == own; {
		case same && e.label == nil && p.labelLike(e):
			e.label = &label{at: e, text: e.text, colon: ends(e.text)}
		case !same && e.label != nil && !e.label.inline && !e.label.colon && others[lookOf(e)] >= 5:
			e.label = nil
		}
	}
}

func (p *paper) labelLike(e *element) bool {
	return lettered(e.text) && runes(e.text) < 90 && !begins(e.text, p.c.words.Furniture) && (p.small || !isLower(e.text))
}

// columns uses that most lists put all labels to the left and all values to
// the right: what stands among the labels with a value beside it is a label.
func (p *paper) columns() {
	left, right := map[int]int{}, map[int]int{}
	lines := byRow(p.els)
	n := 0
	for _, line := range lines {
		if l := line[0].label; l != nil && l.known && !l.inline && len(line) > 1 && line[1].label == nil {
			left[at(line[0])]++
			right[at(line[1])]++
			n++
		}
	}
	if n < 5 && len(p.labels0()) == 0 {
		n = p.pairs(lines, left, right)
	}
	wide := 1
	if p.doc.Carrier == page.Text {
		wide = 4 // blanks in type are narrower than those that align
	}
	l, ln := most(left, 1)
	r, rn := most(right, wide)
	if n < 5 || ln*10 < n*6 || rn*10 < n*6 {
		return
	}
	for _, line := range lines {
		e := line[0]
		if e.taken || e.mark != nil || e.heading != nil || math.Abs(float64(at(e)-l)) > 1 || len(e.words) == 0 {
			continue
		}
		beside := len(line) > 1 && math.Abs(float64(at(line[1])-r)) <= float64(wide+1)
		if beside && e.label == nil && p.labelLike(e) {
			e.label = &label{at: e, text: e.text, colon: ends(e.text)}
		}
		if beside && line[1].label != nil && e.label != nil && !e.label.inline {
			p.takeBack(slices.Index(p.els, line[1])) // a value that happens to read like a label
		}
	}
}

// pairs counts lines of two pieces, on a form none of whose labels are known.
func (p *paper) pairs(lines [][]*element, left, right map[int]int) (n int) {
	for _, line := range lines {
		if len(line) < 2 || line[0].taken || line[0].mark != nil || line[0].heading != nil || len(line) > 2 && line[1].mark == nil {
			continue
		}
		left[at(line[0])]++
		right[at(line[1])]++
		n++
	}
	return n
}

// at rounds where an element begins to four points.
func at(e *element) int { return int(math.Round(e.box.X0 / 4)) }

func most(count map[int]int, wide int) (best, n int) {
	for k := range count {
		total := 0
		for d := -wide; d <= wide; d++ {
			total += count[k+d]
		}
		if total > n || total == n && k < best {
			best, n = k, total
		}
	}
	return best, n
}

// collect gathers labels and headings, and what stands on each line.
func (p *paper) collect() {
	p.rowsOf = map[int][]*element{}
	for _, e := range p.els {
		p.rowsOf[e.row] = append(p.rowsOf[e.row], e)
		if e.heading != nil && !e.title {
			p.heads = append(p.heads, e)
		}
		if e.label == nil || e.taken {
			continue
		}
		e.label.at = e
		p.labels = append(p.labels, e.label)
		if !e.label.known {
			p.unknown = append(p.unknown, strings.TrimRight(e.label.text, ": "))
		}
	}
}

// resolve settles what each label means where it stands.
func (p *paper) resolve() {
	before, beforeRow := "", -1
	seen := map[string]bool{}
	var heading *element // the section that has turned out to be over
	for _, l := range p.labels {
		groups, h := p.section(l.at)
		headed := h != nil && h != heading
		switch {
		case headed:
			heading = nil
		case before != "":
			groups = []string{before}
		default:
			groups = []string{"dokument", "person"}
		}
		l.meaning, l.resolved = resolve(l.meanings, groups, before)
		if !l.resolved && !headed {
			l.meaning, l.resolved = resolve(l.meanings, []string{"dokument", "person"}, "")
			l.exact = l.exact && beforeRow < 0
		}
		if m, ok := p.again(l, seen); ok {
			l.meaning, l.exact, heading = m, false, h
		}
		if !headed && l.resolved && len(l.meanings) > 1 && p.c.types[l.meaning.key] == "pastdate" && l.at.row != beforeRow && beforeRow >= 0 {
			l.exact = false // a date on a line of its own may belong to the whole
		}
		if _, n := headNumber(h); l.number == 0 && n > 0 && ofMeasure(l.meaning.key) {
			l.number = n
		}
		before = p.now(l, groups, before)
		beforeRow = l.at.row
		seen[l.meaning.key] = true
	}
}

// headNumber returns the number of the insats a heading is for.
func headNumber(h *element) (string, int) {
	if h == nil {
		return "", 0
	}
	return number(plain(h.text))
}

// number takes the number off "insats 2".
func number(text string) (base string, n int) {
	i := strings.LastIndexByte(text, ' ')
	if i < 0 || len(text)-i > 3 {
		return text, 0
	}
	n, err := strconv.Atoi(text[i+1:])
	if err != nil || n < 1 || n > 20 {
		return text, 0
	}
	return text[:i], n
}

// again settles a label that has been there before under another meaning: the
// second "Namn" is that of the one who wrote the intyg, though the heading
// between them was not seen.
func (p *paper) again(l *label, seen map[string]bool) (meaning, bool) {
	if !l.resolved || !seen[l.meaning.key] || l.meaning.part || ofMeasure(l.meaning.key) {
		return meaning{}, false
	}
	var other []meaning
	for _, m := range l.meanings {
		if !seen[m.key] && overlaps(m.groups, []string{"utfardare"}) {
			other = append(other, m)
		}
	}
	if len(other) == 0 {
		return meaning{}, false
	}
	return other[0], true
}

// now returns the group that the labels have come to.
func (p *paper) now(l *label, groups []string, before string) string {
	if !l.resolved || len(l.meaning.groups) == 0 {
		return before
	}
	for _, g := range l.meaning.groups {
		if overlaps(groups, []string{g}) {
			return g
		}
	}
	return l.meaning.groups[0]
}

// section returns the nearest heading above e, in e's column, and its groups.
func (p *paper) section(e *element) ([]string, *element) {
	var found *element
	for i, h := range p.heads {
		if h.row > e.row {
			break
		}
		if h.row == e.row && h.box.X0 > e.box.X0 {
			continue
		}
		switch {
		case found == nil || h.row > found.row && (h.box.X0 <= e.box.X0+12 || p.alone(i)):
			found = h
		case h.row == found.row && h.box.X0 <= e.box.X0+12 && h.box.X0 > found.box.X0:
			found = h
		}
	}
	if found == nil {
		return nil, nil
	}
	return found.heading, found
}

// alone reports whether no other heading stands on the line of the i-th.
func (p *paper) alone(i int) bool {
	row := p.heads[i].row
	return (i == 0 || p.heads[i-1].row != row) && (i+1 == len(p.heads) || p.heads[i+1].row != row)
}
