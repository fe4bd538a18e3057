package bot

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/invite"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// A visit is a desk at which a joint visit has been booked.
type visit struct {
	*bench
	t      *testing.T
	now    time.Time
	serial int
}

const visitCase = care.CaseID("SK-2026-0001")

var visitAt = care.Slot{At: time.Date(2026, 12, 1, 10, 0, 0, 0, care.Stockholm), Minutes: 45}

func newVisit(t *testing.T) *visit {
	v := &visit{t: t, now: time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)}
	v.bench = newBench(t, func() time.Time { return v.now })
	yes := true
	for _, e := range []care.Event{
		care.AssessmentAsked{From: "pvr"},
		care.DecisionMade{Outcome: "bifall", To: care.Date{Year: 2027, Month: 2, Day: 28}, Provider: "htj"},
		care.StartProposed{On: care.Date{Year: 2026, Month: 12, Day: 7}, Joint: &yes},
		care.TimesProposed{Kind: care.Visit, By: care.PVR, Slots: []care.Slot{visitAt}, Needs: []care.Role{care.PVR, care.HTJ}},
		care.TimesChosen{Kind: care.Visit, By: care.HTJ, Times: []time.Time{visitAt.At}},
	} {
		if _, err := v.store(t.Context(), ledger.Entry{Case: visitCase}, e, "test"); err != nil {
			t.Fatal(err)
		}
	}
	v.send(t)
	v.send(t)
	return v
}

func (v *visit) get() care.Case {
	v.t.Helper()
	c, err := v.Ledger.Case(v.t.Context(), visitCase)
	if err != nil {
		v.t.Fatal(err)
	}
	return c
}

// mailed hands the desk a mail and returns what it made happen; nil when nothing.
func (v *visit) mailed(in channels.Incoming) (care.Event, channels.Verdict) {
	v.t.Helper()
	before := v.get().Rev
	v.serial++
	in.Channel, in.ID, in.Received = "mail", fmt.Sprintf("m%d", v.serial), v.now
	verdict := v.take(v.t, in)
	facts, err := v.Ledger.Facts(v.t.Context(), visitCase)
	if err != nil {
		v.t.Fatal(err)
	}
	if len(facts) == before {
		return nil, verdict
	}
	return facts[len(facts)-1].Event, verdict
}

var (
	folds    = regexp.MustCompile(`\r?\n[ \t]`)
	sequence = regexp.MustCompile(`(?m)^SEQUENCE:\d+`)
)

// pressing returns one of the calendar answers that are kept as examples, made
// out to the invitation to the booked visit.
func (v *visit) pressing(file string, version int) []channels.File {
	v.t.Helper()
	data, err := os.ReadFile("invite/testdata/" + file)
	if err != nil {
		v.t.Fatal(err)
	}
	ics := folds.ReplaceAllString(string(data), "")
	ics = sequence.ReplaceAllString(ics, fmt.Sprintf("SEQUENCE:%d", version))
	ics = strings.NewReplacer(
		"5a1f0000000000000000000000000042@stegvis", invite.UID(visitCase, care.Visit, 1),
		"linnea.exempelstrom@pahittadrehab.example", "rehab@rehab.example", "Linnea.Exempelstrom@pahittadrehab.example", "rehab@rehab.example",
		"samordning@blaklinten.example", "htj@htj.example",
	).Replace(ics)
	return []channels.File{{Type: "text/calendar", Data: []byte(ics)}}
}

