package page

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// htmlField returns a form field: a tick box, or the value it was saved with.
func htmlField(n *html.Node) []run {
	name, _ := attr(n, "name")
	tip, _ := attr(n, "title")
	value, _ := attr(n, "value")
	r := run{value: true, field: name, tip: tip, text: value}
	switch kind, _ := attr(n, "type"); {
	case n.Data == "textarea":
		r.text = htmlText(n)
	case n.Data == "select":
		r.text = chosen(n)
	case strings.EqualFold(kind, "checkbox"), strings.EqualFold(kind, "radio"):
		m := &Mark{State: Off, Source: FromField, Confidence: .95, Field: name, Value: value, Tip: tip}
		if _, on := attr(n, "checked"); on {
			m.State = On
		}
		return []run{{mark: m}}
	case strings.EqualFold(kind, "hidden"), strings.EqualFold(kind, "submit"), strings.EqualFold(kind, "button"), strings.EqualFold(kind, "image"):
		return nil
	}
	return []run{r}
}

func htmlText(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

func chosen(n *html.Node) (text string) {
	for c := range n.Descendants() {
		if c.Type != html.ElementNode || c.Data != "option" {
			continue
		}
		if _, ok := attr(c, "selected"); ok {
			return squeeze(htmlText(c))
		}
	}
	return ""
}

// tableRow lays out the cells of a row side by side. Mails are often laid out
// with tables in tables; a row of one cell is then no more than a block.
func (h *htmlPage) tableRow(tr *html.Node, st htmlStyle, x0, x1 float64) {
	h.flush(x0, x1)
	var cells []*html.Node
	var shares []float64
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (c.Data == "td" || c.Data == "th") && !unseen(c) {
			cells = append(cells, c)
			shares = append(shares, colspan(c))
		}
	}
	switch {
	case len(cells) == 0:
	case len(cells) == 1 && tableInside(cells[0]):
		h.kids(cells[0], inlineStyle(cells[0], st), x0, x1)
		h.flush(x0, x1)
	default:
		h.row(shares, x0, x1, func(i int, x0, x1 float64) {
			st := st
			st.bold = st.bold || cells[i].Data == "th"
			h.kids(cells[i], inlineStyle(cells[i], st), x0, x1)
			h.flush(x0, x1)
		})
	}
}

func colspan(n *html.Node) float64 {
	v, _ := attr(n, "colspan")
	span, err := strconv.Atoi(v)
	if err != nil {
		return 1
	}
	return float64(min(max(span, 1), 50))
}

func tableInside(n *html.Node) bool {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == "table" {
			return true
		}
	}
	return false
}
