package bot

import (
	"fmt"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
)

// However many letters a loop makes, a party gets no more in an hour than the
// budget; the rest waits, is sent hour by hour, and an alarm is raised. Another
// address is not held up.
func TestBudget(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	var letters []ledger.Letter
	for i := range 30 {
		l := ledger.Letter{Token: fmt.Sprintf("token-%08d-abcdef", i), Role: care.PVR, Template: "kvittens", Channel: "mail",
			Address: "rehab@rehab.example", Unit: "pvr", Subject: "[SK-2026-0001] Hej", Text: "Hej"}
		if i == 29 {
			l.Role, l.Address, l.Unit = care.HTJ, "htj@htj.example", "htj"
		}
		letters = append(letters, l)
	}
	_, err := b.Ledger.Record(t.Context(), ledger.Entry{Case: "SK-2026-0001", Letters: letters,
		Fact: care.Fact{Event: care.AssessmentAsked{From: "pvr"}, Step: care.Assessment, At: now, By: "test"}})
	if err != nil {
		t.Fatal(err)
	}
	for hour, want := range []int{budget.Case + 1, 2*budget.Case + 1, 30} {
		b.send(t)
		b.send(t)
		if got := len(b.mail.Sent()); got != want {
			t.Errorf("after %d hours: %d sent, want %d", hour, got, want)
		}
		now = now.Add(time.Hour + time.Minute)
	}
	reports, err := b.Ledger.Reports(t.Context())
	if err != nil || len(reports) != 1 || !reports[0].Alarm || reports[0].What != "budget" {
		t.Errorf("%v: %+v", err, reports)
	}
}
