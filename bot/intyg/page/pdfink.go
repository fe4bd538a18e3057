package page

import (
	"image"
	"math"
	"slices"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
)

// How pages are drawn to look at their tick boxes.
const (
	inkDPI    = 200
	inkLevel  = 170 // of 255; thin lines come out grey
	maxWidth  = 2000.0
	maxHeight = 3000.0
)

// render draws a part of a page, with the notes and stamps on it but not the
// form fields, and hands the picture to look, which must not keep it.
func (f *pdfFile) render(ref requests.Page, p *Page, part Box, dpi int, look func(*image.Gray)) error {
	k := float64(dpi) / 72
	w, h := int(part.Width()*k), int(part.Height()*k)
	if p.W > maxWidth || p.H > maxHeight || w < 1 || h < 1 {
		return ErrTooBig
	}
	b, err := f.FPDFBitmap_CreateEx(&requests.FPDFBitmap_CreateEx{
		Width: w, Height: h, Format: enums.FPDF_BITMAP_FORMAT_GRAY, Pointer: uint64(0), // the engine's own memory
	})
	if err != nil {
		return err
	}
	defer f.FPDFBitmap_Destroy(&requests.FPDFBitmap_Destroy{Bitmap: b.Bitmap})
	f.FPDFBitmap_FillRect(&requests.FPDFBitmap_FillRect{Bitmap: b.Bitmap, Width: w, Height: h, Color: 0xffffffff})
	_, err = f.FPDF_RenderPageBitmapWithMatrix(&requests.FPDF_RenderPageBitmapWithMatrix{
		Bitmap: b.Bitmap, Page: ref,
		Matrix:   structs.FPDF_FS_MATRIX{A: float32(k), D: float32(k), E: float32(-part.X0 * k), F: float32(-part.Y0 * k)},
		Clipping: structs.FPDF_FS_RECTF{Right: float32(w), Bottom: float32(h)},
		Flags:    enums.FPDF_RENDER_FLAG_ANNOT | enums.FPDF_RENDER_FLAG_GRAYSCALE,
	})
	if err != nil {
		return err
	}
	pixels, err := f.FPDFBitmap_GetBuffer(&requests.FPDFBitmap_GetBuffer{Bitmap: b.Bitmap})
	if err != nil {
		return err
	}
	if len(pixels.Buffer) < w*h {
		return ErrTooBig // there was no memory for it
	}
	look(&image.Gray{Pix: pixels.Buffer, Stride: len(pixels.Buffer) / h, Rect: image.Rect(0, 0, w, h)})
	return nil
}

// lookAtTicks settles the tick boxes of a flat page by the ink that people
// see. Where all that may be a box is known, only what is around them is drawn;
// drawing a page takes longer than all else.
func (f *pdfFile) lookAtTicks(ref requests.Page, p *Page, d drawing) {
	parts := d.around(p.Marks, p.W)
	if d.opaque || len(parts) > 80 {
		parts = []Box{{0, 0, p.W, p.H}}
	}
	var seen []Mark
	for _, at := range parts {
		err := f.render(ref, p, at, inkDPI, func(g *image.Gray) {
			for _, m := range darker(g, inkLevel, inkDPI).ticks() {
				m.Box = Box{m.Box.X0 + at.X0, m.Box.Y0 + at.Y0, m.Box.X1 + at.X0, m.Box.Y1 + at.Y0}
				seen = append(seen, m)
			}
		})
		if err != nil {
			f.warn(WarnTicks)
			for i := range p.Marks {
				p.Marks[i].State, p.Marks[i].Confidence = Unclear, .3
			}
			return
		}
	}
	p.Marks = settle(p.Marks, seen)
}

// around returns the parts of a page where there may be tick boxes, without
// overlap.
func (d *drawing) around(marks []Mark, width float64) (parts []Box) {
	const room = 8 // a cross may stick out of its box
	var all []Box
	for _, m := range marks {
		all = append(all, m.Box)
	}
	for _, b := range append(all, d.strokes...) {
		b = Box{max(b.X0-room, 0), max(b.Y0-room, 0), min(b.X1+room, width), b.Y1 + room}
		if b.Width() < room || b.Height() < room {
			continue // beside the page
		}
		for i := 0; i < len(parts); i++ {
			if parts[i].Overlap(b) > 0 {
				b = b.Union(parts[i])
				parts = slices.Delete(parts, i, i+1)
				i = -1 // the bigger one may reach those that were passed
			}
		}
		parts = append(parts, b)
	}
	return parts
}

// settle joins what a file says of its tick boxes with what is seen. What is
// seen counts. A character that draws a box makes it surer, or doubtful when it
// says otherwise; a square that the file draws but nobody sees is none.
func settle(said, seen []Mark) []Mark {
	marks := slices.Clone(seen)
	for _, s := range said {
		i := same(marks[:len(seen)], s.Box)
		square := s.Source == FromText && s.Confidence == squareConfidence
		switch {
		case square:
		case i < 0:
			marks = append(marks, s)
		case marks[i].State == s.State:
			marks[i].Confidence = max(marks[i].Confidence, s.Confidence)
		default:
			marks[i].State, marks[i].Confidence = Unclear, .4
		}
	}
	return marks
}

// same returns which of marks stands where box is, or -1.
func same(marks []Mark, box Box) int {
	for i, m := range marks {
		if m.Box.Overlap(box) > .3*math.Min(m.Box.area(), box.area()) {
			return i
		}
	}
	return -1
}
