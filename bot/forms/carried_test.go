package forms_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/klippa-app/go-pdfium/requests"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/intyg/page"
)

// What is typed into the blank to make it say what full does, by key; of a
// field with several choices the codes.
var typed = map[string]string{
	"dokument_typ": "nytt", "datum_utfardat": "2026-11-24", "patient_namn": "Åke Öhrnstedt-Påhittad", "patient_id": "19380514-9816", "patient_telefon": "08-465 004 11",
	"insats_typ": "fysisk_aktivitet,ovrigt", "insats_beskrivning": "Funktionell styrketräning: uppresningar från rullstol",
	"insats_syfte":       "Behålla förmågan att flytta sig mellan rullstol och säng – utan lyft.",
	"insats_utfor_sjalv": "Reser sig med stöd av armarna.", "insats_hjalp_med": "Stå på höger sida och hålla lätt i bältet.",
	"period_fran": "2026-12-01", "period_till": "2027-02-28", "insats_frekvens": "2 gånger per dag", "insats_minuter": "10", "eget_ansvar": "ja",
	"riskanalys_gjord": "ja", "riskanalys_datum": "2026-11-19", "riskanalys_text": "Fallrisk vid uppresning. Stöd vid bältet minskar risken.", "riskanalys_skaderisk": "nej",
	"samtycke_finns": "ja", "samtycke_omfattar": "bih,htj", "utforare": "Hemtjänst Blåklinten AB", "utforare_kontakt": "Öyvind Låtsas, 070-174 06 21", "gemensamt_hembesok": "ja",
	"uppfoljning": "2027-02-10", "utfardare_namn": "Linnéa Exempelström", "utfardare_yrke": "Leg. fysioterapeut", "utfardare_enhet": "Påhittade Rehab",
	"utfardare_telefon": "08-465 004 31", "utfardare_epost": "linnea@rehab.example", "skickas_av": "utfardare", "kopia_till_enskild": "ja",
}

// ways are how a filled-in blank may reach the desk without a printer. (pdfcpu
// cannot fill it in: it lacks a font for letters beyond Latin 1.)
var ways = []struct {
	name string
	do   func(*testing.T, []byte) []byte
}{
	{"as Fill leaves it", filledIn},
	{"by a viewer", byViewer},
	{"without looks", withoutLooks},
	{"rewritten by qpdf", func(t *testing.T, blank []byte) []byte {
		return through(t, filledIn(t, blank), "qpdf", "--object-streams=generate", "--linearize", "IN", "OUT")
	}},
	{"looks made by qpdf", func(t *testing.T, blank []byte) []byte {
		return through(t, withoutLooks(t, blank), "qpdf", "--generate-appearances", "IN", "OUT")
	}},
	{"flattened by a viewer", func(t *testing.T, blank []byte) []byte { return flattened(t, byViewer(t, blank)) }},
	{"printed by a browser", func(t *testing.T, blank []byte) []byte { return browserPrint(t, byViewer(t, blank)) }},
	{"flattened by qpdf", func(t *testing.T, blank []byte) []byte {
		return through(t, filledIn(t, blank), "qpdf", "--flatten-annotations=all", "IN", "OUT")
	}},
	{"printed by Cairo", func(t *testing.T, blank []byte) []byte {
		return through(t, filledIn(t, blank), "pdftocairo", "-pdf", "IN", "OUT")
	}},
}

// TestBlankComesBackWhole: however it was filled in, a mail with the blank is
// read as what was typed, every field of it.
func TestBlankComesBackWhole(t *testing.T) {
	blank, err := forms.Blank(load(t), head, care.Intyg{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			all := readMail(t, mailed(way.do(t, blank)))
			if len(all) != 1 {
				t.Fatalf("%d documents, want 1", len(all))
			}
			same(t, all[0].Intyg())
			if all[0].Case != string(head.Case) || all[0].Form != "stegvis-1" {
				t.Errorf("case %q, form %q", all[0].Case, all[0].Form)
			}
			if i := all[0].Intyg(); len(i.Doubts) > 0 || len(i.Missing()) > 0 {
				t.Errorf("doubts %v, missing %v", i.Doubts, i.Missing())
			}
		})
	}
}

// besides is what the reading adds to what was typed.
var besides = cmpopts.IgnoreFields(care.Intyg{}, "Form", "Doubts", "Traces", "Demanded")

func same(t *testing.T, got care.Intyg) {
	t.Helper()
	want := full()
	want.Risk.Text = strings.ReplaceAll(want.Risk.Text, "\n", " ")
	want.Measures[0].Time, want.SentBy = typed["insats_minuter"], "utfardaren"
	got.Risk.Text = strings.ReplaceAll(got.Risk.Text, "\n", " ")
	if diff := cmp.Diff(want, got, besides); diff != "" {
		t.Errorf("(-typed +read)\n%s", diff)
	}
}

