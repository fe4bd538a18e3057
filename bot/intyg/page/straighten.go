package page

import (
	"image"
	"math"
)

// evened returns g with its lighting made even: each spot is divided by how
// bright the paper is around it.
func evened(g *image.Gray) *image.Gray {
	const tile = 16
	w, h := g.Rect.Dx(), g.Rect.Dy()
	across, down := (w+tile-1)/tile, (h+tile-1)/tile
	paper := make([]float64, across*down)
	for ty := range down {
		for tx := range across {
			paper[ty*across+tx] = brightness(g, tx*tile-tile, ty*tile-tile, 3*tile)
		}
	}
	o := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := float64(g.Pix[y*g.Stride+x]) / paper[y/tile*across+x/tile] * 245
			o.Pix[y*o.Stride+x] = uint8(min(v, 255))
		}
	}
	return o
}

// brightness returns how bright the paper is in a square: brighter than four
// fifths of what is in it.
func brightness(g *image.Gray, x0, y0, size int) float64 {
	var count [256]int
	n := 0
	for y := max(y0, 0); y < min(y0+size, g.Rect.Dy()); y += 2 {
		for x := max(x0, 0); x < min(x0+size, g.Rect.Dx()); x += 2 {
			count[g.Pix[y*g.Stride+x]]++
			n++
		}
	}
	left := n * 8 / 10
	for v, c := range count {
		if left -= c; left <= 0 {
			return float64(max(v, 40))
		}
	}
	return 255
}

// skew returns by how many degrees the lines of g slope, within limit: at the
// right slope, lines and the gaps between them stand out most.
func skew(g *image.Gray, limit float64) float64 {
	s := smaller(g, max(1, g.Rect.Dx()/800))
	m := darkerThanAround(s, 12, 200)
	var at [][2]float64
	for i, ink := range m.ink {
		if ink {
			at = append(at, [2]float64{float64(i % m.w), float64(i / m.w)})
		}
	}
	if len(at) < 200 {
		return 0
	}
	best, most := 0.0, -1.0
	try := func(a float64) {
		if c := contrast(at, m.w, m.h, a); c > most {
			best, most = a, c
		}
	}
	for a := -limit; a <= limit; a += .25 {
		try(a)
	}
	for a, to := best-.25, best+.25; a <= to; a += .05 {
		try(a)
	}
	return best
}

// contrast returns how sharply ink and no ink alternate down a page whose lines
// slope by so many degrees.
func contrast(at [][2]float64, w, h int, degrees float64) (sum float64) {
	slope := math.Tan(degrees * math.Pi / 180)
	lines := make([]float64, h+w)
	middle := float64(w) / 2
	for _, p := range at {
		if i := int(p[1] - (p[0]-middle)*slope + middle); i >= 0 && i < len(lines) {
			lines[i]++
		}
	}
	for i := 1; i < len(lines); i++ {
		d := lines[i] - lines[i-1]
		sum += d * d
	}
	return sum
}

// smaller returns g with each k by k pixels made one.
func smaller(g *image.Gray, k int) *image.Gray {
	if k <= 1 {
		return g
	}
	o := image.NewGray(image.Rect(0, 0, g.Rect.Dx()/k, g.Rect.Dy()/k))
	for y := range o.Rect.Dy() {
		for x := range o.Rect.Dx() {
			sum := 0
			for dy := range k {
				row := (y*k+dy)*g.Stride + x*k
				for _, v := range g.Pix[row : row+k] {
					sum += int(v)
				}
			}
			o.Pix[y*o.Stride+x] = uint8(sum / k / k)
		}
	}
	return o
}

// rotated returns g turned so that lines that slope by so many degrees are
// level.
func rotated(g *image.Gray, degrees float64) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	o := image.NewGray(image.Rect(0, 0, w, h))
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(w)/2, float64(h)/2
	for y := range h {
		for x := range w {
			dx, dy := float64(x)-cx, float64(y)-cy
			o.Pix[y*o.Stride+x] = between(g, dx*cos-dy*sin+cx, dx*sin+dy*cos+cy)
		}
	}
	return o
}

// between returns the grey at a place between pixels; white outside.
func between(g *image.Gray, x, y float64) uint8 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= g.Rect.Dx() || y0+1 >= g.Rect.Dy() {
		return 255
	}
	fx, fy := x-float64(x0), y-float64(y0)
	a, b := g.Pix[y0*g.Stride+x0:], g.Pix[(y0+1)*g.Stride+x0:]
	v := (float64(a[0])*(1-fx)+float64(a[1])*fx)*(1-fy) + (float64(b[0])*(1-fx)+float64(b[1])*fx)*fy
	return uint8(v + .5)
}
