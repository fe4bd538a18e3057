package page

import (
	"context"
	"image"
	"slices"
)

// readScan reads the picture of a page at [scanDPI]: straightens it, finds the
// tick boxes and has the rest recognised. Without a recogniser, or when that
// fails, the page is there with its boxes and no words; warning says which.
// With straight false it stays as it is, to fit what else is known of it.
func (r *Reader) readScan(ctx context.Context, g *image.Gray, straight bool) (p Page, warning string) {
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

// scanned returns the page that g shows, with its tick boxes and ruled cells.
func scanned(g *image.Gray) Page {
	m := darkerThanAround(g, 22, scanDPI)
	k := 72.0 / scanDPI
	return Page{W: float64(g.Rect.Dx()) * k, H: float64(g.Rect.Dy()) * k, Marks: m.ticks()}
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
