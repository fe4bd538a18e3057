package page

import (
	"slices"
	"strings"
)

// A glyph is a character that draws a tick box.
type glyph struct {
	state State
	weak  bool // is also used as a bullet in lists
}

var glyphs = map[rune]glyph{
	'☐': {state: Off}, '☒': {state: On}, '☑': {state: On}, '🗹': {state: On}, '🗷': {state: On}, '⮽': {state: On},
	'✓': {state: On}, '✔': {state: On}, '✗': {state: On}, '✘': {state: On}, '✅': {state: On}, '⊠': {state: On}, '⊗': {state: On},
	'◻': {state: Off}, '⬜': {state: Off}, '❏': {state: Off}, '❑': {state: Off}, '❒': {state: Off}, '◯': {state: Off},
	'◉': {state: On}, '⦿': {state: On}, '🔘': {state: On},
	'□': {Off, true}, '■': {On, true}, '▪': {On, true}, '▫': {Off, true},
	'○': {Off, true}, '●': {On, true},
}

// symbolFonts are type faces whose letters are pictures. Word writes them
// either as the plain letter or moved up to U+F000.
var symbolFonts = []struct {
	name string
	draw map[rune]glyph
}{
	{"wingdings 2", map[rune]glyph{'P': {state: On}, 'O': {state: On}, 'Q': {state: On}, 'R': {state: On}, 'S': {state: On}, 'T': {state: On}, '£': {state: Off}, '*': {Off, true}}},
	{"wingdings2", map[rune]glyph{'P': {state: On}, 'O': {state: On}, 'Q': {state: On}, 'R': {state: On}, 'S': {state: On}, 'T': {state: On}, '£': {state: Off}, '*': {Off, true}}},
	{"wingdings", map[rune]glyph{
		'o': {state: Off}, 'q': {Off, true}, 'r': {Off, true}, '¨': {state: Off}, '¡': {Off, true}, 'm': {Off, true},
		'x': {state: On}, 'ý': {state: On}, 'þ': {state: On}, 'ü': {state: On}, 'û': {state: On}, '¤': {state: On}, 'n': {On, true}, 'l': {On, true},
	}},
	{"dingbats", map[rune]glyph{
		'o': {state: Off}, 'p': {state: Off}, 'q': {state: Off}, 'r': {state: Off}, 'm': {Off, true}, 'n': {On, true}, 'l': {On, true},
		'3': {state: On}, '4': {state: On}, '5': {state: On}, '6': {state: On}, '7': {state: On}, '8': {state: On},
	}},
	{"webdings", map[rune]glyph{'c': {Off, true}, 'a': {state: On}, 'r': {state: On}, 'g': {On, true}}},
}

// symbol returns the tick box that c draws in a type face.
func symbol(font string, c rune) (glyph, bool) {
	if g, ok := glyphs[c]; ok {
		return g, true
	}
	low := c
	if c >= 0xf020 && c <= 0xf0ff {
		low = c - 0xf000
		if font == "" {
			font = "wingdings" // what U+F0xx nearly always comes from
		}
	}
	font = strings.ToLower(font)
	for _, f := range symbolFonts {
		if strings.Contains(font, f.name) {
			g, ok := f.draw[low]
			return g, ok
		}
	}
	return glyph{}, false
}

func (g glyph) mark() Mark {
	m := Mark{State: g.state, Source: FromText, Confidence: .98}
	if g.weak {
		m.Confidence = .5
	}
	return m
}

// glyphRuns cuts a run at the characters that are tick boxes, and at tabs.
func glyphRuns(r run) (runs []run) {
	start := 0
	flush := func(end int) {
		if end > start {
			runs = append(runs, r.with(r.text[start:end]))
		}
	}
	for i, c := range r.text {
		g, tick := glyphs[c]
		if !tick {
			g, tick = symbol("", c)
		}
		switch {
		case tick:
			flush(i)
			m := g.mark()
			m.Field, m.Tip = r.field, r.tip
			runs = append(runs, run{mark: &m})
		case c == '\t':
			flush(i)
			runs = append(runs, run{tab: true})
		default:
			continue
		}
		start = i + len(string(c))
	}
	flush(len(r.text))
	return runs
}

// weigh settles the marks that may be bullets: two and more on one line are
// tick boxes, and so are those that stand among others of both states.
func weigh(marks []Mark) {
	for i := range marks {
		if marks[i].Source != FromText || marks[i].Confidence > .5 {
			continue
		}
		beside := func(o Mark) bool {
			return o.Box != marks[i].Box && o.Box.Y0 < marks[i].Box.Middle() && marks[i].Box.Middle() < o.Box.Y1
		}
		if slices.ContainsFunc(marks, beside) {
			marks[i].Confidence = .9
		}
	}
}
