package intyg

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"math/rand/v2"
	"strings"
	"testing"

	"example.org/stegvis/bot/intyg/page"
)

// A wordForm writes forms as people make them in Word: tables with wrapped
// cells, content controls, tick boxes of three kinds.
type wordForm struct {
	rng     *rand.Rand
	layout  string // of its entries
	ticks   string // what its options are
	control bool   // values are content controls
	colon   string
}

var wordLayouts = []string{"rows", "table", "four", "stacked", "tabs", "heads"}

func newWordForm(rng *rand.Rand, layout string) wordForm {
	w := wordForm{rng, layout, []string{"glyphs", "boxes", "old"}[rng.IntN(3)], rng.IntN(2) == 0, ""}
	if layout == "rows" || layout == "tabs" || rng.IntN(2) == 0 {
		w.colon = ":"
	}
	return w
}

func run(text string, bold bool) string {
	look := ""
	if bold {
		look = "<w:rPr><w:b/></w:rPr>"
	}
	return "<w:r>" + look + `<w:t xml:space="preserve">` + html.EscapeString(text) + "</w:t></w:r>"
}

func (w wordForm) label(e entry) string {
	if strings.HasSuffix(e.label, "?") {
		return run(e.label, true)
	}
	return run(e.label+w.colon, true)
}

// value writes what stands by a label, cut into runs where nobody would.
func (w wordForm) value(e entry) string {
	if e.options != nil {
		var b strings.Builder
		for _, o := range e.options {
			b.WriteString(w.tick(o == e.value) + run(" "+o+"   ", false))
		}
		return b.String()
	}
	r := []rune(e.value)
	at := w.rng.IntN(len(r) + 1)
	text := run(string(r[:at]), false) + run(string(r[at:]), false)
	if w.control {
		return "<w:sdt><w:sdtPr/><w:sdtContent>" + text + "</w:sdtContent></w:sdt>"
	}
	return text
}

func (w wordForm) tick(on bool) string {
	n, glyph := "0", "☐"
	if on {
		n, glyph = "1", "☒"
	}
	switch w.ticks {
	case "boxes":
		return `<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="` + n + `"/></w14:checkbox></w:sdtPr><w:sdtContent>` + run(glyph, false) + "</w:sdtContent></w:sdt>"
	case "old":
		return `<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:sizeAuto/><w:default w:val="` + n + `"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
	}
	return run(glyph, false)
}

func p(inner string) string { return "<w:p>" + inner + "</w:p>" }

func tr(cells ...string) string {
	var b strings.Builder
	for _, c := range cells {
		b.WriteString(`<w:tc><w:tcPr><w:tcW w:w="2500" w:type="dxa"/></w:tcPr>` + c + "</w:tc>")
	}
	return "<w:tr>" + b.String() + "</w:tr>"
}

// section writes entries side by side, below each other or in a table.
func (w wordForm) section(all []entry) string {
	var b strings.Builder
	for i := 0; i < len(all); i++ {
		e := all[i]
		switch w.layout {
		case "rows":
			b.WriteString(p(w.label(e) + run(" ", false) + w.value(e)))
		case "tabs":
			b.WriteString(p(w.label(e) + "<w:r><w:tab/></w:r>" + w.value(e)))
		case "heads":
			b.WriteString(p(w.label(e)) + p(w.value(e)))
		case "table":
			b.WriteString(tr(p(w.label(e)), p(w.value(e))))
		case "stacked":
			cells := []string{p(w.label(e)) + p(w.value(e))}
			if i++; i < len(all) {
				cells = append(cells, p(w.label(all[i]))+p(w.value(all[i])))
			}
			b.WriteString(tr(cells...))
		case "four":
			cells := []string{p(w.label(e)), p(w.value(e))}
			if i++; i < len(all) {
				cells = append(cells, p(w.label(all[i])), p(w.value(all[i])))
			}
			b.WriteString(tr(cells...))
		}
	}
	if strings.HasPrefix(b.String(), "<w:tr>") {
		return "<w:tbl>" + b.String() + "</w:tbl>"
	}
	return b.String()
}

// file writes the form as a DOCX.
func (w wordForm) file(sections []sectionOf) []byte {
	body := p(run("Intyg om egenvård", true))
	for _, s := range sections {
		body += `<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr>` + run(s.heading, true) + "</w:p>" + w.section(s.entries)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"word/document.xml": `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:body>` +
			body + "</w:body></w:document>",
	} {
		f, _ := z.Create(name)
		f.Write([]byte(text))
	}
	z.Close()
	return out.Bytes()
}

// TestOtherWord reads forms made in Word, as strangers would make them.
func TestOtherWord(t *testing.T) {
	seed, n := draws(60)
	r := NewReader(page.NewReader(page.Options{}))
	for new, least := range map[int]int{0: 95, 4: 80} {
		var sum tally
		for i := range n {
			rng := rand.New(rand.NewPCG(seed, uint64(i)))
			layout := wordLayouts[i%len(wordLayouts)]
			w := newWordForm(rng, layout)
			o := other{name: fmt.Sprintf("%s %d/%d %s control=%v colon=%q", layout, seed, i, w.ticks, w.control, w.colon), sections: rephrased(rng, varied(rng, true, 0), new)}
			all, err := r.Read(t.Context(), "intyg.docx", w.file(o.sections), otherDay)
			if err != nil || len(all) != 1 {
				t.Fatalf("%s: %d readings, %v", o.name, len(all), err)
			}
			sum.add(t, o, all[0])
		}
		t.Logf("1 label in %d new: %v", new, sum)
		if sum.right*100 < sum.all*least {
			t.Errorf("1 label in %d new: %d of %d right, want %d %%", new, sum.right, sum.all, least)
		}
	}
}
