package contacts

import (
	"cmp"
	"slices"
)

// fails says what keeps a unit that the text names from being routed to even
// if it were the only one; empty when nothing does.
func (m *matching) fails(f fit) string {
	confirmed := len(f.where) > 0 || f.named
	if len(m.r.districts) > 0 && len(f.line.places) > 0 {
		if !m.served(f.line) {
			return "district"
		}
		confirmed = true
	}
	doubtful := f.lacking || f.level == loose || f.via == viaPerson
	shared := f.line.municipal && (f.via == viaDomain || f.via == viaOrgNr) // with all the rest of the city
	if shared || doubtful && !confirmed {
		return "incomplete"
	}
	return ""
}

// served reports whether the unit works in all districts of the query.
func (m *matching) served(l *line) bool {
	return !slices.ContainsFunc(m.r.districts, func(d string) bool { return !l.places[d] })
}

// obstacle says why a human must choose; empty when nobody need to.
func (m *matching) obstacle() string {
	switch {
	case len(m.fits) == 0:
		return m.whyNone()
	case m.several():
		return "several"
	case m.r.doubt || m.r.lost:
		return "doubt"
	case len(m.r.cutPhones) > 0:
		return "incomplete"
	}
	f := m.fits[0]
	switch u := f.line.unit; {
	case m.on.IsZero():
		return "no-date"
	case u.Valid(m.on):
	case u.upcoming(m.on):
		return "upcoming"
	default:
		return "ended"
	}
	if len(m.rivals(f)) > 0 {
		return "near"
	}
	return ""
}

func (m *matching) several() bool {
	first := m.fits[0].line.unit.ID
	return slices.ContainsFunc(m.fits, func(f fit) bool { return f.line.unit.ID != first })
}

func (m *matching) whyNone() string {
	switch {
	case m.r.doubt || m.r.lost:
		return "doubt"
	case len(m.others) > 0:
		return cmp.Or(m.fails(m.others[0]), "former")
	}
	keys := m.keys()
	switch {
	case slices.ContainsFunc(keys, func(k key) bool { return len(k.lines) == 0 }):
		return "unlisted"
	case len(keys) > 0:
		return "conflict"
	}
	return "incomplete"
}
