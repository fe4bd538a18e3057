package intyg

import (
	"math"
	"slices"

	"example.org/stegvis/bot/intyg/page"
)

// columns uses that most lists put all labels to the left and all values to
// the right: what stands among the labels with a value beside it is a label.
func (p *paper) columns() {
	left, right := map[int]int{}, map[int]int{}
	lines := byRow(p.els)
	n := 0
	for _, line := range lines {
		if l := line[0].label; l != nil && l.known && !l.inline && len(line) > 1 && line[1].label == nil {
			left[at(line[0])]++
			right[at(line[1])]++
			n++
		}
	}
	if n < 5 && len(p.sure()) == 0 {
		n = p.pairs(lines, left, right)
	}
	wide := 1
	if p.doc.Carrier == page.Text {
		wide = 4 // blanks in type are narrower than those that align
	}
	l, ln := most(left, 1)
	r, rn := most(right, wide)
	if n < 5 || ln*10 < n*6 || rn*10 < n*6 {
		return
	}
	for _, line := range lines {
		e := line[0]
		if e.taken || e.mark != nil || e.heading != nil || math.Abs(float64(at(e)-l)) > 1 || len(e.words) == 0 {
			continue
		}
		beside := len(line) > 1 && math.Abs(float64(at(line[1])-r)) <= float64(wide+1)
		if beside && e.label == nil && p.labelLike(e) {
			e.label = &label{at: e, text: e.text, colon: ends(e.text)}
		}
		if beside && line[1].label != nil && e.label != nil && !e.label.inline {
			p.takeBack(slices.Index(p.els, line[1])) // a value that happens to read like a label
		}
	}
}

// pairs counts lines of two pieces, on a form none of whose labels are known.
func (p *paper) pairs(lines [][]*element, left, right map[int]int) (n int) {
	for _, line := range lines {
		if len(line) < 2 || line[0].taken || line[0].mark != nil || line[0].heading != nil || len(line) > 2 && line[1].mark == nil {
			continue
		}
		left[at(line[0])]++
		right[at(line[1])]++
		n++
	}
	return n
}

// at rounds where an element begins to four points.
func at(e *element) int { return int(math.Round(e.box.X0 / 4)) }

func most(count map[int]int, wide int) (best, n int) {
	for k := range count {
		total := 0
		for d := -wide; d <= wide; d++ {
			total += count[k+d]
		}
		if total > n || total == n && k < best {
			best, n = k, total
		}
	}
	return best, n
}
