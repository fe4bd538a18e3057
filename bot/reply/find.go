package reply

import "sync"

// find.go reads mentions out of tokens and joins those that belong together.

// times is the grammar of days and times.
var times = sync.OnceValue(func() *grammar { return newGrammar(dayRules, clockRules, pickRules) })

// mentions returns what ts says of days, times and choices, in order.
func (r reader) mentions(ts []token) []mention {
	var found []mention
	trial := &match{}
	for i := 0; i < len(ts); {
		m, n := times().at(r, ts, i, trial)
		if n == 0 {
			i++
			continue
		}
		m.from, m.to = i, i+n
		if ts[i].marker {
			m.has |= fList
		}
		found = r.add(ts, found, m)
		i += n
	}
	for k := 1; k < len(found); k++ {
		switch gap := ts[found[k-1].to:found[k].from]; {
		case isRange(gap):
			found[k-1].span(&found[k])
		case isList(gap):
			found[k-1].shareWeek(&found[k])
			found[k-1].share(&found[k])
		}
	}
	for k := len(found) - 1; k > 0; k-- {
		if isList(ts[found[k-1].to:found[k].from]) {
			found[k].shareWeek(&found[k-1])
		}
	}
	for k := range found {
		found[k].lead(ts)
	}
	return found
}

// isRange reports whether a gap makes a stretch of the days on its sides:
// "tisdag-torsdag".
func isRange(gap []token) bool {
	for _, t := range gap {
		if !joiner(t) && t.sym&sTill == 0 {
			return false
		}
	}
	return hasSym(gap, sDash|sTill)
}

// span marks two days as the ends of a stretch that was not spelt out.
func (a *mention) span(b *mention) {
	if a.is(dayFacets) && b.is(dayFacets) && !(a.has | b.has).is(fClock|fHalf) {
		a.has |= fVague
		b.has |= fVague
	}
}

// lead marks a day that is only the first or the last that will do: "efter
// onsdag", "7/12 eller senare". With "först" and a time it is offered all the
// same.
func (m *mention) lead(ts []token) {
	if !m.is(dayFacets) || m.is(fSpan|fPast) {
		return
	}
	if m.to < len(ts) && ts[m.to].sym&sOnward != 0 && !m.is(fClock) {
		m.has |= fVague
	}
	if m.from == 0 {
		return
	}
	t := ts[m.from-1]
	if t.sym&(sFrom|sTo|sBetween) != 0 && !(t.word == "först" && m.is(fClock)) {
		m.has |= fEdge
	}
}

// shareWeek gives b the week that was said of a: "torsdag och fredag nästa
// vecka".
func (a *mention) shareWeek(b *mention) {
	if a.is(fWeek) && a.is(fWeekday) && b.is(fWeekday) && !b.is(fWeek|fDay|fDom|fBad|fPast) {
		b.has |= fWeek
		b.day, b.last = a.day, a.last
	}
}

// share lets two mentions in a list complete each other: in "torsdag kl 9 eller
// 13" the second is on Thursday too, in "torsdag eller fredag kl 10" the first
// is at ten too, unless it is one of the slots as it stands.
func (a *mention) share(b *mention) {
	const own = fHabit | fPast | fSpan | fShift | fSameTime | fBad
	if (a.has|b.has)&own != 0 || a.is(fPick) && !a.is(fDom) || b.is(fPick) {
		return
	}
	switch {
	case a.is(dayFacets) && a.is(fClock) && !b.is(dayFacets) && b.is(fClock|fNum):
		b.borrow(*a)
	case a.is(dayFacets) && !a.is(fClock|fHalf|fNum) && b.is(dayFacets) && b.is(fClock):
		a.has |= fLater
		a.later = b.clock
	case a.is(dayFacets) && !a.is(fClock|fHalf|fNum) && b.is(dayFacets) && b.is(fHalf):
		a.has |= fLoose
	}
}

// A match is room to try rules in, so that trying costs no memory.
type match struct {
	t [8]token
	m mention
}