// mailed is a mail as programs that people use write them, with the file.
func mailed(file []byte) []byte {
	var body strings.Builder
	for s := base64.StdEncoding.EncodeToString(file); s != ""; {
		n := min(76, len(s))
		body.WriteString(s[:n] + "\r\n")
		s = s[n:]
	}
	return []byte("From: linnea@rehab.example\r\nTo: egenvard@pahittsholmen.example\r\nSubject: Intyg\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/mixed; boundary=skarv\r\n\r\n--skarv\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHej! Intyget bifogas.\r\n--skarv\r\n" +
		"Content-Type: application/pdf; name=intyg.pdf\r\nContent-Disposition: attachment; filename=intyg.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
		body.String() + "--skarv--\r\n")
}

// readMail is how the desk reads a mail with an intyg; the mail's own text,
// which is none, is left out.
func readMail(t *testing.T, mail []byte) (all []intyg.Reading) {
	t.Helper()
	r := intyg.NewReader(page.NewReader(page.Options{}))
	defer r.Close()
	read, err := r.Read(t.Context(), "mejl.eml", mail, day("2026-11-24"))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range read {
		if len(x.Fields) > 0 || len(x.Measures) > 0 {
			all = append(all, x)
		}
	}
	return all
}

func filledIn(t *testing.T, blank []byte) []byte {
	t.Helper()
	filled, err := forms.Fill(blank, typed)
	if err != nil {
		t.Fatal(err)
	}
	return filled
}

// withoutLooks is what simple programs write: the values alone, and a note that
// whoever opens the file must draw them.
func withoutLooks(t *testing.T, blank []byte) []byte {
	t.Helper()
	filled := filledIn(t, blank)
	at := len(blank) // what was filled in was appended
	return append(filled[:at:at], look.ReplaceAll(filled[at:], []byte("/XP << /N $1"))...)
}

var look = regexp.MustCompile(`/AP << /N (\d)`) // of a text; that of a box has a name for each state

func byViewer(t *testing.T, blank []byte) []byte {
	t.Helper()
	v := view(t, blank)
	for _, p := range read(t, blank).Pages {
		for _, w := range p.Words {
			if value := typed[w.Field]; value != "" && !w.Hidden {
				v.write(p.Number-1, w.Box, value)
			}
		}
		for _, m := range p.Marks {
			if ticked(m) {
				v.click(p.Number-1, m.Box)
				v.leave()
			}
		}
	}
	return v.save()
}

// ticked reports whether typed says that a box is to be ticked.
func ticked(m page.Mark) bool {
	key := strings.TrimSuffix(m.Field, "_"+m.Value)
	return typed[m.Field] == m.Value || key != m.Field && strings.Contains(","+typed[key]+",", ","+m.Value+",")
}

// browserPrint does what Chromium does when a form in its viewer is printed to a
// file: with PDFium it takes the pages into a new document and makes what is
// filled in part of them. Without a screen Chromium prints no PDF itself: it
// prints the empty page around the viewer.
func browserPrint(t *testing.T, file []byte) []byte {
	t.Helper()
	v := view(t, file)
	printed, err := v.FPDF_CreateNewDocument(&requests.FPDF_CreateNewDocument{})
	if err != nil {
		t.Fatal(err)
	}
	v.must(v.FPDF_ImportPages(&requests.FPDF_ImportPages{Source: v.file, Destination: printed.Document}))
	for n := range read(t, file).Pages {
		page := requests.Page{ByIndex: &requests.PageByIndex{Document: printed.Document, Index: n}}
		v.must(v.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: page, Usage: requests.FPDFPage_FlattenUsagePrint}))
	}
	var b bytes.Buffer
	v.must(v.FPDF_SaveAsCopy(&requests.FPDF_SaveAsCopy{Document: printed.Document, FileWriter: &b}))
	return b.Bytes()
}

func flattened(t *testing.T, file []byte) []byte {
	t.Helper()
	v := view(t, file)
	for n := range read(t, file).Pages {
		v.must(v.FPDFPage_Flatten(&requests.FPDFPage_Flatten{Page: v.ref(n), Usage: requests.FPDFPage_FlattenUsagePrint}))
	}
	return v.save()
}

// through is a file after a program that reads IN and writes OUT.
func through(t *testing.T, file []byte, program string, args ...string) []byte {
	t.Helper()
	path, in := part(t, program), saved(t, file)
	out := filepath.Join(t.TempDir(), "out.pdf")
	for i, a := range args {
		args[i] = map[string]string{"IN": in, "OUT": out}[a]
		if args[i] == "" {
			args[i] = a
		}
	}
	if said, err := exec.Command(path, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	made, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return made
}
