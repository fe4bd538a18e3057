package contacts

import (
	"cmp"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// A Query asks which utförare a text means.
type Query struct {
	Text     string // as read: a name, a number, an address, or several of them
	District string // where the person lives, when known
	Contact  string // what stands beside it of people, numbers and addresses
}

// A Match is the answer.
type Match struct {
	Decision   Decision
	Unit       care.UnitID // the one meant, when the decision is Route
	Candidates []Candidate // whom to ask about, the likeliest first
	Why        string      // names a sentence; see [Say]
}

// A Candidate is a unit that a human should consider.
type Candidate struct {
	Unit care.UnitID
	Why  string // names a sentence; see [Say]
}

// A Decision says what the desk may do with a Match.
type Decision string

const (
	Route   Decision = "route"   // exactly one unit fits, and nothing speaks against it
	Ask     Decision = "ask"     // a human must choose
	Unknown Decision = "unknown" // nothing in the lists is like it
)

// Say returns the Swedish sentence of a Why.
func Say(why string) string { return sentences().Why[why] }

// Match says which utförare the text means on that day. It routes only when
// exactly one unit is named: by its name or alias, an address, a telephone or
// organisation number, or its samordnare together with the district. Every
// word must be explained by that one unit, every number must be its own, the
// district must be one it serves, and no other unit may be near enough for the
// writer to have meant that one.
//
// What stands in Contact can point out the one unit that the text leaves open,
// and it can contradict the text; somebody whom the lists do not know does
// neither.
func (d *Directory) Match(q Query, on care.Date) Match {
	if strings.TrimSpace(q.Contact) == "" {
		return d.match(q, on)
	}
	named := d.match(Query{Text: q.Text, District: q.District}, on)
	if named.Why == "empty" {
		return named // whoever stands beside a blank may be anybody
	}
	both := d.match(Query{Text: q.Text + ", " + q.Contact, District: q.District}, on)
	others := d.besides(q, named)
	switch {
	case named.Decision != Route && both.Decision == Route:
		return both
	case named.Decision == Route && (len(others) > 0 || both.Decision == Route && both.Unit != named.Unit):
		return Match{Decision: Ask, Candidates: append(named.Candidates, others...), Why: "conflict"}
	case named.Decision != Route && len(others) > 0:
		return Match{Decision: Ask, Candidates: append(named.Candidates, others...), Why: cmp.Or(named.Why, "incomplete")}
	}
	return named
}

// besides returns the units that are not among those named, and whose number,
// address or samordnare stands beside the name.
func (d *Directory) besides(q Query, named Match) (others []Candidate) {
	m := matching{index: &d.index, r: d.index.read(Query{Text: q.Contact})}
	known := slices.Clone(named.Candidates)
	for _, k := range slices.Concat(m.keys(), m.nearlyKeys(), m.whole()) {
		if slices.ContainsFunc(k.lines, func(n int) bool { return d.index.lines[n].unit.ID == named.Unit }) {
			continue
		}
		for _, n := range k.lines {
			c := Candidate{d.index.lines[n].unit.ID, k.via}
			if !slices.ContainsFunc(known, func(o Candidate) bool { return o.Unit == c.Unit }) {
				known, others = append(known, c), append(others, c)
			}
		}
	}
	return others
}

// nearlyKeys is whose an address may be by its domain, and a telephone number
// without its area code by the rest.
func (m *matching) nearlyKeys() (all []key) {
	for _, a := range m.r.mails {
		if len(m.index.byMail[strings.ToLower(a)]) == 0 {
			all = append(all, key{viaDomain, m.index.domain[domainOf(a)]})
		}
	}
	for _, cut := range m.r.cutPhones {
		k := key{via: viaPhone}
		for phone, lines := range m.index.byPhone {
			if strings.HasSuffix(phone, cut) {
				k.lines = append(k.lines, lines...)
			}
		}
		slices.Sort(k.lines)
		all = append(all, k)
	}
	return all
}

// whole is whose samordnare is named in full.
func (m *matching) whole() (all []key) {
	for span := range m.r.spans() {
		if !slices.ContainsFunc(m.r.words, func(t textWord) bool { return t.fold == span }) {
			all = append(all, key{viaPerson, m.index.whole[span]})
		}
	}
	return all
}

func (d *Directory) match(q Query, on care.Date) Match {
	m := matching{index: &d.index, on: on, r: d.index.read(q)}
	if len(m.r.words) == 0 && !m.r.numbered() {
		return Match{Decision: Unknown, Why: "empty"}
	}
	m.findFits()
	why := m.obstacle()
	if why == "" {
		f := m.fits[0]
		return Match{Decision: Route, Unit: f.line.unit.ID, Why: f.via, Candidates: []Candidate{{f.line.unit.ID, f.via}}}
	}
	if c := m.candidates(); len(c) > 0 {
		return Match{Decision: Ask, Candidates: c, Why: why}
	}
	return Match{Decision: Unknown, Why: "nothing"}
}

// matching is one Match under way.
type matching struct {
	index     *index
	on        care.Date
	r         *reading
	fits      []fit // what names a unit well enough to route to it, were it alone
	others    []fit // what names one but may not be routed to
	near      map[string][]likeness
	sameNamed []int
	rivalled  *line // whose rivals are known: close
	close     []int
}

// findFits sorts out which units the text names. A unit whose former line fits
// is not named by it.
func (m *matching) findFits() {
	for _, n := range m.named() {
		l := m.index.lines[n]
		f, ok := m.fit(n)
		switch {
		case !ok:
		case m.fails(f) == "" && !m.shadowed(l):
			m.fits = append(m.fits, f)
		default:
			m.others = append(m.others, f)
		}
	}
}

// named returns the lines whose name, number or samordnare stands in the text.
func (m *matching) named() (lines []int) {
	x, r := m.index, m.r
	lines = m.keyed()
	for span := range r.spans() {
		lines = append(lines, x.joined[span]...)
		lines = append(lines, x.whole[span]...)
	}
	for _, t := range r.words {
		if t.class == core && !lex().isWeak(t.word) {
			lines = append(lines, x.byCore[t.loose]...)
		}
		if t.class == municipal {
			lines = append(lines, x.kind[municipal]...)
		}
	}
	for _, p := range r.pairs {
		lines = append(lines, x.byCore[p.loose]...)
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// maxSpan is how many words of a text can be one name.
const maxSpan = 12

// keyed returns the lines that any of the text's numbers and addresses belong to.
func (m *matching) keyed() (lines []int) {
	for _, k := range m.keys() {
		lines = append(lines, k.lines...)
	}
	return lines
}

// A key is a number or an address in the text and whose it is.
type key struct {
	via   string
	lines []int
}

func (m *matching) keys() (all []key) {
	x, r := m.index, m.r
	for _, k := range []struct {
		via    string
		values []string
		owners map[string][]int
	}{{viaMail, r.mails, x.byMail}, {viaPhone, r.phones, x.byPhone}, {viaOrgNr, r.orgNrs, x.byOrgNr}, {viaDomain, r.domains, x.domain}} {
		for _, v := range k.values {
			all = append(all, key{k.via, k.owners[strings.ToLower(v)]})
		}
	}
	return all
}

// fit says how the text names line n: by its numbers when there are any, all
// of which must be its own; else by name or samordnare.
func (m *matching) fit(n int) (fit, bool) {
	l := m.index.lines[n]
	if !m.r.numbered() {
		if f, ok := m.r.fit(l); ok {
			return f, true
		}
		return m.r.fitPerson(l)
	}
	via := ""
	for _, k := range m.keys() {
		if !slices.Contains(k.lines, n) {
			return fit{}, false
		}
		via = cmp.Or(via, k.via)
	}
	left := m.r.unexplained(l, 0)
	return fit{line: l, via: via, where: left.where}, !left.any && l.allowsForm(m.r.form) && via != ""
}

// shadowed reports whether another line is the unit's on that day.
func (m *matching) shadowed(l *line) bool {
	return !l.unit.Valid(m.on) && slices.ContainsFunc(m.index.byID[l.unit.ID], func(n int) bool {
		return m.index.lines[n].unit.Valid(m.on)
	})
}
