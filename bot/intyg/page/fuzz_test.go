package page

import (
	"bytes"
	"image"
	"image/png"
	"math"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// sane fails on what no document may be, however broken the file it came from.
func sane(t *testing.T, doc Document, err error) {
	t.Helper()
	if !isTyped(err) {
		t.Fatalf("untyped error: %v", err)
	}
	if err != nil && strings.Contains(err.Error(), "gave up") {
		t.Fatal("a decoder panicked")
	}
	for _, p := range doc.Pages {
		for _, w := range p.Words {
			if !utf8.ValidString(w.Text) || bad(w.Box) || w.Text == "" && w.Source != FromField {
				t.Fatalf("word %+v", w)
			}
		}
		for _, m := range p.Marks {
			if bad(m.Box) || m.Confidence < 0 || m.Confidence > 1 {
				t.Fatalf("mark %+v", m)
			}
		}
	}
}

func bad(b Box) bool {
	s := b.X0 + b.Y0 + b.X1 + b.Y1
	return math.IsNaN(s) || math.IsInf(s, 0) || b.X1 < b.X0 || b.Y1 < b.Y0
}

func seed(f *testing.F, names ...string) {
	for _, n := range names {
		data, err := os.ReadFile("testdata/" + n)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

// fuzz reads whatever the fuzzer makes with one decoder.
func fuzz(f *testing.F, decode func([]byte) (Document, error)) {
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		doc, err := decode(data) // a panic is a find
		tidy(&doc)
		if err != nil {
			doc = Document{}
		}
		sane(t, doc, err)
	})
}

func FuzzDOCX(f *testing.F) {
	seed(f, "tableSDT_L1_c02.docx", "gridLegacy_L1_c02.docx")
	fuzz(f, readDOCX)
}

// FuzzWordXML fuzzes what is inside a Word file; the fuzzer does not find its
// way through the packing.
func FuzzWordXML(f *testing.F) {
	f.Add([]byte(`<w:p><w:r><w:t>Namn</w:t></w:r><w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:r><w:t>Å</w:t></w:r></w:sdtContent></w:sdt></w:p>`))
	f.Add([]byte(`<w:tbl><w:tr><w:sdt><w:sdtContent><w:tc><w:p/></w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>`))
	f.Add([]byte(`<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox/></w:ffData></w:fldChar></w:r></w:p>`))
	fuzz(f, func(data []byte) (Document, error) { return readDOCX(docx(string(data))) })
}

func FuzzODT(f *testing.F) {
	f.Add([]byte(`<t:p>Namn:<t:s t:c="2"/><f:fieldmark-start f:type="FORMTEXT"/>Å<f:fieldmark-end/></t:p>`))
	f.Add([]byte(`<t:table><t:table-column/><t:table-row><t:table-cell><t:p>a</t:p></t:table-cell></t:table-row></t:table>`))
	fuzz(f, func(data []byte) (Document, error) {
		return readODT(archiveOf("content.xml", `<d xmlns:t="t" xmlns:f="f"><t:body><t:text>`+string(data)+`</t:text></t:body></d>`))
	})
}

func FuzzRTF(f *testing.F) {
	seed(f, "paraPlain_L2_c03.rtf")
	f.Add([]byte(`{\rtf1 {\field{\*\fldinst FORMDROPDOWN{\*\formfield{\fftype2\ffres1{\*\ffl a}{\*\ffl b}}}}{\fldrslt }}\trowd\cellx9\intbl a\cell\row}`))
	f.Add([]byte(`{\rtf1\uc1\u229?\'e5\bin3 {{{\par}`))
	fuzz(f, readRTF)
}

func FuzzHTML(f *testing.F) {
	seed(f, "html_L2_c04.eml")
	f.Add([]byte(`<table><tr><td colspan=9>a<td><input type=checkbox checked><select><option selected>b</select></table>`))
	fuzz(f, readHTML)
}

func FuzzText(f *testing.F) {
	f.Add([]byte("[x] Ja ( ) Nej\tnamn: ____Åke..... ●"))
	f.Add([]byte("\xff\xfea\x00"))
	fuzz(f, readText)
}

// fuzzOpen takes apart whatever the fuzzer makes.
func fuzzOpen(f *testing.F, open func(*unpacker, Item) error) {
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		u := &unpacker{ctx: t.Context(), reader: plain(), budget: 4 << 20}
		err := open(u, Item{Data: data})
		sane(t, Document{}, err)
		for _, it := range u.items {
			sane(t, Document{}, it.Err)
			if it.Level > maxNested+1 || strings.ContainsAny(it.Name, "/\\\n") || !utf8.ValidString(it.Name) || it.Body && !utf8.Valid(it.Data) {
				t.Fatalf("item %q on level %d", it.Name, it.Level)
			}
		}
	})
}

