package pdf

import (
	"encoding/binary"
	"maps"
	"slices"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/encoding/charmap"
)

var be = binary.BigEndian

// subset returns the TrueType font with the pictures of glyphs only. Glyphs
// keep their numbers, the others become empty, and the tables that a PDF does
// not need are left out.
func subset(ttf []byte, glyphs []sfnt.GlyphIndex) []byte {
	t := tables(ttf)
	keep := map[int]bool{0: true}
	for _, g := range glyphs {
		keepGlyph(t, int(g), keep)
	}
	glyf, loca := t.cut(keep)
	head := slices.Clone(t["head"])
	be.PutUint16(head[50:], 1) // the index uses four bytes
	out := sfntTables{"glyf": glyf, "loca": loca, "head": head}
	for _, tag := range []string{"hhea", "hmtx", "maxp", "cvt ", "fpgm", "prep"} {
		if body, ok := t[tag]; ok {
			out[tag] = body
		}
	}
	return out.assemble()
}

// sfntTables are the parts of a font by their four-letter names.
type sfntTables map[string][]byte

func tables(ttf []byte) sfntTables {
	t := sfntTables{}
	for i := range int(be.Uint16(ttf[4:])) {
		e := ttf[12+16*i:]
		at, n := be.Uint32(e[8:]), be.Uint32(e[12:])
		t[string(e[:4])] = ttf[at : at+n]
	}
	return t
}

// outline returns the bytes of glyph g, none for an empty one.
func (t sfntTables) outline(g int) []byte {
	at := func(g int) uint32 {
		if be.Uint16(t["head"][50:]) == 0 {
			return 2 * uint32(be.Uint16(t["loca"][2*g:]))
		}
		return be.Uint32(t["loca"][4*g:])
	}
	return t["glyf"][at(g):at(g+1)]
}

// keepGlyph marks g and the glyphs it is put together from: å is an a and a ring.
func keepGlyph(t sfntTables, g int, keep map[int]bool) {
	if keep[g] {
		return
	}
	keep[g] = true
	o := t.outline(g)
	if len(o) < 10 || int16(be.Uint16(o)) >= 0 {
		return
	}
	for p := 10; ; {
		flags := be.Uint16(o[p:])
		keepGlyph(t, int(be.Uint16(o[p+2:])), keep)
		p += 4 + componentSize(flags)
		if flags&0x20 == 0 { // no more components
			return
		}
	}
}

// componentSize is what follows the flags and the number of a component.
func componentSize(flags uint16) int {
	n := 2
	if flags&0x1 != 0 { // offsets are words
		n = 4
	}
	switch {
	case flags&0x8 != 0: // one scale
		n += 2
	case flags&0x40 != 0: // two
		n += 4
	case flags&0x80 != 0: // a matrix
		n += 8
	}
	return n
}

// cut returns the pictures and their index with only what is kept.
func (t sfntTables) cut(keep map[int]bool) (glyf, loca []byte) {
	count := int(be.Uint16(t["maxp"][4:]))
	for g := range count {
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		if keep[g] {
			glyf = append(glyf, t.outline(g)...)
			glyf = append(glyf, make([]byte, -len(glyf)&3)...)
		}
	}
	return glyf, be.AppendUint32(loca, uint32(len(glyf)))
}

// assemble puts the tables together again.
func (t sfntTables) assemble() []byte {
	tags := slices.Sorted(maps.Keys(t))
	n, log := len(tags), 0
	for 2<<log <= n {
		log++
	}
	out := be.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, 16 << log, log, 16*n - 16<<log} {
		out = be.AppendUint16(out, uint16(v))
	}
	at := len(out) + 16*n
	var body []byte
	be.PutUint32(t["head"][8:], 0)
	for _, tag := range tags {
		out = append(out, tag...)
		out = be.AppendUint32(out, checksum(t[tag]))
		out = be.AppendUint32(out, uint32(at+len(body)))
		out = be.AppendUint32(out, uint32(len(t[tag])))
		body = append(body, t[tag]...)
		body = append(body, make([]byte, -len(body)&3)...)
	}
	return append(out, body...)
}

func checksum(b []byte) (sum uint32) {
	b = append(slices.Clone(b), make([]byte, -len(b)&3)...)
	for i := 0; i < len(b); i += 4 {
		sum += be.Uint32(b[i:])
	}
	return sum
}

func windows1252(c byte) rune { return charmap.Windows1252.DecodeByte(c) }
