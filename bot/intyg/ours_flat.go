package intyg

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
	"example.org/stegvis/templates/papers"
)

// Our own blank, printed to a file: its fields are gone, but it has the same
// labels in the same places, in a size that nothing else has. So a value is
// what stands below a label, to the left of the column with the instruction and
// above the next label or heading.

// A printedForm is the blank as its words say it.
type printedForm struct {
	ID, Title, Intro string
	SupplementTitle  string `toml:"supplement_title"`
	SupplementIntro  string `toml:"supplement_intro"`
	ReturnTo         string `toml:"return_to"`
	ProtectedNote    string `toml:"protected_note"`
	KnownTitle       string `toml:"known_title"`
	KnownIntro       string `toml:"known_intro"`
	Section          []struct {
		Title      string
		PerMeasure bool `toml:"per_measure"`
		Row        []struct {
			Help  string
			Field []printedField
		}
	}
}

type printedField struct {
	Key, Label, Kind string
	Width, Lines     int
	Option           []struct{ Code, Label string }
}

var ownForm = sync.OnceValue(func() (f printedForm) {
	data, err := papers.Files.ReadFile("egenvardsintyg.toml")
	if err == nil {
		err = toml.Unmarshal(data, &f)
	}
	if err != nil {
		panic(err) // unreachable: the file is part of the program and loaded by a test
	}
	return f
})

// helpColumn is where the instruction begins, as a share of the page's width.
const helpColumn = 391.5 / 595.28

// The sizes of headings and labels, as shares of that of the words at the foot.
const (
	headingSize = 12.5 / 8.5
	labelSize   = 9 / 8.5
)

// A textRun is words of one size that stand together.
type textRun struct {
	page *page.Page
	box  page.Box
	size float64
	text string
}

// A printedItem is a label with the room below it, or a heading.
type printedItem struct {
	textRun
	field   *printedField
	measure int
}

// oursPrinted reads our own blank without its fields; ok is false for any other
// document, and for what was read off a picture, where sizes are guesses.
func (c *Catalogue) oursPrinted(doc page.Document, received care.Date) (r Reading, ok bool) {
	form := ownForm()
	foot, ok := signedBy(doc, form.ID)
	if !ok {
		return Reading{}, false
	}
	b := &builder{paper: &paper{c: c, doc: doc}, received: received, issued: received, r: Reading{
		Form: form.ID, Case: numberOn(doc), Fields: map[string]Field{}, Carrier: doc.Carrier, Whole: true, Persons: 1,
	}}
	items := form.items(doc, foot)
	for i, x := range items {
		if x.field != nil {
			b.measure = x.measure
			b.below(*x.field, items, i)
		}
	}
	b.ourKind()
	b.r.Missing = b.r.Intyg().Missing()
	return b.r, len(b.r.Fields) > 0
}

// items finds the headings and labels, page by page and from the top down.
func (f printedForm) items(doc page.Document, foot float64) (all []printedItem) {
	section, measure := -1, 0
	for _, r := range runs(doc) {
		switch {
		case alike(r.size, foot*headingSize):
			section, measure = f.heading(r.text)
			all = append(all, printedItem{textRun: r})
		case alike(r.size, foot*labelSize):
			if x := f.field(section, r.text); x != nil {
				all = append(all, printedItem{r, x, measure})
			}
		}
	}
	return all
}

func alike(a, b float64) bool { return a > b*.97 && a < b*1.03 }

// signedBy reports whether the form's name and version stand at the foot of
// every page, among what is not a field, and how big.
func signedBy(doc page.Document, id string) (size float64, ok bool) {
	for _, p := range doc.Pages {
		i := slices.IndexFunc(p.Words, func(w page.Word) bool {
			return w.Source == page.FromText && w.Text == id && w.Box.Y0 > p.H*.9
		})
		if i < 0 {
			return 0, false
		}
		size = p.Words[i].Size
	}
	return size, size > 0
}

// numberOn is the case's number, at the top of the first page.
func numberOn(doc page.Document) string {
	for _, w := range doc.Pages[0].Words {
		if w.Box.Y1 < doc.Pages[0].H*.1 && caseNumber.MatchString(w.Text) {
			return w.Text
		}
	}
	return ""
}

var caseNumber = regexp.MustCompile(`^\p{Lu}+-\d{4}-\d{4,}$`)

