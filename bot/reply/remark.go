package reply

// every takes up "båda går bra", "ingen av tiderna", "spelar ingen roll".
func (b *ballot) every(c *clause) {
	b.flush()
	v := judge(c.ts)
	switch {
	case c.has(tNone) && v != no && c.unknown == 0:
		b.all = no
	case c.has(tNone), v == mixed, c.partly(), c.has(tExcept):
		b.doubt("mixed", nil)
	case c.has(tBoth) && len(b.q.slots) != 2 && !c.has(tAny), c.miscounts(len(b.q.slots)):
		b.doubt("count", b.q.choices(b.q.all()))
	case v == no && c.unknown == 0, v == none && c.has(tBusy):
		b.no |= b.q.all()
	case v == no:
		b.doubt("words", nil)
	case v == none && !c.has(tAny) && (c.has(tThanks|tWish|tHave|tYou) || len(c.ts) > 3):
	default:
		b.everyYes(c)
	}
}

func (b *ballot) everyYes(c *clause) {
	if why := c.reservation(reading{}); why != "" {
		b.doubt(why, b.q.choices(b.q.all()))
		return
	}
	if len(b.q.slots) == 0 {
		b.doubt("which", nil)
		return
	}
	b.yes |= b.q.all()
}

// miscounts reports whether "alla tre" was said of another number of slots.
func (c *clause) miscounts(slots int) bool {
	for _, t := range c.ts {
		if t.tag&tAll != 0 && t.n > 0 && t.n != slots {
			return true
		}
	}
	return false
}

// partly reports whether "inte alla" was said.
func (c *clause) partly() bool {
	for i := 1; i < len(c.ts); i++ {
		if c.ts[i].tag&(tAll|tBoth) != 0 && c.ts[i-1].tag&tNot != 0 {
			return true
		}
	}
	return false
}

// except reads "alla utom fredag" and "nästa vecka när som helst utom onsdag".
// It reports whether it has dealt with the clause.
func (b *ballot) except(c *clause, rs []reading) bool {
	at := 0
	for i, t := range c.ts {
		if t.tag&tExcept != 0 {
			at = i
			break
		}
	}
	if why := c.reservation(reading{}); why != "" || judge(c.ts[:at]) == no || judge(c.ts[:at]) == mixed {
		b.doubt("words", nil)
		b.touch(rs)
		return true
	}
	var out slots
	var skip []mention
	var in []reading
	for k, m := range c.ms {
		if m.from < at {
			in = append(in, rs[k])
			continue
		}
		out |= rs[k].slots
		skip = append(skip, m)
	}
	if len(skip) == 0 {
		return false
	}
	if len(in) == 0 && !c.has(tAll|tAny|tBoth) {
		b.no |= out
		return true
	}
	b.minus(in, out, skip)
	return true
}

// minus says yes to what is in, or to all slots, and no to the exceptions.
func (b *ballot) minus(in []reading, out slots, skip []mention) {
	b.no |= out
	if len(in) == 0 {
		b.yes |= b.q.all() &^ out
		if out == 0 {
			b.doubt("which", b.q.choices(b.q.all()))
		}
		return
	}
	for _, r := range in {
		if r.why != "" && !(r.wide && r.why == "which") {
			b.doubt(r.why, r.ask)
			continue
		}
		b.yes |= r.slots &^ out
		for _, t := range r.times {
			if !excepted(t, skip) {
				b.times = append(b.times, t)
			}
		}
	}
}

func excepted(t Time, skip []mention) bool {
	for _, m := range skip {
		if m.is(fWeekday|fHabit) && t.Start.Weekday() == m.weekday || m.is(fDay) && sameDay(t, m) || m.is(fDom) && t.Start.Day() == m.dom {
			return true
		}
	}
	return false
}

func sameDay(t Time, m mention) bool {
	return t.Start.Day() == m.day.Day && t.Start.Month() == m.day.Month
}

