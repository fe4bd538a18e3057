package page

import (
	"slices"
	"strings"
	"testing"
)

// docx makes a Word file of what stands in its body.
func docx(body string, more ...string) []byte {
	return archiveOf(append([]string{"word/document.xml", `<w:document xmlns:w="w" xmlns:w14="w14"><w:body>` + body + `</w:body></w:document>`}, more...)...)
}

func read(tb testing.TB, data []byte) Document {
	tb.Helper()
	doc, err := plain().Read(tb.Context(), data)
	if err != nil {
		tb.Fatal(err)
	}
	return doc
}

func TestWordText(t *testing.T) {
	for _, c := range []struct{ name, body, want, warning string }{
		{"runs cut in mid-word", `<w:p><w:r><w:t>Per</w:t></w:r><w:proofErr/><w:r><w:t>sonnummer</w:t></w:r></w:p>`, "Personnummer", ""},
		{"a deletion is gone", `<w:p><w:r><w:t>10 </w:t></w:r><w:del><w:r><w:delText>20</w:delText></w:r></w:del><w:ins><w:r><w:t>30</w:t></w:r></w:ins></w:p>`, "10 30", WarnTracked},
		{"a deleted row is gone", `<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>bort</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>kvar</w:t></w:r></w:p>`, "kvar", WarnTracked},
		{"moved text stands once", `<w:p><w:moveFrom><w:r><w:t>x</w:t></w:r></w:moveFrom></w:p><w:p><w:moveTo><w:r><w:t>x</w:t></w:r></w:moveTo></w:p>`, "x", WarnTracked},
		{"hidden text", `<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>dolt</w:t></w:r><w:r><w:t>synligt</w:t></w:r></w:p>`, "synligt", WarnHidden},
		{"a comment", `<w:p><w:r><w:t>a</w:t><w:commentReference/></w:r></w:p>`, "a", WarnComments},
		{"a text box", `<w:p><w:r><w:t>ute</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>inne</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>`, "ute inne", ""},
		{"a drawing in two forms", `<w:p><w:r><mc:AlternateContent xmlns:mc="mc"><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>en</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>en</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`, "en", ""},
		{"a field's instruction is no text", `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`, "1", ""},
		{"a line to write on", `<w:p><w:r><w:t>Namn: ______Åke____</w:t></w:r></w:p>`, "Namn: Åke", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := read(t, docx(c.body))
			if got := text(doc); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if c.warning != "" && !slices.Contains(doc.Warnings, c.warning) || c.warning == "" && len(doc.Warnings) > 0 {
				t.Errorf("warnings %q, want %q", doc.Warnings, c.warning)
			}
		})
	}
}

func TestWordTicks(t *testing.T) {
	control := func(checked, shown string) string {
		return `<w:p><w:sdt><w:sdtPr><w:tag w:val="ja"/><w14:checkbox>` + checked + `</w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>` + shown + `</w:t></w:r></w:sdtContent></w:sdt></w:p>`
	}
	legacy := func(box string) string {
		return `<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="ja"/><w:checkBox>` + box + `</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
	}
	for _, c := range []struct {
		name, body string
		want       State
	}{
		{"control on", control(`<w14:checked w14:val="1"/>`, "☒"), On},
		{"control off", control(`<w14:checked w14:val="0"/>`, "☐"), Off},
		{"control that says nothing", control("", "☐"), Off},
		{"control at odds with what it shows", control(`<w14:checked w14:val="0"/>`, "☒"), Unclear},
		{"legacy on, without a value", legacy(`<w:checked/>`), On},
		{"legacy off", legacy(`<w:checked w:val="0"/>`), Off},
		{"legacy as made", legacy(`<w:default w:val="1"/>`), On},
		{"legacy changed", legacy(`<w:default w:val="1"/><w:checked w:val="0"/>`), Off},
		{"drawn on", `<w:p><w:r><w:t>☒ Ja</w:t></w:r></w:p>`, On},
		{"drawn off", `<w:p><w:r><w:t>☐ Ja</w:t></w:r></w:p>`, Off},
		{"symbol on", `<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> Ja</w:t></w:r></w:p>`, On},
		{"symbol off", `<w:p><w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r></w:p>`, Off},
		{"typed on", `<w:p><w:r><w:t>[x] Ja</w:t></w:r></w:p>`, On},
		{"typed off", `<w:p><w:r><w:t>( ) Ja</w:t></w:r></w:p>`, Off},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := read(t, docx(c.body))
			marks := doc.Pages[0].Marks
			if len(marks) != 1 || marks[0].State != c.want {
				t.Errorf("got %+v, want one in state %v", marks, c.want)
			}
		})
	}
}

func TestWordFields(t *testing.T) {
	inline := func(pr, content string) string {
		return `<w:p><w:sdt><w:sdtPr><w:tag w:val="namn"/><w:alias w:val="Namn"/>` + pr + `</w:sdtPr><w:sdtContent>` + content + `</w:sdtContent></w:sdt></w:p>`
	}
	r := func(s string) string { return `<w:r><w:t>` + s + `</w:t></w:r>` }
	legacy := func(kind, result string) string {
		return `<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="namn"/>` + kind + `</w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` + result + `<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
	}
	for _, c := range []struct{ name, body, want string }{
		{"plain text", inline(`<w:text/>`, r("Åke ")+r("Öhrn")), "Åke Öhrn"},
		{"several lines", inline(`<w:text/>`, `<w:r><w:t>rad 1</w:t><w:br/><w:t>rad 2</w:t></w:r>`), "rad 1\nrad 2"},
		{"a prompt", inline(`<w:showingPlcHdr/><w:text/>`, r("Klicka här")), ""},
		{"a prompt by its style only", inline(`<w:text/>`, `<w:r><w:rPr><w:rStyle w:val="Platshllartext"/></w:rPr><w:t>Klicka här</w:t></w:r>`), ""},
		{"a date", inline(`<w:date/>`, r("2026-12-01")), "2026-12-01"},
		{"any content", inline(``, r("Åke")), "Åke"},
		{"around a paragraph", `<w:sdt><w:sdtPr><w:tag w:val="namn"/><w:text/></w:sdtPr><w:sdtContent><w:p>` + r("Åke") + `</w:p></w:sdtContent></w:sdt>`, "Åke"},
		{"around a cell", `<w:tbl><w:tr><w:sdt><w:sdtPr><w:tag w:val="namn"/><w:text/></w:sdtPr><w:sdtContent><w:tc><w:p>` + r("Åke") + `</w:p></w:tc></w:sdtContent></w:sdt></w:tr></w:tbl>`, "Åke"},
		{"legacy text", legacy(`<w:textInput/>`, r("Åke ")+r("Ö")), "Åke Ö"},
		{"legacy, left empty", legacy(`<w:textInput/>`, r("\u2002\u2002\u2002\u2002\u2002")), ""},
		{"legacy choice", legacy(`<w:ddList><w:result w:val="1"/><w:listEntry w:val="Nej"/><w:listEntry w:val="Åke"/></w:ddList>`, ""), "Åke"},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := read(t, docx(c.body))
			words := doc.Pages[0].Words
			if len(words) != 1 || words[0].Text != c.want || words[0].Source != FromField || words[0].Field != "namn" {
				t.Errorf("got %+v, want %q of the field namn", words, c.want)
			}
		})
	}
}

