package bot

import (
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
)

// yearEnds is a list in which much changes with the year.
const yearEnds = `id;roll;namn;e-post;slack;samordnare;leverans;från;till;ersättare
bih;BIH;BIH;bih@bih.example;C1;;;;;
pvr;PVR;Rehab;rehab@rehab.example;;;handling;;;
htj;HTJ;Tranbäret;nu@htj.example;;Greta Testberg;handling;;2026-12-31;
htj;HTJ;Tranbäret Nya;sen@htj.example;;Nils Provgren;handling;2027-01-01;2027-12-31;
;handläggare;Marit Provberg;marit@bih.example;U1;;;;2026-03-31;
;handläggare;Marit Provberg;marit@bih.example;U1;;;2026-04-01;;Olle Åter
;handläggare;Olle Åter;olle@bih.example;U2;;;;2026-05-31;
;handläggare;Olle Åter;olle@bih.example;U2;;;2026-10-01;;
`

// TestCoordinatorOfTheDay: PVR is told whom to call today, not whom from next year.
func TestCoordinatorOfTheDay(t *testing.T) {
	for on, want := range map[time.Time]string{
		time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm): "Utförare: Tranbäret\nSamordnare: Greta Testberg\n",
		time.Date(2027, 1, 4, 8, 0, 0, 0, care.Stockholm):   "Utförare: Tranbäret Nya\nSamordnare: Nils Provgren\n",
		time.Date(2028, 1, 3, 8, 0, 0, 0, care.Stockholm):   "Utförare: Tranbäret Nya\n\n", // nobody is to be called any more
	} {
		b := newBench(t, func() time.Time { return on })
		b.lists = loaded(t, yearEnds)
		b.happens(t, care.AssessmentAsked{From: "pvr"}, care.AssessmentGiven{Opinion: "tillstyrks", Provider: "htj"})
		if l := b.letter(t, "forhandsbedomning"); !strings.Contains(l.Text, want) {
			t.Errorf("PVR is told %s", l.Text)
		}
	}
}

// TestStaffWithTwoLines: a new post, or being back from leave, locks nobody out.
func TestStaffWithTwoLines(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = loaded(t, yearEnds)
	for _, who := range []string{"U1", "Marit@bih.example", "U2"} {
		if works, err := b.Staff(t.Context(), "slack", who); err != nil || !works {
			t.Errorf("%s: works here %t, %v", who, works, err)
		}
	}
	if p, ok := b.Contacts().Deputy("U1", b.today()); !ok || p.Mail != "olle@bih.example" {
		t.Errorf("got %v as deputy", p.Mail)
	}
}

// TestNameAtTheTime: what went to a unit is listed by what it was called then.
func TestNameAtTheTime(t *testing.T) {
	now := time.Date(2026, 12, 30, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists, b.Secure = loaded(t, yearEnds), []string{"rehab.example", "htj.example"}
	decided(t, b)
	b.send(t)
	b.send(t)
	now = now.AddDate(0, 1, 0)
	i, err := b.incident(t.Context(), "SK-2026-0001")
	if err != nil {
		t.Fatal(err)
	}
	to := []string{}
	for _, s := range i.Sent {
		to = append(to, s.To)
	}
	if all := strings.Join(to, ", "); !strings.Contains(all, "Tranbäret") || strings.Contains(all, "Tranbäret Nya") {
		t.Errorf("gone to %s", all)
	}
	if c, _ := b.Case(t.Context(), "SK-2026-0001"); c.HTJ != "Tranbäret Nya" {
		t.Errorf("today it is called %q", c.HTJ)
	}
	if u, _ := b.Contacts().UnitOn("htj", b.today()); u.Emails[0] != "sen@htj.example" || contacts.Document != u.Class {
		t.Errorf("reached at %v", u.Emails)
	}
}

// TestClearedWithoutMail: the lists may know people by their Slack ids alone. That
// two have no mail address does not make them one; and a head who cannot be told of
// a protected case, which is done by mail, leaves it to the coordinator.
func TestClearedWithoutMail(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = loaded(t, `roll;namn;e-post;slack
BIH;BIH;bih@bih.example;C1
chef;Aina Provqvist;;U1
handläggare;Marit Provberg;;U2
koordinator;Bo Testman;bo@bih.example;U3
`)
	for who, want := range map[string]bool{"U1": false, "U2": false, "U3": true} {
		p, ok := b.staff(who)
		if got := b.cleared(care.Case{Protected: true}, p); !ok || got != want {
			t.Errorf("%s may see a protected case: %t, want %t", who, got, want)
		}
	}
}
