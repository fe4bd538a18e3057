package page

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tidy makes the words of all carriers alike: letters composed (a Mac writes å
// as a and a ring), lines to write on taken away, tick boxes weighed.
func tidy(doc *Document) {
	for i := range doc.Pages {
		p := &doc.Pages[i]
		p.Words = tidyWords(p.Words)
		weigh(p.Marks)
	}
}

func tidyWords(words []Word) []Word {
	out := words[:0]
	for _, w := range words {
		w.Text = norm.NFC.String(w.Text)
		if w.Source != FromField {
			w = unrule(w)
		}
		if w.Text != "" || w.Source == FromField {
			out = append(out, w)
		}
	}
	return out
}

// unrule takes the ends of a word that only draw a line to write on, as in
// "____Åke____" or "Namn:......".
func unrule(w Word) Word {
	n := utf8.RuneCountInString(w.Text)
	if n < 3 {
		return w
	}
	each := w.Box.Width() / float64(n)
	if t := trimRule(w.Text, strings.TrimLeft); t != w.Text {
		w.Box.X0 += each * float64(utf8.RuneCountInString(w.Text)-utf8.RuneCountInString(t))
		w.Text = t
	}
	if t := trimRule(w.Text, strings.TrimRight); t != w.Text {
		w.Box.X1 -= each * float64(utf8.RuneCountInString(w.Text)-utf8.RuneCountInString(t))
		w.Text = t
	}
	return w
}

// trimRule cuts underscores, and dots where there are more than an ellipsis.
func trimRule(s string, trim func(s, cutset string) string) string {
	if t := trim(s, "_"); len(s)-len(t) >= 2 {
		s = t
	}
	if t := trim(s, ".…"); len(s)-len(t) >= 4 {
		s = t
	}
	return s
}
