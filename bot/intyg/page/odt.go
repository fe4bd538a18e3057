package page

import (
	"strconv"
	"strings"
)

// readODT reads an OpenDocument text: headers, text with tables, footers.
// What was deleted with change tracking on lies outside the text and is not
// read.
func readODT(data []byte) (Document, error) {
	a, err := openArchive(data)
	if err != nil {
		return Document{}, err
	}
	o := &odtFile{sheet: newSheet(), styles: map[string]odtStyle{}, controls: map[string]*node{}}
	if meta, err := a.part("META-INF/manifest.xml"); err != nil {
		return Document{}, err
	} else if strings.Contains(string(meta), "encryption-data") {
		return Document{}, ErrLocked
	}
	margins, err := o.load(a, "styles.xml")
	if err != nil {
		return Document{}, err
	}
	content, err := o.load(a, "content.xml")
	if err != nil {
		return Document{}, err
	}
	body := content.find("body").child("text")
	if body == nil {
		return Document{}, ErrUnreadable // a spreadsheet, or a drawing
	}
	o.margin(margins, "header")
	o.blocks(body, 0, sheetWidth)
	o.margin(margins, "footer")
	doc := o.document(ODT)
	if o.tracked {
		doc.Warnings = append(doc.Warnings, WarnTracked)
	}
	if o.comments {
		doc.Warnings = append(doc.Warnings, WarnComments)
	}
	return doc, o.err
}

// An odtFile is an OpenDocument text being laid out.
type odtFile struct {
	*sheet
	styles            map[string]odtStyle
	controls          map[string]*node // form controls by their id
	tracked, comments bool
}

type odtStyle struct {
	bold  bool
	size  float64
	font  string
	width float64 // of a table column
}

// load reads a part and takes in the styles and form controls it defines.
func (o *odtFile) load(a *archive, name string) (*node, error) {
	data, err := a.part(name)
	if err != nil || data == nil {
		return nil, err
	}
	root, err := parseXML(data)
	if err != nil {
		return nil, err
	}
	root.walk(func(n *node) bool {
		switch n.name {
		case "style":
			o.styles[n.get("name")] = o.style(n)
		case "checkbox", "radio", "text", "textarea", "formatted-text", "date", "combobox", "listbox":
			if id := n.get("id"); id != "" {
				o.controls[id] = n
			}
		}
		return true
	})
	return root, nil
}

// style reads one style. The one it is based on stands before it.
func (o *odtFile) style(n *node) odtStyle {
	st := o.styles[n.get("parent-style-name")]
	t := n.child("text-properties")
	if w := t.get("font-weight"); w != "" {
		st.bold = w == "bold" || w >= "600" && w <= "900"
	}
	if v := points(t.get("font-size")); v > 0 {
		st.size = v
	}
	if f := t.get("font-name"); f != "" {
		st.font = f
	}
	if v := points(n.child("table-column-properties").get("column-width")); v > 0 {
		st.width = v
	}
	return st
}

// points reads a length such as 11pt, 2.5cm or 1in; 0 when it is none.
func points(s string) float64 {
	for unit, k := range map[string]float64{"pt": 1, "cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72} {
		if v, err := strconv.ParseFloat(strings.TrimSuffix(s, unit), 64); err == nil && strings.HasSuffix(s, unit) && v > 0 && v < 5000 {
			return v * k
		}
	}
	return 0
}

// margin lays out the headers or footers, equal ones once.
func (o *odtFile) margin(root *node, name string) {
	seen := map[string]bool{}
	root.find("master-styles").walk(func(n *node) bool {
		if n.name != name {
			return true
		}
		if text := n.chars(); !seen[text] {
			seen[text] = true
			o.blocks(n, 0, sheetWidth)
		}
		return false
	})
}

func (o *odtFile) blocks(n *node, x0, x1 float64) {
	for _, k := range n.kids {
		switch k.name {
		case "p", "h":
			o.paragraph(k, x0, x1)
		case "table":
			o.table(k, x0, x1)
		case "tracked-changes":
			o.tracked = len(k.kids) > 0
		case "section", "list", "list-item", "list-header", "index-body", "table-of-content", "text-box", "frame":
			o.blocks(k, x0, x1)
		}
	}
}

func (o *odtFile) paragraph(p *node, x0, x1 float64) {
	l := &odtLine{file: o}
	st := o.styles[p.get("style-name")]
	st.bold = st.bold || p.name == "h"
	l.kids(p, st)
	o.line(l.runs, x0, x1)
	for _, box := range l.boxes {
		o.blocks(box, x0, x1)
	}
}

func (o *odtFile) table(t *node, x0, x1 float64) {
	columns := o.columns(t)
	t.walk(func(n *node) bool {
		switch n.name {
		case "table-row":
			o.tableRow(n, columns, x0, x1)
			return false
		case "table", "table-header-rows", "table-rows", "table-row-group":
			return true
		}
		return false
	})
}

// columns returns the widths of a table's columns.
func (o *odtFile) columns(t *node) (widths []float64) {
	t.walk(func(n *node) bool {
		if n.name == "table-column" {
			w := o.styles[n.get("style-name")].width
			if w == 0 {
				w = 100
			}
			for range repeated(n, "number-columns-repeated") {
				widths = append(widths, w)
			}
		}
		return n.name != "table-row"
	})
	return widths
}

// repeated reads how many times an element stands for itself.
func repeated(n *node, name string) int {
	v, _ := strconv.Atoi(n.get(name))
	return min(max(v, 1), 64)
}

func (o *odtFile) tableRow(r *node, columns []float64, x0, x1 float64) {
	cells := r.kidsNamed("table-cell")
	if len(cells) == 0 {
		return
	}
	shares := make([]float64, len(cells))
	at := 0
	for i, c := range cells {
		for range repeated(c, "number-columns-spanned") {
			w := 100.0
			if at < len(columns) {
				w = columns[at]
			}
			shares[i] += w
			at++
		}
	}
	o.row(shares, x0, x1, func(i int, x0, x1 float64) { o.blocks(cells[i], x0, x1) })
}
