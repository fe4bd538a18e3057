package reply

// pickRules are the patterns by which people name one of the times they were
// offered, or a number that may be one.
var pickRules = []rule{
	{pattern: "pick", make: func(r reader, t []token, m *mention) bool { return m.choose(t[0].n) }},
	{pattern: "the pick", make: func(r reader, t []token, m *mention) bool { return m.choose(t[1].n) }},
	{pattern: "the? last", make: func(r reader, t []token, m *mention) bool { m.spelt = true; return m.choose(-1) }},
	{pattern: "the? last option", make: func(r reader, t []token, m *mention) bool { return m.choose(-1) }},
	{pattern: "the? pick option", make: func(r reader, t []token, m *mention) bool { return m.choose(t[1].n) }},
	{pattern: "the? nth option", make: func(r reader, t []token, m *mention) bool { return m.choose(t[1].n) }},
	{pattern: "the later option", make: func(r reader, t []token, m *mention) bool { return m.choose(pickLater) }},
	{pattern: "the earlier option", make: func(r reader, t []token, m *mention) bool { return m.choose(pickEarlier) }},
	{pattern: "many", make: func(r reader, t []token, m *mention) bool { m.has |= fMany; m.pick = t[0].n; return true }},
	{pattern: "rest", make: func(r reader, t []token, m *mention) bool { m.has |= fMany; m.num = t[0].n; return true }},
	{pattern: "choice n", make: func(r reader, t []token, m *mention) bool { return m.choose(t[1].n) }},
	{pattern: "choice range", make: func(r reader, t []token, m *mention) bool {
		m.num = t[1].v[1]
		return t[1].v[1] == t[1].v[0]+1 && m.choose(t[1].v[0])
	}},
	{pattern: "sametime", make: func(r reader, t []token, m *mention) bool { m.has |= fSameTime; return true }},
	{pattern: "nth", make: func(r reader, t []token, m *mention) bool { return dayOfMonth(t[0], m) }},
	{pattern: "the later", make: func(r reader, t []token, m *mention) bool { m.spelt = true; return m.choose(pickLater) }},
	{pattern: "the earlier", make: func(r reader, t []token, m *mention) bool { m.spelt = true; return m.choose(pickEarlier) }},
	{pattern: "num", make: number},
	{pattern: "word", make: number},
	{pattern: "range", make: func(r reader, t []token, m *mention) bool {
		m.has |= fNum | fHours
		m.num, m.pick = t[0].v[0], t[0].v[1]
		return true
	}},
	{pattern: "n count", make: func(r reader, t []token, m *mention) bool { m.has |= fSpan; return true }},
}

// Choices counted otherwise than from the front.
const (
	pickLater   = -11
	pickEarlier = -12
)

func (m *mention) choose(n int) bool {
	m.has |= fPick
	m.pick = n
	return true
}

// number keeps a bare number; en and ett are articles far more often.
func number(r reader, t []token, m *mention) bool {
	if t[0].sym&sWord != 0 && t[0].n == 1 {
		return false
	}
	m.has |= fNum
	m.num = t[0].n
	return true
}
