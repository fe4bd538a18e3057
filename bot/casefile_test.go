package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// TestCaseFile: everything that is in a case is in its file: the intyg, what
// happened and by whom, each message in full, and the checksum of what came.
func TestCaseFile(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = staffed(t)
	data, err := os.ReadFile(filepath.Join("intyg", "page", "testdata", "form_L1_c02.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	i := b.doubted(t, "form_L1_c02.pdf", data)
	b.take(t, channels.Incoming{Channel: "slack", ID: "ask", From: "U1", Case: "SK-2026-0001", Act: "begar_komplettering", Values: care.Values{"falt": "insats.syfte", "meddelande": "Skriv gärna utförligt.\nTack!"}, Received: now})
	b.send(t)
	r := Registry{Unit: b.Unit, Ledger: b.Ledger, Contacts: b.lists, Words: b.Words}
	file, err := r.CaseFile(t.Context(), "SK-2026-0001", b.today())
	if err != nil {
		t.Fatal(err)
	}
	squeezed := func(s string) string { return strings.Join(strings.Fields(s), "") } // a checksum is broken into lines
	said := foot.ReplaceAllString(squeezed(b.words(t, file)), "")
	sum := sha256.Sum256(data)
	want := []string{i.Person.Name, i.Measures[0].What, "Intyget kom in från Rehab", "Eva Testson Komplettering begärd", "24 november 2026 08.00", "Övriga uppgifter i intyget", "Den enskildes adress", hex.EncodeToString(sum[:]), "intyget, inkom 24 november 2026 08.00"}
	letters, err := b.Ledger.Letters(t.Context(), "SK-2026-0001")
	if err != nil || len(letters) < 2 {
		t.Fatalf("%d letters, %v", len(letters), err)
	}
	for _, l := range letters {
		want = append(want, l.Subject, l.Text)
	}
	for _, w := range want {
		if !strings.Contains(said, squeezed(w)) {
			t.Errorf("the case file does not say %q:\n%s", w, said)
		}
	}
	if _, err := r.CaseFile(t.Context(), "SK-2026-0009", b.today()); err == nil {
		t.Error("a case that there is not has a file")
	}
}

// foot is what stands at the foot of a page, in the middle of whatever goes on.
var foot = regexp.MustCompile(`ÄrendeSK-2026-0001Sida\dav\d`)
