package page

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
)

// readPDF reads a PDF: what its fields hold, its text with its place, and the
// boxes drawn on it.
func (r *Reader) readPDF(ctx context.Context, data []byte) (Document, error) {
	pdf, free, err := r.engine.instance(ctx, r.options)
	if err != nil {
		return Document{}, err
	}
	defer free()
	f, err := openPDF(pdf, data)
	if err != nil {
		return Document{}, err
	}
	defer f.close()
	if err := f.read(ctx); err != nil {
		return Document{}, err
	}
	f.readScans(ctx, r)
	f.doc.Carrier = f.carrier()
	return f.doc, ctx.Err()
}

// A pdfFile is a PDF that is open.
type pdfFile struct {
	pdfium.Pdfium
	file    references.FPDF_DOCUMENT
	form    references.FPDF_FORMHANDLE
	hasForm bool
	fields  int // form fields that people see
	cells   int // numbers given to fields so far
	scans   []pictured
	doc     Document
}

func openPDF(pdf pdfium.Pdfium, data []byte) (*pdfFile, error) {
	open, err := pdf.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return nil, ErrLocked
	case err != nil:
		return nil, ErrUnreadable
	}
	f := &pdfFile{Pdfium: pdf, file: open.Document}
	form, err := pdf.FPDFDOC_InitFormFillEnvironment(&requests.FPDFDOC_InitFormFillEnvironment{Document: f.file, FormFillInfo: deaf})
	if err == nil {
		f.form, f.hasForm = form.FormHandle, true
	}
	return f, nil
}

// deaf is a form environment that does nothing of what a form asks for. Those
// left nil would panic inside the engine's calls.
var deaf = structs.FPDF_FORMFILLINFO{
	Release:                func() {},
	FFI_Invalidate:         func(references.FPDF_PAGE, float64, float64, float64, float64) {},
	FFI_OutputSelectedRect: func(references.FPDF_PAGE, float64, float64, float64, float64) {},
	FFI_SetCursor:          func(enums.FXCT) {},
	FFI_SetTimer:           func(int, func(int)) int { return 0 },
	FFI_KillTimer:          func(int) {},
	FFI_GetLocalTime:       func() structs.FPDF_SYSTEMTIME { return structs.FPDF_SYSTEMTIME{} },
	FFI_OnChange:           func() {},
	FFI_GetPage:            func(references.FPDF_DOCUMENT, int) *references.FPDF_PAGE { return nil },
	FFI_GetCurrentPage:     func(references.FPDF_DOCUMENT) *references.FPDF_PAGE { return nil },
	FFI_GetRotation:        func(references.FPDF_PAGE) enums.FPDF_PAGE_ROTATION { return enums.FPDF_PAGE_ROTATION_NONE },
	FFI_ExecuteNamedAction: func(string) {},
	FFI_SetTextFieldFocus:  func(string, bool) {},
	FFI_DoURIAction:        func(string) {},
	FFI_DoGoToAction:       func(int, enums.FPDF_ZOOM_MODE, []float32) {},
}

func (f *pdfFile) close() {
	if f.hasForm {
		f.FPDFDOC_ExitFormFillEnvironment(&requests.FPDFDOC_ExitFormFillEnvironment{FormHandle: f.form})
	}
	f.FPDF_CloseDocument(&requests.FPDF_CloseDocument{Document: f.file})
}

func (f *pdfFile) read(ctx context.Context) error {
	count, err := f.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: f.file})
	if err != nil || count.PageCount == 0 {
		return ErrUnreadable
	}
	n := count.PageCount
	if n > maxPages {
		f.warn(WarnPages)
		n = maxPages
	}
	f.warnOfContents()
	for i := range n {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		f.doc.Pages = append(f.doc.Pages, f.page(i))
	}
	if slices.Contains(f.doc.Warnings, WarnXFA) && f.fields == 0 {
		f.readXFA()
	}
	return nil
}

func (f *pdfFile) warn(code string) {
	for _, w := range f.doc.Warnings {
		if w == code {
			return
		}
	}
	f.doc.Warnings = append(f.doc.Warnings, code)
}

