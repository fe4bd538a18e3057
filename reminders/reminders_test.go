package reminders

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
)

func date(t *testing.T, s string) care.Date {
	t.Helper()
	d, err := care.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func load(t *testing.T, file string, into any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// TestHolidays compares every day of 2024–2040 with the list of red days and
// free eves.
func TestHolidays(t *testing.T) {
	var years map[string]struct {
		Red  map[string]string `json:"roda_dagar"`
		Eves map[string]string `json:"lediga_aftnar"`
	}
	load(t, "testdata/helgdagar.json", &years)
	if len(years) != 17 {
		t.Fatalf("%d years, want 17", len(years))
	}
	for d := date(t, "2024-01-01"); d.Year <= 2040; d = d.Add(1) {
		y := years[d.String()[:4]]
		_, red := y.Red[d.String()]
		_, eve := y.Eves[d.String()]
		if got, want := Holiday(d), red || eve; got != want {
			t.Errorf("Holiday(%v) = %v, want %v", d, got, want)
		}
	}
}

func TestDeadlines(t *testing.T) {
	var file struct {
		Cases []struct {
			End    string `json:"slutdatum"`
			Why    string `json:"varfor"`
			Window struct {
				Days []string `json:"arbetsdagar"`
			} `json:"uppfoljning_fonster"`
			PVR struct {
				Day string `json:"arbetsdag"`
			} `json:"pvr_till_bih_senast"`
			BIH struct {
				Day string `json:"arbetsdag"`
			} `json:"bih_till_htj_senast"`
		} `json:"fall"`
	}
	load(t, "testdata/frister.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	plan := Plan{Leads: ModelLeads}
	for _, c := range file.Cases {
		d := plan.Before(date(t, c.End))
		got := []string{d.FollowUpFrom.String(), d.FollowUpTo.String(), d.PVRToBIH.String(), d.BIHToHTJ.String()}
		want := []string{c.Window.Days[0], c.Window.Days[1], c.PVR.Day, c.BIH.Day}
		if !slices.Equal(got, want) {
			t.Errorf("end %s (%s): %v, want %v", c.End, c.Why, got, want)
		}
	}
}

// TestClosedDays moves a deadline when the unit itself is closed.
func TestClosedDays(t *testing.T) {
	plan := Plan{Leads: ModelLeads, Calendar: Calendar{Closed: days(t, "2027-03-08")}}
	if got, want := plan.Before(date(t, "2027-03-15")).BIHToHTJ, date(t, "2027-03-05"); got != want {
		t.Errorf("BIH to HTJ by %v, want %v", got, want)
	}
}

// TestEveryDebtHasARule, and no rule is left over.
func TestEveryDebtHasARule(t *testing.T) {
	var ruled []string
	for _, r := range Rules {
		ruled = append(ruled, r.Debt)
	}
	if names := care.DebtNames(); !slices.Equal(ruled, names) {
		t.Errorf("rules for %q\nwant for %q", ruled, names)
	}
}

// decided returns a case that HTJ delivers until end.
func decided(t *testing.T, end string) care.Case {
	t.Helper()
	c := care.New("SK-2026-0001")
	on := date(t, "2026-12-01")
	yes := true
	i := care.Intyg{Measures: []care.Measure{{From: on, To: date(t, end)}}, Risk: care.Risk{Done: &yes}}
	for _, e := range []care.Event{
		care.IntygReceived{Intyg: i, From: "p1", Provider: "u1", On: on},
		care.ApplicationObtained{On: on},
		care.DecisionMade{Outcome: "bifall", From: on, To: date(t, end), Provider: "u1"},
		care.PersonInformed{Of: "beslut", On: on, By: care.BIH},
		care.StartProposed{On: on, Joint: new(bool)},
		care.PersonInformed{Of: "start", On: on, By: care.HTJ},
		care.StartReached{},
	} {
		c, _ = care.Decide(c, e)
		c = c.On(on)
	}
	return c
}

// run ticks once on each of the given days and returns what came of it.
func run(c care.Case, plan Plan, days []care.Date) (got []care.ReminderDue, at []care.Date) {
	for _, day := range days {
		for _, e := range plan.Due(c, day) {
			if r, ok := e.(care.ReminderDue); ok {
				got, at = append(got, r), append(at, day)
			}
			c, _ = care.Decide(c, e)
			c = c.On(day)
		}
	}
	return got, at
}

func span(from, to care.Date) (days []care.Date) {
	for d := from; !d.After(to); d = d.Add(1) {
		days = append(days, d)
	}
	return days
}

// TestOnceAndInTime: each reminder of the ending comes once, on its working
// day, and BIH hears of what PVR has let pass.
func TestOnceAndInTime(t *testing.T) {
	c := decided(t, "2027-02-28")
	got, at := run(c, Plan{Leads: ModelLeads}, span(date(t, "2027-01-01"), date(t, "2027-02-26")))
	var lines []string
	for i, r := range got {
		lines = append(lines, strings.TrimSpace(at[i].String()+" "+r.Duty+" "+string(r.To)+" "+string(r.Rung)))
	}
	want := []string{
		"2027-02-08 uppfoljning PVR", "2027-02-09 besked_pvr PVR", "2027-02-11 uppfoljning PVR", "2027-02-12 uppfoljning BIH handlaggare", "2027-02-12 besked_pvr PVR",
		"2027-02-15 besked_pvr PVR", "2027-02-15 besked_pvr BIH handlaggare",
		"2027-02-16 besked_htj BIH", "2027-02-19 besked_htj BIH", "2027-02-22 besked_htj BIH", "2027-02-23 besked_htj BIH",
		"2027-02-16 uppfoljning BIH ersattare", "2027-02-17 besked_pvr BIH ersattare", "2027-02-25 besked_htj BIH ersattare",
		"2027-02-18 uppfoljning BIH chef", "2027-02-19 besked_pvr BIH chef",
	}
	slices.Sort(lines)
	slices.Sort(want)
	if !slices.Equal(lines, want) {
		t.Errorf("got\n%q\nwant\n%q", lines, want)
	}
}

// TestLadderOfAbsence: who is away past a deadline is known to be so: whoever stands
// above is told at once, and why; the ladder goes on from there as it else does.
func TestLadderOfAbsence(t *testing.T) {
	told := func(c care.Case) (lines []string) {
		got, at := run(c, Plan{Leads: ModelLeads}, span(date(t, "2027-02-10"), date(t, "2027-02-26")))
		for i, r := range got {
			if r.Duty == "besked_pvr" && r.Rung != care.Owing {
				lines = append(lines, fmt.Sprint(at[i], " ", r.Rung, " ", r.Why))
			}
		}
		return lines
	}
	c := decided(t, "2027-02-28")
	want := []string{"2027-02-15 handlaggare tyst", "2027-02-17 ersattare tyst", "2027-02-19 chef tyst"}
	if got := told(c); !slices.Equal(got, want) {
		t.Errorf("nobody away: got %q, want %q", got, want)
	}
	on := date(t, "2027-02-10")
	for until, want := range map[string][]string{
		"2027-02-11": {"2027-02-15 handlaggare tyst", "2027-02-17 ersattare tyst", "2027-02-19 chef tyst"}, // back in time
		"2027-02-12": {"2027-02-10 handlaggare borta", "2027-02-17 ersattare tyst", "2027-02-19 chef tyst"},
		"2027-03-20": {"2027-02-10 handlaggare borta", "2027-02-17 ersattare tyst", "2027-02-19 chef tyst"},
	} {
		away, _ := care.Decide(c, care.AbsenceNoted{From: care.PVR, On: on, Until: date(t, until)})
		if got := told(away.On(on)); !slices.Equal(got, want) {
			t.Errorf("away until %s: got %q, want %q", until, got, want)
		}
	}
}

// TestAfterSilence: down for three weeks, each debt is reminded of once, marked
// late, and not before a working day.
func TestAfterSilence(t *testing.T) {
	c := decided(t, "2027-02-28")
	plan := Plan{Leads: ModelLeads}
	if due := plan.Due(c, date(t, "2027-02-20")); due != nil {
		t.Errorf("due on a Saturday: %v", due)
	}
	got, _ := run(c, plan, []care.Date{date(t, "2027-02-22"), date(t, "2027-02-22")})
	seen := map[string]int{}
	for _, r := range got {
		seen[r.Duty+string(r.To)]++
		if !r.Late {
			t.Errorf("%s to %s is not marked late", r.Duty, r.To)
		}
	}
	for key, n := range seen {
		if n != 1 {
			t.Errorf("%s reminded %d times", key, n)
		}
	}
	if len(seen) != 5 {
		t.Errorf("reminded of %v, want uppfoljning and besked_pvr to PVR and BIH, besked_htj to BIH", seen)
	}
}

// TestWake: a tick on the day Wake names finds something, and none before does.
func TestWake(t *testing.T) {
	c := decided(t, "2027-02-28")
	plan := Plan{Leads: ModelLeads}
	for range 60 {
		wake := plan.Wake(c)
		if wake.IsZero() {
			t.Fatal("never wakes")
		}
		day := plan.Calendar.OnOrAfter(wake)
		for d := wake.Add(-5); d.Before(wake); d = d.Add(1) {
			if due := plan.Due(c, d); due != nil {
				t.Fatalf("due %v on %v, before it wakes on %v", due, d, wake)
			}
		}
		due := plan.Due(c, day)
		if len(due) == 0 {
			t.Fatalf("nothing due on %v", day)
		}
		for _, e := range due {
			c, _ = care.Decide(c, e)
			c = c.On(day)
		}
		if c.Ended {
			return
		}
	}
	t.Error("the end was never reached")
}

func days(t *testing.T, list ...string) Days {
	t.Helper()
	d, err := ParseDays(list)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestDays: single days, weeks, and days that come every year.
func TestDays(t *testing.T) {
	c := Calendar{
		Closed: days(t, "2026-12-28", "2027-07-05..2027-07-30", "Klämdagar"),
		Half:   days(t, "trettondagsafton", "skärtorsdagen", "valborgsmässoafton", "dagen före kristi himmelsfärd", "dagen före alla helgons dag", "dagen före julafton"),
	}
	for day, work := range map[string]bool{
		"2026-12-28": false, "2026-12-29": true, "2027-07-02": true, "2027-07-05": false, "2027-07-30": false, "2027-08-02": true,
		"2026-01-02": false, "2026-01-05": false, "2026-05-15": false, "2027-05-07": false, "2027-05-14": true,
	} {
		if got := c.Workday(date(t, day)); got != work {
			t.Errorf("%s: work %v, want %v", day, got, work)
		}
	}
	for day, close := range map[string]int{
		"2027-01-05": 12, "2027-03-25": 12, "2027-04-30": 12, "2027-05-05": 12, "2027-11-05": 12, "2026-12-23": 12, "2026-12-22": 16, "2026-10-30": 12, "2026-11-06": 16,
	} {
		d := date(t, day)
		if !c.Open(d.At(8, 0)) || c.Open(d.At(7, 59)) || !c.Open(d.At(close, 0).Add(-time.Second)) || c.Open(d.At(close, 0)) {
			t.Errorf("%s: want open from 8 to %d", day, close)
		}
	}
	if got, want := c.Opens(date(t, "2026-12-23").At(12, 0)), date(t, "2026-12-29").At(8, 0); !got.Equal(want) {
		t.Errorf("opens %v, want %v", got, want)
	}
	for _, bad := range []string{"", "midvinterblot", "2027-02-30", "2027-07-30..2027-07-05", "2027-01-01..2028-01-01"} {
		if _, err := ParseDays([]string{bad}); err == nil || !strings.Contains(err.Error(), "2026-12-23") {
			t.Errorf("%q: %v, want an error that says how", bad, err)
		}
	}
}
