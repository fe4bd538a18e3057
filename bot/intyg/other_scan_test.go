package intyg

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"

	"example.org/stegvis/bot/intyg/page"
)

// A scanner is how a sheet becomes a picture: put in askew, out of focus, worn,
// and saved small.
type scanner struct {
	dpi, blur, specks, quality int
	turn                       float64 // degrees
	dark, bright               float64 // what ink and paper come out as, of 255
}

func someScanner(rng *rand.Rand) scanner {
	return scanner{
		dpi: []int{150, 200, 300}[rng.IntN(3)], blur: rng.IntN(2), specks: rng.IntN(400), quality: 25 + rng.IntN(60),
		turn: rng.Float64()*6 - 3, dark: rng.Float64() * 90, bright: 170 + rng.Float64()*85,
	}
}

// scan returns what the scanner saves of a sheet.
func (s scanner) scan(rng *rand.Rand, sheet image.Image) []byte {
	b := sheet.Bounds()
	g := image.NewGray(b)
	draw.Draw(g, b, image.White, image.Point{}, draw.Src)
	sin, cos := math.Sincos(s.turn * math.Pi / 180)
	x, y := float64(b.Dx())/2, float64(b.Dy())/2
	draw.BiLinear.Transform(g, f64.Aff3{cos, -sin, x - cos*x + sin*y, sin, cos, y - sin*x - cos*y}, sheet, b, draw.Src, nil)
	for range s.specks {
		at := rng.IntN(len(g.Pix))
		for i := range 1 + rng.IntN(s.dpi/100) {
			g.Pix[min(at+i, len(g.Pix)-1)] = uint8(rng.IntN(256))
		}
	}
	for range s.blur {
		g = blurred(g)
	}
	for i, v := range g.Pix {
		g.Pix[i] = uint8(min(max(s.dark+float64(v)/255*(s.bright-s.dark)+rng.NormFloat64()*5, 0), 255))
	}
	var out bytes.Buffer
	jpeg.Encode(&out, g, &jpeg.Options{Quality: s.quality})
	return out.Bytes()
}

// blurred is g with each pixel the mean of those around it.
func blurred(g *image.Gray) *image.Gray {
	o := &image.Gray{Pix: slices.Clone(g.Pix), Stride: g.Stride, Rect: g.Rect}
	for i := g.Stride + 1; i < len(g.Pix)-g.Stride-1; i++ {
		sum := 0
		for _, d := range []int{-g.Stride - 1, -g.Stride, -g.Stride + 1, -1, 0, 1, g.Stride - 1, g.Stride, g.Stride + 1} {
			sum += int(g.Pix[i+d])
		}
		o.Pix[i] = uint8(sum / 9)
	}
	return o
}

// sheets returns the pages of a PDF as pictures.
func sheets(t *testing.T, pdf []byte, dpi int) (all []image.Image) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "in.pdf"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(tool(t, "pdftoppm"), "-r", strconv.Itoa(dpi), "-gray", "-png", filepath.Join(dir, "in.pdf"), filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v\n%s", err, out)
	}
	pages, _ := filepath.Glob(filepath.Join(dir, "page*.png"))
	for _, p := range pages {
		data, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		m, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

// TestOtherScans reads forms that a browser has printed and that were scanned
// badly. Most of a bad scan may be a doubt; nothing of it may be wrong and sure.
func TestOtherScans(t *testing.T) {
	if testing.Short() {
		t.Skip("recognising pages takes seconds each")
	}
	seed, n := draws(2)
	browser := tool(t, "chromium")
	r := NewReader(page.NewReader(page.Options{OCR: []string{tool(t, "tesseract"), "-l", "swe"}}))
	defer r.Close()
	var sum tally
	for i, o := range others(seed+100, n, 0) {
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		s := someScanner(rng)
		o.name = fmt.Sprintf("%s %+v", o.name, s)
		var files []file
		for _, sheet := range sheets(t, printPDF(t, browser, webPages([]string{o.html})), s.dpi) {
			files = append(files, file{"sida.jpg", s.scan(rng, sheet), otherDay})
		}
		sum.add(t, o, r.pages(t.Context(), files)[0])
	}
	t.Log(sum)
}
