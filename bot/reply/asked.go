package reply

// What becomes of questions in an answer.

// asked takes up a question. One that names another time proposes it; one
// about a slot, or about anything else, is a question.
func (b *ballot) asked(c *clause, rs []reading) {
	b.flush()
	if c.has(tAsk) {
		b.askIn = c.sentence
	}
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
	suggests := c.unknown == 0 && b.askIn != c.sentence && !c.has(tPast|tBusy|tCancel|tAsk|tDefer|tTopic) && judge(c.outside()) != no && judge(c.outside()) != mixed
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
