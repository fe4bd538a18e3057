package care

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite golden files")

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("%s differs (run with -update if this is intended)\ngot:\n%s", file, got)
	}
}

func date(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func slot(s string) Slot {
	at, err := time.ParseInLocation("2006-01-02 15:04", s, Stockholm)
	if err != nil {
		panic(err)
	}
	return Slot{At: at, Minutes: 30}
}

var (
	yesAnswer, noAnswer = true, false
	monday, tuesday     = slot("2026-12-07 10:00"), slot("2026-12-08 13:00")
)

// complete returns an intyg with every field that the model requires.
func whole() Intyg {
	return Intyg{
		Issued: date("2026-11-23"), Person: Person{Name: "N", ID: "191212121212"},
		Measures: []Measure{{What: "w", Purpose: "p", Help: "h", From: date("2026-12-01"), To: date("2027-02-28"), Frequency: "2 ggr/dag", Minutes: 15}},
		Risk:     Risk{Done: &yesAnswer}, Consent: Consent{Given: &yesAnswer, To: []string{"bih", "htj"}},
		Issuer: Issuer{Name: "I", Profession: "fysioterapeut", Unit: "U", Phone: "08"},
	}
}

func lacking() Intyg { i := whole(); i.Measures[0].Purpose = ""; return i }
func doubted() Intyg { i := whole(); i.Doubts = []string{"period.till"}; return i }
func strange() Intyg {
	i := lacking()
	for _, l := range []string{"a", "b", "c", "d", "e"} {
		i.Traces = append(i.Traces, Trace{Label: l, Raw: "x"})
	}
	return i
}
func extending() Intyg {
	i := whole()
	i.Type = "forlangning"
	i.Measures[0].From, i.Measures[0].To = date("2027-03-01"), date("2027-05-31")
	return i
}

// variants are the events of every kind, and those that a row tells apart.
var variants = []struct {
	name  string
	event Event
}{
	{"AssessmentAsked", AssessmentAsked{From: "p1"}},
	{"AssessmentGiven, provider known", AssessmentGiven{Opinion: "tillstyrks", Provider: "u1"}},
	{"AssessmentGiven, against", AssessmentGiven{Opinion: "avstyrks"}},
	{"ContactNamed", ContactNamed{Contact: "k"}},
	{"IntygReceived, whole", IntygReceived{Intyg: whole(), From: "p1", Provider: "u1", On: date("2026-11-23")}},
	{"IntygReceived, lacking", IntygReceived{Intyg: lacking(), From: "p1", Provider: "u1", On: date("2026-11-23")}},
	{"IntygReceived, strange form", IntygReceived{Intyg: strange(), From: "p1", On: date("2026-11-23")}},
	{"IntygReceived, doubted", IntygReceived{Intyg: doubted(), From: "p1", Provider: "u1", On: date("2026-11-23")}},
	{"IntygReceived, stop sign", IntygReceived{Intyg: whole(), From: "p1", Signs: []string{"skaderisk"}, On: date("2026-11-23")}},
	{"IntygReceived, fetched by BIH", IntygReceived{Intyg: whole(), Fetched: true, On: date("2026-11-23")}},
	{"IntygReceived, extension", IntygReceived{Intyg: extending(), From: "p1", Provider: "u1", On: date("2027-02-10")}},
	{"IntygCorrected", IntygCorrected{Intyg: whole(), Changes: []Change{{Key: "period.till", Old: "2027-02-28", New: "2027-03-31"}}, By: "a"}},
	{"IntygCorrected, stop sign", IntygCorrected{Intyg: whole(), Changes: []Change{{Key: "riskanalys.skaderisk", New: "ja"}}, Signs: []string{"skaderisk"}, By: "a"}},
	{"IntygCorrected by mail", IntygCorrected{Intyg: whole(), Changes: []Change{{Key: "patient_namn", New: "N"}}, Refused: []Refused{{"Till", "snart", "olast_varde"}}, By: "a", Mailed: true}},
	{"IntygCorrected, nothing right", IntygCorrected{Intyg: whole(), Refused: []Refused{{"Till", "snart", "olast_varde"}}, By: "a", Mailed: true}},
	{"CompletionAsked", CompletionAsked{Fields: []string{"insats.syfte"}}},
	{"ReadingConfirmed", ReadingConfirmed{}},
	{"ApplicationObtained", ApplicationObtained{On: date("2026-11-25")}},
	{"DecisionMade, granted", DecisionMade{Outcome: "bifall", To: date("2027-02-28"), Provider: "u1"}},
	{"DecisionMade, granted, by hand", DecisionMade{Outcome: "bifall", To: date("2027-02-28"), Provider: "u1", ByHand: true}},
	{"DecisionMade, refused", DecisionMade{Outcome: "avslag"}},
	{"ProviderChosen", ProviderChosen{Provider: "u2"}},
	{"ProviderChosen unproven", ProviderChosen{Provider: "u2", Unproven: true}},
	{"ProviderChanged", ProviderChanged{Provider: "u2"}},
	{"ProviderChanged by hand", ProviderChanged{Provider: "u2", ByHand: true}},
	{"ProviderChanged unproven", ProviderChanged{Provider: "u2", Unproven: true}},
	{"ProviderEnded", ProviderEnded{Provider: "u1"}},
	{"OrderUndone", OrderUndone{}},
	{"OrderLeft", OrderLeft{}},
	{"AddressProven", AddressProven{By: "b@bih.example"}},
	{"OrderCarried", OrderCarried{On: date("2026-11-27")}},
	{"PersonInformed of the decision", PersonInformed{Of: "beslut", By: BIH}},
	{"StartProposed, joint visit", StartProposed{On: date("2026-12-07"), Joint: &yesAnswer}},
	{"StartProposed, no visit", StartProposed{On: date("2026-12-07"), Joint: &noAnswer}},
	{"StartProposed, half", StartProposed{On: date("2026-12-07")}},
	{"OrderDeclined", OrderDeclined{}},
	{"StartReached", StartReached{}},
	{"TimesProposed by PVR", TimesProposed{Kind: Visit, By: PVR, Slots: []Slot{monday, tuesday}, Needs: []Role{PVR, HTJ}}},
	{"TimesChosen, fits", TimesChosen{Kind: Visit, By: HTJ, Times: []time.Time{monday.At}}},
	{"TimesRefused", TimesRefused{Kind: Visit, By: HTJ}},
	{"MeetingHeld", MeetingHeld{Kind: Visit, Held: true}},
	{"MeetingHeld, not", MeetingHeld{Kind: Visit}},
	{"MeetingCancelled by PVR", MeetingCancelled{Kind: Visit, By: PVR}},
	{"MeetingCancelled by BIH", MeetingCancelled{Kind: Visit, By: BIH}},
	{"BookingDoubted by HTJ", BookingDoubted{Kind: Visit, By: HTJ}},
	{"BookingConfirmed by HTJ", BookingConfirmed{Kind: Visit, By: HTJ}},
	{"BookingConfirmed, was in doubt", BookingConfirmed{Kind: Visit, By: HTJ, Doubted: true}},
	{"BookingConfirmed by BIH", BookingConfirmed{Kind: Visit, By: BIH, Doubted: true}},
	{"QuestionAsked by HTJ", QuestionAsked{From: HTJ, To: PVR, Text: "t"}},
	{"QuestionAsked by HTJ, by hand", QuestionAsked{From: HTJ, To: PVR, Text: "t", ByHand: true}},
	{"QuestionAsked by PVR", QuestionAsked{From: PVR, To: HTJ, Text: "t"}},
	{"NeedChanged", NeedChanged{From: HTJ}},
	{"ChangeHandled", ChangeHandled{Choice: "justera", To: []Role{PVR, HTJ}, Text: "t"}},
	{"ChangeHandled, end", ChangeHandled{Choice: "avsluta", To: []Role{HTJ}, Text: "t"}},
	{"OutcomeReported, extend", OutcomeReported{Outcome: "extend", Until: date("2027-05-31"), By: PVR}},
	{"OutcomeReported, end", OutcomeReported{Outcome: "close", By: PVR}},
	{"OutcomeReported, change", OutcomeReported{Outcome: "change", By: PVR}},
	{"EndTold, extend", EndTold{Extend: true}},
	{"QuestionnaireAnswered", QuestionnaireAnswered{By: HTJ, Of: "start", Grades: []int{4, 5, 3}, Text: "t"}},
	{"EndTold, end", EndTold{}},
	{"EndReached", EndReached{}},
	{"MailUnclear", MailUnclear{Kind: "oklassificerat"}},
	{"MailUnclear, to be fetched", MailUnclear{Kind: "sakert_meddelande", Until: date("2026-12-31")}},
	{"FetchDropped", FetchDropped{}},
	{"CaseAccepted", CaseAccepted{PVR: "p1"}},
	{"CaseReturned", CaseReturned{}},
	{"CaseRejected", CaseRejected{}},
	{"ReplyUnclear", ReplyUnclear{From: HTJ, Question: "tider"}},
	{"ReplyUnclear, again", ReplyUnclear{From: HTJ, Question: "tider", Again: true}},
	{"AnswerRefused", AnswerRefused{Act: "beslut", Why: "stale"}},
	{"AnswerDoubted, times", AnswerDoubted{By: HTJ, Question: "tider", Kind: Visit}},
	{"AnswerDoubted, start", AnswerDoubted{By: HTJ, Question: "startbesked"}},
	{"AnswerDoubted, outcome", AnswerDoubted{By: PVR, Question: "besked_pvr"}},
	{"AnswerDoubted, again", AnswerDoubted{By: PVR, Question: "besked_pvr", Again: true}},
	{"AnswerConfirmed", AnswerConfirmed{By: HTJ}},
	{"StrangerWrote", StrangerWrote{}},
	{"Acknowledged", Acknowledged{From: HTJ}},
	{"StopSigned", StopSigned{Signs: []string{"sjukhus"}, From: HTJ}},
	{"StopCleared", StopCleared{}},
	{"StopCleared, end", StopCleared{End: true}},
	{"StopSigned, consent taken back", StopSigned{Signs: []string{"samtycke_aterkallat"}, From: BIH}},
	{"ConsentGiven", ConsentGiven{To: []Role{HTJ}, On: date("2026-11-25"), How: "muntligt", By: "a"}},
	{"StopSigned, identity protected", StopSigned{Signs: []string{"skyddade_personuppgifter"}, From: BIH}},
	{"ProtectionLifted", ProtectionLifted{By: "a"}},
	{"LettersHeld for consent", LettersHeld{Letters: []Waiting{{To: HTJ, Template: "bestallning", For: ForConsent}}}},
	{"LettersHeld for a human", LettersHeld{Letters: []Waiting{{To: PVR, Template: "bifall", For: ForHuman}}}},
	{"LettersHeld for both", LettersHeld{Letters: []Waiting{{To: PVR, Template: "bifall", For: ForHuman}, {To: HTJ, Template: "bestallning", For: ForConsent}}}},
	{"LettersReleased", LettersReleased{By: "a"}},
	{"LettersDropped", LettersDropped{By: "a"}},
	{"AbsenceNoted", AbsenceNoted{From: PVR}},
	{"LetterFailed", LetterFailed{To: HTJ, Why: "bounced"}},
	{"PartyReached", PartyReached{}},
	{"Misrouted", Misrouted{}},
	{"Paused", Paused{Until: date("2026-12-20")}},
	{"Resumed", Resumed{}},
	{"Taken", Taken{Who: "a"}},
	{"CaseEnded", CaseEnded{Why: "flyttat"}},
	{"Reopened", Reopened{}},
	{"BasisAsked", BasisAsked{Who: "a"}},
	{"ReminderDue to PVR", ReminderDue{Duty: "uppfoljning", Owner: PVR, To: PVR}},
	{"ReminderDue to BIH of PVR's", ReminderDue{Duty: "besked_pvr", Owner: PVR, To: BIH}},
	{"ContactAsked", ContactAsked{From: "p1", Provider: "u1"}},
	{"CaseHandedOver", CaseHandedOver{To: "b2"}},
	{"CaseHandedOver by hand", CaseHandedOver{To: "b2", ByHand: true}},
	{"HandoverCarried", HandoverCarried{On: date("2026-11-25")}},
	{"ReminderDue to the head", ReminderDue{Duty: "beslut", Owner: BIH, To: BIH, Rung: Head, Why: Silent, Who: "c@bih.example"}},
	{"ReminderPutOff", ReminderPutOff{Duty: "uppfoljning", Until: date("2026-12-20"), Why: "w"}},
	{"DutyWaived", DutyWaived{Duty: "uppfoljning", Why: "w"}},
	{"AbsenceNoted of staff", AbsenceNoted{From: BIH, Who: "a@bih.example", On: date("2026-12-01"), Until: date("2026-12-20")}},
	{"ReminderDue to BIH", ReminderDue{Duty: "beslut", Owner: BIH, To: BIH}},
}

// at returns a case that has come to s on the model's straight way, with times
// for a visit on the table from step 3 on.
func at(s Step) Case {
	way := []struct {
		to    Step
		event Event
	}{
		{Assessment, AssessmentAsked{From: "p1"}},
		{Application, IntygReceived{Intyg: whole(), From: "p1", Provider: "u1", On: date("2026-11-23")}},
		{Application, ApplicationObtained{On: date("2026-11-25")}},
		{Startup, DecisionMade{Outcome: "bifall", To: date("2027-02-28"), Provider: "u1"}},
		{Startup, TimesProposed{Kind: Visit, By: PVR, Slots: []Slot{monday, tuesday}, Needs: []Role{PVR, HTJ}}},
		{Delivery, StartReached{}},
		{FollowUp, ReminderDue{Duty: "uppfoljning", Owner: PVR, To: PVR}},
		{Closing, OutcomeReported{Outcome: "extend", By: PVR}},
	}
	c := New("SK-2026-0001")
	for _, w := range way {
		if w.to <= s {
			c, _ = Decide(c, w.event)
		}
	}
	return c
}

// TestModel compares every cell of the model, step by event, with a golden
// file, so that no change to the table goes unseen.
func TestModel(t *testing.T) {
	var b strings.Builder
	for _, s := range Steps() {
		fmt.Fprintf(&b, "%d %v\n", s, s)
		for _, v := range variants {
			b.WriteString(cell(at(s), v.name, v.event))
		}
	}
	closed := at(Closing)
	closed.Closed = true
	extension, _ := Decide(at(Closing), IntygReceived{Intyg: extending(), From: "p1", Provider: "u1", On: date("2027-02-10")})
	denied, _ := Decide(at(Application), DecisionMade{Outcome: "avslag"})
	booked, _ := Decide(at(Startup), TimesChosen{Kind: Visit, By: HTJ, Times: []time.Time{tuesday.At}})
	informed, _ := Decide(booked, PersonInformed{Of: "hembesok", By: HTJ})
	for _, further := range []struct {
		name string
		c    Case
	}{{"3 Uppstart, visit booked", booked}, {"3 Uppstart, visit booked and the person told", informed}, {"closed", closed}, {"2 Ansökan, second round", extension}, {"2 Ansökan, refused", denied}} {
		b.WriteString(further.name + "\n")
		for _, v := range variants {
			b.WriteString(cell(further.c, v.name, v.event))
		}
	}
	golden(t, "testdata/model.golden", b.String())
}

func cell(c Case, name string, e Event) string {
	after, notices := Decide(c, e)
	var b strings.Builder
	fmt.Fprintf(&b, "  %-32s", name)
	for _, n := range notices {
		mark := ""
		if n.Asks {
			mark = "?"
		}
		fmt.Fprintf(&b, " %s:%s%s", n.To, n.Template, mark)
		for _, p := range n.Papers {
			fmt.Fprintf(&b, "+%s", p)
		}
	}
	if after.Step != c.Step {
		fmt.Fprintf(&b, " → %v", after.Step)
	}
	switch {
	case after.Closed && !c.Closed:
		b.WriteString(" closed")
	case c.Closed && !after.Closed:
		b.WriteString(" open")
	}
	return b.String() + "\n"
}

// TestAt makes sure that the golden cells are those of the steps they stand under.
func TestAt(t *testing.T) {
	for _, s := range Steps() {
		if got := at(s).Step; got != s {
			t.Errorf("at(%v) is at %v", s, got)
		}
	}
}

// TestVariants: no kind of event is left out of the golden file.
func TestVariants(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range variants {
		seen[Kind(v.event)] = true
	}
	for _, k := range Kinds() {
		if !seen[Kind(k)] {
			t.Errorf("%s has no variant", Kind(k))
		}
	}
}

// TestDecideLeavesTheOld: a decision changes a copy.
func TestDecideLeavesTheOld(t *testing.T) {
	for _, s := range Steps() {
		for _, v := range variants {
			before := at(s)
			old := fmt.Sprintf("%+v %v", before, *meetingText(before))
			Decide(before, v.event)
			if now := fmt.Sprintf("%+v %v", before, *meetingText(before)); now != old {
				t.Errorf("%v, %s: the case before was changed", s, v.name)
			}
		}
	}
}

func meetingText(c Case) *string {
	s := ""
	for _, k := range []MeetingKind{Call, Visit, Review} {
		s += fmt.Sprintf("%+v", c.Meetings[k])
		if m := c.Meetings[k]; m != nil {
			s += fmt.Sprintf("%+v", *m)
		}
	}
	return &s
}

// TestStored: every event comes back from the ledger as it went in.
func TestStored(t *testing.T) {
	for _, v := range variants {
		want := fmt.Sprintf("%+v", v.event)
		data := marshal(t, v.event)
		back, err := Unmarshal(Kind(v.event), data)
		if err != nil {
			t.Fatalf("%s: %v", v.name, err)
		}
		if string(marshal(t, back)) != string(data) {
			t.Errorf("%s: came back as %+v, want %s", v.name, back, want)
		}
	}
	if _, err := Unmarshal("Nonsense", nil); err == nil {
		t.Error("an unknown kind was read")
	}
}

// TestPublicHasNoPerson: the public face of a case cannot hold what may not be seen.
func TestPublicHasNoPerson(t *testing.T) {
	c := at(Startup)
	c.Intyg.Person = Person{Name: "Canary", ID: "191212121212", Address: "Canary", Phone: "Canary"}
	c.Intyg.Measures[0].What, c.Intyg.Measures[0].Purpose = "Canary", "Canary"
	c.Contact, c.Intyg.Issuer.Name = "Canary", "Canary"
	text := string(marshal(t, c.Public(map[Role]string{PVR: "Rehab"}, "", nil)))
	for _, word := range []string{"Canary", "19121212"} {
		if strings.Contains(text, word) {
			t.Errorf("the public case holds %q: %s", word, text)
		}
	}
}

// TestEveryDutyHasARow: every row of the process, 1.1 to 6.3, is carried out by
// a row of the model that says something to somebody.
func TestEveryDutyHasARow(t *testing.T) {
	have := map[string]bool{}
	for _, s := range Sentences() {
		have[s.Number] = have[s.Number] || len(s.Says) > 0
		if s.Text == "" {
			t.Errorf("%s quotes nothing", s.Number)
		}
	}
	for step, duties := range []int{7, 7, 3, 3, 3, 3} {
		for n := 1; n <= duties; n++ {
			if number := fmt.Sprintf("%d.%d", step+1, n); !have[number] {
				t.Errorf("%s: no row of the model says anything about it", number)
			}
		}
	}
}

// TestAddMonths: a day that the month does not have becomes its last one.
func TestAddMonths(t *testing.T) {
	for from, want := range map[string]map[int]string{
		"2028-02-29": {12: "2029-02-28", 48: "2032-02-29", -12: "2027-02-28"},
		"2027-01-31": {1: "2027-02-28", 13: "2028-02-29", 12: "2028-01-31", -1: "2026-12-31"},
		"2027-12-15": {1: "2028-01-15"},
	} {
		d, err := ParseDate(from)
		if err != nil {
			t.Fatal(err)
		}
		for months, want := range want {
			if got := d.AddMonths(months).String(); got != want {
				t.Errorf("%s and %d months: %s, want %s", from, months, got, want)
			}
		}
	}
}
