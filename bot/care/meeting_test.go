package care

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A round is what a test has heard itself of the times on the table.
type round struct {
	needs  []Role
	said   map[Role][]time.Time
	booked *time.Time
}

// draw draws something a party may say of a meeting.
func (r *round) draw(t *rapid.T) Event {
	all := []Slot{monday, tuesday, slot("2026-12-09 09:00"), slot("2026-12-10 15:30")}
	who := rapid.SampledFrom(r.needs).Draw(t, "who")
	some := rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, 3, func(s Slot) string { return s.At.String() }).Draw(t, "slots")
	switch rapid.IntRange(0, 6).Draw(t, "what") {
	case 0:
		r.said, r.booked = map[Role][]time.Time{who: times(some)}, nil
		return TimesProposed{Kind: Visit, By: who, Slots: some, Needs: r.needs}
	case 1, 2, 3:
		if r.booked == nil {
			r.said[who] = times(some)
		}
		return TimesChosen{Kind: Visit, By: who, Times: times(some)}
	case 4:
		if r.booked == nil {
			r.said[who] = nil
		}
		return TimesRefused{Kind: Visit, By: who}
	case 5:
		if r.booked != nil {
			r.said, r.booked = map[Role][]time.Time{}, nil
		}
		return MeetingCancelled{Kind: Visit, By: who}
	}
	return BookingDoubted{Kind: Visit, By: who}
}

// TestMeeting lets parties propose, choose, refuse, cancel and doubt in any
// order: a meeting is booked only when all needed have said yes to that very
// time since it was put on the table, stays booked until somebody cannot, and a
// time that was let go is neither held nor reminded of.
func TestMeeting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := round{needs: rapid.SampledFrom([][]Role{{PVR, BIH}, {PVR, HTJ}, {PVR, HTJ, BIH}}).Draw(t, "needs"), said: map[Role][]time.Time{}}
		c := New("SK-2026-0001")
		for range rapid.IntRange(1, 20).Draw(t, "events") {
			e := r.draw(t)
			before := maps.Clone(c.Meetings)
			after, notices := Decide(c, e)
			c = after
			m := c.Meetings[Visit]
			if r.booked != nil && (m == nil || m.Agreed == nil || !m.Agreed.At.Equal(*r.booked)) {
				t.Fatalf("%T: the booking of %v was lost", e, *r.booked)
			}
			if m != nil && m.Agreed != nil {
				r.check(t, m)
				r.booked = &m.Agreed.At
			}
			countedOn(t, c, r.booked)
			if was := before[Visit]; was != nil && was.Agreed != nil && r.booked == nil {
				toldAll(t, r.needs, notices, was)
			}
		}
	})
}

// check makes sure that everybody needed has said yes to what is booked.
func (r *round) check(t *rapid.T, m *Meeting) {
	for _, who := range r.needs {
		if !slices.ContainsFunc(r.said[who], m.Agreed.At.Equal) {
			t.Fatalf("booked %v without %s's yes", m.Agreed.At, who)
		}
	}
}

// countedOn makes sure that nobody owes a meeting that is not booked for sure.
func countedOn(t *rapid.T, c Case, booked *time.Time) {
	for _, d := range c.Debts() {
		if d.Name == "hembesok" && (booked == nil || d.Of != DateOf(*booked) || c.doubted() != "") {
			t.Fatalf("%s owes a visit on %s that nobody can count on", d.Owner, d.Of)
		}
	}
}

// toldAll makes sure that all who had an invitation get it back.
func toldAll(t *rapid.T, needs []Role, notices []Notice, was *Meeting) {
	for _, who := range needs {
		if !slices.ContainsFunc(notices, func(n Notice) bool { return n.To == who && (n.Cancel || who == BIH) }) {
			t.Fatalf("%s is not told that %v no longer holds: %v", who, was.Agreed.At, notices)
		}
	}
}

