package page

import (
	"context"
	"fmt"
	"image"
	"slices"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
)

// A Picture is what a page looks like.
type Picture struct {
	Image *image.Gray
	DPI   int
}

// Crop returns what stands at a place on the page, with some room around it;
// nil when the place is not on the page.
func (p Picture) Crop(b Box, room float64) *image.Gray {
	k := float64(p.DPI) / 72
	at := image.Rect(int((b.X0-room)*k), int((b.Y0-room)*k), int((b.X1+room)*k), int((b.Y1+room)*k)).Intersect(p.Image.Rect)
	if at.Empty() {
		return nil
	}
	return p.Image.SubImage(at).(*image.Gray)
}

// Look returns the pages of a PDF or a scan as people see them, filled-in
// fields included, so that the places in what [Reader.Read] returns fit them.
// Other files have no looks of their own: [ErrUnknown].
func (r *Reader) Look(ctx context.Context, data []byte) (pages []Picture, err error) {
	defer rescue(&err)
	switch k := sniff(data); {
	case len(data) > maxBytes:
		return nil, fmt.Errorf("look at %d bytes: %w", len(data), ErrTooBig)
	case k == isPDF:
		return r.lookPDF(ctx, data)
	case isPicture(k):
		g, err := decodePicture(data)
		if err != nil {
			return nil, fmt.Errorf("look at %s: %w", k, err)
		}
		return []Picture{{level(evened(toPaper(g))), scanDPI}}, nil
	default:
		return nil, fmt.Errorf("look at %s: %w", k, ErrUnknown)
	}
}

// lookDPI is fine enough to read by, and small enough to send.
const lookDPI = 150

func (r *Reader) lookPDF(ctx context.Context, data []byte) (pages []Picture, err error) {
	pdf, free, err := r.engine.instance(ctx, r.options)
	if err != nil {
		return nil, err
	}
	defer free()
	f, err := openPDF(pdf, data)
	if err != nil {
		return nil, fmt.Errorf("look at pdf: %w", err)
	}
	defer f.close()
	if err := f.read(ctx); err != nil {
		return nil, fmt.Errorf("look at pdf: %w", err)
	}
	for i := range f.doc.Pages {
		p, err := f.look(&f.doc.Pages[i])
		if err != nil || ctx.Err() != nil {
			return nil, fmt.Errorf("look at page %d: %w", i+1, ErrUnreadable)
		}
		pages = append(pages, p)
	}
	return pages, nil
}

// look draws one page: a scan straightened as for reading, any other with its
// form fields.
func (f *pdfFile) look(p *Page) (Picture, error) {
	i := slices.IndexFunc(f.scans, func(s pictured) bool { return s.index == p.Number-1 })
	if i >= 0 {
		g, err := f.picture(p, f.scans[i].dpi)
		if err == nil && f.scans[i].straight(p) {
			g = level(evened(g))
		}
		return Picture{g, scanDPI}, err
	}
	if p.W > maxWidth || p.H > maxHeight {
		return Picture{}, ErrTooBig
	}
	r, err := f.RenderPageInDPI(&requests.RenderPageInDPI{
		Page: requests.Page{ByIndex: &requests.PageByIndex{Document: f.file, Index: p.Number - 1}}, DPI: lookDPI,
		Document: &f.file, RenderForm: f.hasForm, RenderFlags: enums.FPDF_RENDER_FLAG_ANNOT, ImageFormat: requests.RenderImageFormatGrayscale,
	})
	if err != nil {
		return Picture{}, err
	}
	defer r.Cleanup()
	g, ok := r.Result.RenderedImage.(*image.Gray)
	if !ok {
		return Picture{}, ErrUnreadable // unreachable: grey is what was asked for
	}
	return Picture{&image.Gray{Pix: slices.Clone(g.Pix), Stride: g.Stride, Rect: g.Rect}, lookDPI}, nil
}
