package bot

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// TestCompletionBlank: the blank that goes with a komplettering has fields for
// what is missing alone. What is known stands there as text, and only where
// documents may be mailed.
func TestCompletionBlank(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("intyg", "page", "testdata", "form_L1_c02.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	for name, secure := range map[string][]string{"documents may be mailed": {"rehab.example"}, "they may not": nil} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 11, 24, 8, 0, 0, 0, care.Stockholm)
			b := newBench(t, func() time.Time { return now })
			b.lists, b.Secure = staffed(t), secure
			i := b.doubted(t, "form_L1_c02.pdf", data)
			b.take(t, channels.Incoming{Channel: "slack", ID: "ask", From: "U1", Case: "SK-2026-0001", Act: "begar_komplettering", Values: care.Values{"falt": "insats.syfte,utfardare.telefon"}, Received: now})
			b.send(t)
			file := b.attached(t, "-blankett.pdf")
			said := b.words(t, file)
			for _, known := range []string{i.Person.Name, i.Issuer.Unit, i.Measures[0].Help} {
				if strings.Contains(said, known) != (secure != nil) {
					t.Errorf("the blank says %q: %v, want %v", known, secure == nil, secure != nil)
				}
			}
			got := map[string]bool{}
			doc, err := b.Reader.Pages.Read(t.Context(), file)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range doc.Pages {
				for _, w := range p.Words {
					if w.Field != "" && !w.Hidden {
						got[w.Field] = true
					}
				}
			}
			if len(got) != 2 || !got["insats_syfte"] || !got["utfardare_telefon"] {
				t.Errorf("fields %v, want what was asked for", got)
			}
		})
	}
}

// attached is the file of the last mail that has one whose name ends so.
func (b *bench) attached(t *testing.T, end string) (data []byte) {
	t.Helper()
	for _, m := range b.mail.Sent() {
		for _, f := range m.Files {
			if strings.HasSuffix(f.Name, end) {
				data = f.Data
			}
		}
	}
	if data == nil {
		t.Fatalf("no mail has a file called …%s", end)
	}
	return data
}
