package page

import "strings"

// An odtLine collects the runs of one paragraph.
type odtLine struct {
	file  *odtFile
	runs  []run
	boxes []*node   // text boxes met on the way
	field *odtField // the form field that is open
}

// An odtField is a form field whose value stands between two signs in the line.
type odtField struct {
	name string
	text strings.Builder
}

func (l *odtLine) add(r ...run) { l.runs = append(l.runs, r...) }

func (l *odtLine) kids(n *node, st odtStyle) {
	for _, k := range n.kids {
		l.node(k, st)
	}
}

func (l *odtLine) node(n *node, st odtStyle) {
	switch n.name {
	case "":
		l.text(squeeze(n.text), st)
	case "s":
		l.text(strings.Repeat(" ", repeated(n, "c")), st)
	case "tab":
		l.add(run{tab: true})
	case "line-break":
		l.add(run{brk: true})
	case "note", "hidden-text", "hidden-paragraph":
	case "annotation":
		l.file.comments = true
	case "frame":
		l.boxes = append(l.boxes, n)
	case "control":
		l.control(l.file.controls[n.get("control")])
	case "content-control":
		l.contentControl(n, st)
	case "fieldmark", "fieldmark-start":
		l.mark(n)
	case "fieldmark-end":
		l.endField()
	case "change", "change-start", "change-end":
		l.file.tracked = true
	default: // span, a, bookmark, …
		if own, ok := l.file.styles[n.get("style-name")]; ok {
			st.bold = st.bold || own.bold
			if own.size > 0 {
				st.size = own.size
			}
			if own.font != "" {
				st.font = own.font
			}
		}
		l.kids(n, st)
	}
}

func (l *odtLine) text(s string, st odtStyle) {
	if l.field != nil {
		l.field.text.WriteString(s)
		return
	}
	if strings.TrimSpace(s) != "" && allSymbols(st.font, s) {
		for _, c := range s {
			if g, ok := symbol(st.font, c); ok {
				m := g.mark()
				l.add(run{mark: &m})
			}
		}
		return
	}
	l.add(ticks(run{text: s, bold: st.bold, size: st.size})...)
}

// mark reads a field of Word's kind: a tick box, or the beginning of a text.
func (l *odtLine) mark(n *node) {
	kind := n.get("type")
	switch {
	case strings.HasSuffix(kind, "FORMCHECKBOX"):
		m := &Mark{State: Off, Source: FromField, Confidence: 1, Field: n.get("name")}
		for _, p := range n.kidsNamed("param") {
			if p.get("name") == "Checkbox_Checked" && p.get("value") == "true" {
				m.State = On
			}
		}
		l.add(run{mark: m})
	case strings.HasSuffix(kind, "FORMDROPDOWN"):
		l.add(run{value: true, field: n.get("name"), text: dropdown(n)})
	case strings.HasSuffix(kind, "FORMTEXT") && n.name == "fieldmark-start":
		l.field = &odtField{name: n.get("name")}
	}
}

func dropdown(n *node) string {
	var entries []string
	result := "0"
	for _, p := range n.kidsNamed("param") {
		switch p.get("name") {
		case "Dropdown_ListEntry":
			entries = append(entries, p.get("value"))
		case "Dropdown_Selected":
			result = p.get("value")
		}
	}
	for i, e := range entries {
		if result == string(rune('0'+i)) {
			return e
		}
	}
	return ""
}

func (l *odtLine) endField() {
	if l.field != nil {
		l.add(run{value: true, field: l.field.name, text: blanks.Replace(l.field.text.String())})
		l.field = nil
	}
}

// control reads a form control that is drawn in the line.
func (l *odtLine) control(c *node) {
	if c == nil {
		return
	}
	name, tip := c.get("name"), c.get("title")
	if c.name == "checkbox" || c.name == "radio" {
		m := &Mark{State: Off, Source: FromField, Confidence: 1, Field: name, Tip: tip, Value: c.get("value")}
		if c.get("current-state") == "checked" || c.get("current-selected") == "true" {
			m.State = On
		}
		l.add(run{mark: m})
		return
	}
	text := c.get("current-value")
	if text == "" {
		text = c.get("value")
	}
	l.add(run{value: true, field: name, tip: tip, text: text})
}

// contentControl reads a field of the new kind.
func (l *odtLine) contentControl(n *node, st odtStyle) {
	tag, alias := n.get("tag"), n.get("alias")
	if n.get("checkbox") == "true" {
		m := &Mark{State: Off, Source: FromField, Confidence: 1, Field: tag, Tip: alias}
		if n.get("checked") == "true" {
			m.State = On
		}
		l.add(run{mark: m})
		return
	}
	inner := &odtLine{file: l.file}
	inner.kids(n, st)
	r := run{value: true, field: tag, tip: alias, text: textOf(inner.runs)}
	if n.get("showing-place-holder") == "true" {
		r.text = ""
	}
	l.add(r)
}
