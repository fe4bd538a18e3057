package reply

// ParseClock reads a time of day as Swedes write it: 14.30, kl halv tre,
// kvart i tio, 14-tiden, mellan 9 och 11, em. A bare number is an hour here:
// the caller says that a time is expected. ok is false when the text holds no
// time, or an impossible one.
func ParseClock(s string) (c Clock, ok bool) {
	ts := tokens(s)
	for _, m := range (reader{}).mentions(ts) {
		switch {
		case m.is(fClock):
			return m.clock, true
		case m.is(fHours):
			ok = m.clocks(m.num, 0, m.pick, 0)
			return m.clock, ok
		case m.is(fNum) && m.num < 24:
			return clockAt(m.num, 0, false), true
		case m.is(fHalf):
			return halves[m.half], true
		}
	}
	return c, false
}

// halves are the parts of a day by the clock, in office hours.
var halves = map[int]Clock{
	halfMorning:   {From: 8 * 60, To: 12 * 60, Other: -1},
	halfAfternoon: {From: 12 * 60, To: 17 * 60, Other: -1},
	halfLunch:     {From: 11*60 + 30, To: 13 * 60, Other: -1, About: true},
	halfDawn:      {From: 7 * 60, To: 9 * 60, Other: -1, About: true},
	halfEvening:   {From: 17 * 60, To: 21 * 60, Other: -1},
}
