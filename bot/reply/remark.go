package reply

// remark takes up a clause that names no time: a verdict on what was just
// named, on the question as a whole, or something beside it.
func (b *ballot) remark(c *clause) {
	v := judge(c.ts)
	switch {
	case c.habits != 0 && v != yes && c.has(tBusy|tNot) && c.has(tMe) && c.unknown == 0 && !c.has(tThird|tHedge|tIf|tDefer):
		b.no |= c.habits
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
	const may = tFill | tAct | tYou | tBack | tCan | tSuits | tGood | tNot | tBad | tWant | tHave | tIf | tAsk | tTopic | tNeed | tPhone | tThanks | tAlso | tAnd | tOr | tDoc | tMove | tChange
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
	case c.has(tCan) && !c.has(tNot|tBad): // "ledig och kan": ledig is free as often as off
		b.doubt("busy", nil)
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
	case c.has(tAct|tPhone|tExcept) || c.received():
		b.doubt("words", nil)
	case !c.has(tYes|tSuits) && !c.comes() && !(c.has(tGood) && len(c.ts) < 8):
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
		b.all, b.allIn = yes, c.sentence
	}
}

// received reports whether a clause confirms that something has come, rather
// than a time.
func (c *clause) received() bool {
	for _, t := range c.ts {
		if t.tag&tGot != 0 && t.tag&(tCan|tYes) == 0 {
			return true
		}
	}
	return false
}

var comings = map[string]bool{"vi kommer": true, "jag kommer": true, "då kommer vi": true, "då kommer jag": true}

// comes reports whether a clause is "vi kommer" and nothing else.
func (c *clause) comes() bool {
	for _, t := range c.ts {
		if t.kind == kWord && t.tag&(tThanks|tWish|tYes) == 0 && !comings[t.word] {
			return false
		}
	}
	return c.unknown == 0
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
		b.all, b.allIn = no, c.sentence
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
