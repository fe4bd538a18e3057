package page

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// text reads the text layer of a page: its words, and the characters in it
// that draw tick boxes.
func (f *pdfFile) text(ref requests.Page, m matrix) (words []Word, marks []Mark, err error) {
	load, err := f.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: ref})
	if err != nil {
		return nil, nil, err
	}
	defer f.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: load.TextPage})
	count, err := f.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: load.TextPage})
	if err != nil {
		return nil, nil, err
	}
	n := count.Count
	if n > maxChars {
		f.warn(WarnCut)
		n = maxChars
	}
	t := &pdfText{pdf: f, page: load.TextPage, m: m}
	if t.chars, err = t.unicodes(n); err != nil {
		return nil, nil, err
	}
	for i := 0; i < len(t.chars); {
		if blankChar(t.chars[i]) {
			i++
			continue
		}
		end := i + 1
		for end < len(t.chars) && !blankChar(t.chars[end]) {
			end++
		}
		t.stretch(i, end)
		i = end
	}
	words, typedMarks := bracketMarks(t.words)
	return words, append(t.marks, typedMarks...), nil
}

// A pdfText puts the characters of a page together to words.
type pdfText struct {
	pdf   *pdfFile
	page  references.FPDF_TEXTPAGE
	m     matrix
	chars []rune
	words []Word
	marks []Mark
}

// A face is the type a word is set in.
type face struct {
	name string
	size float64
	bold bool
}

// unicodes returns the first n characters of the page. Each question to the
// engine costs as much as hundreds of characters of arithmetic, so they are
// asked for at once; only where some have no meaning and are left out, so that
// the count does not fit, one by one.
func (t *pdfText) unicodes(n int) ([]rune, error) {
	if n == 0 {
		return nil, nil
	}
	all, err := t.pdf.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: t.page, Count: n})
	if err == nil {
		if chars := []rune(strings.TrimRight(all.Text, "\x00")); len(chars) == n {
			return hyphened(chars), nil
		}
	}
	chars := make([]rune, n)
	for i := range chars {
		u, err := t.pdf.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: t.page, Index: i})
		if err != nil {
			return nil, err
		}
		chars[i] = rune(u.Unicode)
	}
	return hyphened(chars), nil
}

// hyphened puts hyphens where the engine has a mark of its own for one that
// ends a line.
func hyphened(chars []rune) []rune {
	for i, c := range chars {
		if c == '\u0002' || c == '\ufffe' {
			chars[i] = '-'
		}
	}
	return chars
}

func blankChar(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) }

// unseenChar reports whether c takes no room: a hyphen where a line might have
// been broken, a mark of the engine's own.
func unseenChar(c rune) bool {
	return c == '\u00ad' || c == '\uffff' || c == '\u200b' || c == '\u2060' || c == '\ufeff'
}

// stretch takes in the characters from first up to end, none of them blank. As
// a rule they are one word and its two ends tell where it stands.
func (t *pdfText) stretch(first, end int) {
	head, ok := t.box(first)
	if !ok {
		t.single(first, end)
		return
	}
	f := t.faceOf(first, head)
	tail := head
	if end-first > 1 {
		if tail, ok = t.box(end - 1); !ok {
			t.single(first, end)
			return
		}
	}
	box, n := head.Union(tail), float64(end-first)
	level := math.Abs(head.Middle()-tail.Middle()) < f.size*.3
	if !level || tail.X0 < head.X0-1 || box.Width() > n*f.size*1.05 || t.hasSymbol(first, end, f) {
		t.single(first, end)
		return
	}
	t.words = append(t.words, Word{Box: box, Text: seen(t.chars[first:end]), Source: FromText, Confidence: 1, Size: f.size, Bold: f.bold})
}

