package reply

import "math/bits"

// A clause is a stretch of a sentence with one thing to say.
type clause struct {
	ts       []token
	ms       []mention // their from and to count from the beginning of ts
	tags     tag       // of all words outside the mentions
	unknown  int       // words that nobody knows
	question bool
	sentence int
	stray    bool  // a number in it may be a time
	refused  bool  // "en annan dag än onsdag"
	habits   slots // those on weekdays that are spoken of as a habit
	dropped  bool  // it had a mention that names no time to come
	after    tag   // the tags of what parts it from the clause before: men, så, annars, om
}

func (c *clause) has(t tag) bool { return c.tags&t != 0 }

// clauses cuts a text into clauses.
func (r reader) clauses(ts []token) []clause {
	s := cutter{ts: ts, ms: r.mentions(ts)}
	for s.i < len(ts) {
		s.step()
	}
	s.cut(len(ts))
	s.endSentence(false)
	return s.out
}

type cutter struct {
	ts       []token
	ms       []mention // still to come
	cur      []mention // in the clause being gathered
	i, start int
	out      []clause
	after    tag
	sentence int
	first    int // of out, the first clause of this sentence
}

func (s *cutter) step() {
	if len(s.ms) > 0 && s.i == s.ms[0].from {
		s.i = s.ms[0].to
		s.cur = append(s.cur, s.ms[0])
		s.ms = s.ms[1:]
		return
	}
	switch t := s.ts[s.i]; {
	case t.kind == kPara || t.word == "." || t.word == "!" || t.word == "?" || t.word == ";" || t.word == "…":
		s.stop(t.word == "?")
	case t.kind == kLine:
		s.line()
	case s.parts(t):
		s.cut(s.i)
		s.after |= t.tag
		s.i++
		if t.kind == kMark {
			s.start = s.i
		}
	default:
		s.i++
	}
}

// parts reports whether t begins a new clause.
func (s *cutter) parts(t token) bool {
	switch {
	case t.tag&tFix != 0 && s.afterwards(t):
		return false
	case t.sym&sComma != 0 && t.kind == kMark:
		return !s.lists()
	case t.word == ":" || t.word == "(" || t.word == ")" || t.kind == kMark && t.sym&sDash != 0 && !t.tight:
		return true
	case t.tag&(tBut|tSo|tElse|tFix|tIf) != 0:
		return t.tag&tSo == 0 || t.tag&tFill == 0 || s.subordinates(t)
	case t.tag&(tAnd|tOr) != 0:
		return !s.lists() && s.decided()
	}
	return false
}

// afterwards reports whether a correction is said after what it puts right:
// "torsdag menar jag", "torsdag ska det vara".
func (s *cutter) afterwards(t token) bool {
	return trailing[t.word] && len(s.cur) > 0 && s.cur[len(s.cur)-1].to == s.i
}

var trailing = map[string]bool{"menar": true, "menade": true, "menar jag": true, "menade jag": true, "ska det vara": true, "skulle det vara": true, "ska vara": true, "skulle vara": true, "jag menar": true}

// lists reports whether the token at s.i stands between two mentions, so that
// what is said of one is said of both.
func (s *cutter) lists() bool {
	if len(s.cur) == 0 || len(s.ms) == 0 || s.cur[len(s.cur)-1].to != s.i || s.ms[0].is(fMany) {
		return false
	}
	for k := s.i + 1; k < s.ms[0].from; k++ {
		if t := s.ts[k]; !joiner(t) && t.tag&(tAnd|tOr|tPrefer|tAlso) == 0 {
			return false
		}
	}
	return true
}

// decided reports whether the clause being gathered has a verdict already.
func (s *cutter) decided() bool {
	return tagged(s.ts[s.start:s.i], tCan|tGood|tBad|tNot|tBusy|tYes|tNo|tExtend|tEnd|tChange|tVisit|tStart|tGot|tNeed|tPast)
}

// subordinates reports whether "så" begins a clause rather than filling one,
// as in "så bra" and "så snart".
func (s *cutter) subordinates(t token) bool {
	if s.i == s.start || s.i+1 >= len(s.ts) {
		return false
	}
	next := s.ts[s.i+1]
	return next.kind == kWord && next.tag&(tGood|tThanks|tYes|tWish) == 0 && !littleWords[next.word]
}

var littleWords = set("mycket snart länge här där fort pass att som sent tidigt ofta klart många")

// line decides whether the end of a line ends a sentence.
func (s *cutter) line() {
	if s.i+1 < len(s.ts) {
		next := s.ts[s.i+1]
		if next.kind == kWord && !next.upper && s.i-s.start > 0 {
			s.cut(s.i)
			s.i++
			s.start = s.i
			return
		}
	}
	s.stop(false)
}

func (s *cutter) stop(question bool) {
	s.cut(s.i)
	s.i++
	s.start = s.i
	s.endSentence(question)
}

// cut closes the clause that ends at token end.
func (s *cutter) cut(end int) {
	if end <= s.start {
		return
	}
	c := clause{ts: s.ts[s.start:end:end], ms: s.cur, sentence: s.sentence, after: s.after}
	for i := range c.ms {
		c.ms[i].from -= s.start
		c.ms[i].to -= s.start
	}
	c.sum()
	s.out = append(s.out, c)
	s.cur, s.after, s.start = nil, 0, end
}

// sum gathers the tags and counts what nobody knows.
func (c *clause) sum() {
	k := 0
	for i, t := range c.ts {
		for k < len(c.ms) && i >= c.ms[k].to {
			k++
		}
		if k < len(c.ms) && i >= c.ms[k].from {
			continue
		}
		c.tags |= t.tag
		if t.sym|sym(t.tag) == 0 && t.kind != kMark && t.kind != kLine && t.kind != kPara {
			c.unknown++
		}
	}
}

// endSentence marks all clauses of a sentence as asked, if it was a question.
func (s *cutter) endSentence(question bool) {
	last := len(s.out) - 1
	for i := s.first; i <= last; i++ {
		c := &s.out[i]
		c.question = asks(c.ts) || question && !(i < last && c.declares() && asks(s.out[last].ts))
	}
	s.first = len(s.out)
	s.sentence++
	s.after = 0
}

// declares reports whether a clause begins as a statement: with a time or a
// yes.
func (c *clause) declares() bool {
	return len(c.ms) > 0 && c.ms[0].from == 0 && judge(c.outside()) != none || len(c.ts) > 0 && c.ts[0].tag&tYes != 0
}

// asks reports whether a clause has the word order of a question.
func asks(ts []token) bool {
	for len(ts) > 0 && (ts[0].tag&(tMan|tThanks|tWish) != 0 || ts[0].kind == kMark || ts[0].word == "men" || ts[0].word == "but" || ts[0].tag&tAnd != 0 && len(ts) > 1 && ts[1].tag&(tCan|tWant) != 0) {
		ts = ts[1:]
	}
	if len(ts) < 2 {
		return false
	}
	first, second := ts[0], ts[1]
	if first.tag&tAsk != 0 && (bits.OnesCount64(uint64(first.tag&^tFill)) == 1 || second.tag&(tCan|tHave|tWant) != 0) {
		return true
	}
	subject := second.word == "ni" || second.word == "du" || second.word == "vi" || second.word == "det" || second.word == "you" || second.word == "we" || second.word == "jag"
	return subject && first.tag&(tCan|tWant|tHave) != 0 && first.word != "tar" && first.word != "kör" && first.word != "ses" && first.word != "bokar" && first.word != "säger"
}
