package bot

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

var chatUnits = []contacts.Unit{
	{ID: "bih", Role: care.BIH, Name: "BIH", Slack: "C0BIH", Emails: []string{"bih@bih.example"}},
	{ID: "pvr-a", Role: care.PVR, Name: "Rehab A", Slack: "U0A", Channel: "slack", Emails: []string{"a@rehab.example"}, Class: contacts.Document},
	{ID: "pvr-b", Role: care.PVR, Name: "Rehab B", Slack: "C0B", Channel: "slack", Emails: []string{"b@rehab.example"}, Class: contacts.Document},
	{ID: "htj-1", Role: care.HTJ, Name: "Ett", Slack: "C01", Channel: "slack", Emails: []string{"1@htj.example"}, Class: contacts.Document},
	{ID: "htj-2", Role: care.HTJ, Name: "Två", Slack: "C02", Channel: "slack", Emails: []string{"2@htj.example"}, Class: contacts.Document},
	{ID: "htj-3", Role: care.HTJ, Name: "Tre", Slack: "U03", Channel: "slack", Emails: []string{"3@htj.example"}, Class: contacts.Document},
}

// TestNobodySeesOthersCards: whatever happens in whatever order, a card stands
// with a party only when the case is that party's, holds only that party's part,
// and holds nothing any longer when the case has become another's. What is taken
// back in time has never been seen.
func TestNobodySeesOthersCards(t *testing.T) {
	for seed := range uint64(6) {
		w := newWalk(t, seed)
		for range 40 {
			w.step(t)
			w.check(t)
		}
		if w.faces == 0 {
			t.Errorf("seed %d: no party ever saw a card", seed)
		}
	}
}

// A walk is some cases in which things happen at random.
type walk struct {
	*bench
	*rand.Rand
	now   time.Time
	party map[string]bool // case and unit, once the case has been the unit's
	faces int
}

func newWalk(t *testing.T, seed uint64) *walk {
	w := &walk{Rand: rand.New(rand.NewPCG(seed, 1)), now: time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm), party: map[string]bool{}}
	w.bench = newBench(t, func() time.Time { return w.now })
	w.lists = contacts.New(chatUnits)
	w.Hold = 10 * time.Minute
	return w
}

func (w *walk) one(ids ...care.UnitID) care.UnitID { return ids[w.IntN(len(ids))] }

// step lets something happen in one of three cases, and some time pass.
func (w *walk) step(t *testing.T) {
	t.Helper()
	id := care.CaseID(fmt.Sprintf("SK-2026-%04d", 1+w.IntN(3)))
	htj, pvr := w.one("htj-1", "htj-2", "htj-3"), w.one("pvr-a", "pvr-b")
	day := care.DateOf(w.now)
	slot := []care.Slot{{At: w.now.Add(48 * time.Hour), Minutes: 60}}
	yes := true
	held := w.now.Add(w.Hold)
	events := []care.Event{
		care.AssessmentAsked{From: pvr}, care.AssessmentGiven{Opinion: "tillstyrks", Provider: htj, Comment: "hemligt"},
		care.IntygReceived{Intyg: agreed(), From: pvr, Provider: htj, On: day}, care.DecisionMade{Outcome: "bifall", To: day.Add(60), Provider: htj, Held: held},
		care.DecisionMade{Outcome: "bifall", To: day.Add(60), Provider: htj, Held: held}, care.OrderUndone{},
		care.ProviderChanged{Provider: htj, Last: day.Add(3), Held: held}, care.StartProposed{On: day.Add(5), Joint: &yes},
		care.TimesProposed{Kind: care.Visit, By: care.PVR, Slots: slot, Needs: []care.Role{care.PVR, care.HTJ}},
		care.TimesChosen{Kind: care.Visit, By: care.HTJ, Times: []time.Time{slot[0].At}},
		care.QuestionAsked{From: care.HTJ, To: care.PVR, Text: "hemligt"}, care.CaseEnded{Why: "annat"}, care.Reopened{}, care.Taken{Who: "marit"},
	}
	e := events[w.IntN(len(events))]
	c, err := w.Ledger.Case(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, undo := e.(care.OrderUndone); undo && !c.Undoable() || c.Rev == 0 && care.Kind(e) != "AssessmentAsked" {
		e = care.AssessmentAsked{From: pvr}
	}
	if _, err := w.store(t.Context(), ledger.Entry{Case: id}, e, "somebody"); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Duration(w.IntN(3)) * 6 * time.Minute)
	for range 2 { // letters wait for their card
		w.note(t)
		w.send(t)
	}
}

// note takes down whose each case is now. What can still be taken back has not
// made it anybody's yet.
func (w *walk) note(t *testing.T) {
	t.Helper()
	list, err := w.Ledger.Cases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		c, _ := w.Ledger.Case(t.Context(), l.ID)
		for r, u := range c.Units {
			if c.Held.IsZero() || !w.now.Before(c.Held) || r != care.HTJ {
				w.party[string(c.ID)+" "+string(u)] = true
			}
		}
		if c.Former != "" { // it is told that it is not the one
			w.party[string(c.ID)+" "+string(c.Former)] = true
		}
	}
}

