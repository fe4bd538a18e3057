package bot

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// TestBooked: what a party writes about a time that is booked, and what becomes
// of it. The visit is on 1 December at 10; it is 23 November.
func TestBooked(t *testing.T) {
	for text, want := range map[string]string{
		"Tack, vi kommer!":                     "BookingConfirmed",
		"Noterat, tack":                        "BookingConfirmed",
		"Ja, tisdag 1/12 kl 10 passar":         "BookingConfirmed",
		"Vi ses 1/12 kl. 10.00":                "BookingConfirmed",
		"Nej":                                  "ReplyUnclear",
		"Nej, det blev inget fel":              "ReplyUnclear",
		"Vi behöver inte flytta":               "ReplyUnclear",
		"Går det att flytta?":                  "ReplyUnclear",
		"Vi kanske måste ställa in":            "ReplyUnclear",
		"Kan vi ta det efter lunch?":           "ReplyUnclear",
		"vi behöver flytta":                    "MeetingCancelled",
		"Hej, vi får tyvärr ställa in.":        "MeetingCancelled",
		"Nej, vi kan inte komma":               "MeetingCancelled",
		"Vi kan inte den tiden längre":         "MeetingCancelled",
		"Jag har fått förhinder":               "MeetingCancelled",
		"fel":                                  "BookingDoubted",
		"Det blev fel dag":                     "BookingDoubted",
		"Tiden stämmer inte":                   "BookingDoubted",
		"kan vi ta onsdag 2/12 kl 10":          "TimesProposed",
		"Kan vi ta onsdag 2/12 kl 10?":         "TimesProposed",
		"Fel dag, det ska vara 2/12 kl 10":     "TimesProposed",
		"Vi kommer 10 min senare":              "QuestionAsked",
		"Ja det går bra. Var ska vi ses?":      "QuestionAsked",
		"Hon ligger på sjukhus, vi ställer in": "StopSigned",
	} {
		v := newVisit(t)
		e, _ := v.mailed(channels.Incoming{From: "rehab@rehab.example", Text: text, Answers: []string{v.invitation(care.PVR).Token}})
		if e == nil || care.Kind(e) != want {
			t.Errorf("%q: got %T, want %s", text, e, want)
		}
	}
}

// TestAfterwards: when the time has come, the same letters are answered with how
// it went.
func TestAfterwards(t *testing.T) {
	for text, want := range map[string]care.Event{
		"Det gick bra":                  care.MeetingHeld{Kind: care.Visit, Held: true},
		"Besöket blev inte av":          care.MeetingHeld{Kind: care.Visit},
		"Vi behöver flytta":             care.ReplyUnclear{From: care.HTJ, Question: "motet_blev_av", Meeting: care.Visit},
		"Nej, ingen öppnade när vi kom": care.MeetingHeld{Kind: care.Visit},
	} {
		v := newVisit(t)
		token := v.invitation(care.HTJ).Token
		v.now = visitAt.At.Add(time.Hour)
		if e, _ := v.mailed(channels.Incoming{From: "htj@htj.example", Text: text, Answers: []string{token}}); fmt.Sprintf("%T%+v", e, e) != fmt.Sprintf("%T%+v", want, want) {
			t.Errorf("%q: got %T%+v, want %+v", text, e, e, want)
		}
	}
}

// TestStale: an answer to a letter about a time that has been replaced neither
// confirms, moves nor cancels what is booked now.
func TestStale(t *testing.T) {
	for _, text := range []string{"ja", "1", "vi behöver flytta", "fel", "vi kan inte", "kan vi ta torsdag 3/12 kl 9"} {
		v := newVisit(t)
		old := v.invitation(care.PVR)
		other := care.Slot{At: visitAt.At.Add(24 * time.Hour), Minutes: 45}
		for _, e := range []care.Event{
			care.TimesProposed{Kind: care.Visit, By: care.HTJ, Slots: []care.Slot{other}, Needs: []care.Role{care.PVR, care.HTJ}},
			care.TimesChosen{Kind: care.Visit, By: care.PVR, Times: []time.Time{other.At}},
		} {
			if _, err := v.store(t.Context(), ledger.Entry{Case: visitCase}, e, "test"); err != nil {
				t.Fatal(err)
			}
		}
		e, _ := v.mailed(channels.Incoming{From: "rehab@rehab.example", Text: text, Answers: []string{old.Token}})
		if _, ok := e.(care.ReplyUnclear); !ok {
			t.Errorf("%q: got %T, want to be asked", text, e)
		}
		if m := v.get().Meetings[care.Visit]; m.Agreed == nil || !m.Agreed.At.Equal(other.At) || m.Doubt != "" {
			t.Errorf("%q changed the booking", text)
		}
	}
}

