package page

import (
	"bytes"
	"context"
	"image"
	"image/color"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"

	"golang.org/x/image/draw"

	_ "golang.org/x/image/bmp"
	_ "golang.org/x/image/tiff"
	_ "golang.org/x/image/webp"
)

// How pictures are read.
const (
	scanDPI   = 300        // what the recogniser knows best
	maxPixels = 50_000_000 // of a picture that is opened at all
	paperLong = 11.69      // inches, the long side of an A4
)

// readPicture reads a scan or a photo of one page.
func (r *Reader) readPicture(ctx context.Context, data []byte) (Document, error) {
	g, err := decodePicture(data)
	if err != nil {
		return Document{}, err
	}
	doc := Document{Carrier: Scan}
	p, warning := r.readScan(ctx, toPaper(g), true)
	p.Number = 1
	doc.Pages = []Page{p}
	if warning != "" {
		doc.Warnings = []string{warning}
	}
	return doc, nil
}

// decodePicture returns a picture in grey, the right way up as far as the
// camera knew. Its size is read, and refused, before any of it is unpacked.
func decodePicture(data []byte) (*image.Gray, error) {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return nil, ErrUnreadable
	case c.Width < 1 || c.Height < 1 || c.Width > maxPixels/c.Height:
		return nil, ErrTooBig
	}
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, ErrUnreadable
	}
	return turn(toGray(m), orientation(data)), nil
}

// toGray returns m in grey, on white where it is transparent.
func toGray(m image.Image) *image.Gray {
	b := m.Bounds()
	switch m := m.(type) {
	case *image.Gray:
		return m
	case *image.YCbCr: // what a camera writes: its brightness is there already
		g := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
		for y := range b.Dy() {
			at := m.YOffset(b.Min.X, b.Min.Y+y)
			copy(g.Pix[y*g.Stride:], m.Y[at:at+b.Dx()])
		}
		return g
	}
	g := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(g, g.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(g, g.Rect, m, b.Min, draw.Over)
	return g
}

// toPaper scales a picture as if it were a whole A4 at the resolution that is
// read best.
func toPaper(g *image.Gray) *image.Gray {
	long := max(g.Rect.Dx(), g.Rect.Dy())
	k := paperLong * scanDPI / float64(long)
	if k > .9 && k < 1.1 || long < 200 {
		return g
	}
	return scale(g, min(k, 4))
}

func scale(g *image.Gray, k float64) *image.Gray {
	o := image.NewGray(image.Rect(0, 0, int(float64(g.Rect.Dx())*k), int(float64(g.Rect.Dy())*k)))
	draw.BiLinear.Scale(o, o.Rect, g, g.Rect, draw.Src, nil)
	return o
}

// orientation returns how a camera was held, by its own account (EXIF): 1 for
// upright, up to 8.
func orientation(data []byte) int {
	i := bytes.Index(data[:min(len(data), 64<<10)], []byte("Exif\x00\x00"))
	if i < 0 || len(data) < i+14 {
		return 1
	}
	t := data[i+6:]
	number := func(at, n int) int {
		if at < 0 || at+n > len(t) {
			return 0
		}
		v := 0
		for j := range n {
			if t[0] == 'M' {
				v = v<<8 | int(t[at+j])
			} else {
				v |= int(t[at+j]) << (8 * j)
			}
		}
		return v
	}
	first := number(4, 4)
	for e := range min(number(first, 2), 64) {
		if at := first + 2 + 12*e; number(at, 2) == 0x112 {
			return number(at+8, 2)
		}
	}
	return 1
}

// turn undoes an orientation. Mirrored ones are turned only: no camera makes
// them.
func turn(g *image.Gray, how int) *image.Gray {
	switch how {
	case 3, 4:
		return turned(g, 2)
	case 6, 5:
		return turned(g, 1)
	case 8, 7:
		return turned(g, 3)
	}
	return g
}

// turned returns g after so many quarter turns clockwise.
func turned(g *image.Gray, quarters int) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	o := image.NewGray(image.Rect(0, 0, w, h))
	if quarters%2 == 1 {
		o = image.NewGray(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			nx, ny := x, y
			switch quarters % 4 {
			case 1:
				nx, ny = h-1-y, x
			case 2:
				nx, ny = w-1-x, h-1-y
			case 3:
				nx, ny = y, w-1-x
			}
			o.Pix[ny*o.Stride+nx] = g.Pix[y*g.Stride+x]
		}
	}
	return o
}
