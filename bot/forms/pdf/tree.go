package pdf

import (
	"fmt"
	"strings"
)

// An Elem is a part of the document as it is read aloud: a heading, a
// paragraph, a table, a field.
type Elem struct {
	tag  string // H1, P, L, LI, Table, TR, TH, TD, Form, …
	alt  string
	attr string
	kids []kid
	obj  int
	up   int
}

// A kid is another element, a piece of ink on a page, or a field.
type kid struct {
	elem  *Elem
	page  *Page
	mark  int
	field *placed
}

// Add hangs a new element with the given tag below e.
func (e *Elem) Add(tag string) *Elem {
	c := &Elem{tag: tag}
	if tag == "TH" {
		c.attr = "/A << /O /Table /Scope /Row >> "
	}
	e.kids = append(e.kids, kid{elem: c})
	return c
}

func (e *Elem) alloc(o *objects) {
	e.obj = o.alloc()
	for _, k := range e.kids {
		if k.elem != nil {
			k.elem.alloc(o)
		}
	}
}

// putTree writes the tree and the way back from ink and fields to it, and
// returns its number.
func (d *Doc) putTree() int {
	root, parents := d.objs.alloc(), d.objs.alloc()
	d.root.put(&d.objs, root)
	var nums strings.Builder
	next := len(d.pages)
	for i, p := range d.pages {
		var owners []string
		for _, e := range p.marks {
			owners = append(owners, ref(e.obj))
		}
		fmt.Fprintf(&nums, "%d [%s]\n", i, strings.Join(owners, " "))
	}
	for _, p := range d.pages {
		for _, f := range p.fields {
			if f.elem != nil {
				fmt.Fprintf(&nums, "%d %s\n", f.parent, ref(f.elem.obj))
				next = max(next, f.parent+1)
			}
		}
	}
	d.objs.set(parents, "<< /Nums ["+nums.String()+"] >>")
	d.objs.set(root, fmt.Sprintf("<< /Type /StructTreeRoot /K %s /ParentTree %s /ParentTreeNextKey %d >>", ref(d.root.obj), ref(parents), next))
	return root
}

func (e *Elem) put(o *objects, parent int) {
	var kids []string
	for _, k := range e.kids {
		switch {
		case k.elem != nil:
			k.elem.put(o, e.obj)
			kids = append(kids, ref(k.elem.obj))
		case k.field != nil:
			kids = append(kids, fmt.Sprintf("<< /Type /OBJR /Obj %s /Pg %s >>", ref(k.field.obj), ref(k.page.obj)))
		default:
			kids = append(kids, fmt.Sprintf("<< /Type /MCR /Pg %s /MCID %d >>", ref(k.page.obj), k.mark))
		}
	}
	alt := e.attr
	if e.alt != "" {
		alt += "/Alt " + text(e.alt) + " "
	}
	o.set(e.obj, fmt.Sprintf("<< /Type /StructElem /S /%s /P %s %s/K [%s] >>", e.tag, ref(parent), alt, strings.Join(kids, " ")))
}
