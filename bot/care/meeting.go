package care

import (
	"slices"
	"time"
)

// A Meeting is a time to be agreed on: the phone call, the joint visit and the
// joint follow-up are negotiated alike. A party that proposes can at all the
// times it proposes. The meeting is booked when every needed party can at the
// same time, and never otherwise.
//
// A booked time stops to hold as soon as a needed party cannot come or proposes
// another: one who waits for an answer about a new time does not keep the old
// one, and nobody shall stand alone at somebody's door. Everybody is told at
// once. A party that says that a booking is wrong, but not how, puts it in
// doubt: nobody is reminded of it until BIH has sorted it out.
type Meeting struct {
	Kind   MeetingKind
	By     Role   // who proposed the times now on the table
	Needs  []Role // who must be able to come
	Slots  []Slot
	Can    map[Role][]time.Time // what each party has answered; empty means none of them
	Agreed *Slot
	Held   *bool
	Doubt  Role  // who says that the booking is wrong; empty when nobody does
	Was    *Slot // the booked time that has just been let go

	Round int    // of the case when the first invitation went out: part of its identity
	Rev   int    // of the case when it was booked: the version of its invitation
	Host  string // who at BIH was invited
}

// propose puts new times on the table; earlier answers no longer count. What was
// let go with the proposal itself is remembered, so that all can be told.
func propose(e TimesProposed, old *Meeting) *Meeting {
	m := &Meeting{Kind: e.Kind, By: e.By, Needs: e.Needs, Slots: e.Slots, Can: map[Role][]time.Time{}}
	if old != nil {
		m.Round, m.Host, m.Was = old.Round, old.Host, old.Was
	}
	m.answer(e.By, times(e.Slots))
	return m
}

// reopened returns the meeting with no time on the table.
func (m *Meeting) reopened() *Meeting {
	return &Meeting{Kind: m.Kind, Needs: m.Needs, Can: map[Role][]time.Time{}, Round: m.Round, Host: m.Host}
}

// answer notes at which of the proposed times who can, and books the first one
// at which everybody needed can. It reports whether that has happened now.
func (m *Meeting) answer(who Role, at []time.Time) (booked bool) {
	if m.Agreed != nil {
		return false
	}
	m.Can[who] = at
	for _, s := range m.Slots {
		if m.suitsAll(s) {
			m.Agreed = &s
			return true
		}
	}
	return false
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
		return yes(c.Joint) && !c.held(Visit)
	case Review:
		return c.ending()
	}
	return false
}

// Waits lists the needed parties that have not answered.
func (m *Meeting) Waits() (who []Role) {
	if m == nil || m.Agreed != nil || len(m.Slots) == 0 {
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