func (w *walk) check(t *testing.T) {
	t.Helper()
	cards, _ := w.board.Cards()
	for _, card := range cards {
		u := card.To.Unit()
		if u == "bih" {
			continue
		}
		w.faces++
		c, err := w.Ledger.Case(t.Context(), card.Case.ID)
		if err != nil {
			t.Fatal(err)
		}
		unit, _ := w.lists.Unit(u, w.today())
		if !w.party[string(card.Case.ID)+" "+string(u)] {
			t.Fatalf("%s sees a card of %s, which has never been its case", u, card.Case.ID)
		}
		if c.Units[unit.Role] != u && !reflect.DeepEqual(card.Case, c.Left(unit.Role)) && card.Case.Rev == c.Rev {
			t.Fatalf("%s sees more of %s than that it is no longer its case: %+v", u, c.ID, card.Case)
		}
		allowed := care.PublicCase{
			ID: card.Case.ID, Seen: unit.Role, Step: card.Case.Step, Closed: card.Case.Closed, Rev: card.Case.Rev,
			Duties: card.Case.Duties, Meeting: card.Case.Meeting,
		}
		if !reflect.DeepEqual(card.Case, allowed) {
			t.Fatalf("the card of %s holds more than a party may see: %+v", u, card.Case)
		}
		for _, d := range card.Case.Duties {
			if d.Owner != unit.Role {
				t.Fatalf("%s sees what %s owes", u, d.Owner)
			}
		}
	}
	for _, m := range w.board.Sent() {
		if strings.Contains(m.Text, "hemligt") || len(m.Files) > 0 {
			t.Fatalf("in chat stands what must not: %q, %d files", m.Text, len(m.Files))
		}
	}
}

// TestSpeakingForAParty: whose word counts in chat is said by the place it stands
// in, and by the contact lists; a place is one unit's.
func TestSpeakingForAParty(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = contacts.New(chatUnits)
	for name, x := range map[string]struct {
		from, place string
		want        care.UnitID
	}{
		"anybody in the unit's own channel":     {"U0ANNA", "C01", "htj-1"},
		"the person the unit is reached by":     {"U0A", "D123", "pvr-a"},
		"that person in another unit's channel": {"U0A", "C01", "pvr-a"}, // speaks for her own unit there, too
		"somebody unknown, alone with the bot":  {"U0X", "D124", ""},
		"somebody in BIH's channel":             {"U0X", "C0BIH", ""},
		"nowhere":                               {"", "", ""},
	} {
		u, ok := b.inChat(channels.Incoming{Channel: "slack", From: x.from, Place: x.place})
		if ok != (x.want != "") || ok && u.ID != x.want {
			t.Errorf("%s: got %q, want %q", name, u.ID, x.want)
		}
	}
}

// TestOvertaken: an answer that meets a question still on its way counts for
// neither question; whoever wrote it is told so, and her next answer counts.
func TestOvertaken(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	b.lists = contacts.New(chatUnits)
	id, day := care.CaseID("SK-2026-0001"), care.DateOf(now)
	proposed := func(by care.Role, days int) care.Event {
		return care.TimesProposed{Kind: care.Visit, By: by, Slots: []care.Slot{{At: day.Add(days).At(10, 0), Minutes: 60}}, Needs: []care.Role{care.PVR, care.HTJ}}
	}
	happens := func(e care.Event) {
		t.Helper()
		if _, err := b.store(t.Context(), ledger.Entry{Case: id}, e, "somebody"); err != nil {
			t.Fatal(err)
		}
	}
	happens(care.AssessmentAsked{From: "pvr-a"})
	happens(care.IntygReceived{From: "pvr-a", Provider: "htj-1", On: day})
	happens(care.DecisionMade{Outcome: "bifall", To: day.Add(60), Provider: "htj-1"})
	happens(proposed(care.PVR, 2))
	for range 2 { // letters wait for their card
		b.send(t)
	}
	echo, ok, err := b.lastTo(t.Context(), id, "pvr-a")
	if err != nil || !ok || echo.Template != "tider_noterade" {
		t.Fatalf("PVR's last letter is %q, %v", echo.Template, err)
	}
	now = now.Add(5 * time.Minute)
	happens(proposed(care.HTJ, 3))
	answer := func(id string, to ...string) channels.Verdict {
		return b.take(t, channels.Incoming{Channel: "slack", ID: id, From: "U0A", Place: "D1", Received: now, Text: "Ja, det passar bra", Answers: to})
	}
	if v := answer("1", echo.Token); !strings.Contains(v.Say, "samma ögonblick") {
		t.Errorf("an answer before the question was sent was met with %q", v.Say)
	}
	b.send(t)
	question, _, _ := b.lastTo(t.Context(), id, "pvr-a")
	answer("2", question.Receipt, echo.Token)
	c, err := b.Ledger.Case(t.Context(), id)
	if m := c.Meetings[care.Visit]; err != nil || m.Agreed == nil {
		t.Errorf("after the second answer the visit is %+v, %v; want it booked", m, err)
	}
}
