package reply

import (
	"strings"

	"example.org/stegvis/bot/care"
)

// A Period is how long something is to go on.
type Period struct {
	From, To care.Date // To is the last day
	Review   care.Date // "omprövas senast …"
	Ongoing  bool      // tills vidare
	Assumed  bool      // From is the reference day, because only a length was given
}

// ParsePeriod reads a period: fr.o.m. 1/12 t.o.m. 28/2, v 49–8, 3 mån fr.o.m.
// 1/12, tills vidare. A date without a year is the next one from a couple of
// months before ref, since periods are often written down after they began.
// ok is false when there is a doubt or nothing to read.
func ParsePeriod(s string, ref care.Date) (from, to care.Date, ongoing bool, ok bool) {
	p, ok := ReadPeriod(s, ref)
	return p.From, p.To, p.Ongoing, ok && !p.Assumed
}

// ReadPeriod is [ParsePeriod] with all there is to know.
func ReadPeriod(s string, ref care.Date) (p Period, ok bool) {
	ts := tokens(s)
	r := reader{today: ref, since: ref.Add(-60)}
	p.Ongoing = tagged(ts, tOngoing)
	length := mention{}
	for _, m := range r.mentions(ts) {
		if m.is(fSpan) {
			length = m
			continue
		}
		if !p.From.IsZero() {
			m = again(ts, m, p.From)
		}
		from, to, why := r.daysOf(m)
		if why != "" {
			return Period{}, false
		}
		p.put(ts[:m.from], from, to)
	}
	return p.measure(length, ref)
}

// again reads a mention once more, from the day the period begins, so that
// "28/2" is the one after "1/12".
func again(ts []token, m mention, from care.Date) mention {
	for _, x := range (reader{today: from}).mentions(ts) {
		if x.from == m.from && !m.is(fWeekday) {
			return x
		}
	}
	return m
}

// put takes up one more day or stretch of days, after the words before it.
func (p *Period) put(before []token, from, to care.Date) {
	last := token{}
	if len(before) > 0 {
		last = before[len(before)-1]
	}
	switch {
	case from.IsZero():
	case reviewed(before):
		p.Review = to
	case p.From.IsZero() && p.To.IsZero() && last.sym&sTill == 0 && !strings.HasPrefix(last.word, "slut"):
		p.From = from
		if to != from {
			p.To = to
		}
	default:
		p.To = to
	}
}

func reviewed(before []token) bool {
	for _, t := range before {
		if strings.HasPrefix(t.word, "ompröv") || strings.HasPrefix(t.word, "uppfölj") || strings.HasPrefix(t.word, "utvärder") {
			return true
		}
	}
	return false
}

// measure ends a period by its length, when it has one.
func (p Period) measure(length mention, ref care.Date) (Period, bool) {
	if length.is(fSpan) && p.To.IsZero() && !p.Ongoing && length.num > 0 {
		if p.From.IsZero() {
			p.From, p.Assumed = ref, true
		}
		end, ok := after(p.From, length.num, length.half)
		if !ok {
			return Period{}, false
		}
		p.To = end.Add(-1)
	}
	if !p.To.IsZero() && p.To.Before(p.From) {
		return Period{}, false
	}
	return p, p.Ongoing || !p.From.IsZero() || !p.To.IsZero()
}
