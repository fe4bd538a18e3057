package page

import (
	"strconv"
	"strings"
)

// A wordLine collects the runs of one paragraph.
type wordLine struct {
	file   *wordFile
	style  wordStyle // of the paragraph
	runs   []run
	boxes  []*node      // text boxes met on the way
	fields []*wordField // legacy fields that are open, the outermost first
}

// A wordField is a field of the old kind: begin, instruction, separator,
// result and end stand in the line one after the other.
type wordField struct {
	name   string
	form   *node // what it is, if a form field
	order  string
	result bool // between separator and end
	text   string
	bold   bool
}

// kids goes through what stands in n; field and tip are those of the content
// control around it.
func (l *wordLine) kids(n *node, field, tip string) {
	for _, k := range n.kids {
		l.node(k, field, tip)
	}
}

func (l *wordLine) node(n *node, field, tip string) {
	switch n.name {
	case "", "pPr", "rPr", "sdtPr", "delText", "proofErr":
	case "r":
		l.run(n, field, tip)
	case "del", "moveFrom":
		l.file.tracked = true
	case "ins", "moveTo":
		l.file.tracked = true
		l.kids(n, field, tip)
	case "sdt":
		l.control(n, field, tip)
	case "commentRangeStart":
		l.file.comments = true
	default: // hyperlink, smartTag, fldSimple, customXml, …
		l.kids(n, field, tip)
	}
}

// run goes through one run of text, all of it in one style.
func (l *wordLine) run(r *node, field, tip string) {
	style := l.file.styles.run(l.style, r.child("rPr"))
	if style.hidden {
		l.file.hidden = l.file.hidden || strings.TrimSpace(r.chars()) != ""
		return
	}
	base := run{bold: style.bold, size: style.size, field: field, tip: tip}
	for _, k := range r.kids {
		switch k.name {
		case "t":
			l.text(k.chars(), style.font, base)
		case "sym":
			if v, err := strconv.ParseUint(k.get("char"), 16, 32); err == nil {
				l.text(string(rune(v)), k.get("font"), base)
			}
		case "tab", "ptab":
			l.add(run{tab: true})
		case "br", "cr":
			l.add(run{brk: true})
		case "noBreakHyphen":
			l.text("-", "", base)
		case "fldChar":
			l.fieldChar(k)
		case "instrText":
			if f := l.field(); f != nil {
				f.order += k.chars()
			}
		case "commentReference":
			l.file.comments = true
		case "AlternateContent":
			l.drawing(choice(k))
		case "drawing", "pict", "object":
			l.drawing(k)
		}
	}
}

// choice returns the one of several forms of the same drawing that Word shows.
func choice(n *node) *node {
	if c := n.child("Choice"); c != nil {
		return c
	}
	return n.child("Fallback")
}

// drawing keeps the text boxes in a drawing for after the line.
func (l *wordLine) drawing(n *node) {
	n.walk(func(k *node) bool {
		switch k.name {
		case "AlternateContent":
			l.drawing(choice(k))
			return false
		case "txbxContent":
			l.boxes = append(l.boxes, k)
			return false
		}
		return true
	})
}

// text adds text, or adds it to the result of the form field it stands in.
func (l *wordLine) text(s, font string, base run) {
	if f := l.field(); f != nil && !f.result {
		return // part of the instruction
	} else if f != nil && f.form != nil {
		f.text += s
		return
	}
	if strings.TrimSpace(s) != "" && allSymbols(font, s) {
		for _, c := range s {
			if g, ok := symbol(font, c); ok {
				m := g.mark()
				m.Field, m.Tip = base.field, base.tip
				l.add(run{mark: &m})
			}
		}
		return
	}
	l.add(ticks(base.with(s))...)
}

// allSymbols reports whether every character of s draws a tick box in font.
func allSymbols(font, s string) bool {
	for _, c := range s {
		if _, ok := symbol(font, c); !ok && c != ' ' {
			return false
		}
	}
	return font != ""
}

func (l *wordLine) add(r ...run) { l.runs = append(l.runs, r...) }

// field returns the innermost open field, or nil.
func (l *wordLine) field() *wordField {
	if len(l.fields) == 0 {
		return nil
	}
	return l.fields[len(l.fields)-1]
}

func (l *wordLine) fieldChar(n *node) {
	switch n.get("fldCharType") {
	case "begin":
		form := n.child("ffData")
		l.fields = append(l.fields, &wordField{form: form, name: form.child("name").get("val")})
	case "separate":
		if f := l.field(); f != nil {
			f.result = true
		}
	case "end":
		if f := l.field(); f != nil {
			l.fields = l.fields[:len(l.fields)-1]
			l.endField(f)
		}
	}
}

// endField adds the value of a form field; other fields have their result in
// the line already.
func (l *wordLine) endField(f *wordField) {
	if f.form == nil {
		return
	}
	tip := f.form.child("statusText").get("val")
	value := run{value: true, field: f.name, tip: tip}
	switch box, list := f.form.child("checkBox"), f.form.child("ddList"); {
	case box != nil:
		l.add(run{mark: &Mark{State: legacyState(box), Source: FromField, Confidence: 1, Field: f.name, Tip: tip}})
	case list != nil:
		l.add(value.with(legacyChoice(list)))
	default:
		l.add(value.with(blanks.Replace(f.text)))
	}
}

// legacyState reads the old tick box: an element without a value means yes,
// and without the element what it was made with counts.
func legacyState(box *node) State {
	is := box.child("checked")
	if is == nil {
		is = box.child("default")
	}
	if is == nil {
		return Off
	}
	return onOff(is)
}

// onOff reads Word's yes and no: an element that says nothing says yes.
func onOff(n *node) State {
	switch v, ok := n.lookup("val"); {
	case !ok, v == "1", v == "true", v == "on":
		return On
	}
	return Off
}

// legacyChoice reads the old drop-down list.
func legacyChoice(list *node) string {
	n, _ := strconv.Atoi(list.child("result").get("val"))
	for _, k := range list.kids {
		if k.name != "listEntry" {
			continue
		}
		if n == 0 {
			return k.get("val")
		}
		n--
	}
	return ""
}

// textOf returns what runs say, without their style.
func textOf(runs []run) string {
	var b strings.Builder
	for _, r := range runs {
		switch {
		case r.brk:
			b.WriteByte('\n')
		case r.tab:
			b.WriteByte(' ')
		default:
			b.WriteString(r.text)
		}
	}
	return blankLines(b.String())
}

// blankLines makes every blank in s an ordinary one and keeps its line breaks.
func blankLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.Join(strings.Fields(blanks.Replace(l)), " ")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
