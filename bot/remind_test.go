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
	"example.org/stegvis/channels"
)

const running care.CaseID = "SK-2026-0001"

// delivered is a desk with a case that HTJ delivers until a day.
func delivered(t *testing.T, now *time.Time, until care.Date) *bench {
	t.Helper()
	b := newBench(t, func() time.Time { return *now })
	withStaff(t, b)
	b.runs(t, running, until)
	return b
}

// crowded is a desk with so many of them.
func crowded(tb testing.TB, now *time.Time, cases int) *bench {
	tb.Helper()
	b := newBench(tb, func() time.Time { return *now })
	for n := range cases {
		b.runs(tb, care.CaseID(fmt.Sprintf("SK-2026-%05d", n+1)), lastDay)
	}
	return b
}

// runs brings a case as far as that HTJ delivers until a day.
func (b *bench) runs(tb testing.TB, id care.CaseID, until care.Date) {
	tb.Helper()
	yes, no := true, false
	on := b.today()
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
		before, err := b.Ledger.Case(tb.Context(), id)
		if err != nil {
			tb.Fatal(err)
		}
		after, _ := care.Decide(before, e)
		entry := ledger.Entry{Case: id, Fact: care.Fact{Event: e, Step: after.Step, Closed: after.Closed, At: b.Now(), By: "x"}}
		b.derive(&entry, after.On(on))
		if _, err := b.Ledger.Record(tb.Context(), entry); err != nil {
			tb.Fatal(err)
		}
	}
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

// TestWhoIsTold: up the ladder, by the contact lists as they are, and why.
func TestWhoIsTold(t *testing.T) {
	const a, b, c, head = "a@bih.example", "b@bih.example", "c@bih.example", "chef@bih.example"
	for name, x := range map[string]struct {
		owner string
		away  []string // who is, past the deadline
		rung  care.Rung
		who   string
		why   string
	}{
		"who has the case":                   {a, nil, care.Holder, a, care.Silent},
		"her substitute":                     {a, nil, care.Substitute, b, care.Silent},
		"the substitute's, when she is away": {a, []string{b}, care.Substitute, c, care.Silent},
		"nobody stands in":                   {c, nil, care.Substitute, "", care.Nobody},
		"all who stand in are away":          {a, []string{b, c}, care.Substitute, "", care.Nobody},
		"nobody has the case":                {"", nil, care.Substitute, "", care.Unmanned},
		"the head":                           {a, nil, care.Head, head, care.Silent},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 12, 1, 9, 0, 0, 0, care.Stockholm)
			d := newBench(t, func() time.Time { return now })
			file := filepath.Join(t.TempDir(), "kontakter.csv")
			save(t, file, "Id;Roll;Namn;E-post;Slack;Ersättare\nbih;BIH;BIH;bih@bih.example;C1;\n;handläggare;A;"+a+";U1;"+b+"\n;handläggare;B;"+b+";U2;"+c+"\n"+
				";handläggare;C;"+c+";U3;\n;chef;Chef;"+head+";U4;\n")
			var err error
			if d.lists, err = contacts.Load(file); err != nil {
				t.Fatal(err)
			}
			due := care.DateOf(now).Add(3)
			for _, p := range x.away {
				if err := d.Absent(t.Context(), p, due.Add(5)); err != nil {
					t.Fatal(err)
				}
			}
			e, err := d.named(t.Context(), care.Case{Owner: x.owner}, care.ReminderDue{To: care.BIH, Owner: care.PVR, Rung: x.rung, Why: care.Silent, Due: due})
			if r, ok := e.(care.ReminderDue); err != nil || !ok || r.Who != x.who || r.Why != x.why {
				t.Errorf("got %+v (%v), want %q, %q", e, err, x.who, x.why)
			}
		})
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

// TestNewPlanIsInNobodysWay: while the cases are looked at anew in which nothing is due
// after all, letters can leave.
func TestNewPlanIsInNobodysWay(t *testing.T) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, care.Stockholm)
	b := delivered(t, &now, lastDay)
	looks, free := 0, 0
	lists := b.Contacts
	b.Contacts = func() *contacts.Directory {
		if looks++; b.delivery.TryLock() {
			free++
			b.delivery.Unlock()
		}
		return lists()
	}
	for _, opens := range []int{21, 42} {
		b.Plan.Leads.WindowOpens = opens
		if _, err := b.Ledger.TakePlan(t.Context(), b.Plan.Fingerprint(), b.today()); err != nil {
			t.Fatal(err)
		}
	}
	looks, free = 0, 0
	due, err := b.due(t.Context())
	if err != nil || len(due) != 0 || looks == 0 || free != looks {
		t.Errorf("due %v (%v); free to send at %d of %d looks at the lists", due, err, free, looks)
	}
	if wake, err := b.Ledger.NextWake(t.Context()); err != nil || wake != lastDay.Add(-41) {
		t.Errorf("it wakes on %v (%v)", wake, err)
	}
}

// BenchmarkNewPlan is the first tick after a changed plan, by how many open cases there
// are; a thousand are at hand, of ten thousand most are read anew. It reports how long
// the desk is kept for each, and
// how many times as long that is as among the fewest.
func BenchmarkNewPlan(b *testing.B) {
	first := 0.0
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint("cases=", n), func(b *testing.B) {
			now := time.Date(2026, 12, 1, 9, 0, 0, 0, care.Stockholm)
			d := crowded(b, &now, n)
			plan := func(want bool) {
				d.Plan.Leads.WindowOpens++
				if changed, err := d.Ledger.TakePlan(b.Context(), d.Plan.Fingerprint(), d.today()); err != nil || changed != want {
					b.Fatal(changed, err)
				}
			}
			plan(false)
			for b.Loop() {
				b.StopTimer()
				plan(true)
				b.StartTimer()
				if err := d.Tick(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
			each := float64(b.Elapsed()) / float64(b.N*n)
			if n == 100 {
				first = each
			}
			b.ReportMetric(each/1e6, "ms/case")
			b.ReportMetric(each/first, "x-among-100")
		})
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
