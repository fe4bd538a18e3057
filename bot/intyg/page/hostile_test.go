package page

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// typed errors are all that may come of a bad file.
func isTyped(err error) bool {
	for _, want := range []error{ErrLocked, ErrUnreadable, ErrTooBig, ErrUnknown, context.DeadlineExceeded, context.Canceled} {
		if errors.Is(err, want) {
			return true
		}
	}
	return err == nil
}

// within reads data as the desk would and fails when that takes too long or
// ends in an error that nobody can make sense of.
func within(t *testing.T, limit time.Duration, name string, data []byte) (items []Item, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	start := time.Now()
	items, err = plain().Unpack(ctx, name, data)
	if !isTyped(err) {
		t.Errorf("%s: untyped error: %v", name, err)
	}
	for _, it := range items {
		if _, err := plain().ReadItem(ctx, it); !isTyped(err) || !isTyped(it.Err) {
			t.Errorf("%s: untyped error: %v, %v", name, err, it.Err)
		}
	}
	if took := time.Since(start); took > limit+time.Second {
		t.Errorf("%s: took %v", name, took)
	}
	return items, err
}

func TestCorpora(t *testing.T) {
	for _, dir := range []string{"corpora/mime-enmime", "corpora/mime-mime4j", "corpora/tnef", "corpora/dsn-sisimai"} {
		root := needShared(t, dir)
		n, none := 0, 0
		filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(data) == 0 {
				return nil
			}
			items, err := within(t, 5*time.Second, filepath.Base(path), data)
			if n++; len(items) == 0 {
				none++
			}
			return nil
		})
		t.Logf("%s: %d files, nothing came out of %d", dir, n, none)
	}
}

func TestCutFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []int{1, 10, 50, 90, 97, 99} {
			within(t, 10*time.Second, fmt.Sprint(filepath.Base(f), " ", part, " %"), data[:len(data)*part/100])
		}
	}
}

func TestCutPDFIsUnreadable(t *testing.T) {
	data, err := os.ReadFile("testdata/grid_L1_c02.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plain().Read(t.Context(), data[:len(data)/2]); !errors.Is(err, ErrUnreadable) {
		t.Errorf("got %v, want %v", err, ErrUnreadable)
	}
	junk := append(bytes.Repeat([]byte("skräp "), 100), data...)
	if doc, err := plain().Read(t.Context(), junk); err != nil || len(doc.Pages) == 0 {
		t.Errorf("with junk in front: %v", err)
	}
}

func TestLocked(t *testing.T) {
	pdf := "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n" +
		"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<" + strings.Repeat("41", 32) + ">/U<" + strings.Repeat("42", 32) + ">>>endobj\n" +
		"trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\n%%EOF\n"
	smime := append([]byte{0x30, 0x82, 0x10, 0x00}, "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03 and so on, for thirty bytes and more"...)
	odt := archiveOf("content.xml", "<x/>", "META-INF/manifest.xml", "<manifest:encryption-data/>")
	for name, data := range map[string][]byte{"pdf": []byte(pdf), "smime": smime, "pgp": []byte("-----BEGIN PGP MESSAGE-----\nabc"), "odt": odt} {
		if _, err := plain().Read(t.Context(), data); !errors.Is(err, ErrLocked) {
			t.Errorf("%s: got %v, want %v", name, err, ErrLocked)
		}
	}
	locked := archiveOf("intyg.pdf", "hemligt")
	locked[6] |= 1 // the flag of the file
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	items, err := plain().Unpack(t.Context(), "a.zip", locked)
	if err != nil || len(items) != 1 || !errors.Is(items[0].Err, ErrLocked) || items[0].Name != "intyg.pdf" {
		t.Errorf("locked entry: %+v, %v", items, err)
	}
}

// archiveOf makes a ZIP of names and contents.
func archiveOf(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			panic(err) // unreachable: the writer is a buffer
		}
		io.WriteString(w, parts[i+1])
	}
	if err := z.Close(); err != nil {
		panic(err) // unreachable: the writer is a buffer
	}
	return b.Bytes()
}

