package bot

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// A talk is a case at the desk in which two or three parties agree on a time by
// mail and chat.
type talk struct {
	*bench
	t      *rapid.T
	id     care.CaseID
	kind   care.MeetingKind
	needs  []care.Role
	serial *int
	now    *time.Time
	said   []string
}

// utterances are what people write about times, plain and doubtful.
var utterances = []string{
	"1", "2", "ja", "båda går bra", "nej, det går inte", "ingen av dem passar", "vi behöver flytta", "vi får ställa in", "fel", "kanske", "tack!", "vi kommer",
	"Onsdag 2/12 kl 13", "torsdag 3/12 kl 9 eller fredag 4/12 kl 9", "kan vi ta 7/12 kl 10 i stället?", "Ja, om Anna kan", "Går det att flytta?", "onsdag går bra", "Blev det av?",
}

// TestNegotiation lets two or three parties say anything to any letter they have
// had, in any order, by mail or in chat, through the desk's own door. Nothing is
// booked unless each has said yes to that very time since it was proposed; each
// party's calendar holds at most one booking; a plain yes or pick to times that
// have been replaced books nothing; and plain words always end it.
func TestNegotiation(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, care.Stockholm)
	b := newBench(t, func() time.Time { return now })
	withStaff(t, b)
	if few := flag.Lookup("rapid.checks"); few.Value.String() == few.DefValue {
		few.Value.Set("30") // -rapid.checks=2000 for a long run
		defer few.Value.Set(few.DefValue)
	}
	cases, serial := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		cases++
		now = now.Add(2 * time.Minute)
		k := &talk{bench: b, t: rt, id: care.CaseID(fmt.Sprintf("SK-2026-%04d", cases)), serial: &serial, now: &now}
		k.open(rapid.SampledFrom([]care.MeetingKind{care.Call, care.Visit, care.Review}).Draw(rt, "meeting"))
		for range rapid.IntRange(1, 7).Draw(rt, "replies") {
			k.say(rapid.SampledFrom(k.needs).Draw(rt, "who"), rapid.SampledFrom(utterances).Draw(rt, "words"), rapid.IntRange(0, 50).Draw(rt, "letter"))
			k.check()
		}
		k.ends()
		k.check()
	})
}

// open puts times for a meeting on the table.
func (k *talk) open(kind care.MeetingKind) {
	yes := true
	k.kind, k.needs = kind, []care.Role{care.PVR, care.HTJ}
	by, events := care.PVR, []care.Event{
		care.AssessmentAsked{From: "pvr"},
		care.DecisionMade{Outcome: "bifall", To: care.Date{Year: 2027, Month: 2, Day: 28}, Provider: "htj"},
		care.StartProposed{On: care.Date{Year: 2026, Month: 12, Day: 14}, Joint: &yes},
	}
	switch kind {
	case care.Call:
		k.needs, events, by = []care.Role{care.PVR, care.BIH}, events[:1], care.BIH
	case care.Review:
		k.needs = []care.Role{care.PVR, care.HTJ, care.BIH}
	}
	at := func(day, hour int) care.Slot {
		return care.Slot{At: time.Date(2026, 12, day, hour, 0, 0, 0, care.Stockholm), Minutes: 30}
	}
	for _, e := range append(events, care.TimesProposed{Kind: kind, By: by, Slots: []care.Slot{at(1, 10), at(2, 14)}, Needs: k.needs}) {
		if _, err := k.store(k.t.Context(), ledger.Entry{Case: k.id}, e, "test"); err != nil {
			k.t.Fatal(err)
		}
	}
	k.deliver()
}

func (k *talk) deliver() {
	for range 2 {
		if err := k.Deliver(k.t.Context()); err != nil {
			k.t.Fatal(err)
		}
	}
}

