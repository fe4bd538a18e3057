package intyg

import (
	"slices"
	"strings"

	"example.org/stegvis/bot/intyg/page"
)

// A lesson is a form that a human has told us of, and the labels that are
// known once it has been recognised. Each form has its own: what "Ansvarig"
// means on one it need not mean on another.
type lesson struct {
	form  Form
	knows *Catalogue
}

// Teach makes r read those forms with what humans have said of them, and
// forget what it was taught before. It refuses a form that [Catalogue.With]
// refuses.
func (r *Reader) Teach(forms ...Form) error {
	var all []lesson
	for _, f := range forms {
		c, err := Standard().With(f)
		if err != nil {
			return err
		}
		all = append(all, lesson{f, c})
	}
	r.taught.Store(&all)
	return nil
}

// Taught returns the forms that r has been taught.
func (r *Reader) Taught() (forms []Form) {
	if all := r.taught.Load(); all != nil {
		for _, l := range *all {
			forms = append(forms, l.form)
		}
	}
	return forms
}

// catalogue returns the labels to read doc with: those of the form it is on,
// if that is one r has been taught, else the standard ones.
func (r *Reader) catalogue(doc page.Document) *Catalogue {
	all := r.taught.Load()
	if all == nil || len(*all) == 0 {
		return Standard()
	}
	best, most, printed := Standard(), 0.0, wordsOf(doc)
	for _, l := range *all {
		if share := l.form.share(printed); share >= enough(doc.Carrier) && share >= most { // the newest of equals
			best, most = l.knows, share
		}
	}
	return best
}

// enough is how much of a form's labels must be on a paper for it to be that
// form: nearly all, but a machine misreads some.
func enough(c page.Carrier) float64 {
	if c == page.Scan {
		return .6
	}
	return .8
}

// share returns how many of the form's labels are among the words printed. Not
// whole lines: a narrow column breaks a label where it likes.
func (f Form) share(printed map[string]bool) float64 {
	n := 0
	for label := range f.Labels {
		if !slices.ContainsFunc(strings.Fields(plain(label)), func(w string) bool { return !printed[w] }) {
			n++
		}
	}
	return float64(n) / float64(max(len(f.Labels), 1))
}

func wordsOf(doc page.Document) map[string]bool {
	all := map[string]bool{}
	for _, p := range doc.Pages {
		for _, w := range p.Words {
			for _, part := range strings.Fields(plain(w.Text) + " " + plain(w.Tip)) {
				all[part] = true
			}
		}
	}
	return all
}