// at returns the mention that begins at ts[i], and how many tokens it takes.
func (g *grammar) at(r reader, ts []token, i int, try *match) (best mention, taken int) {
	for bits, bit := ts[i].sym, 0; bits != 0; bits, bit = bits>>1, bit+1 {
		if bits&1 == 0 {
			continue
		}
		for _, k := range g.first[bit] {
			rule := &g.rules[k]
			t := try.t[:len(rule.elems)]
			n := rule.match(ts, i, t)
			if n <= taken {
				continue
			}
			try.m = mention{}
			if rule.make(r, t, &try.m) && allowed(ts, i+n, try.m) {
				best, taken = try.m, n
			}
		}
	}
	return best, taken
}

// allowed keeps ordinals that count something else from being choices: "den
// andra påminnelsen".
func allowed(ts []token, next int, m mention) bool {
	if !m.spelt || m.has&^(fPick|fDom) != 0 || next >= len(ts) {
		return true
	}
	t := ts[next]
	return t.kind != kWord || t.sym != 0 || t.tag&^(tFill|tTopic|tDoc|tMe|tHave|tBack) != 0 || t.tag&(tMe|tHave) != 0 || joiner(t)
}

// add appends m, or joins it to the mention before it.
func (r reader) add(ts []token, found []mention, m mention) []mention {
	if len(found) == 0 {
		return append(found, m)
	}
	last := &found[len(found)-1]
	gap := ts[last.to:m.from]
	if last.fits(m, gap) {
		last.join(m)
		return found
	}
	return append(found, m)
}

// fits reports whether what m says can be more of what a said, given the
// tokens between them.
func (a *mention) fits(m mention, gap []token) bool {
	if (a.has|m.has)&(fSpan|fHabit|fMany) != 0 || m.is(fPast) || a.is(fPast) && !m.is(fClock|fHalf) || a.is(fNum) && m.is(fNum) {
		return false
	}
	if a.is(fDay) && m.is(fDay) && !(a.is(fClock) && m.is(fClock)) && (a.day == m.day || a.is(fFeast)) && !(a.is(fWeekday) && m.is(fWeekday)) {
		return onlyJoiners(gap, true)
	}
	if m.is(fNum) {
		return a.is(dayFacets) && !a.is(fClock|fHalf|fNum) && (len(gap) == 0 || m.is(fHours) && saysYes(gap, Exact))
	}
	if a.is(fNum) && !numberFirst(gap) && !(m.is(dayFacets) && onlyJoiners(gap, false)) {
		return false
	}
	if clashes(a.has, m.has) {
		return false
	}
	if a.is(fList) && len(gap) == 1 {
		return true
	}
	if onlyJoiners(gap, true) || a.has == fWeek && m.is(fWeekday) && !m.is(fDay|fDom) && !tagged(gap, tBut) && (saysYes(gap, Exact) || len(gap) == 1 && gap[0].word == ":") {
		return true
	}
	if a.is(fClock|fNum) && !a.is(dayFacets) && m.is(dayFacets) && !m.is(fClock|fNum) && onlyInstead(gap) {
		return true
	}
	if m.has == fSameTime && a.is(dayFacets) && !a.is(fClock|fHalf) && onlyInsteadOf(gap) {
		return true
	}
	return a.is(dayFacets|fPick) && !a.is(fClock|fHalf) && m.is(fClock|fHalf) && !m.is(dayFacets|fPick) && saysYes(gap, m.clock.Bound)
}

// numberFirst reports whether the gap sets a number apart as a choice: "2,".
func numberFirst(gap []token) bool {
	return len(gap) > 0 && (gap[0].word == "," || gap[0].word == ")" || gap[0].word == "(" || gap[0].word == ":" || gap[0].word == "." || gap[0].sym&sDash != 0)
}

// clashes reports whether two sets of facets say the same kind of thing twice.
func clashes(a, b facet) bool {
	groups := []facet{fWeekday | fThat | fShift | fHabit, fDay | fDom | fRange | fMonth | fThat | fShift, fWeek | fDay | fFollow, fClock | fSameTime, fHalf, fPick | fNum}
	for _, g := range groups {
		if a&g != 0 && b&g != 0 {
			return true
		}
	}
	return a&fWeek != 0 && b&(fRange|fMonth) != 0 || b&fWeek != 0 && a&(fRange|fMonth) != 0
}

