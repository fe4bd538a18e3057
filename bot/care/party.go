package care

import "slices"

// For returns what party r may see of a case: its number, its step, what is asked
// of that party and the times it is to answer. Of the others there is nothing,
// and nothing that says anything of the person's affairs.
func (c Case) For(r Role, duties []Duty) PublicCase {
	p := PublicCase{ID: c.ID, Seen: r, Step: c.Step, Closed: c.Closed, Rev: c.Rev}
	for _, d := range duties {
		if d.Owner == r {
			p.Duties = append(p.Duties, d)
		}
	}
	if m := c.meeting(); m.Kind != "" && slices.Contains(c.Meetings[m.Kind].Needs, r) {
		p.Meeting = PublicMeeting{Kind: m.Kind, Slots: m.Slots, Agreed: m.Agreed}
		if slices.Contains(m.Waits, r) {
			p.Meeting.Waits = []Role{r}
		}
	}
	return p
}

// Shielded returns all that anybody sees of a case whose person's identity is
// protected: that there is one.
func (c Case) Shielded() PublicCase {
	return PublicCase{ID: c.ID, Label: c.Label, Step: c.Step, Closed: c.Closed, Rev: c.Rev, Protected: true}
}

// Left returns what a party sees of a case that is no longer its own.
func (c Case) Left(r Role) PublicCase {
	return PublicCase{ID: c.ID, Seen: r, Step: c.Step, Closed: true, Rev: c.Rev}
}
