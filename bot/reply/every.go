package reply

import "example.org/stegvis/bot/care"

// What is said of all the slots at once: both, all, none, any, all but one.

// every takes up "båda går bra", "ingen av tiderna", "spelar ingen roll".
func (b *ballot) every(c *clause) {
	b.flush()
	v := judge(c.ts)
	switch {
	case c.has(tNone) && (v != no || !c.has(tNot|tNo|tBad)) && c.unknown == 0:
		b.all, b.allIn = no, -1
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

// several reads "de två första": so many from the front, or from the end.
func (q *table) several(m mention) reading {
	n, all := m.pick, q.all()
	if max(n, -n) > len(q.slots) {
		return reading{why: "count", ask: q.choices(all)}
	}
	if n < 0 {
		return reading{slots: all &^ (1<<(len(q.slots)+n) - 1)}
	}
	return reading{slots: 1<<n - 1}
}

// rest reads "de andra": the slots not spoken of so far. The same words mean
// other people; then nothing is certain.
func (b *ballot) rest(c *clause, m mention) reading {
	left := b.q.all() &^ (b.yes | b.no | b.touched | b.pending.slots | b.last.slots)
	people := len(c.ms) > 1 || c.has(tThird|tYou|tAsk) || c.says("kan", "kommer", "can") && !c.has(tMe)
	if people || left == b.q.all() || left == 0 || m.num > 0 && left.len() != m.num {
		return reading{why: "which", ask: b.q.choices(left)}
	}
	return reading{slots: left}
}

// habit returns the slots on the weekday of "tisdagar".
func (q *table) habit(m mention) (on slots) {
	for i, s := range q.slots {
		if m.is(fHabit) && care.DateOf(s).Weekday() == m.weekday {
			on |= 1 << i
		}
	}
	return on
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
