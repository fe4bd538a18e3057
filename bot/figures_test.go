package bot

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/templates"
)

// TestMonthly: the head of the unit is mailed the figures of the month before, on
// the first working day that the desk is open, once, with the report beside them and nobody's name.
func TestMonthly(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	file := filepath.Join(t.TempDir(), "kontakter.csv")
	save(t, file, "Id;Roll;Namn;E-post;Slack;Leverans\nbih;BIH;BIH;bih@bih.example;C1;\n;chef;Aina Testman;aina@bih.example;U9;\npvr;PVR;Rehab;rehab@rehab.example;;handling\n")
	lists, err := contacts.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	b.lists = lists
	for i := range 6 {
		came := care.IntygReceived{Intyg: care.Intyg{Person: care.Person{Name: "Ingeborg Kanariefågel"}, Issuer: care.Issuer{Profession: "läkare"}}, From: "pvr", On: b.today()}
		if _, err := b.store(t.Context(), ledger.Entry{Case: care.CaseID(fmt.Sprintf("SK-2026-%04d", i+1))}, came, "pvr"); err != nil {
			t.Fatal(err)
		}
	}
	mailed := func() (n int) {
		t.Helper()
		if err := b.Monthly(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.send(t)
		for _, m := range b.mail.Sent() {
			if strings.HasPrefix(m.Subject, "Egenvårdsintyg i siffror") {
				n++
			}
		}
		return n
	}
	now = time.Date(2026, 11, 30, 7, 45, 0, 0, care.Stockholm)
	if got := mailed(); got != 0 {
		t.Errorf("%d mails before the month is over", got)
	}
	now = time.Date(2026, 12, 5, 8, 0, 0, 0, care.Stockholm) // a Saturday; the desk was closed on the 1st
	if got := mailed(); got != 0 {
		t.Errorf("%d mails on a Saturday", got)
	}
	now = time.Date(2026, 12, 7, 7, 45, 0, 0, care.Stockholm)
	if a, b := mailed(), mailed(); a != 1 || b != 1 {
		t.Errorf("%d and %d mails, want one", a, b)
	}
	sent := b.mail.Sent()
	last := sent[len(sent)-1]
	if len(last.Files) != 1 || !strings.Contains(string(last.Files[0].Data), "<svg") || !strings.Contains(last.Text, templates.FigureWords().Tables["utfardare"].Title) {
		t.Errorf("mailed %q with %d files", last.Text, len(last.Files))
	}
	if strings.Contains(last.Text+string(last.Files[0].Data), "Ingeborg") {
		t.Error("somebody's name is in it")
	}
	save(t, file, "Id;Roll;Namn;E-post;Slack;Leverans\nbih;BIH;BIH;bih@bih.example;C1;\n;chef;Bo Testman;bo@bih.example;U9;\npvr;PVR;Rehab;rehab@rehab.example;;handling\n")
	if b.lists, err = contacts.Load(file); err != nil {
		t.Fatal(err)
	}
	now = time.Date(2026, 12, 8, 7, 45, 0, 0, care.Stockholm)
	if got := mailed(); got != 1 {
		t.Errorf("%d mails: a new head is told again", got)
	}
}
