package page

import (
	"math"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// A drawing is what is drawn on a page.
type drawing struct {
	opaque  bool    // holds parts whose own parts are not known
	cells   []Box   // frames big enough to write in
	squares []Box   // of the size of a tick box
	strokes []Box   // anything smaller, or that may hold something so small
	rules   []Box   // straight lines, level or upright
	picture float64 // how much of the page is pictures, in square points
	dpi     float64 // how fine the finest of the big ones is
}

// objects reads the lines, frames and pictures of a page: ruled cells, and
// small squares that may be tick boxes.
func (f *pdfFile) objects(ref requests.Page, m matrix) drawing {
	w := &drawingWalk{pdf: f, left: maxObjects}
	count, err := f.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: ref})
	if err != nil {
		return w.drawing
	}
	w.each(count.Count, m, 0, func(i int) (references.FPDF_PAGEOBJECT, error) {
		o, err := f.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: ref, Index: i})
		if err != nil {
			return "", err
		}
		return o.PageObject, nil
	})
	w.cells = append(w.cells, ruledCells(w.rules, w.cells)...)
	return w.drawing
}

// A drawingWalk goes through what is drawn on a page, and through the drawings
// in it: a flattened form is drawings in a drawing.
type drawingWalk struct {
	drawing
	pdf  *pdfFile
	left int // objects that may still be looked at
}

func (w *drawingWalk) each(n int, m matrix, deep int, get func(i int) (references.FPDF_PAGEOBJECT, error)) {
	for i := range n {
		if w.left--; w.left < 0 {
			w.opaque = true
			return
		}
		o, err := get(i)
		if err != nil {
			continue
		}
		kind, err := w.pdf.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o})
		if err == nil && kind.Type != enums.FPDF_PAGEOBJ_TEXT {
			w.object(o, kind.Type, m, deep)
		}
	}
}

func (w *drawingWalk) object(o references.FPDF_PAGEOBJECT, kind enums.FPDF_PAGEOBJ, m matrix, deep int) {
	r, err := w.pdf.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: o})
	if err != nil {
		return
	}
	b := m.box(float64(r.Left), float64(r.Bottom), float64(r.Right), float64(r.Top))
	switch kind {
	case enums.FPDF_PAGEOBJ_PATH:
		w.path(b)
		w.opaque = w.opaque || b.Width() > biggestTick && b.Height() > biggestTick && w.pdf.manySided(o)
	case enums.FPDF_PAGEOBJ_FORM:
		if deep > 5 || !w.inner(o, m, deep) {
			w.group(b)
		}
	case enums.FPDF_PAGEOBJ_IMAGE:
		w.picture += b.area()
		if size, err := w.pdf.FPDFImageObj_GetImagePixelSize(&requests.FPDFImageObj_GetImagePixelSize{ImageObject: o}); err == nil && b.Height() > 60 {
			w.dpi = max(w.dpi, float64(max(size.Width, size.Height))*72/max(b.Width(), b.Height()))
		}
		w.group(b)
	default: // shading
		w.group(b)
	}
}

// inner goes through a drawing in the drawing.
func (w *drawingWalk) inner(o references.FPDF_PAGEOBJECT, m matrix, deep int) bool {
	in, err := w.pdf.FPDFPageObj_GetMatrix(&requests.FPDFPageObj_GetMatrix{PageObject: o})
	if err != nil {
		return false
	}
	count, err := w.pdf.FPDFFormObj_CountObjects(&requests.FPDFFormObj_CountObjects{PageObject: o})
	if err != nil {
		return false
	}
	k := in.Matrix
	n := m.after(matrix{float64(k.A), float64(k.B), float64(k.C), float64(k.D), float64(k.E), float64(k.F)})
	w.each(count.Count, n, deep+1, func(i int) (references.FPDF_PAGEOBJECT, error) {
		part, err := w.pdf.FPDFFormObj_GetObject(&requests.FPDFFormObj_GetObject{PageObject: o, Index: uint64(i)})
		if err != nil {
			return "", err
		}
		return part.PageObject, nil
	})
	return true
}

// manySided reports whether a path is more than a frame: a whole form may be
// drawn in one go.
func (f *pdfFile) manySided(o references.FPDF_PAGEOBJECT) bool {
	n, err := f.FPDFPath_CountSegments(&requests.FPDFPath_CountSegments{PageObject: o})
	return err != nil || n.Count > 16
}

// group takes in something with parts of its own. A low one is looked at with
// the strip it stands on; flattened forms are made of such. A tall one may hold
// any number of boxes anywhere.
func (d *drawing) group(b Box) {
	if b.Height() > 60 {
		d.opaque = true
		return
	}
	d.strokes = append(d.strokes, b)
}

// path sorts a path by its size.
func (d *drawing) path(b Box) {
	w, h := b.Width(), b.Height()
	switch {
	case w >= 6 && w <= 18 && h >= 6 && h <= 18 && math.Abs(w-h) < 2.5:
		d.squares = append(d.squares, b)
	case (w > 20 && h < 2.5 || h > 8 && w < 2.5) && len(d.rules) < 600:
		d.rules = append(d.rules, b)
	case w <= 20 && h <= 20:
		d.strokes = append(d.strokes, b)
	case w > 25 && h > 11 && w < 1000 && h < 700:
		d.cells = append(d.cells, b)
	}
}

// squareConfidence marks what was only found among the drawn paths.
const squareConfidence = .45

// squareMarks makes marks of the squares: on where something is drawn inside.
// What a program drew is no proof of what people see, so they stay weak until
// the ink on the page has been looked at.
func (d *drawing) squareMarks() (marks []Mark) {
	inner := make([]bool, len(d.squares))
	for i, s := range d.squares {
		if inner[i] {
			continue
		}
		m := Mark{Box: s, State: Off, Source: FromText, Confidence: squareConfidence}
		for j, t := range d.squares {
			if i != j && !inner[j] && t.area() <= s.area() && t.Overlap(s) > .6*t.area() {
				inner[j] = true
				m.State = On
			}
		}
		for _, t := range d.strokes {
			if x := (t.X0 + t.X1) / 2; x > s.X0-1 && x < s.X1+2 && t.Middle() > s.Y0-2 && t.Middle() < s.Y1+1 {
				m.State = On
			}
		}
		marks = append(marks, m)
	}
	return marks
}

func (b Box) area() float64 { return b.Width() * b.Height() }
