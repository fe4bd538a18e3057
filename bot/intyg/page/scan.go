package page

import (
	"context"
	"image"
	"math"
	"slices"
)

// readScan reads the picture of a page at [scanDPI]: straightens it, finds the
// tick boxes and has the rest recognised. Without a recogniser, or when that
// fails, the page is there with its boxes and no words; warning says which.
// With straight false it stays as it is, to fit what else is known of it.
func (r *Reader) readScan(ctx context.Context, g *image.Gray, straight bool) (p Page, warning string) {
	r.options.alive()
	g = evened(g)
	if straight {
		g = level(g)
	}
	p = scanned(g)
	if len(r.options.OCR) == 0 {
		return p, WarnNoOCR
	}
	words, err := r.recognise(ctx, without(g, p.Marks))
	if err != nil {
		return p, WarnOCRFailed
	}
	p.Words = words
	if straight && readable(words) < fewWords { // upside down, as pages come out of a feeder
		other := turned(g, 2)
		p2 := scanned(other)
		p2.Words, err = r.recognise(ctx, without(other, p2.Marks))
		if err == nil && readable(p2.Words) > 2*readable(words) {
			return p2, ""
		}
	}
	return p, ""
}

// fewWords is how many well recognised words make one doubt that a page is the
// right way up.
const fewWords = 12

func readable(words []Word) (n int) {
	for _, w := range words {
		if w.Confidence > .75 && len(w.Text) > 2 {
			n++
		}
	}
	return n
}

// level returns g with its lines level.
func level(g *image.Gray) *image.Gray {
	if a := skew(g, 4); a > .08 || a < -.08 {
		return rotated(g, a)
	}
	return g
}

// inkLevels are by how much ink must be darker than the paper around it. At
// the first, boxes come out best; where print is faint or paper grey others
// find some that it misses.
var inkLevels = []int64{22, 16, 28}

// scanned returns the page that g shows, with its tick boxes.
func scanned(g *image.Gray) Page {
	var marks []Mark
	for _, by := range inkLevels {
		for _, m := range darkerThanAround(g, by, scanDPI).ticks() {
			if by == inkLevels[0] || same(marks, m.Box) < 0 && likeOthers(marks, m.Box) {
				marks = append(marks, m)
			}
		}
	}
	k := 72.0 / scanDPI
	return Page{W: float64(g.Rect.Dx()) * k, H: float64(g.Rect.Dy()) * k, Marks: marks}
}

// likeOthers reports whether box is as big as some of marks: a form has its
// tick boxes all in one size, or in two.
func likeOthers(marks []Mark, box Box) bool {
	return slices.ContainsFunc(marks, func(m Mark) bool {
		return math.Abs(m.Box.Width()-box.Width()) < 1 && math.Abs(m.Box.Height()-box.Height()) < 1
	})
}

// without returns a copy of g with the tick boxes wiped out, or they would be
// recognised as letters.
func without(g *image.Gray, marks []Mark) *image.Gray {
	o := &image.Gray{Pix: slices.Clone(g.Pix), Stride: g.Stride, Rect: g.Rect}
	const k, room = scanDPI / 72.0, 2.2
	for _, m := range marks {
		for y := max(0, int((m.Box.Y0-room)*k)); y < min(o.Rect.Dy(), int((m.Box.Y1+room)*k)); y++ {
			row := o.Pix[y*o.Stride : y*o.Stride+o.Rect.Dx()]
			for x := max(0, int((m.Box.X0-room)*k)); x < min(len(row), int((m.Box.X1+room)*k)); x++ {
				row[x] = 255
			}
		}
	}
	return o
}
