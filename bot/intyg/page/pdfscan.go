package page

import (
	"context"
	"image"
	"math"
	"slices"
	"sync"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
)

// A pictured page is one that is mostly a picture.
type pictured struct {
	index   int
	dpi     int
	foreign bool // its words were put under the picture by somebody else's recogniser
}

// straight reports whether the page may be straightened: not when words that
// the file has of it are to fit the picture.
func (s pictured) straight(p *Page) bool { return len(p.Words) == 0 || s.foreign }

// maxScans is how many pages of a file are recognised: it takes seconds each.
const maxScans = 8

// noteScan sees whether a page is a scan. Scanners that recognise words
// themselves lay them invisibly over the picture, or visibly under it. Such
// words are no better than our own and marked as what they are.
func (f *pdfFile) noteScan(ref requests.Page, p *Page, d drawing) {
	if d.picture < .5*p.W*p.H {
		return
	}
	s := pictured{index: p.Number - 1, dpi: int(min(max(d.dpi, 100), scanDPI) + .5), foreign: len(p.Words) > 0 && f.underPicture(ref)}
	if s.foreign {
		for i := range p.Words {
			p.Words[i].Source, p.Words[i].Confidence = FromOCR, min(p.Words[i].Confidence, .8)
		}
	}
	f.scans = append(f.scans, s)
}

// underPicture reports whether the text of a page cannot be seen: most of it is
// set invisibly, or comes before a picture as big as half the page.
func (f *pdfFile) underPicture(ref requests.Page) bool {
	count, err := f.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: ref})
	if err != nil {
		return true
	}
	unseen, texts, since := 0, 0, 0
	for i := range min(count.Count, maxObjects) {
		o, err := f.FPDFPage_GetObject(&requests.FPDFPage_GetObject{Page: ref, Index: i})
		if err != nil {
			continue
		}
		kind, err := f.FPDFPageObj_GetType(&requests.FPDFPageObj_GetType{PageObject: o.PageObject})
		if err != nil {
			continue
		}
		switch kind.Type {
		case enums.FPDF_PAGEOBJ_TEXT:
			texts, since = texts+1, since+1
			mode, err := f.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: o.PageObject})
			if err == nil && mode.TextRenderMode == enums.FPDF_TEXTRENDERMODE_INVISIBLE {
				unseen++
			}
		case enums.FPDF_PAGEOBJ_IMAGE:
			r, err := f.FPDFPageObj_GetBounds(&requests.FPDFPageObj_GetBounds{PageObject: o.PageObject})
			if err == nil && (r.Right-r.Left)*(r.Top-r.Bottom) > 200_000 { // of the half million an A4 has
				unseen, since = unseen+since, 0
			}
		}
	}
	return 2*unseen >= texts
}

// readScans reads the pages that are pictures, two at a time.
func (f *pdfFile) readScans(ctx context.Context, r *Reader) {
	if len(f.scans) > maxScans {
		f.warn(WarnPages)
		f.scans = f.scans[:maxScans]
	}
	var wait sync.WaitGroup
	var mu sync.Mutex
	free := make(chan bool, 2)
	for _, s := range f.scans {
		p := &f.doc.Pages[s.index]
		g, err := f.picture(p, s.dpi)
		if err != nil || ctx.Err() != nil {
			f.warnLocked(&mu, WarnOCRFailed)
			continue
		}
		free <- true
		wait.Go(func() {
			defer func() { <-free }()
			read, warning := Page{W: p.W, H: p.H}, WarnOCRFailed
			func() {
				var err error
				defer rescue(&err) // a goroutine of our own: nobody else would
				read, warning = r.readScan(ctx, g, s.straight(p))
			}()
			mu.Lock()
			defer mu.Unlock()
			f.joinScan(p, read, s, warning)
		})
	}
	wait.Wait()
}

func (f *pdfFile) warnLocked(mu *sync.Mutex, code string) {
	mu.Lock()
	defer mu.Unlock()
	f.warn(code)
}

// picture draws a page for reading. It is drawn as fine as the scan in it is,
// and brought to [scanDPI] here: the engine takes seconds to enlarge a picture.
func (f *pdfFile) picture(p *Page, dpi int) (g *image.Gray, err error) {
	load, err := f.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: f.file, Index: p.Number - 1})
	if err != nil {
		return nil, err
	}
	defer f.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: load.Page})
	err = f.render(requests.Page{ByReference: &load.Page}, p, Box{0, 0, p.W, p.H}, dpi, func(m *image.Gray) {
		g = &image.Gray{Pix: slices.Clone(m.Pix), Stride: m.Stride, Rect: m.Rect}
	})
	if err == nil && dpi != scanDPI {
		g = scale(g, scanDPI/float64(dpi))
	}
	return g, err
}

// joinScan puts what was read from the picture of a page in place of what the
// file said of it, or beside it where that was typed over a picture of a form.
func (f *pdfFile) joinScan(p *Page, read Page, s pictured, warning string) {
	if warning != "" && s.foreign {
		f.warn(WarnForeignOCR)
	} else if warning != "" {
		f.warn(warning)
	}
	switch {
	case s.foreign && warning != "":
		p.W, p.H, p.Marks = read.W, read.H, read.Marks
	case s.foreign || len(p.Words) == 0:
		p.W, p.H, p.Words, p.Marks, p.Cells = read.W, read.H, read.Words, read.Marks, read.Cells
	default:
		p.Words = append(p.Words, beyond(read.Words, p.Words)...)
		p.Marks = settle(p.Marks, read.Marks)
	}
}

// beyond returns the words of more that do not stand where one of words does.
func beyond(more, words []Word) (new []Word) {
	for _, w := range more {
		known := slices.ContainsFunc(words, func(k Word) bool {
			return k.Box.Overlap(w.Box) > .3*math.Min(k.Box.area(), w.Box.area())
		})
		if !known {
			new = append(new, w)
		}
	}
	return new
}
