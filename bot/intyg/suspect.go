package intyg

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// A form can be read wrongly as a whole: where labels stand below what they are
// for, every value seems to belong to the next one. No rule for a single field
// sees that, but what is read then does not fit its labels: a telephone number
// for a profession, "Nej" for what somebody does alone. Each of those is a
// doubt, and a few of them make everything one.

// misfits is how many values of the wrong kind make the whole reading doubtful.
const misfits = 3

// suspect doubts what is no value for its label.
func (b *builder) suspect(all []*answer) {
	b.overleaf()
	n := 0
	for _, a := range all {
		if a.text == "" || len(a.marks) > 0 {
			continue
		}
		if b.mixed(a) || spaced(a.text) || b.cutMail(a) || b.labelled(a) || b.beheaded(a) {
			b.unsure(a.key, .7)
		}
		if b.misfit(a) {
			b.unsure(a.key, .5)
			n++
		}
	}
	if n >= misfits {
		b.r.Whole = false
		b.warn("okant_formular")
		b.lower(.6)
	}
}

// cutMail reports whether an address of mail goes over two lines: a hyphen at
// the end of the first may be its own.
func (b *builder) cutMail(a *answer) bool {
	return b.c.types[a.key] == "email" && len(a.label.values) > 1
}

// labelled reports whether a value begins with a label of its own.
func (b *builder) labelled(a *answer) bool {
	head, _, found := strings.Cut(a.text, ":")
	return found && len(b.c.meanings[plain(head)]) > 0
}

// beheaded reports whether a value below its label begins in the middle of a
// sentence: its first line may stand elsewhere.
func (b *builder) beheaded(a *answer) bool {
	if b.c.types[a.key] != "text" || len(a.label.values) == 0 {
		return false
	}
	v := a.label.values[0]
	return v.row != a.label.at.row && isLower(v.text) && len(v.words) > 3 && !v.isField()
}

// overleaf doubts the last value of a page when the next page, or column,
// begins with what may be the rest of it.
func (b *builder) overleaf() {
	for n := 2; n <= len(b.doc.Pages); n++ {
		i := slices.IndexFunc(b.els, func(e *element) bool { return e.page == n && !e.taken && (e.mark != nil || lettered(e.text)) })
		if i < 0 || b.els[i].mark != nil || b.els[i].label != nil || b.els[i].heading != nil || begins(b.els[i].text, b.c.words.Furniture) {
			continue
		}
		var last *label
		for _, l := range b.labels {
			if l.at.page < n {
				last = l
			}
		}
		if last != nil && last.meaning.key != "" {
			b.unsure(last.meaning.key, .7)
		}
	}
}

// misfit reports whether what stands by a label is plainly a value of something
// else.
func (b *builder) misfit(a *answer) bool {
	switch kind := b.c.types[a.key]; kind {
	case "text", "provider", "address":
		number := a.key == "utforare.kontakt" || a.key == "kontakt_vid_forsamring" || a.key == "foretradare" || a.key == "underskrift"
		return yesOrNo.MatchString(plain(a.text)) && a.key != "tolk" && a.key != "instruktion" || figure.MatchString(a.text) && !number
	case "name", "issuer":
		return yesOrNo.MatchString(plain(a.text)) || !lettered(a.text) || b.c.Profession(a.text) != ""
	case "profession":
		return b.c.Profession(a.text) == ""
	case "personid", "phone", "email", "date", "pastdate", "from", "to", "minutes", "frequency":
		f, _ := b.r.Get(a.key)
		return f.Empty() && f.Raw != ""
	}
	return false
}

var (
	yesOrNo = regexp.MustCompile(`^(x )?(ja|nej)( (x )?(ja|nej))?( x)?$`)
	both    = regexp.MustCompile(`(?i)\bja\b.*\bnej\b`)
	figure  = regexp.MustCompile(`^[\d\s+()/.-]{6,}$|^\S+@\S+\.\S+$`) // a telephone number, a date, an address of mail
)

// mixed reports whether the first line of a value looks otherwise than the rest
// of it: it may be a label that nobody knows.
func (b *builder) mixed(a *answer) bool {
	if a.label == nil || b.doc.Carrier == page.Scan {
		return false
	}
	vs := slices.DeleteFunc(slices.Clone(a.label.values), func(v *element) bool { return v.mark != nil || !lettered(v.text) })
	if len(vs) < 2 {
		return false
	}
	first, last := vs[0], vs[len(vs)-1]
	return first.row != last.row && (first.bold != last.bold || math.Abs(first.size-last.size) > .6)
}

// spaced reports whether a text has fallen apart into single letters, as some
// type does when a PDF is read.
func spaced(text string) bool {
	words := strings.Fields(text)
	single := 0
	for _, w := range words {
		if runes(w) == 1 && lettered(w) && digits(w) == "" {
			single++
		}
	}
	return len(words) >= 5 && single*10 > len(words)*3
}
