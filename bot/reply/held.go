package reply

import "time"

// held.go weighs an answer to "did the visit take place".

// nobody reports whether a clause says that somebody stayed away: "ingen från
// hemtjänsten kom".
func (c *clause) nobody() bool {
	return c.says("ingen", "nobody", "no one") && c.says("kom", "kommit", "dök", "svarade", "öppnade", "var där", "var", "came")
}

func answerHeld(ts []token, now time.Time) Answer {
	var yeses, noes, doubts int
	question := false
	cs := dayReader(now).clauses(ts)
	for i := range cs {
		c := &cs[i]
		switch {
		case c.question:
			question = true
		case c.has(tUnheld) || c.nobody():
			noes++
		case c.has(tHedge|tDefer) || c.has(tIf) || c.has(tBroken|tSorry) && !c.has(tHeld):
			doubts++
		case c.has(tHeld) && c.has(tNot|tNo|tBad):
			noes++
		case c.has(tHeld), c.has(tYes) && c.unknown == 0:
			yeses++
		case c.has(tNo):
			noes++
		case c.has(tNot | tBad | tMove | tCancel), c.after&tBut != 0 && c.unknown > 0:
			doubts++
		}
	}
	a := Answer{Intent: Answered, Question: question}
	held := yeses > 0
	switch {
	case yeses > 0 && noes > 0:
		return Answer{Intent: Unclear, Why: "mixed", Question: question}
	case doubts > 0:
		return Answer{Intent: Unclear, Why: "hedge", Question: question}
	case yeses+noes > 0:
		a.Yes = &held
		return a
	case question:
		return Answer{Intent: Asks}
	}
	return Answer{Intent: Unclear, Why: "nothing"}
}
