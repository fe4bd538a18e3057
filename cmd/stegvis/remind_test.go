package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/reminders"
)

// TestRemindWhileTheDeskWorks: what a day brings is shown beside a desk that has the
// ledger open and goes on writing in it; to whom, and why. Who shows it cannot write.
func TestRemindWhileTheDeskWorks(t *testing.T) {
	path := filepath.Join(t.TempDir(), ledgerFile)
	desk, err := ledger.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer desk.Close()
	plan := reminders.Plan{Leads: reminders.ModelLeads}
	on := care.Date{Year: 2026, Month: time.December, Day: 1}
	writes := func(l *ledger.Ledger, id care.CaseID) error {
		event := care.IntygReceived{Intyg: ingeborgsIntyg(), From: "rehab", Provider: "tranbaret", On: on}
		after, _ := care.Decide(care.New(id), event)
		after = after.On(on)
		_, err := l.Record(t.Context(), ledger.Entry{Case: id, Fact: care.Fact{Event: event, Step: after.Step, At: on.At(9, 0)}, Wake: plan.Wake(after)})
		return err
	}
	if err := writes(desk, "SK-2026-0001"); err != nil {
		t.Fatal(err)
	}
	looking, err := ledger.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer looking.Close()
	for day, want := range map[int]string{
		3: "", 4: "SK-2026-0001 BIH BIH inhämta ansökan 2026-12-04 reminder of 2026-12-04", 5: "",
		15: "SK-2026-0001 BIH BIH inhämta ansökan 2026-12-04 ersattare of BIH, tyst, late",
	} {
		rows, err := brings(t.Context(), looking, plan, on, care.Date{Year: 2026, Month: time.December, Day: day})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, strings.Join(r, " "))
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("the %dth brings %q, want %q", day, got, want)
		}
	}
	if err := writes(desk, "SK-2026-0002"); err != nil {
		t.Error(err)
	}
	if err := writes(looking, "SK-2026-0003"); err == nil {
		t.Error("who looks has written")
	}
}
