package bot

import (
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

const running care.CaseID = "SK-2026-0001"

// delivered is a desk with a case that HTJ delivers until a day.
func delivered(t *testing.T, now *time.Time, until care.Date) *bench {
	t.Helper()
	b := newBench(t, func() time.Time { return *now })
	withStaff(t, b)
	yes, no := true, false
	on := care.DateOf(*now)
	i := care.Intyg{
		Issued: on, Person: care.Person{Name: "N", ID: "191212121212"}, Risk: care.Risk{Done: &yes}, Consent: care.Consent{Given: &yes, To: []string{"bih", "htj"}},
		Measures: []care.Measure{{What: "w", Purpose: "p", Help: "h", From: on, To: until, Frequency: "2 ggr/dag", Minutes: 15}},
		Issuer:   care.Issuer{Name: "I", Profession: "fysioterapeut", Unit: "U", Phone: "08"},
	}
	for _, e := range []care.Event{
		care.IntygReceived{Intyg: i, From: "pvr", Provider: "htj", On: on}, care.Taken{Who: "a@bih.example"},
		care.ApplicationObtained{On: on}, care.DecisionMade{Outcome: "bifall", From: on, Provider: "htj"},
		care.PersonInformed{Of: "beslut", On: on, By: care.BIH}, care.StartProposed{On: on, Joint: &no},
		care.PersonInformed{Of: "start", On: on, By: care.HTJ}, care.StartReached{},
	} {
		before, err := b.Ledger.Case(t.Context(), running)
		if err != nil {
			t.Fatal(err)
		}
		after, _ := care.Decide(before, e)
		entry := ledger.Entry{Case: running, Fact: care.Fact{Event: e, Step: after.Step, Closed: after.Closed, At: *now, By: "x"}}
		b.derive(&entry, after.On(on))
		if _, err := b.Ledger.Record(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func (b *bench) tickAt(t *testing.T, now *time.Time, day care.Date) {
	t.Helper()
	*now = day.At(8, 0)
	if err := b.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
}

var lastDay = care.Date{Year: 2027, Month: time.February, Day: 28}

// TestCorrected: an intyg is put right while a reminder waits to leave. The deadlines
// follow, what was to be said of the old ones is not, and people are told once.
func TestCorrected(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, care.Stockholm)
	b := delivered(t, &now, lastDay)
	b.tickAt(t, &now, care.Date{Year: 2027, Month: time.February, Day: 8})
	waits := b.letter(t, "paminn_uppfoljning")
	if waits.State != "queued" {
		t.Fatalf("the reminder is %s", waits.State)
	}
	v := b.take(t, channels.Incoming{
		Channel: "slack", ID: "ratta", From: "U2", Case: running, Act: "ratta_uppgift", Received: now,
		Values: care.Values{"falt": "period.till", "varde": "2027-06-30"},
	})
	if len(v.Refused) > 0 {
		t.Fatalf("refused: %v", v.Refused)
	}
	if waits = b.letter(t, "paminn_uppfoljning"); waits.State != "failed" {
		t.Errorf("the reminder of the old day is %s", waits.State)
	}
	for range 3 {
		b.send(t)
		b.tickAt(t, &now, care.DateOf(now).Add(1))
	}
	if got := b.mailed("rehab@rehab.example"); len(got) != 0 {
		t.Errorf("PVR was mailed %q", got)
	}
	told := 0
	for _, text := range b.chat() {
		told += strings.Count(text, "Rättat i intyget: Slutdatum")
	}
	if told != 1 {
		t.Errorf("BIH was told of it %d times, want once: %q", told, b.chat())
	}
	duties, err := b.Ledger.Duties(t.Context(), "pvr")
	if err != nil || len(duties) == 0 {
		t.Fatal(duties, err)
	}
	for _, d := range duties {
		if d.Due.Before(care.Date{Year: 2027, Month: time.June, Day: 1}) {
			t.Errorf("%s is still due on %v", d.Name, d.Due)
		}
	}
	b.tickAt(t, &now, care.Date{Year: 2027, Month: time.June, Day: 9})
	b.send(t)
	if got := b.mailed("rehab@rehab.example"); len(got) != 1 {
		t.Errorf("in June PVR was mailed %q, want one reminder", got)
	}
}

// TestAnswerStopsReminder: what is answered between the writing of a reminder and its
// leaving is not reminded of.
func TestAnswerStopsReminder(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, care.Stockholm)
	b := delivered(t, &now, lastDay)
	b.tickAt(t, &now, care.Date{Year: 2027, Month: time.February, Day: 8})
	fresh, err := b.store(t.Context(), ledger.Entry{Case: running}, care.OutcomeReported{Outcome: "close", By: care.PVR}, "rehab")
	if err != nil || !fresh {
		t.Fatal(fresh, err)
	}
	b.send(t)
	for _, s := range b.mailed("rehab@rehab.example") {
		if strings.Contains(s, "Påminnelse") {
			t.Errorf("mailed %q", s)
		}
	}
}

// TestSaidLate: a reminder that should have gone says so, and since when; one that goes
// on its day does not.
func TestSaidLate(t *testing.T) {
	for day, late := range map[int]bool{8: false, 9: true} {
		now := time.Date(2026, 12, 1, 9, 0, 0, 0, care.Stockholm)
		b := delivered(t, &now, lastDay)
		b.tickAt(t, &now, care.Date{Year: 2027, Month: time.February, Day: day})
		l := b.letter(t, "paminn_uppfoljning")
		const words = "Påminnelsen är försenad. Den skulle ha gått måndag 8 februari 2027."
		if strings.Contains(l.Text, words) != late || strings.Contains(strings.ToLower(l.Subject), "försenat") != late {
			t.Errorf("on the %dth: %q: %q", day, l.Subject, l.Text)
		}
	}
}

// TestNewLeads: a unit changes its lead times. Cases that lie there go by the new ones
// from the next start, without anything happening in them; a start with the old plan
// looks at nothing.
func TestNewLeads(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, care.Stockholm)
	b := delivered(t, &now, lastDay)
	start := func(want bool) {
		t.Helper()
		if changed, err := b.Ledger.TakePlan(t.Context(), b.Plan.Fingerprint(), b.today()); err != nil || changed != want {
			t.Errorf("changed %v (%v), want %v", changed, err, want)
		}
	}
	wake := func() care.Date {
		t.Helper()
		d, err := b.Ledger.NextWake(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	start(false) // the first
	b.tickAt(t, &now, care.Date{Year: 2026, Month: time.December, Day: 2})
	old := wake()
	if want := lastDay.Add(-20); old != want {
		t.Fatalf("it wakes on %v, want %v", old, want)
	}
	start(false)
	if wake() != old {
		t.Error("an old plan has woken the case")
	}
	b.Plan.Leads.WindowOpens, b.Plan.Leads.Extension = 42, 28
	start(true)
	b.tickAt(t, &now, care.Date{Year: 2026, Month: time.December, Day: 3})
	if got, want := wake(), lastDay.Add(-41); got != want {
		t.Errorf("it wakes on %v, want %v", got, want)
	}
	duties, err := b.Ledger.Duties(t.Context(), "pvr")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range duties {
		if want := lastDay.Add(-30); d.Name == "besked_pvr" && d.Due != want {
			t.Errorf("%s is due on %v, want %v", d.Name, d.Due, want)
		}
	}
	b.tickAt(t, &now, lastDay.Add(-41))
	if l := b.letter(t, "paminn_uppfoljning"); l.State != "queued" {
		t.Errorf("the reminder is %s", l.State)
	}
}
