package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// What is over, and who has left, stands in nobody's way.

// full is an intyg in which nothing is missing, for a period.
func full(from, to care.Date) care.Intyg {
	i := agreed()
	yes := true
	i.Issued, i.Person, i.Risk = from.Add(-8), care.Person{Name: "N", ID: "191212121212"}, care.Risk{Done: &yes}
	i.Measures = []care.Measure{{What: "w", Purpose: "p", Help: "h", From: from, To: to, Frequency: "2 ggr/dag", Minutes: 15}}
	i.Issuer = care.Issuer{Name: "I", Profession: "fysioterapeut", Unit: "U", Phone: "08"}
	return i
}

// december and february are how long what full intyg of these tests are for lasts.
var (
	december = care.Date{Year: 2026, Month: time.December, Day: 1}
	february = care.Date{Year: 2027, Month: time.February, Day: 28}
	onIntyg  = care.IntygReceived{Intyg: full(december, february), From: "pvr", Provider: "htj", On: december.Add(-8)}
	granting = care.DecisionMade{Outcome: "bifall", To: february, Provider: "htj"}
)

// called is a desk where Sara has taken a case, and a call is booked with her.
func called(t *testing.T, now *time.Time) *bench {
	t.Helper()
	b := newBench(t, func() time.Time { return *now })
	withStaff(t, b)
	at := care.Slot{At: b.today().Add(2).At(10, 0), Minutes: 20}
	b.happens(t, care.AssessmentAsked{From: "pvr"}, care.Taken{Who: "sara@bih.example"},
		care.TimesProposed{Kind: care.Call, By: care.BIH, Slots: []care.Slot{at}, Needs: []care.Role{care.PVR, care.BIH}},
		care.TimesChosen{Kind: care.Call, By: care.PVR, Times: []time.Time{at.At}})
	return b
}

// TestMeetingThatIsOver: a call that nobody has noted as held does not keep the case
// from ending months later, neither by the clock nor by BIH; nobody is told that it
// is called off.
func TestMeetingThatIsOver(t *testing.T) {
	for name, end := range map[string]func(*testing.T, *bench){
		"the clock": func(t *testing.T, b *bench) {
			if err := b.Tick(t.Context()); err != nil {
				t.Error(err)
			}
		},
		"BIH": func(t *testing.T, b *bench) { b.happens(t, care.CaseEnded{Why: "annat"}) },
	} {
		now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
		b := called(t, &now)
		no := false
		b.happens(t, onIntyg, care.ApplicationObtained{On: b.today()}, granting, care.StartProposed{On: december, Joint: &no}, care.StartReached{},
			care.OutcomeReported{Outcome: "close", By: care.PVR}, care.EndTold{})
		now = february.Add(1).At(9, 0)
		end(t, b)
		if c, err := b.Ledger.Case(t.Context(), "SK-2026-0001"); err != nil || !c.Closed {
			t.Errorf("%s: closed %v, %v", name, c.Closed, err)
		}
		if b.wrote(t, care.BIH, "avbokat") {
			t.Errorf("%s: it was called off", name)
		}
	}
}

func (b *bench) wrote(t *testing.T, to care.Role, template string) bool {
	t.Helper()
	letters, err := b.Ledger.Letters(t.Context(), "SK-2026-0001")
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(letters, func(l ledger.Letter) bool { return l.Role == to && l.Template == template })
}

// TestWhoHasLeft: somebody who has a case and is no longer in the lists stops neither
// what the parties say nor what BIH does.
func TestWhoHasLeft(t *testing.T) {
	for name, tc := range map[string]struct {
		event care.Event
		told  string // to BIH
	}{
		"a call is moved":      {care.TimesProposed{Kind: care.Call, By: care.PVR, Slots: []care.Slot{{At: december.At(13, 0), Minutes: 20}}, Needs: []care.Role{care.PVR, care.BIH}}, "flytt"},
		"a call is called off": {care.MeetingCancelled{Kind: care.Call, By: care.PVR}, "avbokat"},
		"the wrong party":      {care.Misrouted{}, "felskick"},
		"the case ends":        {care.CaseEnded{Why: "annat"}, "avslutat"},
		"her turn":             {care.ReminderDue{Duty: "forhandsbedomning", Owner: care.BIH, To: care.BIH, Due: december, Day: december, Sent: december, Who: "sara@bih.example"}, "paminnelse"},
	} {
		now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
		b := called(t, &now)
		b.lists = contacts.New(units)
		b.happens(t, tc.event)
		if !b.wrote(t, care.BIH, tc.told) {
			t.Errorf("%s: BIH is not told %s", name, tc.told)
		}
	}
}

// TestWrongPartyAfterSheLeft: HTJ's "fel mottagare" freezes the case also when who
// has the case works there no longer.
func TestWrongPartyAfterSheLeft(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	b.happens(t, onIntyg, care.Taken{Who: "sara@bih.example"}, care.ApplicationObtained{On: b.today()}, granting)
	b.send(t)
	b.lists = contacts.New(units)
	b.take(t, channels.Incoming{
		Channel: "mail", ID: "INBOX/1/9", From: "htj@htj.example", Vouched: channels.Vouched, Subject: "Sv: [SK-2026-0001] Beställning",
		Answers: []string{b.letter(t, "bestallning").Token}, Text: "Fel mottagare", Received: now, Receipt: "x@htj.example",
	})
	if c, err := b.Ledger.Case(t.Context(), "SK-2026-0001"); err != nil || !c.Frozen {
		t.Errorf("frozen %v, %v", c.Frozen, err)
	}
}

// TestMeetingWithTheFormer: a follow-up that was booked with one utförare is called off
// when another gets the order, and whoever at BIH was to be there is told why. A random
// life found that nobody could change the utförare then.
func TestMeetingWithTheFormer(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := populated(t, &now)
	no, needs, at := false, []care.Role{care.PVR, care.HTJ, care.BIH}, care.Slot{At: december.At(10, 0), Minutes: 30}
	b.happens(t, onIntyg, care.Taken{Who: "sara@bih.example"}, care.ApplicationObtained{On: b.today()}, granting, care.StartProposed{On: december, Joint: &no}, care.StartReached{},
		care.TimesProposed{Kind: care.Review, By: care.BIH, Slots: []care.Slot{at}, Needs: needs}, care.TimesChosen{Kind: care.Review, By: care.PVR, Times: []time.Time{at.At}},
		care.TimesChosen{Kind: care.Review, By: care.HTJ, Times: []time.Time{at.At}}, care.ProviderChanged{Provider: "htj2", Last: december})
	if l := b.letter(t, "avbokat"); l.Address != "sara@bih.example" || !strings.Contains(l.Text, "utföraren har bytts") || len(l.Invite) == 0 {
		t.Errorf("to %s, with %d bytes of calendar: %s", l.Address, len(l.Invite), l.Text)
	}
}
