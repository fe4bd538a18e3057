package page

import (
	"cmp"
	"slices"
)

// ruledCells returns the cells between straight lines, level and upright, as
// of a table; without those already known.
func ruledCells(rules, known []Box) (cells []Box) {
	level, upright := straightened(rules)
	for i, top := range level {
		edges := meeting(upright, top)
		for j := 0; j+1 < len(edges); j++ {
			c, ok := cellBelow(top, level[i+1:], edges[j], edges[j+1])
			if ok && c.Width() > 12 && c.Height() > 8 && !knownBox(c, known) {
				cells = append(cells, c)
			}
		}
	}
	return cells
}

// slack is how far lines that meet may miss each other, in points.
const slack = 2.5

// straightened sorts lines into level ones, from the top, and upright ones,
// from the left, with the pieces of a line put together.
func straightened(rules []Box) (level, upright []Box) {
	for _, r := range rules {
		if r.Width() > r.Height() {
			level = append(level, r)
		} else {
			upright = append(upright, r)
		}
	}
	slices.SortFunc(level, func(a, b Box) int { return cmp.Or(cmp.Compare(a.Y0, b.Y0), cmp.Compare(a.X0, b.X0)) })
	slices.SortFunc(upright, func(a, b Box) int { return cmp.Or(cmp.Compare(a.X0, b.X0), cmp.Compare(a.Y0, b.Y0)) })
	level = merge(level, func(a, b Box) bool {
		return b.Y0-a.Y0 < 1 && b.X0 < a.X1+slack && a.X0 < b.X1+slack
	})
	upright = merge(upright, func(a, b Box) bool {
		return b.X0-a.X0 < 1 && b.Y0 < a.Y1+slack && a.Y0 < b.Y1+slack
	})
	return level, upright
}

// merge puts together neighbours in lines that are pieces of one.
func merge(lines []Box, one func(a, b Box) bool) (out []Box) {
next:
	for _, l := range lines {
		for i := len(out) - 1; i >= 0 && i >= len(out)-40; i-- {
			if one(out[i], l) {
				out[i] = out[i].Union(l)
				continue next
			}
		}
		out = append(out, l)
	}
	return out
}

// meeting returns the upright lines that go down from top.
func meeting(upright []Box, top Box) (edges []Box) {
	for _, u := range upright {
		x, y := (u.X0+u.X1)/2, top.Middle()
		if x > top.X0-slack && x < top.X1+slack && u.Y0 < y+slack && u.Y1 > y+2*slack {
			edges = append(edges, u)
		}
	}
	return edges
}

// cellBelow returns the cell under top between two upright lines: down to the
// first level line that joins them.
func cellBelow(top Box, below []Box, left, right Box) (Box, bool) {
	x0, x1 := (left.X0+left.X1)/2, (right.X0+right.X1)/2
	for _, bottom := range below {
		y := bottom.Middle()
		if y < top.Middle()+2*slack || bottom.X0 > x0+slack || bottom.X1 < x1-slack {
			continue
		}
		if left.Y1 < y-slack || right.Y1 < y-slack {
			return Box{}, false
		}
		return Box{x0, top.Middle(), x1, y}, true
	}
	return Box{}, false
}

func knownBox(c Box, known []Box) bool {
	return slices.ContainsFunc(known, func(k Box) bool {
		o := k.Overlap(c)
		return o > .9*k.area() && o > .9*c.area()
	})
}
