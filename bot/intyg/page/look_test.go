package page

import (
	"image"
	"os"
	"testing"
)

// TestLook holds that where a word or a tick was read, there is ink in the
// picture of the page, and that a crop shows just that place.
func TestLook(t *testing.T) {
	for _, name := range []string{"grid_L1_c02.pdf", "form_L1_c02.pdf", "twocol_L1_c02_fax.pdf"} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			doc := read(t, data)
			pics, err := plain().Look(t.Context(), data)
			if err != nil || len(pics) != len(doc.Pages) {
				t.Fatalf("%d pictures of %d pages: %v", len(pics), len(doc.Pages), err)
			}
			seen := 0
			for i, p := range doc.Pages {
				for _, m := range p.Marks {
					if seen++; !hasInk(pics[i].Crop(m.Box, 0)) {
						t.Errorf("page %d: no ink where a box was read, at %v", i+1, m.Box)
					}
				}
				for _, w := range p.Words {
					if w.Text != "" && !hasInk(pics[i].Crop(w.Box, 0)) {
						t.Errorf("page %d: no ink where %q was read, at %v", i+1, w.Text, w.Box)
					}
				}
				if pics[i].Crop(Box{9000, 9000, 9100, 9100}, 5) != nil {
					t.Error("a crop of a place that is not on the page")
				}
			}
			if seen == 0 {
				t.Error("no boxes were read")
			}
		})
	}
	if _, err := plain().Look(t.Context(), []byte("Namn: Åke")); err == nil {
		t.Error("a text has looks")
	}
}

func hasInk(g *image.Gray) bool {
	if g == nil {
		return false
	}
	for y := g.Rect.Min.Y; y < g.Rect.Max.Y; y++ {
		for x := g.Rect.Min.X; x < g.Rect.Max.X; x++ {
			if g.GrayAt(x, y).Y < 160 {
				return true
			}
		}
	}
	return false
}
