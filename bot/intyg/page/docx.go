package page

import (
	"strconv"
	"strings"
)

// readDOCX reads a Word file: its headers, its text with tables and text
// boxes, its footers. Tracked changes are read as if all had been accepted.
func readDOCX(data []byte) (Document, error) {
	a, err := openArchive(data)
	if err != nil {
		return Document{}, err
	}
	w := &wordFile{sheet: newSheet()}
	if err := w.styles.read(a); err != nil {
		return Document{}, err
	}
	main, err := a.part("word/document.xml")
	if err != nil {
		return Document{}, err
	}
	root, err := parseXML(main)
	if err != nil {
		return Document{}, err
	}
	body := root.find("body")
	if body == nil {
		return Document{}, ErrUnreadable
	}
	if err := w.margins(a, "word/header"); err != nil {
		return Document{}, err
	}
	w.blocks(body, 0, sheetWidth)
	if err := w.margins(a, "word/footer"); err != nil {
		return Document{}, err
	}
	doc := w.document(DOCX)
	doc.Warnings = w.warnings()
	return doc, w.err
}

// A wordFile is a Word file being laid out.
type wordFile struct {
	*sheet
	styles   wordStyles
	tracked  bool
	hidden   bool
	comments bool
}

func (w *wordFile) warnings() (codes []string) {
	for _, f := range []struct {
		is   bool
		code string
	}{{w.tracked, WarnTracked}, {w.hidden, WarnHidden}, {w.comments, WarnComments}} {
		if f.is {
			codes = append(codes, f.code)
		}
	}
	return codes
}

// margins lays out the parts whose name begins so: page headers or footers.
// The first page's and the others' are often the same and then laid out once.
func (w *wordFile) margins(a *archive, prefix string) error {
	seen := map[string]bool{}
	for _, f := range a.files {
		if !strings.HasPrefix(f.Name, prefix) || !strings.HasSuffix(f.Name, ".xml") {
			continue
		}
		data, err := a.unpack(f)
		if err != nil {
			return err
		}
		root, err := parseXML(data)
		if err != nil {
			return err
		}
		if text := root.chars(); !seen[text] {
			seen[text] = true
			for _, k := range root.kids {
				w.blocks(k, 0, sheetWidth)
			}
		}
	}
	return nil
}

// blocks lays out paragraphs and tables below each other.
func (w *wordFile) blocks(n *node, x0, x1 float64) {
	for _, k := range n.kids {
		switch k.name {
		case "p":
			w.paragraph(k, x0, x1)
		case "tbl":
			w.table(k, x0, x1)
		case "sdt":
			w.control(k, x0, x1)
		case "ins", "moveTo":
			w.tracked = true
			w.blocks(k, x0, x1)
		case "del", "moveFrom":
			w.tracked = true
		case "customXml", "smartTag", "txbxContent":
			w.blocks(k, x0, x1)
		}
	}
}

// paragraph lays out one paragraph and, below it, the text boxes tied to it.
func (w *wordFile) paragraph(p *node, x0, x1 float64) {
	l := &wordLine{file: w, style: w.styles.of(p.child("pPr"))}
	l.kids(p, "", "")
	w.line(l.runs, x0, x1)
	for _, box := range l.boxes {
		w.blocks(box, x0, x1)
	}
}

// control lays out a content control that holds whole paragraphs: as the value
// of a field if that is what it is, otherwise as what stands in it.
func (w *wordFile) control(n *node, x0, x1 float64) {
	c := controlOf(n)
	if !c.isValue() {
		w.blocks(c.content, x0, x1)
		return
	}
	var lines []string
	for _, p := range c.content.kids {
		if p.name == "p" {
			l := &wordLine{file: w}
			l.kids(p, "", "")
			lines = append(lines, textOf(l.runs))
		}
	}
	text := strings.Join(lines, "\n")
	if c.empty {
		text = ""
	}
	w.line([]run{{text: text, value: true, field: c.tag, tip: c.alias}}, x0, x1)
}

// table lays out rows; the ones that were deleted with tracking on are left out.
func (w *wordFile) table(t *node, x0, x1 float64) {
	for _, r := range t.kids {
		switch r.name {
		case "sdt":
			w.table(controlOf(r).content, x0, x1)
		case "customXml":
			w.table(r, x0, x1)
		case "tr":
			if r.child("trPr").child("del") != nil {
				w.tracked = true
				continue
			}
			w.tableRow(r, x0, x1)
		}
	}
}

func (w *wordFile) tableRow(r *node, x0, x1 float64) {
	cells, shares := rowCells(r, nil)
	if len(cells) == 0 {
		return
	}
	w.row(shares, x0, x1, func(i int, x0, x1 float64) {
		if cells[i].name == "sdt" { // the control is the whole cell
			w.wholeCell(cells[i], x0, x1)
			return
		}
		w.blocks(cells[i], x0, x1)
	})
}

// wholeCell lays out a content control that is a table cell.
func (w *wordFile) wholeCell(n *node, x0, x1 float64) {
	tc := controlOf(n).content.child("tc")
	inner := &node{name: "sdt", kids: []*node{n.child("sdtPr"), {name: "sdtContent", kids: tc.kids}}}
	if inner.kids[0] == nil {
		inner.kids = inner.kids[1:]
	}
	w.control(inner, x0, x1)
}

// rowCells collects the cells of a row and how wide they are.
func rowCells(n *node, cells []*node) (_ []*node, shares []float64) {
	for _, c := range n.kids {
		switch c.name {
		case "tc":
			cells = append(cells, c)
			shares = append(shares, cellWidth(c))
		case "sdt":
			content := controlOf(c).content
			if tc := content.child("tc"); tc != nil && len(content.kids) == 1 {
				cells = append(cells, c)
				shares = append(shares, cellWidth(tc))
				continue
			}
			more, widths := rowCells(content, nil)
			cells, shares = append(cells, more...), append(shares, widths...)
		case "customXml":
			more, widths := rowCells(c, nil)
			cells, shares = append(cells, more...), append(shares, widths...)
		}
	}
	return cells, shares
}

func cellWidth(tc *node) float64 {
	v, err := strconv.ParseFloat(tc.child("tcPr").child("tcW").get("w"), 64)
	if err != nil || !(v > 0 && v < 1e6) {
		return 1000
	}
	return v
}
