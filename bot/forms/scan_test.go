package forms_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/intyg/page"
)

// A scanner is how sheets of paper become a file: laid in askew, out of focus,
// worn, grey, and saved small.
type scanner struct {
	name              string
	dpi, blur, specks int
	turn              float64 // degrees
	dark, bright      float64 // what ink and paper come out as, of 255
	quality           int     // of the JPEG
}

var scanners = []scanner{
	{"300 dpi", 300, 0, 0, 0, 10, 250, 85},
	{"300 dpi askew", 300, 1, 60, 1.4, 30, 235, 60},
	{"200 dpi", 200, 0, 0, .6, 20, 245, 75},
	{"200 dpi askew, grey", 200, 1, 120, -1.9, 60, 205, 45},
	{"150 dpi", 150, 0, 0, -.7, 20, 245, 75},
	{"150 dpi askew, small", 150, 0, 80, 1.8, 40, 220, 30},
}

func (s scanner) scan(rng *rand.Rand, sheet *image.Gray) []byte {
	b := sheet.Bounds()
	g := image.NewGray(b)
	draw.Draw(g, b, image.White, image.Point{}, draw.Src)
	sin, cos := math.Sincos(s.turn * math.Pi / 180)
	x, y := float64(b.Dx())/2, float64(b.Dy())/2
	xdraw.BiLinear.Transform(g, f64.Aff3{cos, -sin, x - cos*x + sin*y, sin, cos, y - sin*x - cos*y}, sheet, b, draw.Src, nil)
	for range s.specks {
		g.Pix[rng.IntN(len(g.Pix))] = uint8(rng.IntN(256))
	}
	for range s.blur {
		half := image.NewGray(image.Rect(0, 0, b.Dx()*2/3, b.Dy()*2/3))
		xdraw.BiLinear.Scale(half, half.Rect, g, b, draw.Src, nil)
		xdraw.BiLinear.Scale(g, b, half, half.Rect, draw.Src, nil)
	}
	for i, v := range g.Pix {
		g.Pix[i] = uint8(min(max(s.dark+float64(v)/255*(s.bright-s.dark)+rng.NormFloat64()*4, 0), 255))
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, g, &jpeg.Options{Quality: s.quality}); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// scannedFile is the PDF that a scanner makes of its pictures, one to a page.
func scannedFile(pictures [][]byte) []byte {
	var b bytes.Buffer
	var at []int
	object := func(body string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), body)
	}
	stream := func(dict string, data []byte) {
		object(fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data))
	}
	b.WriteString("%PDF-1.4\n")
	var kids []string
	for i := range pictures {
		kids = append(kids, fmt.Sprintf("%d 0 R", 3+3*i))
	}
	object("<< /Type /Catalog /Pages 2 0 R >>")
	object(fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(kids), strings.Join(kids, " ")))
	for i, p := range pictures {
		c, _ := jpeg.DecodeConfig(bytes.NewReader(p))
		object(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595.28 841.89] /Contents %d 0 R /Resources << /XObject << /P %d 0 R >> >> >>", 4+3*i, 5+3*i))
		stream("", []byte("q 595.28 0 0 841.89 0 0 cm /P Do Q"))
		stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /DCTDecode", c.Width, c.Height), p)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// A pen writes on paper where the fields are: slanting letters that do not keep
// the line, and crosses made with two strokes.
type pen struct {
	rng   *rand.Rand
	sheet *image.Gray
	k     float64 // dots to a point
	face  func(points float64) font.Face
}

func (p pen) write(box page.Box, text string) {
	size := min(12.5, 8+box.Height()/6)
	face := p.face(size * p.k)
	x, y := (box.X0+4)*p.k, (box.Y0+14)*p.k
	for _, word := range strings.Fields(text) {
		if wide := float64(font.MeasureString(face, word)) / 64; x+wide > (box.X1-2)*p.k {
			x, y = (box.X0+4)*p.k, y+14*p.k
		}
		for _, r := range word + " " {
			d := font.Drawer{Dst: p.sheet, Src: image.NewUniform(color.Gray{Y: uint8(20 + p.rng.IntN(50))}), Face: face,
				Dot: fixed.Point26_6{X: fixed.Int26_6(x * 64), Y: fixed.Int26_6((y + (p.rng.Float64()-.5)*.9*p.k) * 64)}}
			d.DrawString(string(r))
			x = float64(d.Dot.X)/64 + (p.rng.Float64()-.3)*.35*p.k
		}
	}
}

func (p pen) cross(box page.Box) {
	off := func() float64 { return (p.rng.Float64() - .5) * 2.5 }
	p.stroke(box.X0+1+off(), box.Y0+1+off(), box.X1-1+off(), box.Y1-1+off())
	p.stroke(box.X1-1+off(), box.Y0+1+off(), box.X0+1+off(), box.Y1-1+off())
}

func (p pen) stroke(x0, y0, x1, y1 float64) {
	steps := int(30 * p.k)
	r := .55 * p.k
	for i := range steps {
		at := float64(i) / float64(steps)
		cx, cy := (x0+(x1-x0)*at)*p.k, (y0+(y1-y0)*at)*p.k
		for y := int(cy - r); y <= int(cy+r); y++ {
			for x := int(cx - r); x <= int(cx+r); x++ {
				p.sheet.SetGray(x, y, color.Gray{Y: 40})
			}
		}
	}
}

// written is the blank printed and filled in with a pen.
func written(t *testing.T, rng *rand.Rand, blank []byte, dpi int) (sheets []*image.Gray) {
	t.Helper()
	italic, err := opentype.Parse(goitalic.TTF)
	if err != nil {
		t.Fatal(err)
	}
	face := func(size float64) font.Face {
		f, err := opentype.NewFace(italic, &opentype.FaceOptions{Size: size, DPI: 72})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	v := view(t, blank)
	for n, pg := range read(t, blank).Pages {
		p := pen{rng, v.picture(n, dpi), float64(dpi) / 72, face}
		for _, w := range pg.Words {
			if value := typed[w.Field]; value != "" && !w.Hidden {
				p.write(w.Box, value)
			}
		}
		for _, m := range pg.Marks {
			if ticked(m) {
				p.cross(m.Box)
			}
		}
		sheets = append(sheets, p.sheet)
	}
	return sheets
}

func printedSheets(t *testing.T, file []byte, dpi int) (sheets []*image.Gray) {
	t.Helper()
	v := view(t, file)
	for n := range read(t, file).Pages {
		sheets = append(sheets, v.picture(n, dpi))
	}
	return sheets
}

// A score is what became of the fields of scanned blanks.
type score struct{ right, shown, asked, missing, wrong int }

func (s score) String() string {
	n := float64(s.right+s.shown+s.asked+s.missing+s.wrong) / 100
	return fmt.Sprintf("%.1f %% right and sure, %.1f %% right in a question, %.1f %% otherwise asked, %.1f %% missing, %d wrong and sure",
		float64(s.right)/n, float64(s.shown)/n, float64(s.asked)/n, float64(s.missing)/n, s.wrong)
}

// read is how much was read as it stands, of a hundred.
func (s score) read() float64 {
	return 100 * float64(s.right+s.shown) / float64(s.right+s.shown+s.asked+s.missing+s.wrong)
}

// against holds one reading against another that is right.
func (s *score) against(t *testing.T, want, got intyg.Reading) {
	t.Helper()
	s.fields(t, want.Fields, got.Fields)
	for i, m := range want.Measures {
		if i < len(got.Measures) {
			s.fields(t, m, got.Measures[i])
		} else {
			s.missing += len(m)
		}
	}
	if len(got.Measures) > len(want.Measures) {
		t.Errorf("%d insatser, want %d", len(got.Measures), len(want.Measures))
	}
}

func (s *score) fields(t *testing.T, want, got map[string]intyg.Field) {
	t.Helper()
	for key, w := range want {
		if w.Empty() {
			continue
		}
		g, ok := got[key]
		switch {
		case fmt.Sprint(g.Value) == fmt.Sprint(w.Value) && g.Certain:
			s.right++
		case fmt.Sprint(g.Value) == fmt.Sprint(w.Value):
			s.shown++
		case !ok || g.Empty() && g.Raw == "":
			s.missing++
			t.Logf("%s: missing", key)
		case !g.Certain:
			s.asked++
			t.Logf("%s: asks %v (%q), want %v", key, g.Value, g.Raw, w.Value)
		default:
			s.wrong++
			t.Errorf("%s: sure of %v (%q), want %v", key, g.Value, g.Raw, w.Value)
		}
	}
	for key, g := range got {
		if w := want[key]; w.Empty() && !g.Empty() && g.Certain {
			s.wrong++
			t.Errorf("%s: sure of %v, and nothing stands there", key, g.Value)
		}
	}
}

var everyScan = flag.Bool("scans", false, "scan our own blank in every way, which takes minutes")

// TestScannedBlank: our own blank printed, filled in and scanned. What is read
// is shown beside the picture, for people to compare, and most of it is right;
// nothing is wrong and sure. All ways: go test ./bot/forms -run Scanned -scans -v
func TestScannedBlank(t *testing.T) {
	if testing.Short() {
		t.Skip("recognising pages takes seconds each")
	}
	blank, err := forms.Blank(load(t), head, care.Intyg{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := intyg.NewReader(page.NewReader(page.Options{OCR: []string{part(t, "tesseract"), "-l", "swe"}}))
	defer r.Close()
	filled := filledIn(t, blank)
	exact, err := r.Read(t.Context(), "intyg.pdf", filled, day("2026-11-24"))
	if err != nil {
		t.Fatal(err)
	}
	for how, w := range map[string]struct {
		sheets func(*testing.T, *rand.Rand, int) []*image.Gray
		usual  string // the scanner that every run has
		floor  float64
	}{
		"typed":   {func(t *testing.T, _ *rand.Rand, dpi int) []*image.Gray { return printedSheets(t, filled, dpi) }, "200 dpi askew, grey", 80},
		"by hand": {func(t *testing.T, rng *rand.Rand, dpi int) []*image.Gray { return written(t, rng, blank, dpi) }, "300 dpi askew", 60},
	} {
		for _, s := range scanners {
			if s.name != w.usual && !*everyScan {
				continue
			}
			t.Run(how+", "+s.name, func(t *testing.T) {
				rng := rand.New(rand.NewPCG(7, uint64(s.dpi)))
				var pictures [][]byte
				for _, sheet := range w.sheets(t, rng, s.dpi) {
					pictures = append(pictures, s.scan(rng, sheet))
				}
				got, err := r.Read(t.Context(), "skanning.pdf", scannedFile(pictures), day("2026-11-24"))
				if err != nil {
					t.Fatal(err)
				}
				if len(got) != 1 || got[0].Kind != intyg.KindIntyg || got[0].Form != "stegvis-1" || got[0].Case != string(head.Case) {
					t.Fatalf("%d documents, the first %s on form %q, case %q", len(got), got[0].Kind, got[0].Form, got[0].Case)
				}
				var sc score
				sc.against(t, exact[0], got[0])
				t.Log(sc)
				if sc.read() < w.floor {
					t.Errorf("%.1f %% is read right, want %.0f", sc.read(), w.floor)
				}
			})
		}
	}
}
