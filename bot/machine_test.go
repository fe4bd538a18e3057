package bot

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

func intygFile(t *testing.T, name string) channels.File {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("intyg", "page", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return channels.File{Name: "scan.pdf", Type: "application/pdf", Data: data}
}

// leaflet is a PDF that says something, and nothing of egenvård.
func leaflet() channels.File {
	text := "BT /F1 12 Tf 60 700 Td (Valkommen pa frukost den fjarde maj i vara nya lokaler.) Tj ET"
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, object := range []string{
		"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(text), text), "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj%s endobj\n", i+1, object)
	}
	table := b.Len()
	b.WriteString("xref\n0 6\n0000000000 65535 f \n")
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", table)
	return channels.File{Name: "blad.pdf", Type: "application/pdf", Data: b.Bytes()}
}

// lastEvent is what last happened in the first case, if there is one.
func (b *bench) lastEvent(t *testing.T) care.Event {
	t.Helper()
	facts, err := b.Ledger.Facts(t.Context(), "SK-2026-0001")
	if err != nil {
		t.Fatal(err)
	}
	if len(facts) == 0 {
		return nil
	}
	return facts[len(facts)-1].Event
}

// TestIntygFromMachine: an intyg is read whoever sends it, a copier, a list or
// the desk of another district, and no machine is answered. What carries none
// is nothing for the desk, as before.
func TestIntygFromMachine(t *testing.T) {
	ours := []byte("From: BIH <bih@bih.example>\r\nSubject: x\r\nContent-Type: application/pdf\r\n\r\n")
	pdf := intygFile(t, "form_L1_c02.pdf")
	for name, c := range map[string]struct {
		in   channels.Incoming
		want string // the kind of the event
	}{
		"a list":               {channels.Incoming{From: "rehab@rehab.example", Listed: true, Files: []channels.File{pdf}}, "IntygReceived"},
		"a copier":             {channels.Incoming{From: "no-reply@rehab.example", Auto: true, Files: []channels.File{pdf}}, "IntygReceived"},
		"another district":     {channels.Incoming{From: "bih@annan.example", Auto: true, Files: []channels.File{pdf}}, "IntygReceived"},
		"a locked one":         {channels.Incoming{From: "rehab@rehab.example", Auto: true, Files: []channels.File{{Name: "intyg.pdf", Data: lockedFiles(t)["intyg.pdf"]}}}, "MailUnclear"},
		"one nobody can read":  {channels.Incoming{From: "rehab@rehab.example", Auto: true, Files: []channels.File{intygFile(t, "twocol_L1_c02_fax.pdf")}}, "MailUnclear"},
		"words through a list": {channels.Incoming{From: "rehab@rehab.example", Listed: true, Subject: "Förhandsbedömning", Text: ask("1", time.Time{}).Text}, ""},
		"our own letter":       {channels.Incoming{From: "bih@bih.example", Auto: true, Files: []channels.File{pdf}}, ""},
		"a delivery report":    {channels.Incoming{From: "rehab@rehab.example", Auto: true, Bounce: &channels.Bounce{Hard: true}, Files: []channels.File{pdf}}, ""},
		"a receipt":            {channels.Incoming{From: "rehab@rehab.example", Auto: true, Files: []channels.File{{Type: "message/rfc822", Data: append(ours, pdf.Data...)}}}, ""},
		"a newsletter":         {channels.Incoming{From: "nyheter@annan.example", Listed: true, Subject: "Nyheter", Text: "Välkommen på frukost!", Files: []channels.File{leaflet()}}, ""},
		"PVR's newsletter":     {channels.Incoming{From: "rehab@rehab.example", Listed: true, Subject: "Nyheter", Text: "Välkommen på frukost!", Files: []channels.File{leaflet()}}, ""},
		"somebody away":        {channels.Incoming{From: "rehab@rehab.example", Auto: true, Subject: "Autosvar", Text: "Jag är på semester."}, ""},
	} {
		now := time.Date(2026, 11, 24, 8, 0, 0, 0, care.Stockholm)
		b := newBench(t, func() time.Time { return now })
		c.in.Channel, c.in.ID, c.in.Received = "mail", "1", now
		v := b.take(t, c.in)
		b.send(t)
		got := b.lastEvent(t)
		if c.want != "" && (got == nil || care.Kind(got) != c.want) || c.want == "" && got != nil || v.Ours != (c.want != "") {
			t.Errorf("%s: %T, ours %t; want %q", name, got, v.Ours, c.want)
		}
		if told := len(b.board.Sent()) > 0; told != (c.want != "") {
			t.Errorf("%s: BIH was told: %t", name, told)
		}
		if n := len(b.mail.Sent()); n > 0 {
			t.Errorf("%s: %d mails left", name, n)
		}
	}
}

// TestAnswerThroughMachine: an answer to a letter of ours counts for what it
// carries. The words of a machine are an absence, those that a list passes on
// are a person's, and neither is thanked for an intyg.
func TestAnswerThroughMachine(t *testing.T) {
	pdf := intygFile(t, "form_L1_c02.pdf")
	for name, c := range map[string]struct {
		in   channels.Incoming
		want string
	}{
		"an intyg through a list":     {channels.Incoming{Listed: true, Text: "Intyg bifogas.", Files: []channels.File{pdf}}, "IntygReceived"},
		"an intyg through a machine":  {channels.Incoming{Auto: true, Text: "Intyg bifogas.", Files: []channels.File{pdf}}, "IntygReceived"},
		"words through a list":        {channels.Incoming{Listed: true, Text: "Gäller det även ögondroppar?"}, "QuestionAsked"},
		"the words of a machine":      {channels.Incoming{Auto: true, Subject: "Autosvar", Text: "Jag är ledig."}, "AbsenceNoted"},
		"a machine with a picture":    {channels.Incoming{Auto: true, Subject: "Autosvar", Text: "Jag är ledig.", Files: []channels.File{{Type: "image/gif", Data: []byte("GIF89a")}}}, "AbsenceNoted"},
		"a report with papers":        {channels.Incoming{Auto: true, Bounce: &channels.Bounce{Hard: true}, Files: []channels.File{pdf}}, "LetterFailed"},
		"an intyg through a stranger": {channels.Incoming{From: "no-reply@annan.example", Auto: true, Files: []channels.File{pdf}}, "StrangerWrote"},
	} {
		now := time.Date(2026, 11, 24, 8, 0, 0, 0, care.Stockholm)
		b := newBench(t, func() time.Time { return now })
		b.take(t, ask("1", now))
		b.send(t)
		letter := b.mail.Sent()[0]
		for i := range 3 { // a machine does not tire
			in := c.in
			in.Channel, in.ID, in.Received, in.Answers = "mail", fmt.Sprint(i+2), now, []string{letter.Token}
			if in.From == "" {
				in.From = "rehab@rehab.example"
			}
			b.take(t, in)
			b.send(t)
		}
		if got := b.lastEvent(t); care.Kind(got) != c.want {
			t.Errorf("%s: %T, want %s", name, got, c.want)
		}
		if n := len(b.mail.Sent()); n != 1 {
			t.Errorf("%s: %d mails left, want the first only", name, n)
		}
	}
}

// TestNumberFromMachine: a machine's mail with the number of a case and an intyg
// in it is for BIH to look at.
func TestNumberFromMachine(t *testing.T) {
	for want, files := range map[string][]channels.File{"StrangerWrote": {intygFile(t, "form_L1_c02.pdf")}, "AssessmentAsked": nil} {
		now := time.Date(2026, 11, 24, 8, 0, 0, 0, care.Stockholm)
		b := newBench(t, func() time.Time { return now })
		b.take(t, ask("1", now))
		b.take(t, channels.Incoming{Channel: "mail", ID: "2", From: "no-reply@rehab.example", Subject: "SK-2026-0001", Auto: true, Files: files, Received: now})
		if got := b.lastEvent(t); care.Kind(got) != want {
			t.Errorf("%T, want %s", got, want)
		}
	}
}