// joiner reports whether t may stand between the parts of one mention.
func joiner(t token) bool {
	return t.sym&(sThe|sKl|sOn|sAt|sOf|sDash|sComma|sNow) != 0 || t.word == "någon gång" || t.word == "nån gång" || t.word == "(" || t.word == ")" || t.word == "."
}

func onlyJoiners(gap []token, comma bool) bool {
	for i, t := range gap {
		if !joiner(t) || t.sym&sComma != 0 && !comma || t.word == "." && (i > 0 || !t.tight || len(gap) > 1) {
			return false
		}
		if t.word == "." && i == 0 {
			return false
		}
	}
	return true
}

// onlyInstead reports whether the gap is "i stället" and the like.
func onlyInstead(gap []token) bool {
	for _, t := range gap {
		if t.tag&tInstead == 0 && !joiner(t) || t.word == "," {
			return false
		}
	}
	return true
}

// onlyInsteadOf is [onlyInstead] with a comma.
func onlyInsteadOf(gap []token) bool {
	for _, t := range gap {
		if t.tag&tInstead == 0 && !joiner(t) || t.word == "." {
			return false
		}
	}
	return true
}

// saysYes reports whether the gap between a day and a time only says that the
// day will do: "onsdag går bra kl 15", and, before a bound, that it will do
// with a reservation: "onsdag går men inte före 13".
func saysYes(gap []token, b Bound) bool {
	may := tCan | tGood | tMe | tFill | tPrefer | tBut
	if b == From || b == To {
		may |= tOnly | tIf
	}
	for _, t := range gap {
		if t.kind == kLine || t.kind == kPara || t.kind == kMark && t.word != "," {
			return false
		}
		if t.tag&may == 0 && !joiner(t) || t.tag&(tNot|tBad|tHedge|tBusy|tAsk|tDefer|tThird|tNo|tElse|tSo|tFix) != 0 && t.tag&tFill == 0 || t.tag&(tAnd|tOr) != 0 {
			return false
		}
	}
	return true
}

// join adds what b says to a.
func (a *mention) join(b mention) {
	if a.is(fNum) && b.is(dayFacets|fClock) && !b.is(fNum) {
		a.asChoice(b)
	}
	a.to = b.to
	if a.is(fDom) && a.spelt && b.is(fWeekday) && !b.is(fDay) {
		a.bad("which") // "den första torsdagen" is no date
	}
	if a.is(fFeast) && b.is(fDay) && a.day != b.day {
		a.bad("conflict")
	}
	if b.is(fWeekday) {
		a.weekday = b.weekday
	}
	if b.is(fDay|fRange|fMonth) || b.is(fWeek) && !a.is(fDay|fRange) {
		a.day, a.last = b.day, b.last
	}
	if b.is(fDom) {
		a.dom = b.dom
	}
	if b.is(fClock) {
		a.clock = b.clock
	}
	if b.is(fHalf) {
		a.half = b.half
	}
	if b.is(fPick | fNum) {
		a.pick, a.num = b.pick, b.num
	}
	if b.is(fShift) {
		a.shift, a.mins = b.shift, b.mins
	}
	if b.why != "" {
		a.why = b.why
	}
	a.has |= b.has
	a.asClocks()
}

// asClocks settles that a range of numbers beside a day is one of hours.
func (a *mention) asClocks() {
	if a.is(fHours) {
		from, to := a.num, a.pick
		a.has &^= fNum | fHours
		if !a.clocks(from, 0, to, 0) {
			a.bad("clock")
		}
	}
}

// asChoice settles that a number in front of a day is the number of a slot:
// "2, onsdag". With nothing between them it may be an hour: "14 på onsdag".
func (a *mention) asChoice(b mention) {
	if !a.is(fNum) || a.is(fHours) {
		return
	}
	if b.from-a.to > 0 {
		a.has |= fMarker
	}
}
