package reply

import (
	"strings"
)

// The grammar of days and times is a list of patterns. Each is a line of
// symbols that tokens must carry, one after the other; "?" marks one that may
// be missing. Where several patterns fit, the one that takes most tokens wins,
// then the first in the list. make reads the tokens into a mention; it may
// still refuse.
type rule struct {
	pattern string
	make    func(r reader, t []token, m *mention) bool
	elems   []elem
}

type elem struct {
	want     sym
	optional bool
}

// symbols are the names the patterns use.
var symbols = map[string]sym{
	"wd": sWeekday, "wds": sWeekdays, "mo": sMonth, "n": sNum | sWord, "num": sNum, "word": sWord, "ord": sOrd | sNum, "nth": sOrd, "pick": sPick,
	"tiden": sTiden, "clock": sClock | sDot, "dot": sDot, "clocks": sClocks, "range": sRange, "day": sDay | sDot, "date": sDay, "days": sDays,
	"full": sFull, "four": sFour, "dash": sDash, "the": sThe, "kl": sKl, "v": sV, "week": sWeek, "next": sNext, "this": sThis, "now": sNow, "prev": sPrev,
	"off": sOff, "half": sHalf, "about": sAbout, "from": sFrom, "to": sTo, "between": sBetween | sFrom, "and": sAnd, "or": sOr | sAnd | sComma, "halv": sHalv, "kvart": sKvart, "i": sIn,
	"over": sOver, "unit": sUnit, "om": sOm, "later": sLater, "earlier": sEarlier, "holiday": sHoliday, "before": sBefore, "after": sAfter, "on": sOn, "at": sAt, "of": sOf,
	"till": sTill | sDash, "until": sTill, "sametime": sSameTime, "choice": sChoice, "option": sOption, "last": sLast, "part": sPart, "pm": sPM, "am": sAM, "onward": sOnward, "follow": sFollow,
	"many": sMany, "rest": sRest, "that": sThat, "comma": sComma, "span": sSpan, "hour": sNum | sWord | sClock | sDot | sFour, "ago": sAgo, "count": sCount,
}

// A grammar is the rules, ready to match.
type grammar struct {
	rules []rule
	first [64][]int // the rules that can begin with a symbol, by its bit
}

func newGrammar(tables ...[]rule) *grammar {
	g := &grammar{}
	for _, table := range tables {
		g.rules = append(g.rules, table...)
	}
	for i := range g.rules {
		for _, name := range strings.Fields(g.rules[i].pattern) {
			bare := strings.TrimSuffix(name, "?")
			want := symbols[bare]
			if want == 0 {
				panic("reply: no symbol " + bare)
			}
			g.rules[i].elems = append(g.rules[i].elems, elem{want, bare != name})
		}
		g.begin(i)
	}
	return g
}

// begin files rule i under every symbol it can begin with.
func (g *grammar) begin(i int) {
	var want sym
	for _, e := range g.rules[i].elems {
		want |= e.want
		if !e.optional {
			break
		}
	}
	for bit := range 64 {
		if want&(1<<bit) != 0 {
			g.first[bit] = append(g.first[bit], i)
		}
	}
}

// match tries a rule at ts[i:] and fills t with one token per element. It
// returns how many tokens the rule takes.
func (r *rule) match(ts []token, i int, t []token) int {
	return r.rest(ts, i, 0, t, i)
}

// rest matches the elements from k on, trying a missing one where it must.
func (r *rule) rest(ts []token, i, k int, t []token, start int) int {
	if k == len(r.elems) {
		return i - start
	}
	e := r.elems[k]
	if i < len(ts) && ts[i].sym&e.want != 0 {
		t[k] = ts[i]
		if n := r.rest(ts, i+1, k+1, t, start); n > 0 {
			return n
		}
	}
	if e.optional {
		t[k] = token{}
		return r.rest(ts, i, k+1, t, start)
	}
	return 0
}
