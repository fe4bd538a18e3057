package stats

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/reminders"
)

var yes = true

func date(s string) care.Date {
	d, err := care.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func at(day string, hour int) time.Time { return date(day).At(hour, 0) }

func counter(today string) Counter {
	return Counter{Unit: "SK", Plan: reminders.Plan{Leads: reminders.ModelLeads}, Profession: intyg.Standard().Profession, Today: date(today)}
}

// A told event is one with the day it happened.
type told struct {
	day   string
	event care.Event
}

// facts lets the model decide on one event after another.
func facts(all ...told) (list []care.Fact) {
	c := care.New("SK-2026-0001")
	for _, x := range all {
		c, _ = care.Decide(c, x.event)
		c = c.On(date(x.day))
		list = append(list, care.Fact{Event: x.event, Step: c.Step, Closed: c.Closed, At: at(x.day, 10)})
	}
	return list
}

// ingeborg is the person whose every detail must stay out of the figures.
var ingeborg = care.Person{Name: "Ingeborg Kanariefågel", ID: "193804112387", Address: "Kanariestigen 4", Phone: "08-111 22 33"}

func whole(from, to string) care.Intyg {
	return care.Intyg{
		Issued: date(from), Person: ingeborg,
		Measures: []care.Measure{
			{Type: []string{"fysisk_aktivitet"}, What: "uppresningar", Purpose: "styrka", Help: "stöd", From: date(from), To: date(to), Frequency: "2 ggr/dag", Minutes: 15},
			{Type: []string{"kompressionsstrumpor"}, What: "strumpor", Purpose: "svullnad", Help: "på", From: date(from), To: date(to), Frequency: "1 gång/dag", Minutes: 10},
		},
		Risk: care.Risk{Done: &yes}, Consent: care.Consent{Given: &yes, To: []string{"bih", "htj"}},
		Issuer: care.Issuer{Name: "Anna Provkvist", Profession: "Leg. fysioterapeut", Unit: "Rehab Provby", Phone: "08-465 004 11"},
	}
}

// aCase goes from a first mail through a komplettering, an order, a visit, an
// extension told one day late, and a second intyg that is whole at once.
func aCase() []care.Fact {
	first := whole("2026-12-01", "2027-02-28")
	lacking := first
	lacking.Measures = slices.Clone(first.Measures)
	lacking.Measures[0].Purpose = ""
	second := whole("2027-03-01", "2027-05-31")
	second.Type = "forlangning"
	visit := care.Slot{At: at("2026-12-14", 10), Minutes: 30}
	return facts(
		told{"2026-11-02", care.IntygReceived{Intyg: lacking, From: "rehab", Provider: "solglimten", On: date("2026-11-02")}},
		told{"2026-11-03", care.CompletionAsked{Fields: []string{"insats.syfte"}, Before: date("2026-11-10")}},
		told{"2026-11-12", care.IntygReceived{Intyg: first, From: "rehab", Provider: "solglimten", On: date("2026-11-12"), Filled: []string{"insats.syfte"}}}, // asked for by the 10th
		told{"2026-11-13", care.ApplicationObtained{On: date("2026-11-13")}},
		told{"2026-11-16", care.DecisionMade{Outcome: "bifall", From: date("2026-12-01"), To: date("2027-02-28"), Provider: "solglimten"}},
		told{"2026-11-17", care.PersonInformed{Of: "beslut", By: care.BIH}},
		told{"2026-11-18", care.StartProposed{On: date("2026-12-01"), Joint: &yes}},
		told{"2026-11-19", care.PersonInformed{Of: "start", By: care.HTJ}},
		told{"2026-11-19", care.TimesProposed{Kind: care.Visit, By: care.PVR, Slots: []care.Slot{{At: at("2026-12-02", 10)}}, Needs: []care.Role{care.PVR, care.HTJ}}},
		told{"2026-11-20", care.TimesRefused{Kind: care.Visit, By: care.HTJ}},
		told{"2026-11-20", care.TimesProposed{Kind: care.Visit, By: care.PVR, Slots: []care.Slot{visit}, Needs: []care.Role{care.PVR, care.HTJ}}},
		told{"2026-11-23", care.TimesChosen{Kind: care.Visit, By: care.HTJ, Times: []time.Time{visit.At}}},
		told{"2026-11-24", care.PersonInformed{Of: "hembesok", By: care.HTJ}},
		told{"2026-12-01", care.StartReached{}},
		told{"2026-12-15", care.MeetingHeld{Kind: care.Visit, Held: true}},
		told{"2027-02-15", care.OutcomeReported{Outcome: "extend", Until: date("2027-05-31"), By: care.PVR}}, // by Friday the 12th
		told{"2027-02-18", care.IntygReceived{Intyg: second, From: "rehab", On: date("2027-02-18")}},
	)
}

// TestRows: a case with an extension counts as two intyg, and everything that
// happened in it counts in the one it was about.
func TestRows(t *testing.T) {
	want := []Row{{
		Unit: "SK", Month: "2026-11", Intyg: true, Profession: "fysioterapeut",
		Kinds: []string{"fysisk_aktivitet", "kompressionsstrumpor"}, Provider: "solglimten",
		Days: map[int]int{1: 0, 2: 14, 3: 15, 4: 76, 6: 3},
		Kept: map[string]int{"ansokan": 1, "begar_komplettering": 1, "beslut": 1, "meddelat": 1, "startbesked": 1,
			"informera_start": 1, "foresla_hembesok": 2, "svara_hembesok": 2, "informera_hembesok": 1, "hembesok_blev_av": 1, "nytt_intyg": 1},
		Missed:   map[string]int{"komplettera": 1, "uppfoljning": 1, "besked_pvr": 1},
		Extended: Late, Held: map[string]int{"hembesok": 1}, Rounds: []int{2},
	}, {
		Unit: "SK", Month: "2027-02", Intyg: true, Profession: "fysioterapeut", Complete: true,
		Kinds: []string{"fysisk_aktivitet", "kompressionsstrumpor"}, Provider: "solglimten",
	}}
	got := counter("2027-02-18").Rows("SK-2026-0001", aCase())
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// TestReopened: the days that a case lay closed are no step's.
func TestReopened(t *testing.T) {
	f := facts(
		told{"2026-11-02", care.IntygReceived{Intyg: whole("2026-12-01", "2027-02-28"), From: "rehab", Provider: "x", On: date("2026-11-02")}},
		told{"2026-11-06", care.CaseEnded{Why: "annat"}},
		told{"2026-11-20", care.BasisAsked{Who: "a"}},
		told{"2027-01-11", care.Reopened{}},
		told{"2027-01-12", care.ApplicationObtained{On: date("2027-01-12")}},
		told{"2027-01-14", care.DecisionMade{Outcome: "bifall", To: date("2027-02-28"), Provider: "x"}},
	)
	want := map[int]int{1: 0, 2: 4 + 3}
	if diff := cmp.Diff(want, counter("2027-01-14").Rows("SK-2026-0001", f)[0].Days); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
}

// TestOverdue: what has not been done when it should be counts as missed, and
// what is not due yet counts for nothing.
func TestOverdue(t *testing.T) {
	f := facts(told{"2026-11-02", care.IntygReceived{Intyg: whole("2026-12-01", "2027-02-28"), From: "rehab", Provider: "x", On: date("2026-11-02")}})
	for today, want := range map[string]int{"2026-11-05": 0, "2026-11-06": 1} { // ansokan: three working days
		if got := counter(today).Rows("SK-2026-0001", f)[0].Missed["ansokan"]; got != want {
			t.Errorf("%s: %d missed, want %d", today, got, want)
		}
	}
}

// TestNobodysCase: what was nothing for the unit counts as nothing, and what
// BIH ends nobody has met or missed.
func TestNobodysCase(t *testing.T) {
	in := told{"2026-11-02", care.IntygReceived{Intyg: whole("2026-12-01", "2027-02-28"), On: date("2026-11-02")}}
	for _, e := range []care.Event{care.CaseRejected{}, care.CaseReturned{}, care.CaseHandedOver{To: "annan"}} {
		if got := counter("2027-01-01").Rows("SK-2026-0001", facts(in, told{"2026-11-03", e})); got != nil {
			t.Errorf("%s counts as %+v", care.Kind(e), got)
		}
	}
	got := counter("2027-01-01").Rows("SK-2026-0001", facts(in, told{"2026-11-20", care.CaseEnded{Why: "flytt"}}))
	if len(got) != 1 || !got[0].Intyg || len(got[0].Kept)+len(got[0].Missed) > 0 {
		t.Errorf("a case that ended counts as %+v", got)
	}
	if got := counter("2027-01-01").Rows("SK-2026-0001", facts(told{"2026-11-02", care.MailUnclear{}})); got != nil {
		t.Errorf("an unclear mail counts as %+v", got)
	}
}

// TestRowsHoldNobody: nothing of a person, no case number and no day gets into
// a stored row, and there is no field that it could stand in.
func TestRowsHoldNobody(t *testing.T) {
	for _, b := range Encode(counter("2027-02-18").Rows("SK-2026-0001", aCase())) {
		for _, secret := range []string{"Ingeborg", "Kanarie", "1938", "0411", "08-", "Provkvist", "Provby", "uppresningar", "0001", "2026-11-"} {
			if strings.Contains(string(b), secret) {
				t.Errorf("%q stands in a row", secret)
			}
		}
	}
	want := []string{"Unit", "Month", "Intyg", "Profession", "Kinds", "Provider", "Complete", "Days", "Kept", "Missed", "Extended", "Held", "Rounds", "Grades"}
	var got []string
	for f := range reflect.TypeFor[Row]().Fields() {
		got = append(got, f.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("a row has %q: whatever is new must say nothing of a person", got)
	}
}

func TestEncode(t *testing.T) {
	want := counter("2027-02-18").Rows("SK-2026-0001", aCase())
	got, err := Decode(Encode(want))
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// TestProfessions: a title that is read but belongs to no class of the study is
// another thing than one that is missing.
func TestProfessions(t *testing.T) {
	for title, want := range map[string]string{
		"": Unknown, "Leg. fysioterapeut": "fysioterapeut", "distriktssköterska": "distriktsskoterska_sjukskoterska",
		"Överläkare": "lakare", "undersköterska": Other, "kurator": Other,
	} {
		if got := counter("2027-01-01").profession(title); got != want {
			t.Errorf("%q is %q, want %q", title, got, want)
		}
	}
}