// say answers one of the letters about times that who has had: BIH in the
// thread, the others by mail.
func (k *talk) say(who care.Role, text string, which int) {
	letters := k.letters(who)
	if len(letters) == 0 {
		return
	}
	l := letters[which%len(letters)]
	before := k.meeting()
	stale := len(l.Slots) > 0 && !same(l.Slots, spoken(care.PublicMeeting{Agreed: before.Agreed, Slots: before.Slots}))
	*k.serial++
	*k.now = k.now.Add(time.Second)
	in := channels.Incoming{Channel: "mail", ID: fmt.Sprint("n", *k.serial), From: addresses[who], Text: text, Answers: []string{l.Token}, Received: *k.now}
	if who == care.BIH {
		in.Channel, in.From = "slack", "U2"
	}
	k.said = append(k.said, fmt.Sprintf("%s to %s: %s", who, l.Template, text))
	if _, err := k.Handle(k.t.Context(), in); err != nil {
		k.t.Fatal(err)
	}
	k.deliver()
	after := k.meeting()
	if stale && before.Agreed == nil && after.Agreed != nil && !slices.ContainsFunc([]string{"Onsdag 2/12", "torsdag 3/12", "7/12"}, func(s string) bool { return strings.Contains(text, s) }) {
		k.t.Fatalf("an answer to times that have been replaced booked the meeting: %q", k.said)
	}
}

func (k *talk) letters(to care.Role) []ledger.Letter {
	all, err := k.Ledger.Letters(k.t.Context(), k.id)
	if err != nil {
		k.t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(l ledger.Letter) bool {
		of, _ := care.Echoed(l.Template, l.Question)
		a := care.AnswerTo(l.Question)
		return l.Role != to || meetingOf(l) != k.kind || a != care.Times && a != care.Booked && care.AnswerTo(of) != care.Times
	})
}

func (k *talk) meeting() care.Meeting {
	c, err := k.Ledger.Case(k.t.Context(), k.id)
	if err != nil {
		k.t.Fatal(err)
	}
	if m := c.Meetings[k.kind]; m != nil {
		return *m
	}
	return care.Meeting{}
}

// check compares what is booked with what has been said, and with what lies in
// people's calendars.
func (k *talk) check() {
	facts, err := k.Ledger.Facts(k.t.Context(), k.id)
	if err != nil {
		k.t.Fatal(err)
	}
	can := said(facts)
	m := k.meeting()
	for _, who := range k.needs {
		if m.Agreed != nil && !slices.ContainsFunc(can[who], m.Agreed.At.Equal) {
			k.t.Fatalf("booked without %s's yes after %q", who, k.said)
		}
	}
	k.calendars(m.Agreed != nil)
}

// calendars: what each party has been sent leaves it with one booking when one
// holds, and none when none does.
func (k *talk) calendars(booked bool) {
	all, err := k.Ledger.Letters(k.t.Context(), k.id)
	if err != nil {
		k.t.Fatal(err)
	}
	held := map[string]int{}
	for _, l := range all {
		switch ics := string(l.Invite); {
		case strings.Contains(ics, "METHOD:REQUEST"):
			held[l.Address]++
		case strings.Contains(ics, "METHOD:CANCEL"):
			held[l.Address]--
		}
	}
	for address, n := range held {
		if n < 0 || n > 1 || n == 1 != booked {
			k.t.Fatalf("%s has %d bookings (booked: %v) after %q", address, n, booked, k.said)
		}
	}
}

// ends says plain words until the meeting is booked: it must not take more than
// a proposal and a yes from each.
func (k *talk) ends() {
	if k.meeting().Agreed != nil {
		return
	}
	words := []string{"Tisdag 8/12 kl 14.", "Ja, tisdag 8/12 kl 14 går bra."}
	for i, who := range k.needs {
		letters := k.letters(who)
		k.say(who, words[min(i, 1)], len(letters)-1)
	}
	if k.meeting().Agreed == nil {
		k.t.Fatalf("plain words booked nothing after %q", k.said)
	}
}
