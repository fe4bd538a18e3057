package page

import (
	"os"
	"os/exec"
	"testing"
)

// BenchmarkRead reads one document of each carrier, with the PDF engine warm.
func BenchmarkRead(b *testing.B) {
	for _, c := range []struct{ name, file string }{
		{"pdf-form", "form_L1_c02.pdf"}, {"pdf-flat", "grid_L1_c02.pdf"}, {"pdf-flattened", "formflat_L1_c02.pdf"},
		{"docx", "tableSDT_L1_c02.docx"}, {"odt", "gridLegacy_L1_c02.odt"}, {"rtf", "paraPlain_L2_c03.rtf"},
		{"mail-html", "html_L2_c04.eml"}, {"mail-text", "text_L2_c03.eml"}, {"mail-in-mail-pdf", "nested_rfc822_c01.eml"},
	} {
		b.Run(c.name, func(b *testing.B) {
			readAll(b, plain(), "testdata/"+c.file)
			for b.Loop() {
				readAll(b, plain(), "testdata/"+c.file)
			}
		})
	}
}

// BenchmarkScan reads one scanned page with the outside recogniser.
func BenchmarkScan(b *testing.B) {
	if _, err := exec.LookPath("tesseract"); err != nil {
		missing(b, "no tesseract here")
	}
	r := NewReader(Options{OCR: []string{"tesseract", "-l", "swe"}})
	defer r.Close()
	for b.Loop() {
		readAll(b, r, "testdata/twocol_L1_c02_fax.pdf")
	}
}

// BenchmarkPdftotext is the yardstick from outside: another program's time for
// the text, without fields and ticks, of the same files.
func BenchmarkPdftotext(b *testing.B) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		missing(b, "no pdftotext here")
	}
	for _, file := range []string{"form_L1_c02.pdf", "grid_L1_c02.pdf", "formflat_L1_c02.pdf"} {
		b.Run(file, func(b *testing.B) {
			for b.Loop() {
				if err := exec.Command("pdftotext", "-bbox-layout", "testdata/"+file, os.DevNull).Run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
