package contacts

import (
	"slices"
	"strings"
)

// A table is a grid of text with a header somewhere near its top, as CSV and
// workbooks both give it.
type table struct {
	at     Problem // its file and sheet
	hidden bool
	broken *Problem // why it could not be read, if so
	rows   []tableRow

	// Of workbooks only:
	check     func(row, col int) string // the code of what is odd about a cell
	since1904 bool                      // how its dates are counted
}

type tableRow struct {
	n     int // as Excel and editors number them
	cells []string
}

func (r tableRow) blank() bool {
	return !slices.ContainsFunc(r.cells, func(c string) bool { return trim(c) != "" })
}

func (t table) blank() bool {
	return !slices.ContainsFunc(t.rows, func(r tableRow) bool { return !r.blank() })
}

func (t table) place(r tableRow) Problem {
	at := t.at
	at.Row = r.n
	return at
}

func (t table) problem(p Problem) Problem {
	p.File, p.Sheet = t.at.File, t.at.Sheet
	return p
}

// A header is the row that says what the columns are.
type header struct {
	index   int            // among the rows
	columns map[int]string // what each known column means
	names   map[int]string // as it is written
	twice   []string
	unknown []string
}

// headerDepth is how many rows of title and explanation may stand above it.
const headerDepth = 25

// header finds the row with the most known headers. There must be at least
// two, and one of them must say who the row is about.
func (t table) header() (best header, ok bool) {
	for i, r := range t.rows[:min(len(t.rows), headerDepth)] {
		h := readHeader(r)
		if len(h.columns) > max(1, len(best.columns)) && h.knows("name", "last") {
			best, ok = h, true
			best.index = i
		}
	}
	return best, ok
}

func readHeader(r tableRow) header {
	h := header{columns: map[int]string{}, names: map[int]string{}}
	seen := map[string]bool{}
	for i, c := range r.cells {
		meaning, known := headers().columns[cellKey(c)]
		switch {
		case cellKey(c) == "":
			continue
		case !known:
			h.unknown = append(h.unknown, trim(c))
		case seen[meaning]:
			h.twice = append(h.twice, trim(c))
		default:
			h.columns[i], seen[meaning] = meaning, true
		}
		h.names[i] = trim(c)
	}
	return h
}

func (h header) knows(meanings ...string) bool {
	for _, m := range h.columns {
		if slices.Contains(meanings, m) {
			return true
		}
	}
	return false
}

// repeats reports whether r is the header once more, as at a page break.
func (h header) repeats(r tableRow) bool {
	again := readHeader(r)
	return len(again.columns) > 1 && len(again.columns) == len(h.columns)
}

// width is the column after the last one that has a header.
func (h header) width() int {
	w := 0
	for i := range h.names {
		w = max(w, i+1)
	}
	return w
}

// cellKey is how a header or another known word is compared: "E-post: " and
// "e-post" are the same.
func cellKey(s string) string {
	s = strings.ToLower(strings.Map(plainSpace, s))
	s = strings.TrimRight(strings.TrimSpace(s), ":*")
	return strings.Join(strings.Fields(s), " ")
}

func plainSpace(r rune) rune {
	switch r {
	case '\u00a0', '\u202f':
		return ' '
	case '\u200b', '\u200e', '\u200f', '\ufeff', '\u00ad':
		return -1
	}
	return r
}
