package page

import "math"

// How big a tick box is, in points.
const (
	smallestTick = 6.6
	biggestTick  = 17.0
)

// ticks finds the tick boxes in a picture and sees whether they are ticked.
// What stands in a box decides, not what the file says was drawn: that may lie
// hidden under something, or in a layer that is not shown.
func (m *inked) ticks() (marks []Mark) {
	lo, hi := m.pixels(smallestTick), m.pixels(biggestTick)
	m.blots(func(a area) {
		w, h := a.x1-a.x0+1, a.y1-a.y0+1
		if w < lo || h < lo || w > hi+lo || h > hi+lo { // a cross may stick out of its box
			return
		}
		if m.ring(a, lo, hi) {
			if m.alone(a) {
				marks = append(marks, m.tick(a, .30))
			}
		} else if f, ok := m.frame(a, lo, hi); ok && m.alone(f) {
			marks = append(marks, m.tick(f, .22))
		}
	})
	return marks
}

// tick looks into a box; of its sides, so much at each edge belongs to the
// frame.
func (m *inked) tick(a area, edge float64) Mark {
	in := max(2, int(float64(a.x1-a.x0)*edge))
	inside := area{a.x0 + in, a.y0 + in, a.x1 - in, a.y1 - in}
	mark := Mark{Box: m.box(a), Source: FromInk}
	mark.State, mark.Confidence = weighInk(m.share(inside), m.noisy)
	if mark.State == On && !m.reaches(inside) {
		mark.State, mark.Confidence = Unclear, .3
	}
	return mark
}

// reaches reports whether the ink in a goes some way up and across. A cross, a
// tick and a dot do; a dash, a speck and the arrow of a drop-down list do not.
func (m *inked) reaches(a area) bool {
	ink := area{a.x1, a.y1, a.x0, a.y0}
	for y := a.y0; y <= a.y1; y++ {
		for x := a.x0; x <= a.x1; x++ {
			if m.at(x, y) {
				ink = area{min(ink.x0, x), min(ink.y0, y), max(ink.x1, x), max(ink.y1, y)}
			}
		}
	}
	const most = .45
	return float64(ink.y1-ink.y0) > most*float64(a.y1-a.y0) && float64(ink.x1-ink.x0) > most*float64(a.x1-a.x0)
}

// weighInk tells from how much ink is in a box whether it is ticked. Empty
// boxes have none at all, crossed ones a quarter and more, thin strokes a tenth.
// On paper what lies between is a speck or a slip of the pen, for people to
// judge, and a box filled in altogether may be one blotted out.
func weighInk(full float64, noisy bool) (State, float64) {
	switch {
	case full < .02, full < .03 && noisy:
		return Off, .97
	case full < .05, full < .10 && noisy:
		return Unclear, .3
	case full < .14 && noisy:
		return On, .6
	case full < .20 && noisy:
		return On, .85
	case full > .85 && noisy:
		return On, .7
	}
	return On, .97
}

// square reports whether two sides are as good as equal: as drawn, or as seen
// by a camera.
func (m *inked) square(w, h int) bool {
	most := 1.12
	if m.noisy {
		most = 1.28
	}
	r := float64(w) / float64(h)
	return r < most && r > 1/most
}

// ring reports whether a is a drawn circle: ink all round near the edge, and
// none between it and the middle, where letters like o and 0 have theirs.
func (m *inked) ring(a area, lo, hi int) bool {
	w, h := a.x1-a.x0, a.y1-a.y0
	if w < lo || h < lo || w > hi || h > hi || !m.square(w, h) {
		return false
	}
	cx, cy := float64(a.x0+a.x1)/2, float64(a.y0+a.y1)/2
	rx, ry := float64(w)/2, float64(h)/2
	at := func(angle, r float64) bool {
		x, y := int(cx+rx*r*math.Cos(angle)+.5), int(cy+ry*r*math.Sin(angle)+.5)
		return x >= 0 && y >= 0 && x < m.w && y < m.h && m.ink[y*m.w+x]
	}
	const steps = 64
	edge, gap, corners := 0, 0, 0
	for i := range steps {
		angle := 2 * math.Pi * float64(i) / steps
		if at(angle, 1) || at(angle, .94) || at(angle, .88) {
			edge++
		}
		if !at(angle, .62) {
			gap++
		}
		if i%16 == 8 && at(angle, 1.3) { // a square has ink there, a circle has not
			corners++
		}
	}
	return edge >= steps*92/100 && gap >= steps*85/100 && corners < 2
}

