package pdf

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"golang.org/x/image/font/sfnt"
)

func TestWrap(t *testing.T) {
	d := New(Meta{})
	st := Style{Size: 10}
	for name, c := range map[string]struct {
		text  string
		width float64
		want  []string
	}{
		"one line":               {"Åke går ut", 200, []string{"Åke går ut"}},
		"two lines":              {"Åke går ut på promenad", d.Width(st, "Åke går ut på"), []string{"Åke går ut på", "promenad"}},
		"own line breaks":        {"ett\r\n\r\ntvå\rtre\n", 200, []string{"ett", "", "två", "tre", ""}},
		"a long word":            {"aaaaaaaa", d.Width(st, "aaa") + 0.1, []string{"aaa", "aaa", "aa"}},
		"narrower than a letter": {"åäö", 1, []string{"å", "ä", "ö"}},
		"hard space":             {"08-465\u00A0004 nu", d.Width(st, "08-465\u00A0004"), []string{"08-465\u00A0004", "nu"}},
		"nothing":                {"", 100, []string{""}},
	} {
		if got := d.Wrap(st, c.width, c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestSpell(t *testing.T) {
	f := openFont(Regular)
	for in, want := range map[string]string{
		"Åke Öhrn – 5 × 3": "Åke Öhrn – 5 × 3",
		"A\u030Ake":        "Åke",      // as some computers write Å
		"Łękowska":         "Łękowska", // in the font
		"Nguyễn Ioniță":    "Nguyen Ioniță",
		"Иван Ελένη":       "Иван Ελένη",
		"日本 😀":             "□□ □",
		"a\uFE0Fb\u200Dc":  "abc", // what only joins or colours others
	} {
		spelled, _ := f.spell(in)
		got := string(spelled)
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// The subset is a font that can be read again, where a letter that is put
// together has its parts, and one that nobody used is empty.
func TestSubset(t *testing.T) {
	f := openFont(Regular)
	a, _ := f.glyph('Å')
	z, _ := f.glyph('z')
	small, err := sfnt.Parse(withNames(subset(f.ttf, []sfnt.GlyphIndex{a}), f.ttf))
	if err != nil {
		t.Fatal(err)
	}
	var b sfnt.Buffer
	whole, err := f.face.LoadGlyph(&b, a, f.em, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := len(whole)
	if got, err := small.LoadGlyph(&b, a, f.em, nil); err != nil || len(got) != want || want == 0 {
		t.Errorf("Å has %d strokes (%v), want %d", len(got), err, want)
	}
	if got, err := small.LoadGlyph(&b, z, f.em, nil); err != nil || len(got) != 0 {
		t.Errorf("z has %d strokes (%v), want none", len(got), err)
	}
}

// withNames puts back the tables that a PDF does without and the reader of
// fonts wants.
func withNames(small, whole []byte) []byte {
	t := tables(small)
	for _, tag := range []string{"cmap", "name", "post", "OS/2"} {
		t[tag] = tables(whole)[tag]
	}
	return t.assemble()
}

func TestText(t *testing.T) {
	for _, s := range []string{"", "Åke", "– 😀", "två\nrader"} {
		if got := untext(text(s)); got != s {
			t.Errorf("%q came back as %q", s, got)
		}
	}
}

// An archived file must say so, carry its colours, and have an identity; one
// that is not must not pretend.
func TestArchive(t *testing.T) {
	made := func(archive bool) []byte {
		d := New(Meta{Title: "Ärende <1> & 2", Author: "Enheten", Lang: "sv-SE", Created: time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC), Archive: archive})
		d.Page().Text(d.Root().Add("P"), 50, 50, Style{Size: 10}, "Text")
		return d.Bytes()
	}
	marks := []string{"<pdfaid:part>2</pdfaid:part>", "/OutputIntents", "/DestOutputProfile"}
	for _, m := range marks {
		if !bytes.Contains(made(true), []byte(m)) {
			t.Errorf("an archived file lacks %s", m)
		}
		if bytes.Contains(made(false), []byte(m)) {
			t.Errorf("an ordinary file has %s", m)
		}
	}
	for _, m := range []string{"/ID [<", "<xmp:CreateDate>2026-11-26T12:00:00Z", "/CreationDate (D:20261126120000Z)", "Ärende &lt;1&gt; &amp; 2", "/FontFile2"} {
		if !bytes.Contains(made(true), []byte(m)) {
			t.Errorf("the file lacks %s", m)
		}
	}
}

// The profile's tags lie where its table says, and its header tells its size.
func TestProfile(t *testing.T) {
	p := sRGB()
	if int(be.Uint32(p)) != len(p) || string(p[36:40]) != "acsp" {
		t.Fatalf("header says %d bytes and %q, want %d and acsp", be.Uint32(p), p[36:40], len(p))
	}
	for i := range int(be.Uint32(p[128:])) {
		e := p[132+12*i:]
		at, n := int(be.Uint32(e[4:])), int(be.Uint32(e[8:]))
		kind := map[string]string{"desc": "desc", "cprt": "text", "rTRC": "curv", "gTRC": "curv", "bTRC": "curv"}[string(e[:4])]
		if kind == "" {
			kind = "XYZ "
		}
		if at%4 != 0 || at+n > len(p) || string(p[at:at+4]) != kind {
			t.Errorf("tag %s: %d bytes at %d, want type %q", e[:4], n, at, kind)
		}
	}
}

// Whatever file it is given, Fill returns.
func FuzzFill(f *testing.F) {
	d := New(Meta{Title: "t"})
	p := d.Page()
	p.Field(d.Root(), Field{Kind: Lines, Name: "a", W: 100, H: 30})
	p.Field(d.Root(), Field{Kind: Radio, Name: "b", Value: "ja", W: 12, H: 12})
	p.Field(d.Root(), Field{Kind: Radio, Name: "b", Value: "nej", W: 12, H: 12})
	p.Field(d.Root(), Field{Kind: Tick, Name: "c_x", Value: "x", W: 12, H: 12})
	form := d.Bytes()
	tail := form[bytes.LastIndex(form, []byte("xref\n0 ")):]
	f.Add(form, "två\nrader", "ja", "x")
	f.Add(append([]byte("1 0 obj\n<< /T <FEFF0062> /TU /Kids [99 0 R] >>\nendobj\n"), tail...), "", "ja", "")
	f.Fuzz(func(t *testing.T, file []byte, a, b, c string) {
		Ticks(file)
		filled, err := Fill(file, map[string]string{"a": a, "b": b, "c_x": c})
		if err == nil && !bytes.HasPrefix(filled, file) {
			t.Error("the form's own bytes were changed")
		}
	})
}
