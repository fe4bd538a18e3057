package bot

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/intyg/page"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

const eva = "eva@bih.example" // who works at the bench's desk

// TestSheet: of every carrier, every doubtful value that has a place on a page
// is shown as a picture of that place, and the others in the words they were
// read from. The sheet goes by mail to the one who asks.
func TestSheet(t *testing.T) {
	reader := intyg.NewReader(page.NewReader(page.Options{}))
	defer reader.Close()
	for _, c := range []struct {
		file     string
		pictures bool
	}{
		{"form_L1_c02.pdf", true}, {"grid_L1_c02.pdf", true}, {"formflat_L1_c02.pdf", true}, {"twocol_L1_c02_fax.pdf", true},
		{"gridLegacy_L1_c02.docx", false}, {"gridLegacy_L1_c02.odt", false}, {"paraPlain_L2_c03.rtf", false}, {"text_L2_c03.eml", false}, {"html_L2_c04.eml", false},
		{"nested_rfc822_c01.eml", true}, // with a PDF in the mail in the mail
	} {
		t.Run(c.file, func(t *testing.T) {
			now := time.Date(2026, 11, 24, 8, 0, 0, 0, care.Stockholm)
			b := newBench(t, func() time.Time { return now })
			b.lists, b.Reader = staffed(t), reader
			data, err := os.ReadFile(filepath.Join("intyg", "page", "testdata", c.file))
			if err != nil {
				t.Fatal(err)
			}
			i := b.doubted(t, c.file, data)
			spots := 0
			for _, tr := range i.Traces {
				if tr.Box != [4]float64{} && c.pictures {
					spots++
				}
			}
			sheet, text := b.askForSheet(t)
			if got := bytes.Count(sheet, []byte("/Subtype /Image")); got != spots || c.pictures && spots < 10 {
				t.Errorf("%d pictures, want %d", got, spots)
			}
			said := b.words(t, sheet)
			for _, v := range []string{i.Person.Name, i.Measures[0].Purpose, "osäker, jämför"} {
				if !strings.Contains(said, v) || !strings.Contains(text, v) {
					t.Errorf("%q is not in the sheet, or not in the mail:\n%s", v, said)
				}
			}
		})
	}
}

// doubted puts an intyg into a case with a doubt about every value, and returns it.
func (b *bench) doubted(t *testing.T, name string, data []byte) care.Intyg {
	t.Helper()
	all, err := b.Reader.Read(t.Context(), name, data, b.today())
	if err != nil {
		t.Fatal(err)
	}
	r := all[len(all)-1]
	if r.Carrier == page.Scan { // what a recogniser would say, without one
		box := page.Box{X0: 60, Y0: 100, X1: 260, Y1: 120}
		r.Fields = map[string]intyg.Field{"patient_namn": {Value: "Åke Låtsas", Raw: "Åke L4tsas", Page: 1, Box: box, Source: page.FromOCR}}
		r.Measures = []map[string]intyg.Field{{"insats.syfte": {Value: "Gå ut", Raw: "Ga ut", Page: 1, Box: box, Source: page.FromOCR}}}
		for n := range 10 {
			r.Others = append(r.Others, intyg.Other{Label: strings.Repeat("x", n+1), Field: intyg.Field{Raw: "y", Page: 1, Box: box, Source: page.FromOCR}})
		}
	}
	r.Document = fingerprint(data)
	i := r.Intyg()
	for n := range i.Traces {
		i.Traces[n].Sure = false
		i.Doubts = append(i.Doubts, i.Traces[n].Key)
	}
	e := ledger.Entry{Case: "SK-2026-0001", Files: []ledger.File{{Kind: "intyg", Name: "intyg-1.pdf", Data: data}}}
	b.desk.Lock()
	defer b.desk.Unlock()
	if _, err := b.store(t.Context(), e, care.IntygReceived{Intyg: i, From: "pvr", On: b.today()}, "test"); err != nil {
		t.Fatal(err)
	}
	return i
}

// askForSheet presses the button, and returns the sheet and the words of the
// mail it came with.
func (b *bench) askForSheet(t *testing.T) (sheet []byte, text string) {
	t.Helper()
	b.take(t, channels.Incoming{Channel: "slack", ID: "press", From: "U1", Case: "SK-2026-0001", Act: "mejla_underlag", Received: b.Now()})
	b.send(t)
	b.send(t)
	for _, m := range b.mail.Sent() {
		for _, f := range m.Files {
			if strings.HasSuffix(f.Name, "-avlasning.pdf") {
				if m.To.At() != eva {
					t.Errorf("the sheet went to %s", m.To.Channel())
				}
				sheet, text = f.Data, m.Text
			}
		}
	}
	for _, m := range b.board.Sent() {
		if len(m.Files) > 0 {
			t.Error("a file went to chat")
		}
	}
	if sheet == nil {
		t.Fatal("no sheet was mailed")
	}
	return sheet, text
}

// words are those of a PDF, in the order of its pages.
func (b *bench) words(t *testing.T, pdf []byte) string {
	t.Helper()
	doc, err := b.Reader.Pages.Read(t.Context(), pdf)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range doc.Pages {
		for _, w := range p.Words {
			all = append(all, w.Text)
		}
	}
	return strings.Join(all, " ")
}
