package forms_test

import (
	"errors"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"example.org/stegvis/bot/forms"
)

var update = flag.Bool("update", false, "write the pictures that the pages must look like")

// The pictures are small: what matters is that nothing moves, runs out of its
// place or goes missing. tolerance is how many of ten thousand dots may
// differ, by more than a shade.
const (
	dpi       = 32
	tolerance = 3
	shade     = 40
)

// greys are the shades that a picture is kept in.
var greys = func() (p color.Palette) {
	for n := range 8 {
		p = append(p, color.Gray{Y: uint8(n * 255 / 7)})
	}
	return p
}()

// Pages look as they did when somebody last looked at them. To look:
// go test ./bot/forms -run Pictures -update, and open testdata/pages.
func TestPictures(t *testing.T) {
	w := load(t)
	made := everyPaper(t, w)
	filled, err := forms.Fill(made["blank"], answers(t, made["blank"]))
	if err != nil {
		t.Fatal(err)
	}
	made["filled"] = filled
	for name, file := range made {
		t.Run(name, func(t *testing.T) {
			v := view(t, file)
			for n := range read(t, file).Pages {
				compare(t, filepath.Join("testdata", "pages", fmt.Sprintf("%s-%d.png", name, n+1)), v.picture(n, dpi))
			}
		})
	}
}

// A name that is a little longer is noticed.
func TestPicturesTell(t *testing.T) {
	h := head
	h.Unit += " Norra"
	file, err := forms.Information(load(t), h)
	if err != nil {
		t.Fatal(err)
	}
	got, path := view(t, file).picture(0, dpi), filepath.Join("testdata", "pages", "information-1.png")
	if d := differ(got, kept(t, path)); d <= tolerance {
		t.Errorf("%d of ten thousand dots differ, want more than %d", d, tolerance)
	}
}

// Another program that people read PDFs with shows the same pages: seen from a
// distance, where the edges of letters do not count.
func TestPopplerShowsTheSame(t *testing.T) {
	pdftoppm := part(t, "pdftoppm")
	for name, file := range everyPaper(t, load(t)) {
		t.Run(name, func(t *testing.T) {
			stem := filepath.Join(t.TempDir(), "page")
			if out, err := exec.Command(pdftoppm, "-r", "64", "-gray", "-png", saved(t, file), stem).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			v := view(t, file)
			shown, _ := filepath.Glob(stem + "-*.png") // the pattern is well formed
			if pages := len(read(t, file).Pages); len(shown) != pages {
				t.Errorf("%d pages, want %d", len(shown), pages)
			}
			for n, path := range shown {
				if d := differ(afar(v.picture(n, 64)), afar(kept(t, path))); d > 20 {
					t.Errorf("page %d: %d of ten thousand dots differ", n+1, d)
				}
			}
		})
	}
}

// afar is m from eight times as far away.
func afar(m image.Image) *image.Gray {
	o := image.NewGray(image.Rect(0, 0, m.Bounds().Dx()/8, m.Bounds().Dy()/8))
	for i := range o.Pix {
		sum, x, y := 0, i%o.Stride*8, i/o.Stride*8
		for k := range 64 {
			sum += int(color.GrayModel.Convert(m.At(x+k%8, y+k/8)).(color.Gray).Y)
		}
		o.Pix[i] = uint8(sum / 64)
	}
	return o
}

func compare(t *testing.T, path string, got *image.Gray) {
	t.Helper()
	if *update {
		keep(t, path, got)
	} else if d := differ(got, kept(t, path)); d > tolerance {
		t.Errorf("%s: %d of ten thousand dots differ", path, d)
	}
}

func keep(t *testing.T, path string, m image.Image) {
	t.Helper()
	few := image.NewPaletted(m.Bounds(), greys)
	draw.Draw(few, m.Bounds(), m, image.Point{}, draw.Src)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := errors.Join(enc.Encode(f, few), f.Close()); err != nil {
		t.Fatal(err)
	}
}

func kept(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return image.NewGray(image.Rect(0, 0, 0, 0)) // a new page: it differs
	} else if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// differ returns how many of ten thousand dots are another shade.
func differ(a *image.Gray, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return 10000
	}
	n := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r, _, _, _ := b.At(x, y).RGBA()
			if d := int(a.GrayAt(x, y).Y) - int(r>>8); d > shade || d < -shade {
				n++
			}
		}
	}
	return 10000 * n / (a.Bounds().Dx() * a.Bounds().Dy())
}