// remark takes up a clause that names no time: a verdict on what was just
// named, on the question as a whole, or something beside it.
func (b *ballot) remark(c *clause) {
	v := judge(c.ts)
	switch {
	case c.reluctant():
		b.grudging |= b.pending.slots | b.last.slots
	case c.has(tMove):
		b.doubt("move", nil)
	case c.has(tCancel):
		b.doubt("cancel", nil)
	case c.has(tDefer):
		b.doubt("defer", nil)
	case c.has(tHedge):
		b.doubt("hedge", nil)
	case c.after&tIf != 0 || c.has(tIf):
		if !c.kindly() && c.sentence != b.request {
			b.doubt("condition", nil)
		}
	case hasSym(c.ts, sLater|sEarlier) && !c.has(tPast):
		b.doubt("move", nil)
	case c.after&tBut != 0 && v == yes && (c.dropped || !c.has(tYes|tSuits|tGood)):
		b.doubt("words", nil)
	case c.sentence == b.last.sentence && b.last.set && c.unknown > 0 && len(c.ts) <= 2 && c.strangers() > 0:
		b.doubt("words", nil)
	case c.has(tSign) && !c.has(tBusy|tBad|tNo): // the sign itself is reported
	case c.has(tTopic) && !c.has(tBusy):
	case c.has(tBusy) && v != yes:
		b.busy(c)
	case v == mixed:
		b.doubt("mixed", nil)
	case v == yes:
		b.agree(c)
	case v == no:
		b.refuse(c)
	case c.after&tBut != 0 && c.unknown > 0, c.has(tOnly | tExcept):
		b.doubt("words", nil)
	case c.has(tInstead):
		b.other = true
	}
}

// kindly reports whether a condition leaves the choice to us: "om det passar
// er", "om ni vill".
func (c *clause) kindly() bool {
	const may = tFill | tYou | tBack | tCan | tSuits | tGood | tNot | tBad | tWant | tHave | tIf | tAsk | tTopic | tNeed | tPhone | tThanks | tAlso | tAnd | tOr | tDoc | tMove | tChange
	if c.unknown > 0 || c.has(tMe) && c.has(tCan|tGood|tNot|tBad) && !c.has(tYou) {
		return false
	}
	for _, t := range c.ts {
		if t.tag != 0 && t.tag&may == 0 {
			return false
		}
	}
	return c.has(tYou) || judge(c.ts) == none && !c.has(tMove|tCan|tHave|tWant|tNeed)
}

// busy takes up a reason why not.
func (b *ballot) busy(c *clause) {
	switch {
	case b.last.set && b.last.verdict == no && (b.lastWas(no, c) || c.has(tSo) || c.after&tSo != 0):
	case b.all == no:
	case b.pending.set:
		b.no |= b.pending.slots
		b.last = b.pending
		b.last.verdict = no
		b.pending = target{}
	case c.has(tBack) && b.last.set:
		b.no |= b.last.slots
		b.last.verdict = no
	case c.has(tBack) && c.unknown == 0 && !c.has(tThird):
		b.all = no
	default:
		b.doubt("busy", nil)
	}
}

// agree takes up a yes that names no time.
func (b *ballot) agree(c *clause) {
	why := c.reservation(reading{})
	switch {
	case why == "words" && b.yes|b.pending.slots != 0:
	case why != "":
		b.doubt(why, nil)
	case c.has(tPhone) && b.yes|b.pending.slots != 0:
	case c.has(tInstead):
		b.other = true
	case c.has(tAct | tPhone):
		b.doubt("words", nil)
	case !c.has(tYes|tSuits) && !(c.has(tGood) && len(c.ts) < 8):
	case b.pending.set && b.pending.sentence == c.sentence:
		b.last = b.pending
		b.last.verdict = yes
		b.pending.weak = false
		b.flush()
	case b.last.set && b.lastWas(yes, c):
	case b.lastWas(no, c):
		b.doubt("mixed", nil)
	case b.all == no:
		b.doubt("mixed", nil)
	default:
		b.all = yes
	}
}

