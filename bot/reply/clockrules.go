package reply

// clockRules are the patterns of times of day. A bare number is a time only
// where something next to it says so; what else it can be is weighed against
// the slots in resolve.go.
var clockRules = []rule{
	{pattern: "kl? tiden", make: func(r reader, t []token, m *mention) bool { return m.at(t[1], About) }},
	{pattern: "at tiden", make: func(r reader, t []token, m *mention) bool { return m.at(t[1], About) }},
	{pattern: "four", make: digits},
	{pattern: "clock", make: bareClock},
	{pattern: "clock pm", make: afternoon},
	{pattern: "kl hour", make: func(r reader, t []token, m *mention) bool { return m.at(t[1], Exact) }},
	{pattern: "kl? hour pm", make: func(r reader, t []token, m *mention) bool { return afternoon(r, t[1:], m) }},
	{pattern: "kl? hour am", make: func(r reader, t []token, m *mention) bool { return morning(t[1], m) }},
	{pattern: "kl? hour on? half", make: hourInHalf},
	{pattern: "at hour", make: func(r reader, t []token, m *mention) bool { return m.at(t[1], Exact) }},
	{pattern: "kl? hour tiden", make: func(r reader, t []token, m *mention) bool { return m.at(t[1], About) }},
	{pattern: "about kl? tiden", make: func(r reader, t []token, m *mention) bool { return m.at(t[2], About) }},
	{pattern: "about kl? at? hour", make: func(r reader, t []token, m *mention) bool { return m.at(t[3], About) }},
	{pattern: "about? at? kl? halv n", make: halfTo},
	{pattern: "about? at? kl? n i halv n", make: minutesToHalf},
	{pattern: "about? at? kl? n over halv n", make: minutesToHalf},
	{pattern: "about? at? kl? kvart i n", make: minutesTo},
	{pattern: "about? at? kl? kvart over n", make: minutesTo},
	{pattern: "about? at? kl? n i n", make: minutesTo},
	{pattern: "about? at? kl? n over n", make: minutesTo},
	{pattern: "kl? clocks", make: func(r reader, t []token, m *mention) bool {
		return m.clocks(t[1].v[0], t[1].v[1], t[1].v[2], t[1].v[3])
	}},
	{pattern: "kl range", make: func(r reader, t []token, m *mention) bool { return m.hours(t[1], t[1]) }},
	{pattern: "between? hour dash hour", make: func(r reader, t []token, m *mention) bool { return m.fromTo(t[1], t[3]) }},
	{pattern: "kl hour till kl? hour", make: func(r reader, t []token, m *mention) bool { return m.fromTo(t[1], t[4]) }},
	{pattern: "hour until kl? hour", make: func(r reader, t []token, m *mention) bool { return m.fromTo(t[0], t[3]) }},
	{pattern: "between kl? hour and kl? hour", make: func(r reader, t []token, m *mention) bool { return m.fromTo(t[2], t[5]) }},
	{pattern: "between kl? hour till kl? hour", make: func(r reader, t []token, m *mention) bool { return m.fromTo(t[2], t[5]) }},
	{pattern: "between range", make: func(r reader, t []token, m *mention) bool { return m.hours(t[1], t[1]) }},
	{pattern: "between clocks", make: func(r reader, t []token, m *mention) bool {
		return m.clocks(t[1].v[0], t[1].v[1], t[1].v[2], t[1].v[3])
	}},
	{pattern: "from kl? about? hour", make: func(r reader, t []token, m *mention) bool { return m.at(t[3], From) }},
	{pattern: "from kl? tiden", make: func(r reader, t []token, m *mention) bool { return m.at(t[2], From) }},
	{pattern: "from kl? halv n", make: func(r reader, t []token, m *mention) bool {
		return halfTo(r, []token{{}, {}, {}, t[2], t[3]}, m) && m.bound(From)
	}},
	{pattern: "from? kl? hour onward", make: func(r reader, t []token, m *mention) bool { return m.at(t[2], From) }},
	{pattern: "to kl? hour", make: func(r reader, t []token, m *mention) bool { return m.at(t[2], To) }},
	{pattern: "to kl? tiden", make: func(r reader, t []token, m *mention) bool { return m.at(t[2], To) }},
	{pattern: "to kl? halv n", make: func(r reader, t []token, m *mention) bool {
		return halfTo(r, []token{{}, {}, {}, t[2], t[3]}, m) && m.bound(To)
	}},
	{pattern: "half", make: halfDay},
	{pattern: "on half", make: func(r reader, t []token, m *mention) bool { return halfDay(r, t[1:], m) }},
	{pattern: "off half", make: func(r reader, t []token, m *mention) bool {
		m.setDay(r.today.Add(t[0].n), t[0].tag)
		return halfDay(r, t[1:], m)
	}},
}

// at sets the time a token says.
func (m *mention) at(t token, b Bound) bool {
	h, min, literal, ok := t.time()
	if !ok {
		return false
	}
	m.clock = clockAt(h, min, literal)
	return m.bound(b)
}