// warnOfContents notes what a file holds beside its pages.
func (f *pdfFile) warnOfContents() {
	if a, err := f.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{Document: f.file}); err == nil && a.AttachmentCount > 0 {
		f.warn(WarnEmbedded)
	}
	if j, err := f.FPDFDoc_GetJavaScriptActionCount(&requests.FPDFDoc_GetJavaScriptActionCount{Document: f.file}); err == nil && j.JavaScriptActionCount > 0 {
		f.warn(WarnJavaScript)
	}
	if t, err := f.FPDF_GetFormType(&requests.FPDF_GetFormType{Document: f.file}); err == nil && t.FormType >= enums.FPDF_FORMTYPE_XFA_FULL {
		f.warn(WarnXFA)
	}
}

func (f *pdfFile) carrier() Carrier {
	typed, seen := 0, 0
	for _, p := range f.doc.Pages {
		for _, w := range p.Words {
			if w.Source == FromOCR {
				seen++
			} else {
				typed++
			}
		}
	}
	switch {
	case f.fields > 0:
		return Form
	case seen > typed || typed == 0:
		return Scan
	}
	return Flat
}

// page reads the page with this index. A page that cannot be read is there
// all the same, or the pages after it would be taken for others.
func (f *pdfFile) page(index int) Page {
	p := Page{Number: index + 1}
	load, err := f.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: f.file, Index: index})
	if err != nil {
		f.warn(WarnPage)
		p.Gone = true
		return p
	}
	defer f.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: load.Page})
	ref := requests.Page{ByReference: &load.Page}
	if err := f.fill(ref, &p); err != nil {
		f.warn(WarnPage)
		p.Gone = true
	}
	return p
}

func (f *pdfFile) fill(ref requests.Page, p *Page) error {
	size, err := f.GetPageSize(&requests.GetPageSize{Page: ref})
	if err != nil {
		return fmt.Errorf("page size: %w", err)
	}
	p.W, p.H = size.Width, size.Height
	m := f.matrix(ref, p.W, p.H)
	if p.Words, p.Marks, err = f.text(ref, m); err != nil {
		return fmt.Errorf("text: %w", err)
	}
	d := f.objects(ref, m)
	p.Cells = d.cells
	p.Marks = append(p.Marks, d.squareMarks()...)
	before := f.fields
	if f.hasForm {
		f.FORM_OnAfterLoadPage(&requests.FORM_OnAfterLoadPage{Page: ref, FormHandle: f.form})
		f.annotations(ref, m, p)
		f.FORM_OnBeforeClosePage(&requests.FORM_OnBeforeClosePage{Page: ref, FormHandle: f.form})
	}
	f.noteScan(ref, p, d)
	if f.fields == before && len(p.Words) > 0 && (len(p.Marks) > 0 || len(d.strokes) > 0 || d.opaque) {
		f.lookAtTicks(ref, p, d)
	}
	return nil
}

// A matrix turns places in a PDF, which counts upwards from the bottom of a
// page that may be cropped and turned, into places on the upright page.
type matrix struct{ a, b, c, d, e, f float64 }

func (f *pdfFile) matrix(ref requests.Page, w, h float64) matrix {
	const fine = 100 // device coordinates are whole numbers
	at := func(x, y float64) (float64, float64) {
		r, err := f.FPDF_PageToDevice(&requests.FPDF_PageToDevice{Page: ref, SizeX: int(w * fine), SizeY: int(h * fine), PageX: x, PageY: y})
		if err != nil {
			return x, h - y
		}
		return float64(r.DeviceX) / fine, float64(r.DeviceY) / fine
	}
	x0, y0 := at(0, 0)
	x1, y1 := at(1000, 0)
	x2, y2 := at(0, 1000)
	return matrix{(x1 - x0) / 1000, (y1 - y0) / 1000, (x2 - x0) / 1000, (y2 - y0) / 1000, x0, y0}
}

func (m matrix) box(x0, y0, x1, y1 float64) Box {
	ax, ay := m.a*x0+m.c*y0+m.e, m.b*x0+m.d*y0+m.f
	bx, by := m.a*x1+m.c*y1+m.e, m.b*x1+m.d*y1+m.f
	return Box{min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)}
}

// after returns the matrix that does what n does and then what m does.
func (m matrix) after(n matrix) matrix {
	return matrix{
		m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b,
		m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d,
		m.a*n.e + m.c*n.f + m.e, m.b*n.e + m.d*n.f + m.f,
	}
}
