package care

import (
	"slices"
	"time"
)

// A Meeting is a time to be agreed on: the phone call, the joint visit and the
// joint follow-up are negotiated alike. A party that proposes can at all the
// times it proposes. The meeting is booked when every needed party can at the
// same time, and never otherwise.
type Meeting struct {
	Kind   MeetingKind
	By     Role   // who proposed the times now on the table
	Needs  []Role // who must be able to come
	Slots  []Slot
	Can    map[Role][]time.Time // what each party has answered; empty means none of them
	Agreed *Slot
	Held   *bool
}

// propose puts new times on the table; earlier answers no longer count.
func propose(e TimesProposed) *Meeting {
	m := &Meeting{Kind: e.Kind, By: e.By, Needs: e.Needs, Slots: e.Slots, Can: map[Role][]time.Time{}}
	m.answer(e.By, times(e.Slots))
	return m
}

// answer notes at which of the proposed times who can, and books the earliest
// one at which everybody needed can.
func (m *Meeting) answer(who Role, at []time.Time) {
	if m.Agreed != nil {
		return
	}
	m.Can[who] = at
	for _, s := range m.Slots {
		if m.suitsAll(s) {
			m.Agreed = &s
			return
		}
	}
}

func (m *Meeting) suitsAll(s Slot) bool {
	for _, r := range m.Needs {
		if !slices.ContainsFunc(m.Can[r], s.At.Equal) {
			return false
		}
	}
	return len(m.Needs) > 0
}

// Negotiable reports whether times for a meeting may be proposed now: what is
// said of one that is over, or no longer needed, counts for nothing.
func (c Case) Negotiable(k MeetingKind) bool {
	switch k {
	case Call:
		return c.asking()
	case Visit:
		return yes(c.Joint) && !c.booked(Visit)
	case Review:
		return c.ending()
	}
	return false
}

// Waits lists the needed parties that have not answered.
func (m *Meeting) Waits() (who []Role) {
	if m == nil || m.Agreed != nil {
		return nil
	}
	for _, r := range m.Needs {
		if _, ok := m.Can[r]; !ok {
			who = append(who, r)
		}
	}
	return who
}

// failed reports whether all have answered and no time suits everybody.
func (m *Meeting) failed() bool { return m != nil && m.Agreed == nil && len(m.Waits()) == 0 }

// others lists the needed parties other than who.
func (m *Meeting) others(who Role) []Role {
	return slices.DeleteFunc(slices.Clone(m.Needs), func(r Role) bool { return r == who })
}

func times(slots []Slot) (at []time.Time) {
	for _, s := range slots {
		at = append(at, s.At)
	}
	return at
}

// clone returns a copy that may be changed without changing m.
func (m *Meeting) clone() *Meeting {
	if m == nil {
		return nil
	}
	c := *m
	c.Can = map[Role][]time.Time{}
	for k, v := range m.Can {
		c.Can[k] = v
	}
	return &c
}
