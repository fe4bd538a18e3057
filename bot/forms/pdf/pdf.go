// Package pdf writes small PDF files that everybody can read: tagged for
// screen readers, in one language, with their fonts inside, and the same bytes
// every time for the same input.
//
// A [Doc] is pages and a tree. What is drawn on a [Page] either belongs to an
// [Elem] of the tree (a heading, a paragraph, a form field), and is then read
// aloud in the tree's order, or to nobody, and is then decoration. Places are
// in points (1/72 inch) from the top left of an upright A4 page.
//
// The file is written whole, by us, rather than patched into what a drawing
// library made: tags, form fields and archive metadata reach into every part
// of a PDF. [Fill] alone works as a viewer does and appends to a file.
package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Width and Height are those of a page.
const (
	Width  = 595.28
	Height = 841.89
)

// Meta is what the file says about itself. Created is the only clock there
// is: the same Meta and the same drawing give the same file.
type Meta struct {
	Title   string
	Author  string
	Lang    string // "sv-SE"
	Created time.Time
	Archive bool // say that the file follows PDF/A-2a
}

// A Doc is a file being drawn.
type Doc struct {
	meta   Meta
	objs   objects
	fonts  [faces]*font
	pages  []*Page
	images []int
	root   *Elem
}

// New returns a document without pages.
func New(m Meta) *Doc {
	d := &Doc{meta: m, root: &Elem{tag: "Document"}}
	for i := range d.fonts {
		d.fonts[i] = openFont(Face(i))
	}
	return d
}

// Root is the tree's top; everything that is read aloud hangs below it.
func (d *Doc) Root() *Elem { return d.root }

// Page adds an empty page.
func (d *Doc) Page() *Page {
	p := &Page{doc: d, number: len(d.pages)}
	d.pages = append(d.pages, p)
	return p
}

// Pages returns the pages so far, for what can be drawn only when their number
// is known.
func (d *Doc) Pages() []*Page { return d.pages }

// Lost reports whether something drawn so far has characters that the fonts do
// not have.
func (d *Doc) Lost() bool {
	return slices.ContainsFunc(d.fonts[:], func(f *font) bool { return f.lost })
}

// Bytes returns the file. Nothing may be drawn afterwards.
func (d *Doc) Bytes() []byte {
	o := &d.objs
	catalog, info, tree := o.alloc(), o.alloc(), o.alloc()
	resources := o.alloc()
	form := newAcroform(o, resources, len(d.pages))
	for _, p := range d.pages {
		p.obj = o.alloc()
	}
	d.root.alloc(o)
	for _, p := range d.pages {
		for i := range p.fields {
			form.place(p, &p.fields[i], d.fonts[Regular])
		}
	}
	o.set(resources, d.putFonts())
	d.putPages(tree, resources)
	structure := d.putTree()
	o.set(info, d.info())
	o.set(catalog, d.catalog(tree, structure, form.put(d.fonts[Regular])))
	return o.file(catalog, info)
}

// putFonts writes the faces in use and returns their resource dictionary.
func (d *Doc) putFonts() string {
	var b strings.Builder
	for i, f := range d.fonts {
		if len(f.used) > 0 {
			fmt.Fprintf(&b, "/F%d %s ", i, ref(f.put(&d.objs)))
		}
	}
	resources := "<< /Font << " + b.String() + ">> "
	if len(d.images) > 0 {
		resources += "/XObject << "
		for i, obj := range d.images {
			resources += fmt.Sprintf("/Im%d %s ", i, ref(obj))
		}
		resources += ">> "
	}
	return resources + ">>"
}

func (d *Doc) putPages(tree, resources int) {
	var kids []string
	for i, p := range d.pages {
		content := d.objs.add(stream("", p.ink.Bytes()))
		d.objs.set(p.obj, fmt.Sprintf("<< /Type /Page /Parent %s /MediaBox [0 0 %.2f %.2f] /Resources %s /Contents %s /StructParents %d /Tabs /S /Annots [%s] >>",
			ref(tree), Width, Height, ref(resources), ref(content), i, strings.Join(p.annots, " ")))
		kids = append(kids, ref(p.obj))
	}
	d.objs.set(tree, fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids), strings.Join(kids, " ")))
}

func (d *Doc) info() string {
	at := d.meta.Created.UTC().Format("D:20060102150405Z")
	return fmt.Sprintf("<< /Title %s /Author %s /Creator (stegvis) /Producer (stegvis) /CreationDate (%s) /ModDate (%s) >>",
		text(d.meta.Title), text(d.meta.Author), at, at)
}

func (d *Doc) catalog(tree, structure int, form string) string {
	metadata := d.objs.add(plainStream("/Type /Metadata /Subtype /XML", d.xmp()))
	return fmt.Sprintf("<< /Type /Catalog /Pages %s /Lang (%s) /MarkInfo << /Marked true >> /StructTreeRoot %s /ViewerPreferences << /DisplayDocTitle true >> /Metadata %s %s%s>>",
		ref(tree), d.meta.Lang, ref(structure), ref(metadata), d.outputIntent(), form)
}

// objects are the numbered parts of a file; number n lies at n-1.
type objects struct{ body []string }

func (o *objects) alloc() int           { o.body = append(o.body, ""); return len(o.body) }
func (o *objects) set(n int, s string)  { o.body[n-1] = s }
func (o *objects) add(s string) (n int) { n = o.alloc(); o.set(n, s); return n }

// file puts the parts one after another with their table.
func (o *objects) file(catalog, info int) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xE5\xE4\xF6\xC5\n") // four high bytes: this is not text
	at := make([]int, len(o.body))
	for i, s := range o.body {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, s)
	}
	id := sha256.Sum256(b.Bytes())
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root %s /Info %s /ID [<%X> <%X>] >>\nstartxref\n%d\n%%%%EOF\n",
		len(at)+1, ref(catalog), ref(info), id[:16], id[:16], table)
	return b.Bytes()
}

func ref(n int) string { return fmt.Sprintf("%d 0 R", n) }

// stream returns a compressed stream object.
func stream(dict string, data []byte) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(data)
	z.Close()
	return plainStream(dict+" /Filter /FlateDecode", b.Bytes())
}

func plainStream(dict string, data []byte) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}
