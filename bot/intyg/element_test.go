package intyg

import (
	"testing"

	"example.org/stegvis/bot/intyg/page"
)

// TestLinesBesideOne: two lines stay two though a line of the next column lies
// beside both.
func TestLinesBesideOne(t *testing.T) {
	word := func(text string, x, y float64) page.Word {
		return page.Word{Text: text, Box: page.Box{X0: x, Y0: y, X1: x + 6*float64(len(text)), Y1: y + 12}, Size: 10, Source: page.FromText}
	}
	doc := page.Document{Pages: []page.Page{{W: 600, H: 800, Words: []page.Word{
		word("Stöd", 40, 100), word("vid", 75, 100), word("gångträning", 98, 100),
		word("annat", 300, 105),
		word("inomhus", 40, 110), word("med", 90, 110), word("rollator", 115, 110),
	}}}}
	var got []string
	for _, row := range byRow(elements(doc)) {
		got = append(got, lineText(row))
	}
	if len(got) != 2 || got[0] != "Stöd vid gångträning annat" || got[1] != "inomhus med rollator" {
		t.Errorf("got %q", got)
	}
}