func TestBombs(t *testing.T) {
	big := strings.Repeat("a", 110<<20)
	deep := archiveOf("x.txt", "längst inne")
	for range 10 {
		deep = archiveOf("x.zip", string(deep))
	}
	many := make([]string, 0, 2*(maxEntries+1))
	for i := range maxEntries + 1 {
		many = append(many, fmt.Sprint(i, ".txt"), "x")
	}
	var nested strings.Builder
	nested.WriteString("From: a@b.example\nSubject: x\nMIME-Version: 1.0\n")
	for i := range 2000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	head := "From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
	for name, data := range map[string]string{
		"docx of 110 MB":        string(archiveOf("word/document.xml", big)),
		"odt of 110 MB":         string(archiveOf("content.xml", big)),
		"zip of 110 MB":         string(archiveOf("a.txt", big)),
		"zip of 3 times 40 MB":  string(archiveOf("a.txt", big[:40<<20], "b.txt", big[:40<<20], "c.txt", big[:40<<20])),
		"zip of too many":       string(archiveOf(many...)),
		"mail of 2000 levels":   nested.String(),
		"mail of 200,000 parts": head + strings.Repeat("--b\n\nx\n", 200_000),
		"mail with a long line": "From: a@b.example\nSubject: " + strings.Repeat("x", 10<<20) + "\nDate: y\n\nx",
		"mail of many headers":  "From: a@b.example\nDate: x\n" + strings.Repeat("X-A: b\n", 100_000) + "\nx",
		"png of 10 gigapixels":  hugePNG(100_000, 100_000),
		"docx with an entity":   string(archiveOf("word/document.xml", `<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>`)),
		"docx nested deep":      string(archiveOf("word/document.xml", strings.Repeat("<a>", 100_000))),
		"html nested deep":      strings.Repeat("<div>", 200_000) + "x",
		"html table in table":   strings.Repeat("<table><tr><td>", 20_000) + "x",
		"rtf nested deep":       `{\rtf1 ` + strings.Repeat("{", 1_000_000),
		"rtf of one long bin":   `{\rtf1 \bin999999999 x}`,
		"rtf of cells":          `{\rtf1 ` + strings.Repeat(`\intbl a\cell `, 300_000) + `\row}`,
		"text of words":         strings.Repeat("a ", 5_000_000),
	} {
		t.Run(name, func(t *testing.T) {
			items, err := within(t, 10*time.Second, name, []byte(data))
			if err == nil && len(items) == 1 && items[0].Err == nil {
				_, err = plain().Read(t.Context(), []byte(data))
			}
			if name != "html table in table" && name != "rtf of one long bin" && err == nil && !anyErr(items) {
				t.Error("taken for a good file")
			}
		})
	}
	items, err := plain().Unpack(t.Context(), "deep.zip", deep)
	if err != nil || len(items) != 1 || !errors.Is(items[0].Err, ErrTooBig) {
		t.Errorf("archive in archive: %d items, %v", len(items), err)
	}
}

func anyErr(items []Item) bool {
	for _, it := range items {
		if it.Err != nil {
			return true
		}
	}
	return false
}

// hugePNG is the beginning of a picture that says it is so big.
func hugePNG(w, h uint32) string {
	ihdr := []byte("IHDR")
	ihdr = binary.BigEndian.AppendUint32(ihdr, w)
	ihdr = binary.BigEndian.AppendUint32(ihdr, h)
	ihdr = append(ihdr, 8, 0, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
	return string(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(ihdr)))
}

// TestPDFBombs holds that a PDF that unpacks to far more than it is, or that
// never ends, is stopped, and that the engine works on afterwards.
func TestPDFBombs(t *testing.T) {
	for name, content := range map[string]string{
		"memory":  strings.Repeat("0 0 m 9 9 l S ", 10_000_000),
		"letters": "BT /F 9 Tf " + strings.Repeat("(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj 9 9 Td ", 100_000) + "ET",
		"boxes":   strings.Repeat("9 9 9 9 re S 1 0 0 1 1 0 cm ", 200_000),
	} {
		data := pdfOf(content)
		start := time.Now()
		within(t, 10*time.Second, name, data)
		t.Logf("%s: %d bytes of PDF, %v", name, len(data), time.Since(start).Round(time.Millisecond))
	}
	data, err := os.ReadFile("testdata/grid_L1_c02.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plain().Read(t.Context(), data); err != nil {
		t.Errorf("a good one afterwards: %v", err)
	}
}

