package bot

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// TestFolder: whoever asks what there is about her gets all of it: on paper, for
// machines, what came in as it came, and who has looked.
func TestFolder(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	mail := []byte("From: rehab@rehab.example\r\nSubject: Hej\r\n\r\nHej!\r\n")
	if err := b.Keep(t.Context(), channels.Raw{Channel: "mail", ID: "1", Received: now, Data: mail}); err != nil {
		t.Fatal(err)
	}
	b.take(t, ask("1", now))
	b.take(t, channels.Incoming{Channel: "slack", ID: "2", From: "U2", Case: "SK-2026-0001", Act: "mejla_underlag", Received: now})
	b.send(t)
	if err := b.Ledger.Note(t.Context(), ledger.Event{At: now, Kind: ledger.Seen, Case: "SK-2026-0002", Who: "someone else's case"}); err != nil {
		t.Fatal(err)
	}
	files, err := Registry{Unit: b.Unit, Ledger: b.Ledger, Contacts: b.lists, Words: b.Words}.Folder(t.Context(), "SK-2026-0001", b.today())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	if want := []string{"SK-2026-0001-akt.pdf", "SK-2026-0001-akt.json", "SK-2026-0001-01-mejl.eml"}; !slices.Equal(names, want) {
		t.Fatalf("files %q, want %q", names, want)
	}
	if !bytes.HasPrefix(files[0].Data, []byte("%PDF-")) || !bytes.Equal(files[2].Data, mail) {
		t.Errorf("the paper or the mail is not what it was")
	}
	var d caseData
	if err := json.Unmarshal(bytes.ReplaceAll(files[1].Data, []byte(`"Data": {`), []byte(`"X": {`)), &d); err != nil {
		t.Fatal(err)
	}
	letters, _ := b.Ledger.Letters(t.Context(), "SK-2026-0001")
	if len(d.Facts) != 2 || d.Facts[0].By != "rehab@rehab.example" || len(d.Letters) != len(letters) || d.Letters[0].Text != letters[0].Text {
		t.Errorf("%d facts, %d letters of %d: %s", len(d.Facts), len(d.Letters), len(letters), files[1].Data)
	}
	if len(d.Messages) != 2 || !bytes.Equal(d.Messages[0].Raw, mail) || len(d.Seen) != 1 || d.Seen[0].Who != "sara@bih.example" || d.Seen[0].What != "underlag" {
		t.Errorf("messages %d, seen %+v", len(d.Messages), d.Seen)
	}
	if strings.Contains(string(files[1].Data), "someone else's") {
		t.Error("it tells of another case")
	}
}
