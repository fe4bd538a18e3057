package page

import "strings"

// A wordControl is a content control: a field of the new kind.
type wordControl struct {
	tag, alias string
	content    *node
	box        *node // the tick box it is, if one
	fixed      bool  // holds one value: plain text, a date, a choice
	rich       bool  // holds anything
	empty      bool  // shows its prompt
}

func controlOf(n *node) wordControl {
	pr := n.child("sdtPr")
	c := wordControl{
		tag: pr.child("tag").get("val"), alias: pr.child("alias").get("val"),
		content: n.child("sdtContent"), box: pr.child("checkbox"),
	}
	if c.content == nil {
		c.content = &node{}
	}
	if p := pr.child("showingPlcHdr"); p != nil {
		c.empty = onOff(p) == On
	}
	c.empty = c.empty || onlyPrompt(c.content)
	for _, kind := range []string{"text", "date", "dropDownList", "comboBox"} {
		c.fixed = c.fixed || pr.child(kind) != nil
	}
	for _, kind := range []string{"group", "repeatingSection", "repeatingSectionItem", "docPartObj", "docPartList", "picture", "bibliography"} {
		if pr.child(kind) != nil {
			return c
		}
	}
	c.rich = !c.fixed && c.box == nil
	return c
}

// isValue reports whether all the control holds is one value. A control for
// any content may also be put around a whole form, so it counts only when it
// is short and holds nothing but text.
func (c wordControl) isValue() bool {
	if c.fixed {
		return true
	}
	paragraphs, other := 0, false
	c.content.walk(func(n *node) bool {
		switch n.name {
		case "p":
			paragraphs++
		case "tbl", "sdt", "fldChar", "sym", "drawing", "pict":
			other = true
		}
		return true
	})
	return c.rich && !other && paragraphs <= 5 && (c.tag != "" || c.alias != "" || c.empty) && !hasTicks(c.content.chars())
}

func hasTicks(s string) bool {
	return typed.MatchString(s) || strings.ContainsFunc(s, func(c rune) bool { _, ok := symbol("", c); return ok })
}

// onlyPrompt reports whether all text in n is in the style of prompts ("Klicka
// här för att ange text"), which some programs leave unmarked otherwise.
func onlyPrompt(n *node) bool {
	prompts, others := 0, 0
	n.walk(func(k *node) bool {
		if k.name != "r" {
			return true
		}
		switch style := strings.ToLower(k.child("rPr").child("rStyle").get("val")); {
		case strings.HasPrefix(style, "placeholder"), strings.HasPrefix(style, "platsh"):
			prompts++
		case strings.TrimSpace(k.chars()) != "":
			others++
		}
		return false
	})
	return prompts > 0 && others == 0
}

// control adds a content control that stands in a line.
func (l *wordLine) control(n *node, field, tip string) {
	c := controlOf(n)
	switch {
	case c.box != nil:
		l.add(run{mark: c.mark()})
	case c.isValue():
		inner := &wordLine{file: l.file, style: l.style}
		inner.kids(c.content, "", "")
		r := run{value: true, field: c.tag, tip: c.alias, text: textOf(inner.runs)}
		if c.empty {
			r.text = ""
		}
		l.add(r)
	default:
		if c.tag != "" || c.alias != "" {
			field, tip = c.tag, c.alias
		}
		l.kids(c.content, field, tip)
	}
}

// mark reads a tick box control. It says its state twice, in a flag and by the
// character shown; a doubt if they differ.
func (c wordControl) mark() *Mark {
	m := &Mark{State: Off, Source: FromField, Confidence: 1, Field: c.tag, Tip: c.alias}
	if is := c.box.child("checked"); is != nil {
		m.State = onOff(is)
	}
	for _, shown := range c.content.chars() {
		if g, ok := symbol("", shown); ok && g.state != m.State && !g.weak {
			m.State, m.Confidence = Unclear, .4
		}
	}
	return m
}
