package pdf

import (
	"fmt"
	"strings"
)

// fieldSize is the size of the letters in a field that has one line.
const fieldSize = 11.0

// sizes are tried in turn until a text of several lines fits its field.
var sizes = []float64{11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5, 6}

// appearance is the picture of a text in its field.
func appearance(ft *font, resources int, w, h float64, several bool, value string) string {
	const pad = 3.0
	size, lines := fieldSize, []string{strings.Join(strings.Fields(value), " ")}
	y := (h-size)/2 + size*0.24 // letters without descenders look centred
	if several {
		size, lines = fitLines(ft, value, w-2*pad, h-2*pad)
		y = h - pad - size*0.95
	}
	for size > 6 && !several && ft.width(lines[0], size) > w-2*pad {
		size -= 0.5
	}
	var ink strings.Builder
	fmt.Fprintf(&ink, "/Tx BMC q 0 0 %.2f %.2f re W n BT 0 g /F0 %.2f Tf %.2f TL %.2f %.2f Td\n", w, h, size, size*leading, pad, y)
	for _, l := range lines {
		fmt.Fprintf(&ink, "%s Tj T*\n", ft.encode(l+" "))
	}
	ink.WriteString("ET Q EMC")
	return stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 %.2f %.2f] /Resources %s", w, h, ref(resources)), []byte(ink.String()))
}

const leading = 1.2

// fitLines breaks value into lines in the largest size that fits.
func fitLines(ft *font, value string, w, h float64) (size float64, lines []string) {
	for _, size = range sizes {
		lines = ft.wrap(value, size, w)
		if float64(len(lines))*size*leading <= h {
			break
		}
	}
	return size, lines
}