// bareClock reads 14.30 with nothing beside it. 9.12 may be a date as well.
func bareClock(r reader, t []token, m *mention) bool {
	if t[0].sym&sDot != 0 {
		m.has |= fDot
		m.day, _, _ = r.dayMonth(t[0].v[0], t[0].v[1])
		m.last = m.day
	}
	return m.at(t[0], Exact)
}

// digits reads 1430 with nothing beside it: a time only within working hours,
// and on the five minutes.
func digits(r reader, t []token, m *mention) bool {
	h, min := t[0].v[0]/100, t[0].v[0]%100
	return h >= 7 && h < 19 && min%5 == 0 && m.at(t[0], Exact)
}

func (m *mention) bound(b Bound) bool {
	m.has |= fClock
	m.clock.Bound = b
	m.clock.About = b == About
	return true
}

// time reads a token as a time of day.
func (t token) time() (h, min int, literal, ok bool) {
	h, min, literal = t.v[0], t.v[1], t.lead
	switch {
	case t.sym&sFour != 0:
		h, min = t.v[0]/100, t.v[0]%100
		literal = literal || h >= 10
	case t.sym&(sClock|sDot) != 0:
	case t.sym&sWord != 0, t.sym&sTiden != 0 && t.kind == kWord:
		h, min = t.n, 0
	case t.sym&sNum == 0 && t.sym&sTiden == 0:
		return 0, 0, false, false
	}
	return h, min, literal, h < 24 && min < 60
}

func afternoon(r reader, t []token, m *mention) bool {
	h, min, _, ok := t[0].time()
	if !ok || h > 12 {
		return false
	}
	m.clock = clockAt(h%12+12, min, true)
	return m.bound(Exact)
}

func morning(t token, m *mention) bool {
	h, min, _, ok := t.time()
	m.clock = clockAt(h, min, t.sym&sWord == 0)
	return ok && m.bound(Exact)
}

// hourInHalf reads "kl 2 på em".
func hourInHalf(r reader, t []token, m *mention) bool {
	h, min, _, ok := t[1].time()
	if !ok || t[0].sym == 0 && t[1].sym&sClock == 0 {
		return false
	}
	if h < 12 && (t[3].n == halfAfternoon || t[3].n == halfEvening) {
		h += 12
	}
	if (t[3].n == halfMorning || t[3].n == halfDawn) && h >= 12 {
		return false
	}
	m.clock = clockAt(h, min, true)
	return m.bound(Exact)
}

// halfTo reads "halv tre": half past two.
func halfTo(r reader, t []token, m *mention) bool {
	n := t[4].n
	return n >= 1 && n <= 12 && m.before(n, 30, t[0])
}

// before sets the time so many minutes before the hour.
func (m *mention) before(hour, mins int, about token) bool {
	h := (hour + 11) % 12
	if mins <= 0 {
		h, mins = hour, 60+mins
	}
	m.clock = clockAt(h+(60-mins)/60, (60-mins)%60, false)
	if h == 0 && mins < 60 {
		m.clock = clockAt(12, 60-mins, true)
	}
	b := Exact
	if about.sym&sAbout != 0 {
		b = About
	}
	return m.bound(b)
}

// minutesToHalf reads "fem i halv tre" and "fem över halv tre".
func minutesToHalf(r reader, t []token, m *mention) bool {
	n, hour := t[3].n, t[6].n
	if n < 1 || n > 10 || hour < 1 || hour > 12 {
		return false
	}
	if t[4].sym&sOver != 0 {
		n = -n
	}
	return m.before(hour, 30+n, t[0])
}

// minutesTo reads "kvart i nio", "tio i tre" and "tjugo över elva".
func minutesTo(r reader, t []token, m *mention) bool {
	n, hour := t[3].n, t[5].n
	if n < 1 || n > 29 || hour < 1 || hour > 12 || t[3].sym&sNum != 0 && n < 5 {
		return false
	}
	if t[4].sym&sOver != 0 {
		m.clock = clockAt(hour, n, false)
		return m.before(hour+1, 60-n, t[0])
	}
	return m.before(hour, n, t[0])
}

// hours reads a range such as 13-15, whose two hours stand in one token.
func (m *mention) hours(a, b token) bool { return m.clocks(a.v[0], 0, b.v[1], 0) }

// clocks sets a range of time.
func (m *mention) clocks(h1, m1, h2, m2 int) bool {
	if h1 > 24 || h2 > 24 || h1*60+m1 >= h2*60+m2 && !(h1 >= 7 && h2 < 7) {
		return false
	}
	from, to := clockAt(h1, m1, h2 >= 13), clockAt(h2, m2, false)
	m.clock = Clock{From: from.From, To: to.From, Other: -1}
	if h1 < 7 && from.From > to.From || from.Other >= 0 || to.Other >= 0 && h1 >= 7 {
		return false
	}
	return m.clock.To > m.clock.From && m.bound(Exact)
}

// fromTo reads a range whose two times stand apart.
func (m *mention) fromTo(a, b token) bool {
	h1, m1, _, ok := a.time()
	h2, m2, _, ok2 := b.time()
	return ok && ok2 && m.clocks(h1, m1, h2, m2)
}

func halfDay(r reader, t []token, m *mention) bool {
	m.has |= fHalf
	m.half = t[0].n
	return true
}
