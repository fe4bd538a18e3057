package intyg

import (
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// What a picture of our own blank says that does not stand in its fields.

// aside is what somebody has written beside the fields: words that the blank
// does not have.
func (s *scannedForm) aside(doc page.Document) string {
	printed := s.form.vocabulary()
	var out []string
	for i := range doc.Pages {
		p := &doc.Pages[i]
		for _, line := range inLines(p.Words) {
			strange := 0
			for _, w := range line {
				if !printed[plain(w.Text)] {
					strange++
				}
			}
			if strange > len(line)/3 {
				out = append(out, lineOf(line))
			}
		}
	}
	return strings.Join(out, "\n")
}

// vocabulary is every word that is printed on the blank.
func (f printedForm) vocabulary() map[string]bool {
	all := map[string]bool{}
	add := func(texts ...string) {
		for _, t := range texts {
			for _, w := range strings.Fields(t) {
				all[plain(w)] = true
			}
		}
	}
	add(f.Title, f.SupplementTitle, f.Intro, f.SupplementIntro, f.ReturnTo, f.ProtectedNote, f.KnownTitle, f.KnownIntro)
	for _, s := range f.Section {
		add(s.Title)
		for _, r := range s.Row {
			add(r.Help)
			for _, x := range r.Field {
				add(x.Label)
				for _, o := range x.Option {
					add(o.Label)
				}
			}
		}
	}
	return all
}

// personsIn counts the personnummer of different people that were read.
func personsIn(doc page.Document, received care.Date) int {
	seen := map[string]bool{}
	for _, p := range doc.Pages {
		for _, line := range inLines(p.Words) {
			for _, id := range FindPersonnummer(lineOf(line), received) {
				seen[id.Number] = true
			}
		}
	}
	return len(seen)
}
