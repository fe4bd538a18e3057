package page

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// An outlookBody is what an Outlook message says, in up to three forms.
type outlookBody struct {
	subject, text string
	html, rtf     []byte
}

// property takes in a property of the message.
func (b *outlookBody) property(id, kind uint16, value []byte) {
	switch id {
	case propSubject:
		b.subject = outlookText(kind, value)
	case propBody:
		b.text = outlookText(kind, value)
	case propHTML:
		b.html = value
	case propRTF:
		b.rtf = value
	}
}

// add hands on the body, its plainest form first. Said reports that a mail
// around it has said the same already.
func (b *outlookBody) add(u *unpacker, in Item, said bool) {
	in.Body = true
	put := func(kind string, data []byte) {
		if strings.TrimSpace(string(data)) == "" {
			return
		}
		it := in
		it.Type, it.Data, it.Alternative = kind, data, said
		u.add(it)
		said = true
	}
	put("text/plain", []byte(b.text))
	put("text/html", []byte(decodeHTML(b.html)))
	if len(b.rtf) > 0 && len(b.html) == 0 {
		if rtf, ok := unpackRTF(b.rtf); ok {
			put("application/rtf", rtf)
		}
	}
}

// outlookText decodes a property that is text.
func outlookText(kind uint16, b []byte) string {
	if kind == typeText16 {
		u := make([]uint16, len(b)/2)
		for i := range u {
			u[i] = binary.LittleEndian.Uint16(b[2*i:])
		}
		return newlines.Replace(strings.TrimRight(string(utf16.Decode(u)), "\x00"))
	}
	text, _ := decodeText([]byte(strings.TrimRight(string(b), "\x00")))
	return text
}

// rtfDictionary is what packed rich text may refer to before anything has been
// unpacked.
const rtfDictionary = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

// unpackRTF unpacks Outlook's rich text: runs of eight things, each a byte or
// a reference to what came before, within the last 4 kB. One reference gives at
// most 17 bytes, so what comes out cannot grow beyond nine times what went in.
func unpackRTF(b []byte) ([]byte, bool) {
	if len(b) < 16 {
		return nil, false
	}
	size := binary.LittleEndian.Uint32(b[4:])
	in := b[16:]
	switch string(b[8:12]) {
	case "MELA":
		return in[:min(uint64(size), uint64(len(in)))], true
	case "LZFu":
	default:
		return nil, false
	}
	out := []byte(rtfDictionary)
	for len(in) > 0 && len(out) < len(rtfDictionary)+int(min(size, maxUnpack)) {
		flags := in[0]
		in = in[1:]
		for bit := 0; bit < 8 && len(in) > 0; bit++ {
			if flags>>bit&1 == 0 {
				out, in = append(out, in[0]), in[1:]
				continue
			}
			if len(in) < 2 {
				return nil, false
			}
			ref := binary.BigEndian.Uint16(in)
			in = in[2:]
			var ok bool
			if out, ok = copyBack(out, int(ref>>4), int(ref&15)+2); !ok {
				return out[len(rtfDictionary):], true // a reference to the end is the end
			}
		}
	}
	return out[len(rtfDictionary):], true
}

// copyBack appends n bytes from a place in the ring of the last 4096. It
// reports false for a place where nothing has been written yet.
func copyBack(out []byte, place, n int) ([]byte, bool) {
	const ring = 4096
	from := len(out)/ring*ring + place
	if from >= len(out) {
		from -= ring
	}
	if from < 0 || from == len(out) || place == len(out)%ring {
		return out, false
	}
	for i := range n {
		out = append(out, out[from+i])
	}
	return out, true
}
