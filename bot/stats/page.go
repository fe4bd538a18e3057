package stats

import (
	_ "embed"
	"html/template"
	"io"
	"sync"

	"example.org/stegvis/templates"
)

//go:embed page.html
var pageHTML string

var page = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Parse(pageHTML))
})

// WritePage writes the figures as one HTML file that needs nothing else: each
// table with a diagram beside it that says the same. No script, nothing fetched.
//
// The diagrams are drawn here. Of the chart libraries that are kept, gonum.org/v1/plot
// makes the program 5.7 MB larger, and go-chart lets the bars stand, which cuts
// their labels to pieces; what either draws has no name, no description and no
// number at its bars.
func WritePage(out io.Writer, f Figures, w templates.Figures) error {
	type section struct {
		Sheet
		Chart *chart
	}
	var sections []section
	for _, s := range Sheets(f, w) {
		sections = append(sections, section{s, draw(s, w)})
	}
	return page().Execute(out, map[string]any{
		"Title": w.Title, "Heading": Heading(f, w), "Notes": Notes(f, w), "Sections": sections,
	})
}

// A chart is a diagram of bars that lie down: their labels can be as long as
// they need to be.
type chart struct {
	Name, Title, Desc string
	Height            int
	Bars              []drawn
}

// A drawn bar is one with its place.
type drawn struct {
	Bar
	TextY, BarY, Width, End int
}

const (
	chartWidth = 352 // of the longest bar, beside which its number stands
	lineHeight = 46
)

// draw makes a diagram of a table; none of one without bars.
func draw(s Sheet, w templates.Figures) *chart {
	most := 0
	for _, b := range s.Bars {
		most = max(most, b.N)
	}
	if most == 0 {
		return nil
	}
	c := &chart{Name: s.Name, Title: s.Title, Desc: templates.Fill(w.Chart, "title", s.Title), Height: lineHeight * len(s.Bars)}
	for i, b := range s.Bars {
		d := drawn{Bar: b, TextY: i*lineHeight + 16, BarY: i*lineHeight + 22, Width: chartWidth * b.N / most}
		if b.N > 0 {
			d.Width = max(d.Width, 2)
		}
		d.End = d.Width + 8
		c.Bars = append(c.Bars, d)
	}
	return c
}