func seen(chars []rune) string {
	var b strings.Builder
	for _, c := range chars {
		if !unseenChar(c) {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// hasSymbol reports whether one of the characters may be a tick box.
func (t *pdfText) hasSymbol(first, end int, f face) bool {
	for _, c := range t.chars[first:end] {
		if _, ok := symbol(f.name, c); ok || strings.ContainsRune("þýüû¨£¡¤", c) {
			return true
		}
	}
	return false
}

// single takes in characters one by one, beginning a new word wherever one
// does not follow the one before it.
func (t *pdfText) single(first, end int) {
	var w Word
	var f face
	flush := func() {
		if w.Text != "" {
			t.words = append(t.words, w)
		}
		w = Word{}
	}
	for i := first; i < end; i++ {
		c := t.chars[i]
		box, ok := t.box(i)
		if !ok || unseenChar(c) || c == 0 {
			continue
		}
		if w.Text == "" || !follows(w.Box, box, f.size) || strings.ContainsRune("þýüû¨£¡¤", c) {
			flush()
			f = t.faceOf(i, box)
		}
		if g, ok := symbol(f.name, c); ok {
			flush()
			m := g.mark()
			m.Box = box
			t.marks = append(t.marks, m)
			continue
		}
		if w.Text == "" {
			w = Word{Source: FromText, Confidence: 1, Size: f.size, Bold: f.bold}
		}
		w.Text, w.Box = w.Text+string(c), w.Box.Union(box)
	}
	flush()
}

// follows reports whether box can be the next character of the word at w: on
// the same line and without a gap.
func follows(w, box Box, size float64) bool {
	gap := box.X0 - w.X1
	return gap < size*.5 && gap > -size*2 && math.Abs(box.Middle()-w.Middle()) < size*.6
}

// box returns the room a character takes on its line. Some fonts have no idea
// how tall they are; then it is what ink it has.
func (t *pdfText) box(i int) (Box, bool) {
	if loose, err := t.pdf.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: t.page, Index: i}); err == nil {
		r := loose.Rect
		b := t.m.box(float64(r.Left), float64(r.Bottom), float64(r.Right), float64(r.Top))
		if h := b.Height(); h > 2 && h < 60 && finite(b) {
			return b, true
		}
	}
	tight, err := t.pdf.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: t.page, Index: i})
	if err != nil {
		return Box{}, false
	}
	b := t.m.box(tight.Left, tight.Bottom, tight.Right, tight.Top)
	return b, finite(b)
}

func finite(b Box) bool {
	s := b.X0 + b.Y0 + b.X1 + b.Y1
	return !math.IsNaN(s) && math.Abs(s) < 1e6
}

// faceOf returns the type of a character.
func (t *pdfText) faceOf(i int, box Box) face {
	a := face{size: min(max(box.Height()*.8, 1), 200)}
	if s, err := t.pdf.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: t.page, Index: i}); err == nil && s.FontSize > 0 {
		// Some programs set type of size 1 and scale the page to it; then the
		// room the type takes says more.
		if k := box.Height() / s.FontSize; k > .8 && k < 1.9 {
			a.size = s.FontSize
		}
	}
	if n, err := t.pdf.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: t.page, Index: i}); err == nil {
		a.name = strings.ToLower(n.FontName)
		a.bold = strings.Contains(a.name, "bold") || strings.Contains(a.name, "black") || strings.Contains(a.name, "heavy") || n.Flags&(1<<18) != 0
	}
	return a
}

// bracketMarks finds tick boxes typed with brackets. A blank inside makes
// several words of one box.
func bracketMarks(words []Word) (rest []Word, marks []Mark) {
	for i := 0; i < len(words); i++ {
		w := words[i]
		for n := 1; n < 3 && i+1 < len(words) && opens(w.Text) && beside(w, words[i+1]); n++ {
			i++
			w.Text += " " + words[i].Text
			w.Box = w.Box.Union(words[i].Box)
		}
		if !typed.MatchString(w.Text) {
			rest = append(rest, w)
			continue
		}
		more, found := cutMarks(w)
		rest, marks = append(rest, more...), append(marks, found...)
	}
	return rest, marks
}

// opens reports whether s is the beginning of a box typed with a blank.
func opens(s string) bool {
	return s == "[" || s == "(" || strings.HasPrefix(s, "[") && utf8.RuneCountInString(s) == 2 && !strings.Contains(s, "]")
}

func beside(a, b Word) bool {
	return math.Abs(a.Box.Middle()-b.Box.Middle()) < a.Size*.4 && b.Box.X0-a.Box.X1 < a.Size*1.2 && strings.ContainsAny(b.Text, "]) xX✓✔") && len(b.Text) < 24
}

// cutMarks cuts a word at the boxes in it.
func cutMarks(w Word) (rest []Word, marks []Mark) {
	each := w.Box.Width() / float64(max(utf8.RuneCountInString(w.Text), 1))
	x := w.Box.X0
	for _, r := range ticks(run{text: w.Text}) {
		text := r.text
		if r.mark != nil {
			text = "[x]"
		}
		box := w.Box
		box.X0, box.X1 = x, x+each*float64(utf8.RuneCountInString(text))
		x = box.X1
		if r.mark != nil {
			m := *r.mark
			m.Box = box
			marks = append(marks, m)
		} else if t := strings.TrimSpace(text); t != "" {
			n := w
			n.Text, n.Box = t, box
			rest = append(rest, n)
		}
	}
	return rest, marks
}
