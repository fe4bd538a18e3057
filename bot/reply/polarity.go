package reply

// A verdict is what a clause says of the times it is about.
type verdict int

const (
	none  verdict = iota // nothing
	yes                  //
	no                   //
	mixed                // yes and no at once: "nej det går bra"
)

// judge weighs the words of a stretch of text.
func judge(ts []token) verdict {
	var n struct{ yes, no, can, good, not, bad, sorry, only int }
	for _, t := range ts {
		switch {
		case t.tag&tBad != 0:
			n.bad++
		case t.tag&tNo != 0:
			n.no++
		case t.tag&tNot != 0:
			n.not++
		case t.tag&tGood != 0:
			n.good++
		case t.tag&tYes != 0:
			n.yes++
		case t.tag&tCan != 0:
			n.can++
		case t.tag&tMaybeNo != 0:
			n.sorry++
		case t.tag&tOnly != 0:
			n.only++
		}
	}
	positive := n.yes+n.can+n.good > 0
	switch {
	case n.not > 1 || n.not > 0 && n.bad > 0, n.yes > 0 && n.not+n.bad+n.no > 0, n.no > 0 && positive && n.not+n.bad == 0:
		return mixed
	case n.not+n.bad+n.no > 0:
		return no
	case n.sorry > 0 && positive && n.only == 0:
		return mixed
	case positive:
		return yes
	case n.sorry > 0:
		return no
	}
	return none
}

// gap returns the tokens of the clause before mention k; after the last one
// for k == len(c.ms).
func (c *clause) gap(k int) []token {
	from, to := 0, len(c.ts)
	if k > 0 {
		from = c.ms[k-1].to
	}
	if k < len(c.ms) {
		to = c.ms[k].from
	}
	return c.ts[from:to]
}

// outside returns all tokens of the clause that are in no mention.
func (c *clause) outside() []token {
	if len(c.ms) == 0 {
		return c.ts
	}
	var ts []token
	for k := range len(c.ms) + 1 {
		ts = append(ts, c.gap(k)...)
	}
	return ts
}

// verdicts returns what the clause says of each of its mentions: "tisdag går
// inte onsdag går bra" says two things without a comma. ok is false when it
// cannot be told which word belongs to which.
func (c *clause) verdicts() (vs []verdict, ok bool) {
	vs = make([]verdict, len(c.ms))
	groups := c.groups()
	if len(groups) <= 1 {
		v := judge(c.outside())
		for i := range vs {
			vs[i] = v
		}
		return vs, v != mixed
	}
	said := make([]verdict, len(groups)+1)
	count := 0
	for g := range said {
		said[g] = judge(c.groupGap(groups, g))
		if said[g] != none {
			count++
		}
		if said[g] == mixed {
			return vs, false
		}
	}
	pick := func(g int) verdict { return none }
	switch last := len(groups); {
	case count == 0:
	case count == 1 && said[0] != none:
		pick = func(int) verdict { return said[0] }
	case count == 1 && said[last] != none:
		pick = func(int) verdict { return said[last] }
	case count == 1 && last == 2 && said[1] == no && onlyNot(c.groupGap(groups, 1)):
		c.tags &^= tNot
		pick = func(g int) verdict { return []verdict{none, no}[g] }
	case count == last && said[0] == none:
		pick = func(g int) verdict { return said[g+1] }
	case count == last && said[last] == none:
		pick = func(g int) verdict { return said[g] }
	case same(said):
		pick = func(int) verdict { return said[last] | said[0] }
	default:
		return vs, false
	}
	for g, span := range groups {
		for k := span[0]; k < span[1]; k++ {
			vs[k] = pick(g)
		}
	}
	return vs, true
}

// onlyNot reports whether a gap is nothing but "inte": then it belongs to what
// follows it.
func onlyNot(gap []token) bool {
	for _, t := range gap {
		if t.tag&tNot == 0 && !joiner(t) {
			return false
		}
	}
	return true
}

// same reports whether all verdicts given are one and the same.
func same(said []verdict) bool {
	v := none
	for _, s := range said {
		if s != none && v != none && s != v {
			return false
		}
		if s != none {
			v = s
		}
	}
	return said[0] != none || said[len(said)-1] != none
}

// groups joins mentions that only a list parts: "tisdag, onsdag eller fredag".
func (c *clause) groups() (spans [][2]int) {
	for k := range c.ms {
		if k > 0 && isList(c.gap(k)) {
			spans[len(spans)-1][1] = k + 1
			continue
		}
		spans = append(spans, [2]int{k, k + 1})
	}
	return spans
}

func isList(gap []token) bool {
	for _, t := range gap {
		if !joiner(t) && t.tag&(tAnd|tOr|tAlso|tPrefer) == 0 {
			return false
		}
	}
	return true
}

// groupGap returns the tokens before group g, or after the last one.
func (c *clause) groupGap(groups [][2]int, g int) []token {
	from, to := 0, len(c.ts)
	if g > 0 {
		from = c.ms[groups[g-1][1]-1].to
	}
	if g < len(groups) {
		to = c.ms[groups[g][0]].from
	}
	return c.ts[from:to]
}
