package forms

import (
	"strings"
	"unicode"

	"example.org/stegvis/bot/forms/pdf"
)

// A block is a paragraph or the like of a paper's text. The markup is little,
// so that whoever writes the texts can keep it in mind; a line begins with
//
//	#  ##  ###   a heading
//	-            a point
//	1.           a numbered step
//	|            a fact: | label | value
//	>            a box with something important
//	_            a line to write on, after its label
//	__           a line to sign on, above the name
//	===          a new page
//
// and everything else is a paragraph. Lines that follow each other belong to
// one block, and **between two pairs of stars** is bold.
type block struct {
	kind  kind
	label string // of a fact or a line to write on; number of a step
	text  string
}

type kind int

const (
	para kind = iota
	h1
	h2
	h3
	point
	step
	fact
	box
	blank
	sign
	newPage
)

var signs = []struct {
	sign string
	kind kind
}{{"### ", h3}, {"## ", h2}, {"# ", h1}, {"- ", point}, {"| ", fact}, {"> ", box}, {"__ ", sign}, {"_ ", blank}, {"===", newPage}}

// blocks reads a text with markup.
func blocks(s string) (out []block) {
	open := false // the next line goes on with the last block
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, " \t\r\n")
		if line == "" {
			open = false
			continue
		}
		b := begin(line)
		if last := len(out) - 1; open && b.kind == para {
			out[last].text += " " + b.text
			continue
		}
		out = append(out, b)
		open = b.kind != h1 && b.kind != h2 && b.kind != h3
	}
	return out
}

func begin(line string) block {
	for _, s := range signs {
		if rest, ok := strings.CutPrefix(line, s.sign); ok {
			return shape(block{kind: s.kind, text: strings.TrimSpace(rest)})
		}
	}
	if n, rest, ok := strings.Cut(line, ". "); ok && n != "" && strings.Trim(n, "0123456789") == "" {
		return block{kind: step, label: n, text: strings.TrimSpace(rest)}
	}
	return block{kind: para, text: line}
}

// shape moves the label of a block to where it belongs.
func shape(b block) block {
	switch b.kind {
	case fact:
		label, text, _ := strings.Cut(b.text, "|")
		b.label, b.text = strings.TrimSpace(label), strings.TrimSpace(text)
	case blank:
		b.label, b.text = b.text, ""
	}
	return b
}

// A span is a word in one face. Glued says that no space goes before it.
type span struct {
	text  string
	face  pdf.Face
	glued bool
}

// lines breaks a block's text into lines of words no wider than width.
func lines(d *pdf.Doc, st pdf.Style, width float64, text string) (out [][]span) {
	space := d.Width(st, " ")
	for part := range strings.SplitSeq(text, separator) {
		var line []span
		used := 0.0
		for _, s := range split(d, st, spans(part, st.Face), width) {
			w := d.Width(pdf.Style{Face: s.face, Size: st.Size}, s.text)
			if len(line) > 0 && !s.glued && used+space+w > width {
				out, line, used = append(out, line), nil, 0
			}
			if len(line) > 0 && !s.glued {
				used += space
			}
			line, used = append(line, s), used+w
		}
		out = append(out, line)
	}
	return out
}

// split breaks the words that are wider than a line, such as a checksum.
func split(d *pdf.Doc, st pdf.Style, words []span, width float64) (out []span) {
	for _, s := range words {
		for i, part := range d.Wrap(pdf.Style{Face: s.face, Size: st.Size}, width, s.text) {
			out = append(out, span{part, s.face, s.glued && i == 0})
		}
	}
	return out
}

// spans takes the words of text apart, the bold ones from the others.
func spans(text string, plain pdf.Face) (out []span) {
	for i, part := range strings.Split(text, "**") {
		face := plain
		if i%2 == 1 {
			face = pdf.Bold
		}
		part = strings.ReplaceAll(part, joiner, "")
		glued := i > 0 && !startsWithSpace(part) && !endsWithSpace(strings.Split(text, "**")[i-1])
		for _, word := range strings.FieldsFunc(part, breaks) {
			out = append(out, span{word, face, glued})
			glued = false
		}
	}
	return out
}

// breaks reports whether a line may end at r; it may not at a hard space.
func breaks(r rune) bool { return unicode.IsSpace(r) && r != hardSpace }

func startsWithSpace(s string) bool { return s != "" && breaks([]rune(s)[0]) }

func endsWithSpace(s string) bool {
	r := []rune(s)
	return len(r) == 0 || breaks(r[len(r)-1])
}
