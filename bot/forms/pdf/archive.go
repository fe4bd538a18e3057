package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
)

// xmp is what the file says about itself, once more, as archives want it. It
// must agree with the information dictionary to the letter.
func (d *Doc) xmp() []byte {
	at := d.meta.Created.UTC().Format("2006-01-02T15:04:05Z")
	part := ""
	if d.meta.Archive {
		part = "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
	}
	return fmt.Appendf(nil, xmpPacket, escape(d.meta.Title), escape(d.meta.Author), d.meta.Lang, at, at, part)
}

func escape(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s))
	return b.String()
}

const xmpPacket = "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
	`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate><xmp:CreatorTool>stegvis</xmp:CreatorTool>
<pdf:Producer>stegvis</pdf:Producer>%s
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`

// outputIntent says which red, green and blue are meant; an archived file must.
func (d *Doc) outputIntent() string {
	if !d.meta.Archive {
		return ""
	}
	profile := d.objs.add(stream("/N 3", sRGB()))
	return fmt.Sprintf("/OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1) /Info (sRGB IEC61966-2.1) /DestOutputProfile %s >>] ", ref(profile))
}

// sRGB makes the colour profile of ordinary screens (IEC 61966-2-1), as an ICC
// profile of version 2.1: three primaries and one curve.
func sRGB() []byte {
	curve := []byte("curv\x00\x00\x00\x00\x00\x00\x04\x00")
	for i := range 1024 {
		curve = be.AppendUint16(curve, uint16(math.Round(linear(float64(i)/1023)*65535)))
	}
	return assembleICC([]iccTag{
		{"desc", iccDescription("sRGB IEC61966-2.1")},
		{"cprt", []byte("text\x00\x00\x00\x00No copyright, use freely\x00")},
		{"wtpt", xyz(0.95045, 1, 1.08905)},
		{"rXYZ", xyz(0.43607, 0.22249, 0.01392)},
		{"gXYZ", xyz(0.38515, 0.71687, 0.09708)},
		{"bXYZ", xyz(0.14307, 0.06061, 0.71410)},
		{"rTRC", curve}, {"gTRC", curve}, {"bTRC", curve},
	})
}

// linear undoes the curve of sRGB.
func linear(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

type iccTag struct {
	name string
	body []byte
}

func iccDescription(s string) []byte {
	b := be.AppendUint32([]byte("desc\x00\x00\x00\x00"), uint32(len(s)+1))
	b = append(append(b, s...), 0)
	return append(b, make([]byte, 4+4+2+1+67)...)
}

func xyz(x, y, z float64) []byte {
	b := []byte("XYZ \x00\x00\x00\x00")
	for _, v := range []float64{x, y, z} {
		b = be.AppendUint32(b, uint32(math.Round(v*65536)))
	}
	return b
}

// assembleICC puts a header of 128 bytes and a table before the tags; the
// three curves share one place.
func assembleICC(tags []iccTag) []byte {
	table := be.AppendUint32(nil, uint32(len(tags)))
	var data []byte
	start := 128 + 4 + 12*len(tags)
	at := start
	for i, t := range tags {
		if i == 0 || !bytes.Equal(t.body, tags[i-1].body) {
			at = start + len(data)
			data = append(append(data, t.body...), make([]byte, -len(t.body)&3)...)
		}
		table = append(table, t.name...)
		table = be.AppendUint32(be.AppendUint32(table, uint32(at)), uint32(len(t.body)))
	}
	head := make([]byte, 128)
	be.PutUint32(head, uint32(start+len(data)))
	be.PutUint32(head[8:], 0x02100000)
	copy(head[12:], "mntrRGB XYZ ")
	for i, v := range []uint16{2000, 1, 1} {
		be.PutUint16(head[24+2*i:], v)
	}
	copy(head[36:], "acsp")
	copy(head[68:], xyz(0.9642, 1, 0.82491)[8:]) // the profile connection space is lit by D50
	return append(append(head, table...), data...)
}
