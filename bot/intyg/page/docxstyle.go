package page

import "strconv"

// A wordStyle is what a paragraph or run looks like, as far as it matters.
type wordStyle struct {
	bold, hidden bool
	size         float64 // 0 for not said
	font         string
}

// wordStyles are the named styles of a Word file.
type wordStyles struct {
	byName map[string]*node
	base   wordStyle
}

func (s *wordStyles) read(a *archive) error {
	data, err := a.part("word/styles.xml")
	if err != nil || data == nil {
		return err
	}
	root, err := parseXML(data)
	if err != nil {
		return err
	}
	s.byName = map[string]*node{}
	for _, k := range root.find("styles").kidsNamed("style") {
		s.byName[k.get("styleId")] = k
	}
	s.base = apply(wordStyle{}, root.find("rPrDefault").child("rPr"))
	return nil
}

func (n *node) kidsNamed(name string) (kids []*node) {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			kids = append(kids, k)
		}
	}
	return kids
}

// of returns the style of a paragraph from its properties. What they say of
// runs is about the mark at its end only.
func (s *wordStyles) of(pPr *node) wordStyle {
	return s.named(s.base, pPr.child("pStyle").get("val"), 0)
}

// run returns the style of a run in a paragraph from its own properties.
func (s *wordStyles) run(paragraph wordStyle, rPr *node) wordStyle {
	return apply(s.named(paragraph, rPr.child("rStyle").get("val"), 0), rPr)
}

// named adds a named style, and those it is based on, to style.
func (s *wordStyles) named(style wordStyle, name string, deep int) wordStyle {
	n := s.byName[name]
	if n == nil || deep > 10 {
		return style
	}
	style = s.named(style, n.child("basedOn").get("val"), deep+1)
	return apply(style, n.child("rPr"))
}

func apply(style wordStyle, rPr *node) wordStyle {
	if n := rPr.child("b"); n != nil {
		style.bold = onOff(n) == On
	}
	if n := rPr.child("vanish"); n != nil {
		style.hidden = onOff(n) == On
	}
	if v, err := strconv.ParseFloat(rPr.child("sz").get("val"), 64); err == nil && v > 0 && v < 400 {
		style.size = v / 2 // counted in half points
	}
	if f := rPr.child("rFonts").get("ascii"); f != "" {
		style.font = f
	}
	return style
}
