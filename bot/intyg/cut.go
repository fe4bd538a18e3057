package intyg

import (
	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// cutDocuments cuts a document that holds the intyg of several people, one
// after the other, where each begins: at a title, when another person follows.
func cutDocuments(doc page.Document, today care.Date) []page.Document {
	starts := titles(doc)
	if len(starts) < 2 {
		return []page.Document{doc}
	}
	var parts []page.Document
	last := ""
	for i, from := range starts {
		to := spot{page: len(doc.Pages) + 1}
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		if i == 0 {
			from = spot{}
		}
		part := between(doc, from, to)
		id := personOf(part, today)
		if len(parts) > 0 && (id == "" || id == last || last == "") {
			parts[len(parts)-1] = joined(parts[len(parts)-1], part)
		} else {
			parts = append(parts, part)
		}
		if id != "" {
			last = id
		}
	}
	return parts
}

// A spot is a height on a page.
type spot struct {
	page int
	y    float64
}

func (p spot) after(o spot) bool { return p.page > o.page || p.page == o.page && p.y > o.y }

// titles returns where the document calls itself an intyg.
func titles(doc page.Document) (all []spot) {
	c := Standard()
	for _, e := range elements(doc) {
		if c.isTitle(e.text) {
			all = append(all, spot{e.page, e.box.Y0 - 1})
		}
	}
	return all
}

// between returns the part of doc from one spot to another.
func between(doc page.Document, from, to spot) page.Document {
	in := func(n int, b page.Box) bool {
		at := spot{n, b.Middle()}
		return at.after(from) && !at.after(to)
	}
	out := page.Document{Carrier: doc.Carrier, Warnings: doc.Warnings}
	for i, p := range doc.Pages {
		q := p
		q.Words, q.Marks = nil, nil
		for _, w := range p.Words {
			if in(i+1, w.Box) {
				q.Words = append(q.Words, w)
			}
		}
		for _, m := range p.Marks {
			if in(i+1, m.Box) {
				q.Marks = append(q.Marks, m)
			}
		}
		out.Pages = append(out.Pages, q)
	}
	return out
}

func joined(a, b page.Document) page.Document {
	for i := range a.Pages {
		a.Pages[i].Words = append(a.Pages[i].Words, b.Pages[i].Words...)
		a.Pages[i].Marks = append(a.Pages[i].Marks, b.Pages[i].Marks...)
	}
	return a
}

// personOf returns the one personnummer in doc.
func personOf(doc page.Document, today care.Date) (id string) {
	for _, e := range elements(doc) {
		for _, found := range FindPersonnummer(e.text, today) {
			if id != "" && id != found.Number {
				return ""
			}
			id = found.Number
		}
	}
	return id
}
