package pdf

import (
	"fmt"
	"strings"
)

// An acroform gathers the fields of a document.
//
// What is filled in stands last in each dictionary, after "/V " or "/AS ", so
// that [Fill] can change it without understanding the rest. Strings are
// hexadecimal, so neither can turn up in a text.
type acroform struct {
	objs      *objects
	resources int
	fields    []string
	radios    map[string]*radioGroup
	order     []*radioGroup
	shared    map[string]int // appearance streams that several fields show
	next      int            // key of the next field on the way back to the tree
}

// A radioGroup is the field that several radio buttons are.
type radioGroup struct {
	obj  int
	all  Field
	kids []string
}

func newAcroform(o *objects, resources, pages int) *acroform {
	return &acroform{objs: o, resources: resources, next: pages, radios: map[string]*radioGroup{}, shared: map[string]int{}}
}

// place writes a field; its page and its element have their numbers already.
func (a *acroform) place(p *Page, f *placed, ft *font) {
	f.obj = a.objs.alloc()
	p.annots = append(p.annots, ref(f.obj))
	dict := fmt.Sprintf("/Type /Annot /Subtype /Widget /P %s /Rect [%.2f %.2f %.2f %.2f] ", ref(p.obj), f.X, Height-f.Y-f.H, f.X+f.W, Height-f.Y)
	if f.elem != nil {
		f.parent = a.next
		a.next++
		f.elem.kids = []kid{{page: p, field: f}}
		dict += fmt.Sprintf("/F 4 /StructParent %d ", f.parent)
	}
	switch f.Kind {
	case Tick:
		dict += a.tick(f.Field)
	case Radio:
		dict += a.radio(f)
	default:
		dict += a.text(f.Field, ft)
	}
	a.objs.set(f.obj, "<< "+dict+">>")
	if f.Kind != Radio {
		a.fields = append(a.fields, ref(f.obj))
	}
}

func (a *acroform) text(f Field, ft *font) string {
	s, size := "/FT /Tx ", fieldSize
	switch f.Kind {
	case Hidden:
		s = "/F 2 /FT /Tx "
	case Combo:
		s = "/FT /Ch /Opt [" + choices(f.Options) + "] "
	case Lines:
		size = 0 // the viewer makes the letters smaller when the text is long
	}
	s += head(f) + fmt.Sprintf("/DA (/GoRegular %g Tf 0 g) ", size)
	if f.Kind == Hidden || f.Value == "" {
		return s + "/V " + text(f.Value) + " "
	}
	look := a.objs.add(appearance(ft, a.resources, f.W, f.H, f.Kind == Lines, f.Value))
	return s + filled(f.Value, look)
}

// filled is how a text that was filled in is kept. Viewers end lines with a
// carriage return.
func filled(value string, look int) string {
	return fmt.Sprintf("/V %s /AP << /N %s >> ", text(strings.ReplaceAll(value, "\n", "\r")), ref(look))
}

func head(f Field) string {
	return fmt.Sprintf("/T %s /TU %s /Ff %d ", text(f.Name), text(f.Tip), f.flags())
}

func choices(options []string) string {
	var s []string
	for _, o := range options {
		s = append(s, text(o))
	}
	return strings.Join(s, " ")
}

func (a *acroform) tick(f Field) string {
	return fmt.Sprintf("/FT /Btn %s%s/V %s /AS %s ", head(f), a.looks(f, "8", boxOff, boxOn), f.state(), f.state())
}

func (a *acroform) radio(f *placed) string {
	g := a.radios[f.Name]
	if g == nil {
		g = &radioGroup{obj: a.objs.alloc(), all: f.Field}
		a.radios[f.Name], a.order = g, append(a.order, g)
		a.fields = append(a.fields, ref(g.obj))
	}
	g.kids = append(g.kids, ref(f.obj))
	if f.On {
		g.all.Value, g.all.On = f.Value, true
	}
	return fmt.Sprintf("/Parent %s /TU %s %s/AS %s ", ref(g.obj), text(f.Tip), a.looks(f.Field, "l", ringOff, ringOn), f.state())
}

// looks gives a button its two pictures, and the letter in ZapfDingbats that
// viewers take for the same thing.
func (a *acroform) looks(f Field, letter, off, on string) string {
	return fmt.Sprintf("/MK << /CA (%s) >> /AP << /N << %s %s /Off %s >> >> ", letter, name(f.Value), ref(a.share(f, on)), ref(a.share(f, off)))
}

func (a *acroform) share(f Field, ink string) int {
	scaled := fmt.Sprintf("q %.4f 0 0 %.4f 0 0 cm %s Q", f.W/12, f.H/12, ink)
	if a.shared[scaled] == 0 {
		a.shared[scaled] = a.objs.add(stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 %.2f %.2f] /Resources << >>", f.W, f.H), []byte(scaled)))
	}
	return a.shared[scaled]
}

// The pictures of buttons, on a square of twelve points.
var (
	boxOff  = "1 g .42 .45 .47 RG .9 w .6 .6 10.8 10.8 re B"
	boxOn   = boxOff + " .07 .23 .30 RG 1.7 w 1 J 3.1 3.1 m 8.9 8.9 l 3.1 8.9 m 8.9 3.1 l S"
	ringOff = "1 g .42 .45 .47 RG .9 w " + circle(6, 6, 5.4) + " B"
	ringOn  = ringOff + " .07 .23 .30 rg " + circle(6, 6, 3) + " f"
)

// put writes what the fields have in common and returns what the catalog says
// of it; nothing when there is no field.
func (a *acroform) put(ft *font) string {
	if len(a.fields) == 0 {
		return ""
	}
	for _, g := range a.order {
		a.objs.set(g.obj, fmt.Sprintf("<< /FT /Btn %s/Kids [%s] /V %s >>", head(g.all), strings.Join(g.kids, " "), g.all.state()))
	}
	whole := ft.putWhole(a.objs)
	return fmt.Sprintf("/AcroForm << /Fields [%s] /DA (/GoRegular %g Tf 0 g) /DR << /Font << /GoRegular %s >> >> >> ",
		strings.Join(a.fields, " "), fieldSize, ref(whole))
}