func FuzzMail(f *testing.F) {
	seed(f, "text_L2_c03.eml", "html_L2_c04.eml")
	f.Add([]byte("From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nFrom: c\nDate: d\n\ne\n--b--"))
	fuzzOpen(f, openMail)
}

func FuzzTNEF(f *testing.F) {
	f.Add(tnef(1, tnefSubject, "x\x00", 1, tnefMessage, props(propBody, typeText16, utf16le("Hej")), 2, tnefAttachment, "x", 2, tnefTitle, "a.txt\x00", 2, tnefData, "b"))
	fuzzOpen(f, openTNEF)
}

func FuzzProperties(f *testing.F) {
	f.Add([]byte(props(propName, typeText16, utf16le("intyg.pdf"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		total := 0
		properties(data, func(_, kind uint16, value []byte) {
			total += len(value)
			outlookText(kind, value)
		})
		if total > len(data) {
			t.Fatalf("%d bytes of values in %d", total, len(data))
		}
	})
}

func FuzzPackedRTF(f *testing.F) {
	f.Add([]byte("\x2d\x00\x00\x00\x2b\x00\x00\x00LZFu\xf1\xc5\xc7\xa7\x03\x00\x0a\x00rcpg125\x42"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if out, _ := unpackRTF(data); len(out) > 9*len(data) {
			t.Fatalf("%d bytes from %d", len(out), len(data))
		}
	})
}

func FuzzMSG(f *testing.F) {
	f.Add(outlookMessage())
	fuzzOpen(f, openMSG)
}

func FuzzSMIME(f *testing.F) {
	f.Add([]byte("Content-Type: multipart/signed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHej\n--b\nContent-Type: application/pkcs7-signature\n\nMAA=\n--b--"))
	f.Add([]byte("0\x80\x06\t*\x86H\x86\xf7\r\x01\x07\x02\xa0\x80"))
	fuzzOpen(f, openSigned)
}

func FuzzPDF(f *testing.F) {
	seed(f, "form_L1_c02.pdf", "grid_L1_c02.pdf")
	f.Add([]byte("%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA[(datasets) 3 0 R]>>>>endobj trailer<</Root 1 0 R>>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := plain().Read(t.Context(), append([]byte("%PDF-1.7\n"), data...))
		sane(t, doc, err)
	})
}

// FuzzPicture fuzzes what comes before a picture is recognised.
func FuzzPicture(f *testing.F) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00II*\x00\x08\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		g, err := decodePicture(data)
		if how := orientation(data); err == nil && (g == nil || turn(g, how) == nil) {
			t.Fatalf("no picture, turned %d", how)
		}
	})
}

func FuzzZIP(f *testing.F) {
	f.Add(archiveOf("a/../b.txt", "x", "c.zip", string(archiveOf("d", "e"))))
	fuzzOpen(f, openZIP)
}

func FuzzSniff(f *testing.F) {
	seed(f, "text_L2_c03.eml")
	f.Add([]byte("%PDF-1.7"))
	f.Fuzz(func(t *testing.T, data []byte) {
		k := sniff(data)
		if _, err := plain().Read(t.Context(), data); k != isPDF && !isTyped(err) {
			t.Fatal(err)
		}
	})
}

func FuzzTSV(f *testing.F) {
	f.Add("5\t1\t1\t1\t1\t1\t10\t20\t30\t40\t96.5\tNamn\n")
	f.Fuzz(func(t *testing.T, table string) {
		doc := Document{Pages: []Page{{Words: parseTSV(table)}}}
		for i := range doc.Pages[0].Words {
			doc.Pages[0].Words[i].Text = strings.ToValidUTF8(doc.Pages[0].Words[i].Text, "")
		}
		for _, w := range doc.Pages[0].Words {
			if w.Confidence < 0 || w.Confidence > 1 || math.IsNaN(w.Box.X0) {
				t.Fatalf("%+v", w)
			}
		}
	})
}
