package page

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// A node is an element of an XML file, or a stretch of text in one (name "").
type node struct {
	name string // without its namespace
	attr []xml.Attr
	kids []*node
	text string
}

// parseXML reads data as a tree. Document type declarations are refused: they
// are how small files become big ones, and office files have none.
func parseXML(data []byte) (*node, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	root := &node{name: "#"}
	open := []*node{root}
	for count := 0; ; count++ {
		t, err := d.Token()
		if err == io.EOF {
			return root, nil
		}
		if err != nil {
			return nil, ErrUnreadable
		}
		if count > maxNodes || len(open) > maxDepth {
			return nil, ErrTooBig
		}
		top := open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, attr: t.Attr}
			top.kids = append(top.kids, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.kids = append(top.kids, &node{text: string(t)})
		case xml.Directive:
			return nil, fmt.Errorf("document type declaration: %w", ErrUnreadable)
		}
	}
}

// child returns the first child called name; nil when there is none, and of nil.
func (n *node) child(name string) *node {
	if n == nil {
		return nil
	}
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// find returns the first element called name in n and below.
func (n *node) find(name string) *node {
	if n == nil || n.name == name {
		return n
	}
	for _, k := range n.kids {
		if f := k.find(name); f != nil {
			return f
		}
	}
	return nil
}

// get returns an attribute by its local name.
func (n *node) get(name string) string {
	v, _ := n.lookup(name)
	return v
}

func (n *node) lookup(name string) (string, bool) {
	if n == nil {
		return "", false
	}
	for _, a := range n.attr {
		if a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

// chars returns all text in n.
func (n *node) chars() string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	n.walk(func(k *node) bool { b.WriteString(k.text); return true })
	return b.String()
}

// walk calls visit for n and, where that returns true, for all below.
func (n *node) walk(visit func(*node) bool) {
	if n == nil || !visit(n) {
		return
	}
	for _, k := range n.kids {
		k.walk(visit)
	}
}
