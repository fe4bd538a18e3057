package bot

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/intyg/page"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates/papers"
)

const agreedPassword = "Över ån växer 17 alar"

// TestOrderLocked: with an agreed password every kind of intyg that we take in gets
// to the utförare, and nothing of it can be read without the password.
func TestOrderLocked(t *testing.T) {
	for name, x := range map[string]struct {
		files []channels.File
		want  string
	}{
		"in the mail":  {nil, fetchedText},
		"a text":       {[]channels.File{{Name: "Karl-Erik.txt", Type: "text/plain", Data: []byte(fetchedText)}}, fetchedText},
		"a PDF":        {[]channels.File{{Name: "intyg.pdf", Type: "application/pdf", Data: filled(t)}}, "Anna Provkvist"},
		"a broken PDF": {[]channels.File{{Name: "intyg.pdf", Type: "application/pdf", Data: broken(t)}}, string(broken(t))},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
			b := newBench(t, func() time.Time { return now })
			b.Lock = func(care.UnitID) string { return agreedPassword }
			b.Secure = nil
			raw := "From: rehab@rehab.example\r\nSubject: Intyg\r\n\r\n" + fetchedText
			if err := b.Keep(t.Context(), channels.Raw{Channel: "mail", ID: "1", Received: now, Data: []byte(raw)}); err != nil {
				t.Fatal(err)
			}
			b.take(t, channels.Incoming{Channel: "mail", ID: "1", From: "rehab@rehab.example", Subject: "Intyg", Text: fetchedText, Received: now, Receipt: "1@rehab.example", Files: x.files})
			b.happens(t, care.ReadingConfirmed{}, care.ApplicationObtained{On: b.today()},
				care.DecisionMade{Outcome: "bifall", To: care.Date{Year: 2027, Month: 2, Day: 28}, Provider: "htj"})
			b.send(t)
			b.send(t)
			if l := b.letter(t, "bestallning"); l.State != "sent" {
				t.Fatalf("the order is %s: %s; BIH was told %q", l.State, l.Problem, b.chat())
			}
			if !strings.Contains(b.unlocked(t, "bestallning"), x.want) {
				t.Error("with the password the intyg is not found")
			}
		})
	}
}

// filled is our own blank with an intyg in it.
func filled(t *testing.T) []byte {
	t.Helper()
	words, err := forms.Load(papers.Files)
	if err != nil {
		t.Fatal(err)
	}
	r, err := intyg.NewReader(page.NewReader(page.Options{})).Read(t.Context(), "i.txt", []byte(fetchedText), care.Date{Year: 2026, Month: 11, Day: 23})
	if err != nil {
		t.Fatal(err)
	}
	data, err := forms.Blank(words, forms.Head{Unit: "BIH"}, r[0].Intyg(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// broken is one that can be read, and that the library which locks will not take.
func broken(t *testing.T) []byte {
	t.Helper()
	data := bytes.ReplaceAll(filled(t), []byte("/MediaBox"), []byte("/MediaBax"))
	if _, err := forms.Lock(data, agreedPassword); err == nil || errors.Is(err, forms.ErrNotPDF) {
		t.Fatalf("it was locked: %v", err)
	}
	return data
}

// unlocked is what the files of a letter say and hold, once the password has been
// given; without it nothing.
func (b *bench) unlocked(t *testing.T, template string) (inside string) {
	t.Helper()
	for _, program := range []string{"pdfdetach", "pdftotext"} {
		if _, err := exec.LookPath(program); err != nil && os.Getenv("STEGVIS_REAL") != "1" {
			t.Skipf("%s, which would open them, is not installed", program)
		}
	}
	key := b.letter(t, template).Key
	for _, m := range b.mail.Sent() {
		for _, f := range m.Files {
			if m.Key == key {
				inside += opened(t, f)
			}
		}
	}
	return inside
}

// opened is what can be read in a file and taken out of it with the password.
func opened(t *testing.T, f channels.File) (inside string) {
	t.Helper()
	if !strings.HasSuffix(f.Name, ".pdf") || f.Type != "application/pdf" || bytes.Contains(f.Data, []byte("Testberg")) {
		t.Errorf("%s, %s, is not locked", f.Name, f.Type)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "locked.pdf")
	save(t, file, string(f.Data))
	if out, err := exec.Command("pdfdetach", "-list", file).CombinedOutput(); err == nil {
		t.Errorf("%s opens without a password: %s", f.Name, out)
	}
	said, err := exec.Command("pdftotext", "-upw", agreedPassword, file, "-").Output()
	if err != nil {
		t.Errorf("%s: %v", f.Name, err)
	}
	if out, err := exec.Command("pdfdetach", "-upw", agreedPassword, "-saveall", "-o", dir, file).CombinedOutput(); err != nil {
		t.Errorf("%s: %v %s", f.Name, err, out)
	}
	found, _ := filepath.Glob(filepath.Join(dir, "SK-*"))
	for _, name := range found {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, data...)
	}
	return string(said)
}