// A side is a straight run of ink: its place across, its beginning and end.
type side struct{ at, from, to int }

// frame finds the four straight sides of a box inside a, which may be bigger
// by what sticks out of the box.
func (m *inked) frame(a area, lo, hi int) (area, bool) {
	rows, cols := m.rows(a, lo), m.cols(a, lo)
	if len(rows) < 2 || len(cols) < 2 {
		return area{}, false
	}
	best, most := area{}, 0.0
	for _, t := range pick(rows, 0, 1, 3) {
		for _, b := range pick(rows, -1, -2) {
			for _, l := range pick(cols, 0, 1) {
				for _, r := range pick(cols, -1, -2, -4) {
					f := area{l.at, t.at, r.at, b.at}
					w, h := f.x1-f.x0, f.y1-f.y0
					if w < lo || h < lo || w > hi || h > hi || !m.square(w, h) {
						continue
					}
					if c := m.sides(f); c > most {
						best, most = f, c
					}
				}
			}
		}
	}
	return best, most >= .82
}

// pick returns the sides at some places, counted from the end below zero.
func pick(sides []side, places ...int) (some []side) {
	for _, p := range places {
		if p < 0 {
			p += len(sides)
		}
		if p >= 0 && p < len(sides) {
			some = append(some, sides[p])
		}
	}
	return some
}

// rows returns the level runs of ink in a at least lo long. A line may wander
// by a pixel.
func (m *inked) rows(a area, lo int) (sides []side) {
	for y := a.y0; y <= a.y1; y++ {
		if s := longest(a.x0, a.x1, func(x int) bool { return m.nearRow(x, y) }); s.to-s.from+1 >= lo {
			sides = append(sides, side{y, s.from, s.to})
		}
	}
	return sides
}

func (m *inked) cols(a area, lo int) (sides []side) {
	for x := a.x0; x <= a.x1; x++ {
		if s := longest(a.y0, a.y1, func(y int) bool { return m.nearCol(x, y) }); s.to-s.from+1 >= lo {
			sides = append(sides, side{x, s.from, s.to})
		}
	}
	return sides
}

func (m *inked) at(x, y int) bool {
	return x >= 0 && y >= 0 && x < m.w && y < m.h && m.ink[y*m.w+x]
}
func (m *inked) nearRow(x, y int) bool { return m.at(x, y) || m.at(x, y-1) || m.at(x, y+1) }
func (m *inked) nearCol(x, y int) bool { return m.at(x, y) || m.at(x-1, y) || m.at(x+1, y) }

// longest returns the longest run of ink from first to last.
func longest(first, last int, ink func(int) bool) side {
	best, start := side{from: 0, to: -1}, -1
	for i := first; i <= last+1; i++ {
		switch on := i <= last && ink(i); {
		case on && start < 0:
			start = i
		case !on && start >= 0:
			if i-start > best.to-best.from+1 {
				best.from, best.to = start, i-1
			}
			start = -1
		}
	}
	return best
}

// sides returns how much of the weakest side of f is ink.
func (m *inked) sides(f area) float64 {
	row := func(y int) float64 {
		n := 0
		for x := f.x0; x <= f.x1; x++ {
			if m.nearRow(x, y) {
				n++
			}
		}
		return float64(n) / float64(f.x1-f.x0+1)
	}
	col := func(x int) float64 {
		n := 0
		for y := f.y0; y <= f.y1; y++ {
			if m.nearCol(x, y) {
				n++
			}
		}
		return float64(n) / float64(f.y1-f.y0+1)
	}
	return min(row(f.y0), row(f.y1), col(f.x0), col(f.x1))
}

// alone reports whether a has room on both sides: letters stand closer to each
// other than tick boxes to anything.
func (m *inked) alone(a area) bool {
	near := max(2, m.pixels(.5))
	left := m.share(area{a.x0 - m.pixels(2.6), a.y0 + 2, a.x0 - near, a.y1 - 2})
	right := m.share(area{a.x1 + near, a.y0 + 2, a.x1 + m.pixels(1.8), a.y1 - 2})
	return left < .06 && right < .22
}