// runs are what stands beside the instruction, page by page and from the top
// down.
func runs(doc page.Document) (all []textRun) {
	for i := range doc.Pages {
		p := &doc.Pages[i]
		var words []page.Word
		for _, w := range p.Words {
			if w.Text != "*" && w.Box.X0 < p.W*helpColumn && w.Box.Y0 < p.H*.93 {
				words = append(words, w)
			}
		}
		for _, line := range inLines(words) {
			for k, w := range line {
				if last := len(all) - 1; k > 0 && w.Box.X0-line[k-1].Box.X1 < w.Box.Height() && alike(w.Size, all[last].size) {
					all[last].text += " " + w.Text
					all[last].box = all[last].box.Union(w.Box)
				} else {
					all = append(all, textRun{p, w.Box, w.Size, w.Text})
				}
			}
		}
	}
	return all
}

// inLines puts words into lines as they are read.
func inLines(words []page.Word) (lines [][]page.Word) {
	words = slices.Clone(words)
	slices.SortStableFunc(words, func(a, b page.Word) int { return int(a.Box.Middle() - b.Box.Middle()) })
	for _, w := range words {
		last := len(lines) - 1
		if last < 0 || w.Box.Middle()-lines[last][0].Box.Middle() > w.Box.Height()/2 {
			lines = append(lines, nil)
			last++
		}
		lines[last] = append(lines[last], w)
	}
	for _, l := range lines {
		slices.SortStableFunc(l, func(a, b page.Word) int { return int(a.Box.X0 - b.Box.X0) })
	}
	return lines
}

var sectionTitle = regexp.MustCompile(`^\d+\. (.+?)(?:, insats (\d))?$`)

// heading finds the section that text is the title of, and of which insats; -1
// when the fields end there.
func (f printedForm) heading(text string) (section, measure int) {
	m := sectionTitle.FindStringSubmatch(text)
	if m == nil {
		return -1, 0
	}
	if n, err := strconv.Atoi(m[2]); err == nil {
		measure = n - 1
	}
	for i, s := range f.Section {
		if s.Title == m[1] {
			return i, measure
		}
	}
	return -1, 0
}

func (f printedForm) field(section int, label string) *printedField {
	if section < 0 {
		return nil
	}
	for _, r := range f.Section[section].Row {
		for i := range r.Field {
			if r.Field[i].Label == label {
				return &r.Field[i]
			}
		}
	}
	return nil
}

// below takes what stands below the label items[i].
func (b *builder) below(f printedField, items []printedItem, i int) {
	p, room := items[i].page, place(items, i)
	var words []page.Word
	for _, w := range p.Words {
		if within(room, w.Box) {
			words = append(words, w)
		}
	}
	var text []string
	for _, line := range inLines(words) {
		for _, w := range line {
			text = append(text, w.Text)
		}
	}
	if f.Kind == "choice" || f.Kind == "choices" {
		b.chosen(f, p, room, strings.Join(text, " "))
		return
	}
	b.take(&answer{key: f.Key, text: strings.Join(text, " "), box: room, page: p.Number, from: page.FromText, sure: 1})
}

// chosen takes the boxes below a label. They stand in the order of the form; if
// there are more or fewer, or other words beside them, nothing is certain.
func (b *builder) chosen(f printedField, p *page.Page, room page.Box, text string) {
	var marks []page.Mark
	for _, m := range p.Marks {
		if within(room, m.Box) {
			marks = append(marks, m)
		}
	}
	slices.SortStableFunc(marks, func(a, b page.Mark) int {
		if d := a.Box.Middle() - b.Box.Middle(); d > 6 || d < -6 {
			return int(d)
		}
		return int(a.Box.X0 - b.Box.X0)
	})
	var labels []string
	for _, o := range f.Option {
		labels = append(labels, o.Label)
	}
	as := len(marks) == len(f.Option) && text == strings.Join(labels, " ")
	for i, m := range marks {
		if i < len(f.Option) && m.State != page.Off {
			a := &answer{key: f.Key, text: f.Option[i].Label, box: m.Box, page: p.Number, from: page.FromInk, sure: 1}
			b.put(a, f.Key, b.standsFor(f.Key, f.Option[i].Code), as && m.State == page.On)
		}
	}
}

// place is where what is written by the label items[i] stands.
func place(items []printedItem, i int) page.Box {
	x := items[i]
	room := page.Box{X0: x.box.X0 - 4, Y0: x.box.Y1, X1: x.page.W * helpColumn, Y1: x.page.H * .935}
	for _, o := range items {
		switch {
		case o.page != x.page:
		case o.box.Middle() > x.box.Y0 && o.box.Middle() < x.box.Y1 && o.box.X0 > x.box.X1:
			room.X1 = min(room.X1, o.box.X0-4)
		case o.box.Y0 > x.box.Y1:
			room.Y1 = min(room.Y1, o.box.Y0)
		}
	}
	return room
}

func within(room, b page.Box) bool {
	x := (b.X0 + b.X1) / 2
	return x > room.X0 && x < room.X1 && b.Middle() > room.Y0 && b.Middle() < room.Y1
}