// TestCalendarAnswers plays every example of what calendars send back. None of
// them says which mail it answers.
func TestCalendarAnswers(t *testing.T) {
	proposed := func(by care.Role, day, hour, minute int) care.Event {
		at := time.Date(2026, 12, day, hour, minute, 0, 0, care.Stockholm)
		return care.TimesProposed{Kind: care.Visit, By: by, Slots: []care.Slot{{At: at.UTC(), Minutes: 45}}, Needs: []care.Role{care.PVR, care.HTJ}}
	}
	for file, want := range map[string]care.Event{
		"outlook-accept.ics":    care.BookingConfirmed{Kind: care.Visit, By: care.PVR},
		"outlook-decline.ics":   care.MeetingCancelled{Kind: care.Visit, By: care.PVR},
		"outlook-counter.ics":   proposed(care.PVR, 2, 13, 0),
		"google-accept.ics":     care.QuestionAsked{From: care.HTJ, To: care.PVR, Text: "Ja, men ring innan: 070-174 06 21"}, // a yes with something added, for the others to read
		"google-counter.ics":    proposed(care.HTJ, 3, 13, 15),
		"outlook-tentative.ics": care.ReplyUnclear{From: care.PVR, Question: "bokat", Meeting: care.Visit},
		"google-decline.ics":    care.MeetingCancelled{Kind: care.Visit, By: care.HTJ},
		"ios-accept.ics":        care.BookingConfirmed{Kind: care.Visit, By: care.PVR}, // a name in quotes with a comma and a colon
		"ios-decline.ics":       care.MeetingCancelled{Kind: care.Visit, By: care.PVR},
		"ios-maybe.ics":         care.ReplyUnclear{From: care.PVR, Question: "bokat", Meeting: care.Visit},
		"bom-floating.ics":      care.BookingConfirmed{Kind: care.Visit, By: care.PVR}, // tells no version, but the time
	} {
		t.Run(file, func(t *testing.T) {
			v := newVisit(t)
			from := "rehab@rehab.example"
			if strings.HasPrefix(file, "google") {
				from = "htj@htj.example"
			}
			got, verdict := v.mailed(channels.Incoming{From: from, Subject: "Svar", Files: v.pressing(file, v.get().Meetings[care.Visit].Rev)})
			if p, ok := got.(care.TimesProposed); ok {
				p.Slots[0].At = p.Slots[0].At.UTC()
			}
			if fmt.Sprintf("%T%+v", got, got) != fmt.Sprintf("%T%+v", want, want) || !verdict.Ours {
				t.Errorf("got %T%+v (%+v), want %T%+v", got, got, verdict, want, want)
			}
		})
	}
}

// TestCalendarDoubts: what cannot be shown to be a party's answer to the
// invitation that holds changes nothing.
func TestCalendarDoubts(t *testing.T) {
	for name, try := range map[string]struct {
		from    string
		version int // more or less than that of the invitation
		want    care.Event
	}{
		"somebody else":                 {"someone@else.example", 0, care.StrangerWrote{}},
		"the other party in PVR's name": {"htj@htj.example", 0, care.StrangerWrote{}},
		"an old version":                {"rehab@rehab.example", -1, nil},
		"a version there is not":        {"rehab@rehab.example", 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVisit(t)
			booked := v.get().Meetings[care.Visit]
			got, verdict := v.mailed(channels.Incoming{From: try.from, Files: v.pressing("outlook-decline.ics", booked.Rev+try.version)})
			if fmt.Sprintf("%T", got) != fmt.Sprintf("%T", try.want) || !verdict.Ours {
				t.Errorf("got %T (%+v), want %T", got, verdict, try.want)
			}
			if m := v.get().Meetings[care.Visit]; m.Agreed == nil || !m.Agreed.At.Equal(booked.Agreed.At) {
				t.Error("the booking was lost")
			}
		})
	}
	v := newVisit(t)
	files := v.pressing("outlook-accept.ics", 1)
	files[0].Data = []byte(strings.ReplaceAll(string(files[0].Data), "@stegvis", "@elsewhere"))
	if got, verdict := v.mailed(channels.Incoming{From: "rehab@rehab.example", Text: "", Auto: true, Files: files}); got != nil || verdict.Ours {
		t.Errorf("an answer to somebody else's invitation: %T, %+v", got, verdict)
	}
}

