package pdf

import (
	"fmt"
	"image"
)

// Image draws a grey picture with its upper left corner at x, y. To whoever
// cannot see, alt is read instead, as part of e.
func (p *Page) Image(e *Elem, x, y, w, h float64, m *image.Gray, alt string) {
	name := fmt.Sprintf("Im%d", len(p.doc.images))
	p.doc.images = append(p.doc.images, p.doc.objs.add(stream(fmt.Sprintf(
		"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8", m.Rect.Dx(), m.Rect.Dy()), grey(m))))
	fig := e.Add("Figure")
	fig.alt = alt
	fig.attr = fmt.Sprintf("/A << /O /Layout /BBox [%.2f %.2f %.2f %.2f] >> ", x, Height-y-h, x+w, Height-y)
	p.marked(fig, func() {
		fmt.Fprintf(&p.ink, "q %.2f 0 0 %.2f %.2f %.2f cm /%s Do Q\n", w, h, x, Height-y-h, name)
	})
}

// grey returns the dots of m row by row; m may be part of a bigger picture.
func grey(m *image.Gray) []byte {
	dots := make([]byte, 0, m.Rect.Dx()*m.Rect.Dy())
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		at := m.PixOffset(m.Rect.Min.X, y)
		dots = append(dots, m.Pix[at:at+m.Rect.Dx()]...)
	}
	return dots
}
