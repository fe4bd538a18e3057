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
	strokes []Box   // anything smaller
	picture float64 // how much of the page is pictures, in square points
}

// objects reads the lines, frames and pictures of a page: ruled cells, and
// small squares that may be tick boxes.
func (f *pdfFile) objects(ref requests.Page, m matrix) (d drawing) {
	count, err := f.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: ref})
	if err != nil {
		return d
	}
	for i := range min(count.Count, maxObjects) {
		o, err := f.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: ref, Index: i})
		if err != nil {
			continue
		}
		kind, err := f.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o.PageObject})
		if err == nil && kind.Type == enums.FPDF_PAGEOBJ_FORM {
			d.opaque = true
		}
		if err != nil || kind.Type != enums.FPDF_PAGEOBJ_PATH && kind.Type != enums.FPDF_PAGEOBJ_IMAGE {
			continue
		}
		r, err := f.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: o.PageObject})
		if err != nil {
			continue
		}
		b := m.box(float64(r.Left), float64(r.Bottom), float64(r.Right), float64(r.Top))
		if kind.Type == enums.FPDF_PAGEOBJ_IMAGE {
			d.image(b)
			continue
		}
		d.path(b)
		if b.Width() > biggestTick && b.Height() > biggestTick && f.manySided(o.PageObject) {
			d.opaque = true
		}
	}
	return d
}

// manySided reports whether a path is more than a frame: a whole form may be
// drawn in one go.
func (f *pdfFile) manySided(o references.FPDF_PAGEOBJECT) bool {
	n, err := f.FPDFPath_CountSegments(&requests.FPDFPath_CountSegments{PageObject: o})
	return err != nil || n.Count > 16
}

// image takes in a picture: a small one may be a tick box, a big one hold any
// number of them.
func (d *drawing) image(b Box) {
	d.picture += b.area()
	switch {
	case b.Width() <= 20 && b.Height() <= 20:
		d.strokes = append(d.strokes, b)
	case b.Width() > 300 && b.Height() > 200:
		d.opaque = true
	}
}

// path sorts a path by its size.
func (d *drawing) path(b Box) {
	w, h := b.Width(), b.Height()
	switch {
	case w >= 6 && w <= 18 && h >= 6 && h <= 18 && math.Abs(w-h) < 2.5:
		d.squares = append(d.squares, b)
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
