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
	for i := range n {
		if err := t.char(i); err != nil {
			return nil, nil, err
		}
	}
	t.flush()
	words, typedMarks := bracketMarks(t.words)
	return words, append(t.marks, typedMarks...), nil
}

// A pdfText puts the characters of a page together to words.
type pdfText struct {
	pdf   *pdfFile
	page  references.FPDF_TEXTPAGE
	m     matrix
	word  Word // so far
	face  face // it is in
	words []Word
	marks []Mark
}

// A face is the type a word is set in.
type face struct {
	name string
	size float64
	bold bool
}

func (t *pdfText) flush() {
	if t.word.Text != "" {
		t.words = append(t.words, t.word)
	}
	t.word = Word{}
}

func (t *pdfText) char(i int) error {
	u, err := t.pdf.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: t.page, Index: i})
	if err != nil {
		return err
	}
	c := rune(u.Unicode)
	switch {
	case c == 0, c == '\u00ad', c == '\ufffe', c == '\u200b':
		return nil
	case unicode.IsSpace(c), unicode.IsControl(c):
		t.flush()
		return nil
	}
	box, ok := t.box(i)
	if !ok {
		return nil
	}
	t.put(i, c, box)
	return nil
}

// put adds a character to the word, or begins a new word with it.
func (t *pdfText) put(i int, c rune, box Box) {
	if t.word.Text != "" && !t.follows(box) {
		t.flush()
	}
	if t.word.Text == "" {
		t.face = t.faceOf(i, box)
	}
	if g, ok := symbol(t.face.name, c); ok {
		t.flush()
		m := g.mark()
		m.Box = box
		t.marks = append(t.marks, m)
		return
	}
	if t.word.Text == "" {
		t.word = Word{Box: box, Source: FromText, Confidence: 1, Size: t.face.size, Bold: t.face.bold}
	}
	t.word.Text += string(c)
	t.word.Box = t.word.Box.Union(box)
}

// follows reports whether box can be the next character of the word: on the
// same line and without a gap.
func (t *pdfText) follows(box Box) bool {
	gap, size := box.X0-t.word.Box.X1, t.face.size
	return gap < size*.5 && gap > -size*2 && math.Abs(box.Middle()-t.word.Box.Middle()) < size*.6
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

// faceOf returns the type of a character. It is asked once a word: each
// question to the engine costs as much as ten characters of arithmetic.
func (t *pdfText) faceOf(i int, box Box) face {
	a := face{size: min(max(box.Height()*.8, 1), 200)}
	if s, err := t.pdf.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: t.page, Index: i}); err == nil && s.FontSize > 0 {
		a.size = s.FontSize
		// Some programs set type of size 1 and scale the page to it.
		if tm, err := t.pdf.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: t.page, Index: i}); err == nil {
			if k := math.Hypot(float64(tm.Matrix.C), float64(tm.Matrix.D)); k > .01 && k < 1000 {
				a.size *= k
			}
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
