package bot

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// TestMorning: what there is to do is said on working days when there is
// something, once, and it names nobody.
func TestMorning(t *testing.T) {
	now := time.Date(2026, 11, 23, 7, 45, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	morning := func(want int) {
		t.Helper()
		if err := b.Morning(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.send(t)
		said := 0
		for _, text := range b.chat() {
			if strings.HasPrefix(text, "God morgon!") {
				said++
			}
		}
		if said != want {
			t.Errorf("%s: %d mornings said, want %d", now, said, want)
		}
	}
	morning(0)
	b.take(t, ask("1", now))
	morning(0) // it is not due today
	now = time.Date(2026, 11, 28, 7, 45, 0, 0, care.Stockholm)
	morning(0) // a Saturday
	now = now.AddDate(0, 0, 2)
	morning(1)
	morning(1)
	sent := b.board.Sent()
	last := sent[len(sent)-1]
	if !strings.Contains(last.Text, "• SK-2026-0001 ") || !strings.Contains(last.Text, "försenat sedan onsdag 25 november 2026") || last.Case != "" {
		t.Errorf("said %q", last.Text)
	}
	if len(last.Links) != 1 || last.Links[0] != (channels.Link{Text: "SK-2026-0001", Receipt: "card-1"}) {
		t.Errorf("links %v", last.Links)
	}
	now = now.AddDate(0, 0, 1)
	morning(2)
}

// TestMorningIsOver: what there was to do on a day on which nobody could be told is not
// said in the night after, when the server is back. A simulated year found it.
func TestMorningIsOver(t *testing.T) {
	now := time.Date(2026, 11, 30, 7, 45, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	b.take(t, ask("1", now.AddDate(0, 0, -7)))
	b.send(t)
	now = now.AddDate(0, 0, 4)
	b.board.Down(errDown)
	if err := b.Morning(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"queued", "failed"} {
		b.send(t)
		if l, err := b.Ledger.Letter(t.Context(), "desk/"+digest+"/2026-12-04"); err != nil || l.State != want {
			t.Fatalf("at %v it is %s (%v), want %s", now, l.State, err, want)
		}
		b.board.Down(nil)
		now = now.Add(19 * time.Hour)
	}
}

// TestOverview: each case stands where whoever looks expects it.
func TestOverview(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	for _, id := range []string{"1", "2", "3"} {
		b.take(t, ask(id, now))
	}
	b.send(t)
	b.take(t, channels.Incoming{Channel: "slack", ID: "a1", From: "U2", Case: "SK-2026-0002", Act: "ta_arendet", Received: now})
	b.take(t, channels.Incoming{Channel: "slack", ID: "a2", From: "U3", Case: "SK-2026-0003", Act: "foresla_samtal", Received: now,
		Values: care.Values{"tider": "2026-11-26T10:00"}})
	show := func(from string) (s string) {
		o, err := b.Overview(t.Context(), "slack", from)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range []struct {
			name string
			rows []channels.Row
		}{{"mine", o.Mine}, {"free", o.Free}, {"late", o.Late}, {"waiting", o.Waiting}} {
			s += l.name
			for _, r := range l.rows {
				s += " " + string(r.Case.ID[len(r.Case.ID)-1]) + ":" + r.Card
			}
			s += "; "
		}
		return s
	}
	if got, want := show("U2"), "mine 2:card-2; free 1:card-1; late; waiting 3:card-3; "; got != want {
		t.Errorf("at first %q, want %q", got, want)
	}
	if got, want := show("U3"), "mine; free 1:card-1; late; waiting 3:card-3; "; got != want {
		t.Errorf("for another %q, want %q", got, want)
	}
	now = now.AddDate(0, 0, 3)
	if got, want := show("U2"), "mine 2:card-2; free 1:card-1; late 1:card-1 2:card-2 3:card-3; waiting 3:card-3; "; got != want {
		t.Errorf("three days later %q, want %q", got, want)
	}
	b.take(t, channels.Incoming{Channel: "slack", ID: "a3", From: "U2", Case: "SK-2026-0002", Act: "pausa", Received: now,
		Values: care.Values{"till": "2026-12-10", "skal": "väntar på vårdcentralen"}})
	if got, want := show("U2"), "mine 2:card-2; free 1:card-1; late 1:card-1 3:card-3; waiting 3:card-3; "; got != want {
		t.Errorf("paused %q, want %q", got, want)
	}
}

// TestOverviewIsWhatTheCasesSay: what the ledger notes of the cases puts each where
// the case itself would, also when it is paused, put off, protected or over.
func TestOverviewIsWhatTheCasesSay(t *testing.T) {
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 5))
		now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
		b := newBench(t, func() time.Time { return now })
		withStaff(t, b)
		for range 60 {
			id := care.CaseID(fmt.Sprintf("SK-2026-%04d", 1+r.IntN(5)))
			if _, err := b.store(t.Context(), ledger.Entry{Case: id}, b.anything(t, r, id), "sara@bih.example"); err != nil {
				t.Fatal(err)
			}
			now = now.Add(time.Duration(r.IntN(3)) * 24 * time.Hour)
			for _, from := range []string{"U2", ""} {
				if got, want := b.overview(t, from), b.folded(t, from); got != want {
					t.Fatalf("seed %d, %s: for %q\n%s, want\n%s", seed, id, from, got, want)
				}
			}
		}
	}
}

