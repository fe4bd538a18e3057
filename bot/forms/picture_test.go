package forms_test

import (
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"example.org/stegvis/bot/forms"
)

var update = flag.Bool("update", false, "write the pictures that the pages must look like")

// tolerance is how many of a thousand dots may differ, by more than a shade.
const (
	tolerance = 4
	shade     = 40
)

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
				compare(t, filepath.Join("testdata", "pages", fmt.Sprintf("%s-%d.png", name, n+1)), v.picture(n, 48))
			}
		})
	}
}

func compare(t *testing.T, path string, got *image.Gray) {
	t.Helper()
	if *update {
		keep(t, path, got)
	} else if d := differ(got, kept(t, path)); d > tolerance {
		t.Errorf("%s: %d of a thousand dots differ", path, d)
	}
}

func keep(t *testing.T, path string, m image.Image) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := errors.Join(enc.Encode(f, m), f.Close()); err != nil {
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

// differ returns how many of a thousand dots are another shade.
func differ(a *image.Gray, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return 1000
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
	return 1000 * n / (a.Bounds().Dx() * a.Bounds().Dy())
}