// TestOrders lets two parties answer any letters they have got, in any order and
// with any of many words: nothing is booked without both having said yes to that
// time after it was put on the table, and two plain answers always end it.
func TestOrders(t *testing.T) {
	words := []string{"1", "2", "ja", "nej, det går inte", "vi behöver flytta", "vi får ställa in", "fel", "Onsdag 2/12 kl 13", "torsdag 3/12 kl 9 eller fredag 4/12 kl 9", "kan vi ta 7/12 kl 10 i stället?", "vi kommer", "kanske", "Går det att flytta?"}
	for seed := range uint64(24) {
		v := newVisit(t)
		r := rand.New(rand.NewPCG(seed, 1))
		var said []string
		for range 1 + r.IntN(8) {
			who := []care.Role{care.PVR, care.HTJ}[r.IntN(2)]
			text := words[r.IntN(len(words))]
			letters := v.letters(who)
			l := letters[r.IntN(len(letters))]
			said = append(said, fmt.Sprintf("%s to %s: %s", who, l.Template, text))
			v.now = v.now.Add(time.Minute)
			v.mailed(channels.Incoming{From: addresses[who], Text: text, Answers: []string{l.Token}})
			if who, ok := v.unasked(); !ok {
				t.Fatalf("seed %d: booked without %s's yes after %q", seed, who, said)
			}
		}
		if !v.ends() {
			t.Errorf("seed %d: a plain proposal and a plain yes booked nothing after %q", seed, said)
		}
	}
}

var addresses = map[care.Role]string{care.PVR: "rehab@rehab.example", care.HTJ: "htj@htj.example"}

// letters returns what a party has got that speaks of times for the visit.
func (v *visit) letters(to care.Role) []ledger.Letter {
	v.t.Helper()
	letters, err := v.Ledger.Letters(v.t.Context(), visitCase)
	if err != nil {
		v.t.Fatal(err)
	}
	return slices.DeleteFunc(letters, func(l ledger.Letter) bool {
		a := care.AnswerTo(l.Question)
		return l.Role != to || a != care.Times && a != care.Booked
	})
}

// said is when each party can come, by what it has said of the times now on the
// table.
func said(facts []care.Fact) map[care.Role][]time.Time {
	can := map[care.Role][]time.Time{}
	for _, f := range facts {
		switch e := f.Event.(type) {
		case care.TimesProposed:
			can = map[care.Role][]time.Time{e.By: times(e.Slots)}
		case care.TimesChosen:
			can[e.By] = e.Times
		case care.TimesRefused:
			delete(can, e.By)
		case care.AnswerDoubted:
			delete(can, e.By)
		case care.MeetingCancelled:
			clear(can)
		}
	}
	return can
}

// unasked returns a party that has not said yes to what is booked since it was
// put on the table, as the facts tell; ok when there is none.
func (v *visit) unasked() (who care.Role, ok bool) {
	v.t.Helper()
	facts, err := v.Ledger.Facts(v.t.Context(), visitCase)
	if err != nil {
		v.t.Fatal(err)
	}
	can := said(facts)
	m := v.get().Meetings[care.Visit]
	for who := range addresses {
		if m.Agreed != nil && !slices.ContainsFunc(can[who], m.Agreed.At.Equal) {
			return who, false
		}
	}
	return "", true
}

// ends reports whether the visit is booked after a plain proposal and a plain
// yes, if it was not before.
func (v *visit) ends() bool {
	for _, say := range []struct {
		who  care.Role
		text string
	}{{care.PVR, "Tisdag 8/12 kl 14."}, {care.HTJ, "Ja, tisdag 8/12 kl 14 går bra."}} {
		if v.get().Meetings[care.Visit].Agreed != nil {
			break
		}
		letters := v.letters(say.who)
		v.mailed(channels.Incoming{From: addresses[say.who], Text: say.text, Answers: []string{letters[len(letters)-1].Token}})
	}
	return v.get().Meetings[care.Visit].Agreed != nil
}