// TestCalendarSubject: without a calendar object the subject says what was
// pressed, in a mail that answers ours.
func TestCalendarSubject(t *testing.T) {
	for subject, want := range map[string]care.Event{
		"Accepterat: [SK-2026-0001] Bokat: gemensamt hembesök":       care.BookingConfirmed{},
		"Avböjt: [SK-2026-0001] Bokat: gemensamt hembesök":           care.MeetingCancelled{},
		"Preliminärt: [SK-2026-0001] Bokat: gemensamt hembesök":      care.ReplyUnclear{},
		"Accepted: [SK-2026-0001] Bokat: gemensamt hembesök":         care.BookingConfirmed{},
		"Declined: [SK-2026-0001] Bokat: gemensamt hembesök":         care.MeetingCancelled{},
		"Tentative: [SK-2026-0001] Bokat: gemensamt hembesök":        care.ReplyUnclear{},
		"Sv: Accepterat: [SK-2026-0001] Bokat: gemensamt hembesök":   care.ReplyUnclear{},
		"Automatiskt svar: [SK-2026-0001] Bokat: gemensamt hembesök": care.ReplyUnclear{},
	} {
		v := newVisit(t)
		got, _ := v.mailed(channels.Incoming{From: "rehab@rehab.example", Subject: subject, Answers: []string{v.invitation(care.PVR).Token}})
		if fmt.Sprintf("%T", got) != fmt.Sprintf("%T", want) {
			t.Errorf("%s: got %T, want %T", subject, got, want)
		}
	}
}

// TestCalendarSubjectStale: what was pressed in the subject line about a time
// that has been let go is nobody's answer, and nobody is asked about it.
func TestCalendarSubjectStale(t *testing.T) {
	v := newVisit(t)
	old := v.invitation(care.PVR).Token
	v.mailed(channels.Incoming{From: "rehab@rehab.example", Text: "vi behöver flytta", Answers: []string{old}})
	e, verdict := v.mailed(channels.Incoming{From: "rehab@rehab.example", Subject: "Accepterat: Bokat", Auto: true, Answers: []string{old}})
	if e != nil || !verdict.Ours || v.get().Meetings[care.Visit].Agreed != nil {
		t.Errorf("got %T, %+v", e, verdict)
	}
}

// invitation returns the last letter with an invitation to a party.
func (v *visit) invitation(to care.Role) (last ledger.Letter) {
	v.t.Helper()
	letters, err := v.Ledger.Invited(v.t.Context(), invite.UID(visitCase, care.Visit, 1))
	if err != nil {
		v.t.Fatal(err)
	}
	for _, l := range letters {
		if l.Role == to {
			last = l
		}
	}
	return last
}

// TestInvitationMoved: the invitation is taken back under the same identity and
// a higher version, and the next one is higher again.
func TestInvitationMoved(t *testing.T) {
	v := newVisit(t)
	first := v.invitation(care.PVR)
	e, _ := v.mailed(channels.Incoming{From: "rehab@rehab.example", Text: "Kan vi ta onsdag 2/12 kl 13 i stället?", Answers: []string{first.Token}})
	if _, ok := e.(care.TimesProposed); !ok {
		t.Fatalf("got %T", e)
	}
	cancel := v.invitation(care.HTJ)
	if cancel.Template != "flytt" || !strings.Contains(string(cancel.Invite), "METHOD:CANCEL") {
		t.Fatalf("HTJ got %s:\n%s", cancel.Template, cancel.Invite)
	}
	v.send(t)
	e, _ = v.mailed(channels.Incoming{From: "htj@htj.example", Text: "Ja, det går bra", Answers: []string{cancel.Token}})
	if _, ok := e.(care.TimesChosen); !ok {
		t.Fatalf("got %T", e)
	}
	var versions []int
	for _, ics := range [][]byte{first.Invite, cancel.Invite, v.invitation(care.HTJ).Invite} {
		var n int
		fmt.Sscanf(sequence.FindString(strings.ReplaceAll(string(ics), "\r", "")), "SEQUENCE:%d", &n)
		versions = append(versions, n)
	}
	if !(versions[0] < versions[1] && versions[1] < versions[2]) {
		t.Errorf("versions %v do not grow", versions)
	}
}