// pdfOf makes a PDF of one page, its content packed.
func pdfOf(content string) []byte {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	io.WriteString(w, content)
	w.Close()
	return []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n" +
		fmt.Sprintf("4 0 obj<</Length %d/Filter/FlateDecode>>stream\n", z.Len()) + z.String() + "\nendstream endobj\n" +
		"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
}

// pdfWith makes an empty PDF with more in its catalogue, and more objects.
func pdfWith(catalogue, objects string) []byte {
	return []byte("%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + catalogue + ">>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n" + objects + "trailer<</Root 1 0 R>>\n%%EOF\n")
}

func stream(n int, dict, content string) string {
	return fmt.Sprintf("%d 0 obj<<%s/Length %d>>stream\n%s\nendstream endobj\n", n, dict, len(content), content)
}

func TestPDFWithFiles(t *testing.T) {
	data := pdfWith("/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>",
		"4 0 obj<</Type/Filespec/F(intyg.txt)/UF(intyg.txt)/EF<</F 5 0 R>>>>endobj\n"+stream(5, "/Type/EmbeddedFile", "Namn: Anna"))
	items := unpack(t, "x.pdf", data)
	if len(items) != 2 || items[0].Type != "application/pdf" || items[1].Name != "intyg.txt" || string(items[1].Data) != "Namn: Anna" {
		t.Errorf("got %+v", items)
	}
	if doc := read(t, data); !slices.Contains(doc.Warnings, WarnEmbedded) {
		t.Errorf("warnings %q", doc.Warnings)
	}
}

func TestPDFWithScript(t *testing.T) {
	doc := read(t, pdfWith("/Names<</JavaScript<</Names[(a) 4 0 R]>>>>", "4 0 obj<</S/JavaScript/JS(app.alert\\(1\\))>>endobj\n"))
	if !slices.Contains(doc.Warnings, WarnJavaScript) {
		t.Errorf("warnings %q", doc.Warnings)
	}
}

// TestXFA holds that the data of a form that shows nothing is read.
func TestXFA(t *testing.T) {
	xml := `<xfa:datasets xmlns:xfa="x"><xfa:data><form1><Namn>Anna Exempel</Namn><Del><Datum>2026-12-01</Datum><Tomt/></Del></form1></xfa:data></xfa:datasets>`
	doc := read(t, pdfWith("/AcroForm<</Fields[]/XFA[(datasets) 4 0 R]>>", stream(4, "", xml)))
	got := map[string]string{}
	for _, p := range doc.Pages {
		for _, w := range p.Words {
			if w.Source == FromField {
				got[w.Field] = w.Text
			}
		}
	}
	want := map[string]string{"datasets.data.form1.Namn": "Anna Exempel", "datasets.data.form1.Del.Datum": "2026-12-01", "datasets.data.form1.Del.Tomt": ""}
	if !maps.Equal(got, want) || !slices.Contains(doc.Warnings, WarnXFAData) {
		t.Errorf("got %q, warnings %q", got, doc.Warnings)
	}
}

func TestMailsInMails(t *testing.T) {
	mail := "From: innerst@b.example\nSubject: innerst\nMIME-Version: 1.0\nContent-Type: text/plain\n\nlängst inne\n"
	for i := range 6 {
		mail = fmt.Sprintf("From: %d@b.example\nSubject: nivå %d\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b%d\n\n--b%d\nContent-Type: text/plain\n\nnivå %d\n--b%d\nContent-Type: message/rfc822\n\n%s\n--b%d--\n", i, i, i, i, i, i, mail, i)
	}
	items, err := within(t, 5*time.Second, "nested", []byte(mail))
	if err != nil {
		t.Fatal(err)
	}
	last := items[len(items)-1]
	if !errors.Is(last.Err, ErrTooBig) || last.Level != maxNested+1 {
		t.Errorf("got level %d, %v; want the mail on level %d kept closed", last.Level, last.Err, maxNested+1)
	}
}

func TestUnknown(t *testing.T) {
	for name, data := range map[string]string{
		"nothing": "", "zeros": strings.Repeat("\x00", 100), "heic": "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
		"program": "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00",
		"mail":    "From: a@b.example\nDate: x\nSubject: y\n\nz", "zip": string(archiveOf("a", "b")),
	} {
		if _, err := plain().Read(t.Context(), []byte(data)); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: got %v, want %v", name, err, ErrUnknown)
		}
	}
}
