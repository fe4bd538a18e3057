package contacts

import (
	"cmp"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// maxCandidates is how many a person can choose among.
const maxCandidates = 10

// ranking collects the lines to ask about.
type ranking struct {
	m     *matching
	found map[int]*ranked
}

type ranked struct {
	line  *line
	score int
	why   string
}

// candidates returns the units that a human should consider, the likeliest
// first, each with what speaks for it or against it.
func (m *matching) candidates() (all []Candidate) {
	k := ranking{m, map[int]*ranked{}}
	k.fits()
	k.numbers()
	k.people()
	k.names()
	if !slices.ContainsFunc(m.r.words, func(t textWord) bool { return t.class == core && !m.placeName(t) }) {
		k.common()
	}
	k.successors()
	seen := map[care.UnitID]bool{}
	for _, c := range k.sorted() {
		if id := c.line.unit.ID; !seen[id] && len(all) < maxCandidates {
			seen[id] = true
			all = append(all, Candidate{id, cmp.Or(m.against(c), c.why)})
		}
	}
	return all
}

// add counts what speaks for a line; the strongest gives the reason.
func (k ranking) add(n, score int, why string) {
	c := k.found[n]
	if c == nil {
		c = &ranked{line: k.m.index.lines[n]}
		k.found[n] = c
	}
	if score > c.score {
		c.why = why
	}
	c.score = max(c.score, score) + min(c.score, score)/10
}

func (k ranking) sorted() []ranked {
	var all []ranked
	for _, c := range k.found {
		all = append(all, *c)
	}
	for i, c := range all {
		if len(k.m.r.districts) > 0 && k.m.served(c.line) {
			all[i].score += 8
		}
		if !c.line.unit.Valid(k.m.on) {
			all[i].score -= 3
		}
	}
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.line.unit.ID, b.line.unit.ID))
	})
	return all
}

// against is what speaks against a unit that is named, the first thing a
// coordinator must know.
func (m *matching) against(c ranked) string {
	named := c.score >= 60
	switch u := c.line.unit; {
	case m.on.IsZero():
		return ""
	case u.ended(m.on):
		return "ended"
	case u.upcoming(m.on):
		return "upcoming"
	case named && c.why != "successor" && len(m.r.districts) > 0 && len(c.line.places) > 0 && !m.served(c.line):
		return "district"
	}
	return ""
}

func (k ranking) fits() {
	fits := slices.Concat(k.m.fits, k.m.others)
	for _, f := range fits {
		why := f.via
		if f.lacking && f.name.words != nil {
			why = "part"
		}
		k.add(f.line.n, 100, why)
	}
	for _, f := range fits[:min(len(fits), 1)] { // near the others are the same
		for _, r := range k.m.rivals(f) {
			if k.found[r] == nil {
				k.add(r, 60, "similar")
			}
		}
	}
}

func (k ranking) numbers() {
	for _, key := range k.m.keys() {
		for _, n := range key.lines {
			k.add(n, 90, key.via)
		}
	}
	for _, key := range k.m.nearlyKeys() {
		for _, n := range key.lines {
			k.add(n, 70, key.via)
		}
	}
}

func (k ranking) people() {
	for _, t := range k.m.r.words {
		if len(t.fold) < 3 || t.class == generic {
			continue
		}
		for _, n := range k.m.index.person[t.fold] {
			k.add(n, 40, "person-part")
		}
	}
	for _, n := range k.m.namesakes(fit{}) {
		k.add(n, 55, "person-part")
	}
}

// names adds the units whose names share words with the text, or have words
// that resemble its.
func (k ranking) names() {
	for _, t := range k.m.r.words {
		if t.class != core || k.m.placeName(t) || len(t.fold) < 2 {
			continue
		}
		for _, a := range k.m.alike(t.word) {
			if a.how < similar {
				k.addAlike(t, a)
			}
		}
		for _, n := range k.m.index.byCore[t.loose] {
			k.addShared(t, n)
		}
	}
}

var scores = map[resemblance]int{begins: 20, within: 30, holds: 40, nearly: 35, almost: 50, similar: 60}

func (k ranking) addAlike(t textWord, a likeness) {
	score := scores[a.how]
	if lex().isWeak(t.word) {
		score /= 3
	}
	for _, n := range a.lines {
		l := k.m.index.lines[n]
		switch {
		case a.how > begins && min(len(a.stem), len(t.stem)) < 5, a.how >= nearly && a.place:
			continue
		case a.how == begins && (len(k.m.r.districts) == 0 || !k.m.served(l)):
			continue // too little to go on
		default:
			k.add(n, score, "similar")
		}
	}
}

func (k ranking) addShared(t textWord, n int) {
	l := k.m.index.lines[n]
	score, why := 60, "part"
	if lex().isWeak(t.word) {
		score = 25
	}
	if !k.m.r.calls(l, t) {
		why = "former"
	}
	for _, g := range k.m.r.words {
		if g.class == generic && l.generic[g.canon] > 0 {
			score += 3
		}
	}
	k.add(n, score, why)
}

// placeName reports whether a word is only the name of a place that somebody
// works in, or that is part of somebody's name.
func (m *matching) placeName(t textWord) bool {
	return len(m.index.local[t.stem]) > 0 || m.index.place[t.stem]
}

// common finds whom common words can mean: "kommunen", "nattpatrullen",
// "hemtjänsten i Farsta".
func (k ranking) common() {
	for _, t := range k.m.r.words {
		switch {
		case t.class == municipal || t.class == night:
			for _, n := range k.m.index.kind[t.class] {
				if len(k.m.r.districts) == 0 || k.m.served(k.m.index.lines[n]) {
					k.add(n, 50, map[wordClass]string{municipal: viaMunicipal, night: "part"}[t.class])
				}
			}
		case t.class == core:
			for _, n := range k.m.index.local[t.stem] {
				k.place(n)
			}
			for _, n := range k.m.index.kind[municipal] {
				if k.m.index.lines[n].places[t.stem] && k.m.sameBusiness(k.m.index.lines[n]) {
					k.add(n, 40, viaMunicipal)
				}
			}
		}
	}
}

// place adds a unit that has a place of the text in its name, if the text
// speaks of a business at all.
func (k ranking) place(n int) {
	switch {
	case k.m.sameBusiness(k.m.index.lines[n]):
		k.add(n, 45, "place")
	case slices.ContainsFunc(k.m.r.words, func(t textWord) bool { return t.class == generic || t.branch }):
		k.add(n, 30, "place")
	}
}

// sameBusiness reports whether the unit's names say what the text says about
// its business: omsorg, Omsorgsgruppen.
func (m *matching) sameBusiness(l *line) bool {
	for _, t := range m.r.words {
		for _, n := range l.names {
			if t.class == generic && slices.ContainsFunc(n.words, func(w nameWord) bool { return strings.HasPrefix(w.fold, fold(t.canon)) }) {
				return true
			}
		}
	}
	return false
}

// successors adds, before those that have ended, whoever has taken over.
func (k ranking) successors() {
	if !k.m.index.succession {
		return
	}
	ended := slices.DeleteFunc(k.sorted(), func(c ranked) bool { return c.line.unit.Successor == "" || !c.line.unit.ended(k.m.on) })
	for _, c := range ended {
		for _, n := range k.m.index.byID[c.line.unit.Successor] {
			k.add(n, c.score+5, "successor")
		}
	}
}
