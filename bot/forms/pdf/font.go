package pdf

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	ximage "golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// A Face is one of the typefaces a document can use: the Go fonts, which have
// Latin, Greek and Cyrillic letters and a licence that lets us carry them.
type Face int

const (
	Regular Face = iota
	Bold
	Italic
	faces int = iota
)

// A font is a face in one document, with the characters it has drawn there.
type font struct {
	name string
	ttf  []byte
	face *sfnt.Font
	em   fixed.Int26_6
	buf  sfnt.Buffer
	used map[rune]sfnt.GlyphIndex
	lost bool // something had to be drawn as what it is not
}

func openFont(f Face) *font {
	name, ttf := "GoRegular", goregular.TTF
	switch f {
	case Bold:
		name, ttf = "GoBold", gobold.TTF
	case Italic:
		name, ttf = "GoItalic", goitalic.TTF
	}
	face, err := sfnt.Parse(ttf)
	if err != nil {
		panic(err) // unreachable: the fonts are built in
	}
	return &font{name: name, ttf: ttf, face: face, em: fixed.I(int(face.UnitsPerEm())), used: map[rune]sfnt.GlyphIndex{}}
}

// glyph finds the picture of r; ok is false when the font has none.
func (f *font) glyph(r rune) (g sfnt.GlyphIndex, ok bool) {
	g, err := f.face.GlyphIndex(&f.buf, r)
	return g, err == nil && g != 0
}

// spell returns s in characters that the font has: a letter with an accent it
// lacks loses the accent, what only joins or colours others is left out, and
// anything else becomes [Unwritable]. lost says whether that changes what s says.
func (f *font) spell(s string) (out []rune, lost bool) {
	for _, r := range norm.NFC.String(s) {
		if _, ok := f.glyph(r); ok {
			out = append(out, r)
			continue
		}
		base := []rune(norm.NFD.String(string(r)))[0]
		switch _, ok := f.glyph(base); {
		case ok:
			out, lost = append(out, base), true
		case r == '\u00AD' || r == '\u200B':
			out = append(out, ' ')
		case unicode.In(r, unicode.Cf, unicode.Mn):
		default:
			out, lost = append(out, Unwritable), true
		}
	}
	return out, lost
}

// Unwritable stands for each character that the fonts do not have: an Arabic
// letter, a picture.
const Unwritable = '□'

// encode returns s as the glyph numbers to draw, and remembers them.
func (f *font) encode(s string) string {
	var b strings.Builder
	b.WriteByte('<')
	spelled, lost := f.spell(s)
	f.lost = f.lost || lost
	for _, r := range spelled {
		g, _ := f.glyph(r)
		f.used[r] = g
		fmt.Fprintf(&b, "%04X", uint16(g))
	}
	return b.String() + ">"
}

// advance is the width of g in thousandths of the type's size.
func (f *font) advance(g sfnt.GlyphIndex) int {
	a, err := f.face.GlyphAdvance(&f.buf, g, f.em, ximage.HintingNone)
	if err != nil {
		return 0
	}
	return int(a) * 1000 / int(f.em)
}

func (f *font) width(s string, size float64) (w float64) {
	spelled, _ := f.spell(s)
	for _, r := range spelled {
		g, _ := f.glyph(r)
		w += float64(f.advance(g))
	}
	return w * size / 1000
}

// wrap breaks s into lines no wider than width. Line breaks in s are kept; a
// word wider than a line is broken where the line ends.
func (f *font) wrap(s string, size, width float64) (lines []string) {
	for para := range strings.Lines(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s) + "\n") {
		line := ""
		for _, word := range strings.FieldsFunc(para, func(r rune) bool { return unicode.IsSpace(r) && r != 0xA0 }) {
			if line != "" && f.width(line+" "+word, size) > width {
				lines, line = append(lines, line), ""
			}
			for f.width(word, size) > width && len([]rune(word)) > 1 {
				n := f.fit(word, size, width)
				lines, word = append(lines, word[:n]), word[n:]
			}
			line = strings.TrimPrefix(line+" "+word, " ")
		}
		lines = append(lines, line)
	}
	return lines
}

// fit returns how many bytes of word, at least one character, fit in width.
func (f *font) fit(word string, size, width float64) int {
	end := 0
	for i, r := range word {
		if next := i + len(string(r)); end == 0 || f.width(word[:next], size) <= width {
			end = next
		}
	}
	return end
}

// put writes the font with the characters that were used, and returns its
// number.
func (f *font) put(o *objects) int {
	runes := slices.Sorted(maps.Keys(f.used))
	byGlyph := map[sfnt.GlyphIndex]rune{}
	for _, r := range slices.Backward(runes) {
		byGlyph[f.used[r]] = r // the first of several characters with one picture
	}
	glyphs := slices.Sorted(maps.Keys(byGlyph))
	name := subsetTag(glyphs) + "+" + f.name
	file := o.add(stream("", subset(f.ttf, glyphs)))
	var widths, unicode strings.Builder
	for _, g := range glyphs {
		fmt.Fprintf(&widths, "%d [%d] ", g, f.advance(g))
		fmt.Fprintf(&unicode, "<%04X> %s\n", uint16(g), strings.Replace(text(string(byGlyph[g])), "FEFF", "", 1))
	}
	cid := o.add(fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %s /CIDToGIDMap /Identity /DW 0 /W [%s] >>",
		name, ref(o.add(f.descriptor(name, file))), widths.String()))
	toUnicode := o.add(stream("", fmt.Appendf(nil, toUnicodeMap, len(glyphs), unicode.String())))
	return o.add(fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%s] /ToUnicode %s >>",
		name, ref(cid), ref(toUnicode)))
}

// putWhole writes the font with all its characters in Windows encoding, for
// the fields that somebody will type in.
func (f *font) putWhole(o *objects) int {
	file := o.add(stream(fmt.Sprintf("/Length1 %d", len(f.ttf)), f.ttf))
	var widths strings.Builder
	for c := 32; c < 256; c++ {
		g, _ := f.glyph(windows1252(byte(c)))
		fmt.Fprintf(&widths, "%d ", f.advance(g))
	}
	return o.add(fmt.Sprintf("<< /Type /Font /Subtype /TrueType /BaseFont /%s /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 255 /Widths [%s] /FontDescriptor %s >>",
		f.name, widths.String(), ref(o.add(f.descriptor(f.name, file)))))
}

// descriptor gives the measures that the Go fonts have in common.
func (f *font) descriptor(name string, file int) string {
	italic, weight := 0, 80
	switch f.name {
	case "GoItalic":
		italic = -12
	case "GoBold":
		weight = 140
	}
	return fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags 32 /FontBBox [-440 -432 2160 1052] /ItalicAngle %d /Ascent 935 /Descent -212 /CapHeight 723 /StemV %d /FontFile2 %s >>",
		name, italic, weight, ref(file))
}

// subsetTag makes the six letters that tell one subset from another.
func subsetTag(glyphs []sfnt.GlyphIndex) string {
	sum := sha256.Sum256(fmt.Append(nil, glyphs))
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

const toUnicodeMap = `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
%d beginbfchar
%sendbfchar
endcmap
CMapName currentdict /CMap defineresource pop
end
end
`
