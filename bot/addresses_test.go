package bot

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// TestOnlyToTheCasesUnits lets cases go any which way while the lists change
// under them, and holds that no letter ever leaves for an address that the lists
// as they are then do not give a unit of its case, and no document for a unit that
// is not a party or may not be mailed any.
func TestOnlyToTheCasesUnits(t *testing.T) {
	letters, documents := 0, 0
	for seed := range uint64(16) {
		h := newHistory(t, seed)
		for range 30 {
			h.step(t)
		}
		letters, documents = letters+h.letters, documents+h.documents
	}
	t.Logf("%d letters and %d documents left", letters, documents)
	if letters < 50 || documents < 8 {
		t.Errorf("%d letters and %d documents left: too few to show anything", letters, documents)
	}
}

// A history is a desk at which anything happens.
type history struct {
	*bench
	r                  *rand.Rand
	now                time.Time
	lists              []contacts.Unit
	seen               int
	letters, documents int
}

func newHistory(t *testing.T, seed uint64) *history {
	h := &history{r: rand.New(rand.NewPCG(seed, 1)), now: time.Date(2026, 11, 23, 8, 0, 0, 0, care.Stockholm)}
	h.bench = newBench(t, func() time.Time { return h.now })
	h.Hold = 10 * time.Minute
	h.lists = append(slices.Clone(units), neighbour,
		contacts.Unit{ID: "htj2", Role: care.HTJ, Name: "Solen", Emails: []string{"htj2@htj.example"}, Class: contacts.Document},
		contacts.Unit{ID: "htj3", Role: care.HTJ, Name: "Månen", Emails: []string{"htj3@htj.example"}, Class: contacts.Notice})
	h.bench.lists = contacts.New(h.lists)
	for n := range 3 {
		id := care.CaseID(fmt.Sprintf("SK-2026-000%d", n+1))
		came := ledger.Entry{Case: id, Files: []ledger.File{{Kind: "intyg", Name: "intyg-1.pdf", Type: "application/pdf", Data: []byte("%PDF " + id)}}}
		if _, err := h.store(t.Context(), came, care.IntygReceived{Intyg: agreed(), From: "pvr", On: h.today()}, "a"); err != nil {
			t.Fatal(err)
		}
		h.then(t, id, care.DecisionMade{Outcome: "bifall", To: care.Date{Year: 2027, Month: 2, Day: 28}, Provider: []care.UnitID{"htj", "htj2", ""}[n]})
	}
	return h
}

func (h *history) step(t *testing.T) {
	t.Helper()
	switch h.r.IntN(5) {
	case 0, 1:
		h.editOne()
	case 2:
		h.now = h.now.Add(time.Duration(h.r.IntN(20)) * time.Minute)
	default:
		h.happen(t)
	}
	if err := h.Deliver(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, m := range h.mail.Sent()[h.seen:] {
		h.check(t, m)
	}
	h.seen = len(h.mail.Sent())
}

// editOne changes a line of the lists, or puts it right again.
func (h *history) editOne() {
	i := 1 + h.r.IntN(len(h.lists)-1)
	u := &h.lists[i]
	switch h.r.IntN(7) {
	case 0:
		u.Emails = []string{fmt.Sprintf("ny%d@htj.example", h.r.IntN(1000))}
	case 1:
		u.Class = []contacts.Class{contacts.Notice, contacts.Document, contacts.ByHand}[h.r.IntN(3)]
	case 2:
		u.Closed = !u.Closed
	case 3:
		j := 1 + h.r.IntN(len(h.lists)-1) // two lines change addresses with each other
		u.Emails, h.lists[j].Emails = h.lists[j].Emails, u.Emails
	default:
		u.Closed, u.Class = false, []contacts.Class{contacts.Document, contacts.Document, contacts.ByHand}[h.r.IntN(3)]
	}
	h.bench.lists = contacts.New(h.lists)
}

// happen makes something happen in one of the cases.
func (h *history) happen(t *testing.T) {
	t.Helper()
	htj := care.UnitID([]string{"htj", "htj2", "htj3", "borta"}[h.r.IntN(4)])
	end := care.Date{Year: 2027, Month: 2, Day: 28}
	no := false
	events := []care.Event{
		care.ApplicationObtained{On: h.today()}, care.DecisionMade{Outcome: "bifall", To: end, Provider: htj}, care.DecisionMade{Outcome: "avslag"},
		care.ProviderChosen{Provider: htj}, care.ProviderChanged{Provider: htj, Last: h.today()}, care.OrderUndone{}, care.OrderDeclined{},
		care.AssessmentGiven{Opinion: "tillstyrks", Provider: htj}, care.ContactNamed{Contact: "Siri"}, care.StartProposed{On: h.today(), Joint: &no},
		care.QuestionAsked{From: care.HTJ, To: care.PVR, Text: "x"}, care.QuestionAsked{From: care.PVR, To: care.HTJ, Text: "x"},
		care.ChangeHandled{Choice: "fraga", To: []care.Role{care.HTJ, care.PVR}, Text: "x"}, care.EndTold{}, care.CaseEnded{}, care.Reopened{},
		care.CaseHandedOver{To: "bih2"}, care.CaseReturned{}, care.Misrouted{}, care.Resumed{}, care.AddressProven{}, care.ProviderEnded{Provider: htj},
	}
	id := care.CaseID(fmt.Sprintf("SK-2026-000%d", 1+h.r.IntN(3)))
	h.then(t, id, events[h.r.IntN(len(events))])
}

// then lets e happen. What cannot be said of the case as it is, is not stored.
func (h *history) then(t *testing.T, id care.CaseID, e care.Event) {
	t.Helper()
	e, err := h.carried(t.Context(), e, "a")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = h.store(t.Context(), ledger.Entry{Case: id}, e, "a")
}

func (h *history) check(t *testing.T, m channels.Outgoing) {
	t.Helper()
	h.letters++
	c, err := h.Ledger.Case(t.Context(), m.Case)
	if err != nil {
		t.Fatal(err)
	}
	u, ok := h.Contacts().UnitOn(m.To.Unit(), h.today())
	if !ok || !slices.Contains(u.Emails, m.To.At()) {
		t.Errorf("%s left for %s, which is not the address of %s", m.Subject, m.To.At(), m.To.Unit())
	}
	facts, err := h.Ledger.Facts(t.Context(), m.Case)
	if err != nil {
		t.Fatal(err)
	}
	party, once := c.Units[u.Role] == u.ID, false
	for n := range facts {
		once = once || care.Replay(m.Case, facts[:n+1]).Units[u.Role] == u.ID
	}
	if !once {
		t.Errorf("%s left for %s, which is no unit of the case", m.Subject, u.ID)
	}
	if len(m.Files) == 0 || u.Role == care.PVR {
		return
	}
	h.documents++
	if !party || h.way(u.ID) == contacts.Carried {
		t.Errorf("documents left for %s: a party %v, way %q", u.ID, party, h.way(u.ID))
	}
}
