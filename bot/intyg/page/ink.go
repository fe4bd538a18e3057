package page

import (
	"image"
)

// An inked is a picture in two colours: where there is ink and where not.
type inked struct {
	w, h  int
	ink   []bool
	dpi   int
	noisy bool // a camera or scanner made it, not a computer
}

// An area is a place in a picture, in pixels; both corners belong to it.
type area struct{ x0, y0, x1, y1 int }

// darker returns where g is darker than level, for pictures that a computer
// has drawn.
func darker(g *image.Gray, level uint8, dpi int) *inked {
	m := &inked{w: g.Rect.Dx(), h: g.Rect.Dy(), dpi: dpi}
	m.ink = make([]bool, m.w*m.h)
	for y := range m.h {
		row := g.Pix[y*g.Stride : y*g.Stride+m.w]
		for x, v := range row {
			if v < level {
				m.ink[y*m.w+x] = true
			}
		}
	}
	return m
}

// darkerThanAround returns where g is darker, by so much, than the mean of its
// surroundings, for scans and photos with their shadows and stains.
func darkerThanAround(g *image.Gray, by int64, dpi int) *inked {
	m := &inked{w: g.Rect.Dx(), h: g.Rect.Dy(), dpi: dpi, noisy: true}
	m.ink = make([]bool, m.w*m.h)
	sums := integral(g)
	around := dpi / 10
	for y := range m.h {
		y0, y1 := max(0, y-around), min(m.h, y+around+1)
		for x := range m.w {
			x0, x1 := max(0, x-around), min(m.w, x+around+1)
			n := int64((x1 - x0) * (y1 - y0))
			sum := sums[y1*(m.w+1)+x1] - sums[y0*(m.w+1)+x1] - sums[y1*(m.w+1)+x0] + sums[y0*(m.w+1)+x0]
			m.ink[y*m.w+x] = int64(g.Pix[y*g.Stride+x])*n < sum-by*n
		}
	}
	return m
}

// integral returns, for each pixel, the sum of all above it and to its left.
func integral(g *image.Gray) []int64 {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	sums := make([]int64, (w+1)*(h+1))
	for y := range h {
		var row int64
		for x := range w {
			row += int64(g.Pix[y*g.Stride+x])
			sums[(y+1)*(w+1)+x+1] = sums[y*(w+1)+x+1] + row
		}
	}
	return sums
}

// blots calls visit with the frame of each connected piece of ink.
func (m *inked) blots(visit func(area)) {
	seen := make([]bool, len(m.ink))
	var todo []int32
	for i, ink := range m.ink {
		if !ink || seen[i] {
			continue
		}
		seen[i] = true
		todo = append(todo[:0], int32(i))
		a := area{m.w, m.h, 0, 0}
		for len(todo) > 0 {
			p := int(todo[len(todo)-1])
			todo = todo[:len(todo)-1]
			x, y := p%m.w, p/m.w
			a = area{min(a.x0, x), min(a.y0, y), max(a.x1, x), max(a.y1, y)}
			for ny := max(y-1, 0); ny <= min(y+1, m.h-1); ny++ {
				for nx := max(x-1, 0); nx <= min(x+1, m.w-1); nx++ {
					if q := ny*m.w + nx; m.ink[q] && !seen[q] {
						seen[q] = true
						todo = append(todo, int32(q))
					}
				}
			}
		}
		visit(a)
	}
}

// share returns how much of a is ink; of a place outside the picture, nothing.
func (m *inked) share(a area) float64 {
	a = area{max(a.x0, 0), max(a.y0, 0), min(a.x1, m.w-1), min(a.y1, m.h-1)}
	if a.x1 < a.x0 || a.y1 < a.y0 {
		return 0
	}
	n := 0
	for y := a.y0; y <= a.y1; y++ {
		for _, ink := range m.ink[y*m.w+a.x0 : y*m.w+a.x1+1] {
			if ink {
				n++
			}
		}
	}
	return float64(n) / float64((a.x1-a.x0+1)*(a.y1-a.y0+1))
}

// box returns a as a place on the page.
func (m *inked) box(a area) Box {
	k := 72 / float64(m.dpi)
	return Box{float64(a.x0) * k, float64(a.y0) * k, float64(a.x1+1) * k, float64(a.y1+1) * k}
}

// pixels returns how many pixels a length in points is.
func (m *inked) pixels(points float64) int { return int(points * float64(m.dpi) / 72) }
