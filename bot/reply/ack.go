package reply

import "time"

// ack.go weighs an answer to "have you received it". A yes about something
// that is missing, unreadable or about the wrong person is a no.

func answerAck(ts []token, now time.Time) Answer {
	a := Answer{Intent: Unclear, Why: "nothing"}
	var got, plainly, broken, doubt, question bool
	cs := dayReader(now).clauses(ts)
	for i := range cs {
		c := &cs[i]
		switch {
		case c.after&tIf != 0 && c.has(tBroken):
			doubt = true
		case c.has(tBroken|tSorry) || c.has(tExcept) && c.has(tDoc):
			broken = true
		case c.question:
			question = true
			doubt = doubt || c.has(tDoc|tGot) && c.unknown+len(c.ts) > 0
		case c.has(tNot|tNo|tBad) && c.has(tGot|tDoc|tCan|tBack):
			broken = broken || c.has(tGot|tDoc)
			doubt = true
		case plainly && c.has(tDefer) && c.says("återkommer", "återkopplar", "hör av mig", "hör av oss") && !c.has(tHedge):
		case plainly && c.says("vidarebefordrat", "vidarebefordrar") && c.unknown == 0:
		case c.has(tHedge|tDefer) || c.has(tIf) && !c.kindly() && !c.has(tPhone):
			doubt = doubt || !c.has(tVisit|tStart)
		case c.has(tGot) && (c.says("ska", "skall", "kommer att", "vill") || len(c.ms) > 0 && !c.has(tStart|tVisit) && !c.past()):
			doubt = true
		case c.has(tGot) && c.strangers() > 0 && !c.has(tYes):
			doubt = true
		case c.has(tGot) && (c.unknown == 0 || c.has(tMe) || c.ts[0].tag&tGot != 0) || c.has(tYes) && c.unknown == 0 || c.has(tGood|tSuits) && c.unknown == 0 && len(c.ts) < 5:
			got = got || c.after&tBut == 0
			plainly = plainly || got && c.has(tGot)
			doubt = doubt || c.has(tOnly)
		case c.after&tBut != 0 && !c.has(tVisit|tStart|tTopic), c.has(tOnly | tExcept), c.has(tNo|tNot|tBad) && !c.has(tVisit|tStart|tNeed):
			doubt = true
		}
	}
	switch {
	case broken:
		return Answer{Intent: Decline, Question: question}
	case got && !doubt:
		a = Answer{Intent: Accept}
		beside(&a, ts, now)
	case question:
		return Answer{Intent: Asks}
	case doubt:
		a.Why = "mixed"
	}
	a.Question = question
	return a
}

// past reports whether all the days a clause names have been.
func (c *clause) past() bool {
	for _, m := range c.ms {
		if m.is(dayFacets) && !m.is(fPast|fHabit) && !m.is(fOff) {
			return false
		}
		if m.is(fOff) && !m.day.IsZero() && m.to > m.from && c.ts[m.from].n > 0 {
			return false
		}
	}
	return true
}

// beside takes up what is said of start and visit in a receipt.
func beside(a *Answer, ts []token, now time.Time) {
	if o := hearOrder(ts, now, true).answer(); o.Intent == Answered {
		a.StartDate, a.HomeVisit, a.Times = o.StartDate, o.HomeVisit, o.Times
	}
}