// TestEnds: whatever was said before, a party that puts times on the table and
// is told yes by the others has a meeting. Nothing can be talked to a standstill.
func TestEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := round{needs: rapid.SampledFrom([][]Role{{PVR, BIH}, {PVR, HTJ}, {PVR, HTJ, BIH}}).Draw(t, "needs"), said: map[Role][]time.Time{}}
		c := New("SK-2026-0001")
		for range rapid.IntRange(0, 12).Draw(t, "events") {
			c, _ = Decide(c, r.draw(t))
		}
		who := rapid.SampledFrom(r.needs).Draw(t, "who")
		c, _ = Decide(c, TimesProposed{Kind: Visit, By: who, Slots: []Slot{tuesday}, Needs: r.needs})
		for _, other := range c.Meetings[Visit].others(who) {
			c, _ = Decide(c, TimesChosen{Kind: Visit, By: other, Times: []time.Time{tuesday.At}})
		}
		if !c.booked(Visit) {
			t.Fatal("everybody has said yes, and nothing is booked")
		}
	})
}

// TestMoved: all who had the invitation get it back, the one at BIH who had it
// among them, also when somebody else has taken the case since; the identity
// stays and the version grows.
func TestMoved(t *testing.T) {
	c := at(Startup)
	steps := []Event{
		Taken{Who: "marit"},
		TimesProposed{Kind: Visit, By: PVR, Slots: []Slot{monday}, Needs: []Role{PVR, HTJ, BIH}},
		TimesChosen{Kind: Visit, By: HTJ, Times: []time.Time{monday.At}},
		TimesChosen{Kind: Visit, By: BIH, Times: []time.Time{monday.At}},
		Taken{Who: "kalle"},
	}
	for _, e := range steps {
		c, _ = Decide(c, e)
	}
	first := *c.Meetings[Visit]
	c, notices := Decide(c, TimesProposed{Kind: Visit, By: HTJ, Slots: []Slot{tuesday}, Needs: []Role{PVR, HTJ, BIH}})
	var got []string
	for _, n := range notices {
		got = append(got, fmt.Sprintf("%s%s %s %t", n.To, n.Person, n.Template, n.Cancel))
	}
	want := []string{"PVR flytt true", "BIH flytt false", "HTJ flytt_noterad true", "BIHmarit flytt_noterad true"}
	if !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
	for _, who := range []Role{PVR, BIH} {
		c, _ = Decide(c, TimesChosen{Kind: Visit, By: who, Times: []time.Time{tuesday.At}})
	}
	if m := c.Meetings[Visit]; m.Round != first.Round || m.Rev <= first.Rev || m.Host != "kalle" {
		t.Errorf("moved meeting: round %d, version %d, host %q; first: round %d, version %d", m.Round, m.Rev, m.Host, first.Round, first.Rev)
	}
}

// TestPersonTold: whoever has been told of a visit is told that it is off, and
// of the new time; who has not been told is told of the new time only.
func TestPersonTold(t *testing.T) {
	c, _ := Decide(at(Startup), TimesChosen{Kind: Visit, By: HTJ, Times: []time.Time{monday.At}})
	for _, informed := range []bool{true, false} {
		c := c
		if informed {
			c, _ = Decide(c, PersonInformed{Of: "hembesok", By: HTJ})
		}
		c, _ = Decide(c, MeetingCancelled{Kind: Visit, By: PVR})
		if got := slices.Contains(c.Untold, "avbokat"); got != informed {
			t.Errorf("informed before %v: to be told that it is off: %v", informed, got)
		}
		if slices.Contains(c.Untold, "hembesok") {
			t.Error("to be told of a visit that is off")
		}
		c, _ = Decide(c, TimesProposed{Kind: Visit, By: PVR, Slots: []Slot{tuesday}, Needs: []Role{PVR, HTJ}})
		c, _ = Decide(c, TimesChosen{Kind: Visit, By: HTJ, Times: []time.Time{tuesday.At}})
		if slices.Contains(c.Untold, "avbokat") || !slices.Contains(c.Untold, "hembesok") {
			t.Errorf("after the new time: untold %v", c.Untold)
		}
	}
}