// anything is something that may happen in a case.
func (b *bench) anything(t *testing.T, r *rand.Rand, id care.CaseID) care.Event {
	c, err := b.Ledger.Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	day, debts := b.today(), append(c.Debts(), care.Debt{})
	first := []care.Event{care.AssessmentAsked{From: "pvr"}, care.IntygReceived{Intyg: agreed(), From: "pvr", Provider: "htj", On: day}}
	if c.Rev == 0 {
		return first[r.IntN(len(first))]
	}
	return append(first,
		care.AssessmentGiven{Opinion: "tillstyrks", Provider: "htj"}, care.DecisionMade{Outcome: "bifall", To: day.Add(60), Provider: "htj"},
		care.Taken{Who: []string{"sara@bih.example", "bo@bih.example"}[r.IntN(2)]}, care.Paused{Until: day.Add(r.IntN(9))}, care.Resumed{},
		care.ReminderPutOff{Duty: debts[0].Name, Until: day.Add(r.IntN(9))}, care.DutyWaived{Duty: debts[0].Name},
		care.StopSigned{Signs: []string{"skyddade_personuppgifter"}, From: care.BIH}, care.ProtectionLifted{},
		care.StopSigned{Signs: []string{"avliden"}, From: care.HTJ}, care.StopCleared{}, care.CaseEnded{Why: "annat"}, care.Reopened{},
	)[r.IntN(15)]
}

func (b *bench) overview(t *testing.T, from string) string {
	o, err := b.Overview(t.Context(), "slack", from)
	if err != nil {
		t.Fatal(err)
	}
	return inLists(o)
}

// folded is the overview that the cases themselves give.
func (b *bench) folded(t *testing.T, from string) string {
	list, err := b.Ledger.Cases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var o channels.Overview
	me, _ := b.staff(from)
	for _, l := range list {
		c, err := b.Ledger.Case(t.Context(), l.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !c.Closed || len(c.Debts()) > 0 {
			b.place(&o, channels.Row{Case: b.public(c)}, c.Owner != "" && c.Owner == me.Mail, c.Owner == "")
		}
	}
	for _, rows := range [][]channels.Row{o.Mine, o.Free, o.Late, o.Waiting} {
		slices.SortStableFunc(rows, byDue)
	}
	return inLists(o)
}

func inLists(o channels.Overview) string {
	s := fmt.Sprint(o.Today)
	for _, rows := range [][]channels.Row{o.Mine, o.Free, o.Late, o.Waiting} {
		s += "; "
		for _, r := range rows {
			s += fmt.Sprint(" ", r.Case.ID, " ", soonest(r.Case.Duties).Due)
		}
	}
	return s
}

// BenchmarkOverview is what somebody at BIH has before her, by how many open cases
// there are; it reports how many times as long each takes as among the fewest.
func BenchmarkOverview(b *testing.B) {
	first := 0.0
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprint("cases=", n), func(b *testing.B) {
			now := time.Date(2026, 12, 1, 9, 0, 0, 0, care.Stockholm)
			d := crowded(b, &now, n)
			for b.Loop() {
				if _, err := d.Overview(b.Context(), "slack", ""); err != nil {
					b.Fatal(err)
				}
			}
			each := float64(b.Elapsed()) / float64(b.N*n)
			if n == 100 {
				first = each
			}
			b.ReportMetric(each/1e3, "µs/case")
			b.ReportMetric(each/first, "x-among-100")
		})
	}
}