// TestWordControlAroundAForm holds that a control around a whole form does not
// make one value of it.
func TestWordControlAroundAForm(t *testing.T) {
	doc := read(t, docx(`<w:sdt><w:sdtPr><w:tag w:val="allt"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>Namn:</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Åke</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:sdtContent></w:sdt>`))
	if got := text(doc); got != "Namn: Åke" || doc.Pages[0].Words[0].Source != FromText {
		t.Errorf("got %q from %v", got, doc.Pages[0].Words[0].Source)
	}
}

func TestWordStyles(t *testing.T) {
	styles := `<w:styles xmlns:w="w"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="20"/></w:rPr></w:rPrDefault></w:docDefaults>` +
		`<w:style w:styleId="grund"><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style><w:style w:styleId="rubrik"><w:basedOn w:val="grund"/></w:style></w:styles>`
	header := `<w:hdr xmlns:w="w"><w:p><w:r><w:t>Version 3</w:t></w:r></w:p></w:hdr>`
	doc := read(t, docx(`<w:p><w:pPr><w:pStyle w:val="rubrik"/></w:pPr><w:r><w:t>Rubrik</w:t></w:r><w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>text</w:t></w:r></w:p><w:p><w:r><w:t>vanlig</w:t></w:r></w:p>`,
		"word/styles.xml", styles, "word/header1.xml", header, "word/header2.xml", header))
	var got []string
	for _, w := range doc.Pages[0].Words {
		got = append(got, strings.TrimSpace(w.Text)+map[bool]string{true: " fet", false: ""}[w.Bold]+map[bool]string{true: " stor", false: ""}[w.Size == 14])
	}
	want := []string{"Version", "3", "Rubrik fet stor", "text stor", "vanlig"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestTableCells holds that what stands in one cell can be told from what
// stands in the next, and where.
func TestTableCells(t *testing.T) {
	for name, data := range map[string][]byte{
		"docx": docx(`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Namn</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Åke Ö</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`),
		"html": []byte(`<!doctype html><table><tr><th>Namn</th><td>Åke Ö</td></tr></table>`),
		"rtf":  []byte(`{\rtf1\ansi\trowd\cellx100\cellx300\pard\intbl Namn\cell \'c5ke \u214?\cell\row}`),
		"odt":  archiveOf("content.xml", `<d xmlns:t="t"><t:body><t:text><t:table><t:table-row><t:table-cell><t:p>Namn</t:p></t:table-cell><t:table-cell><t:p>Åke Ö</t:p></t:table-cell></t:table-row></t:table></t:text></t:body></d>`),
	} {
		t.Run(name, func(t *testing.T) {
			p := read(t, data).Pages[0]
			if len(p.Words) != 3 || len(p.Cells) != 2 || text(Document{Pages: []Page{p}}) != "Namn Åke Ö" {
				t.Fatalf("got %d words, %d cells: %q", len(p.Words), len(p.Cells), text(Document{Pages: []Page{p}}))
			}
			if p.Words[0].Cell == p.Words[1].Cell || p.Words[1].Cell != p.Words[2].Cell {
				t.Errorf("cells %d, %d, %d", p.Words[0].Cell, p.Words[1].Cell, p.Words[2].Cell)
			}
			for _, w := range p.Words {
				if c := p.Cells[w.Cell-1]; c.Overlap(w.Box) < .99*w.Box.area() {
					t.Errorf("%q at %v is not in its cell %v", w.Text, w.Box, c)
				}
			}
		})
	}
}