// refuse takes up a no that names no time.
func (b *ballot) refuse(c *clause) {
	switch {
	case c.has(tElse) || c.after&tElse != 0:
	case b.last.set && b.lastWas(no, c):
	case c.unknown > 0 && !c.has(tBad|tNo):
		b.doubt("words", nil)
	case b.pending.set && b.pending.sentence == c.sentence:
		b.no |= b.pending.slots
		b.last = b.pending
		b.last.verdict = no
		b.pending = target{}
	case b.last.set && (b.last.sentence == c.sentence || c.has(tBack) && !c.has(tNo)):
		b.no |= b.last.slots
		b.drop(b.last.times)
		b.last.verdict = no
	case b.all == yes:
		b.doubt("mixed", nil)
	default:
		b.all = no
	}
}

// drop takes back times that were refused in the next breath.
func (b *ballot) drop(times []Time) {
	for _, t := range times {
		for i, x := range b.times {
			if x == t {
				b.times = append(b.times[:i:i], b.times[i+1:]...)
				break
			}
		}
	}
}

// asked takes up a question. One that names another time proposes it; one
// about a slot, or about anything else, is a question.
func (b *ballot) asked(c *clause, rs []reading) {
	b.flush()
	switch {
	case c.has(tMove|tCancel) && !hasTimes(rs):
		b.doubt("move", nil)
		b.question = true
		return
	case len(rs) == 0:
		if c.has(tInstead) || hasSym(c.ts, sLater|sEarlier) {
			b.doubt("move", nil)
		}
		b.question = b.question || c.unknown > 0 || c.tags&^(tYes|tFill|tGood) != 0
		return
	}
	suggests := c.unknown == 0 && !c.has(tPast|tBusy|tCancel|tAsk|tDefer|tTopic) && judge(c.outside()) != no && judge(c.outside()) != mixed
	for _, r := range rs {
		switch {
		case r.slots != 0:
			b.question = true
			b.touched |= r.slots
		case !suggests:
			b.question = true
		case r.why != "":
			b.doubt(r.why, r.ask)
			b.suggested = true
		default:
			b.times = append(b.times, r.times...)
		}
	}
}

func hasTimes(rs []reading) bool {
	for _, r := range rs {
		if len(r.times) > 0 {
			return true
		}
	}
	return false
}

func hasSym(ts []token, s sym) bool {
	for _, t := range ts {
		if t.sym&s != 0 {
			return true
		}
	}
	return false
}

// answer weighs it all.
func (b *ballot) answer() Answer {
	if b.fixed && b.yes|b.no == 0 && b.all == none && len(b.times) == 0 {
		b.doubt("correction", nil)
	}
	if b.all == yes && b.yes == 0 && len(b.q.slots) == 1 {
		b.yes = 1
	}
	a := Answer{Question: b.question}
	switch {
	case len(b.doubts) > 0 && b.question && !b.suggested && b.yes == 0 && len(b.times) == 0 && b.doubts[0] != "move" && b.doubts[0] != "cancel":
		a.Intent = Asks
	case len(b.doubts) > 0:
		a.Intent, a.Why, a.Ask = Unclear, b.doubts[0], b.ask
	case b.yes != 0 && b.yes&^b.grudging == 0:
		a.Intent, a.Why = Unclear, "hedge"
	case b.yes&(b.no|b.touched) != 0 || b.yes != 0 && (b.all == no || b.other):
		a.Intent, a.Why = Unclear, "mixed"
	case b.yes != 0:
		a.Intent, a.Accepted, a.Times = Accept, b.yes.list(), b.times
		a.Preferred = b.prefers()
	case len(b.times) > 0:
		a.Intent, a.Times = Propose, b.times
	case b.all == no || len(b.q.slots) > 0 && b.no == b.q.all():
		a.Intent = Decline
	case b.question:
		a.Intent = Asks
	case b.all == yes:
		a.Intent, a.Why = Unclear, "which"
	default:
		a.Intent, a.Why = Unclear, "nothing"
	}
	if a.Intent == Unclear && a.Ask == nil {
		a.Ask = b.q.choices(b.q.all() &^ b.no)
	}
	return a
}

func (b *ballot) prefers() int {
	if p := b.preferred & b.yes; p.len() == 1 && b.yes.len() > 1 {
		return p.list()[0]
	}
	return 0
}
