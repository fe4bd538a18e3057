package intyg

import (
	"slices"
	"strings"
)

// A label that nobody knows may still say what it is for: "Utfärdarens
// arbetsplats" shares its rare word with "Arbetsplats". What stands by it is
// then proposed for that field, never more: the label stays unknown, and is
// listed for a human to explain.

// A wording is the words of one known label that tell it from others.
type wording struct {
	stems []string
	m     meaning
}

// stemLength is how many letters of a word count, so that its endings do not.
const stemLength = 6

// stems returns what tells a label from others.
func stems(label string) (all []string) {
	for _, w := range strings.FieldsFunc(plain(label), func(c rune) bool { return !isLetter(string(c)) }) {
		r := []rune(w)
		if len(r) < 3 || slices.Contains(common, w) {
			continue
		}
		if s := string(r[:min(len(r), stemLength)]); !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// common are words that stand in labels of all kinds.
var common = strings.Fields("och för den det som ska skall med vid till har kan ett inte enligt hur vad vem vilka vilken vilket själv sin sitt eller enskilde enskildes patienten patientens brukaren brukarens uppgifter ange beskriv intyget intygets namn")

// stemmed lists the known labels, and how many keys each stem occurs in.
func (c *Catalogue) stemmed() {
	c.wordings, c.stemKeys = nil, map[string]int{}
	seen := map[string]map[string]bool{}
	for label, ms := range c.meanings {
		s := stems(label)
		for _, m := range ms {
			if m.key == "" || m.strict || len(s) == 0 {
				continue
			}
			c.wordings = append(c.wordings, wording{s, m})
			for _, x := range s {
				if seen[x] == nil {
					seen[x] = map[string]bool{}
				}
				seen[x][m.key] = true
			}
		}
	}
	for s, k := range seen {
		c.stemKeys[s] = len(k)
	}
}

// guess returns the one field that an unknown label most likely is for, among
// those of the sections groups; without any, among all.
func (c *Catalogue) guess(label string, groups []string) (meaning, bool) {
	own := stems(label)
	best := map[string]float64{}
	by := map[string]meaning{}
	for _, w := range c.wordings {
		if len(groups) > 0 && !overlaps(w.m.groups, groups) {
			continue
		}
		if s := alikeness(own, w.stems, c.stemKeys); s > best[w.m.key] {
			best[w.m.key], by[w.m.key] = s, w.m
		}
	}
	first, second, key := 0.0, 0.0, ""
	for k, s := range best {
		switch {
		case s > first || s == first && k < key:
			first, second, key = s, first, k
		case s > second:
			second = s
		}
	}
	return by[key], first >= .4 && first-second >= .1
}

// alikeness is what two labels share of all they say, rare words first.
func alikeness(a, b []string, keys map[string]int) float64 {
	shared, all := 0.0, 0.0
	for _, s := range a {
		w := .3 // a word that no known label has
		if n := keys[s]; n > 0 {
			w = 1 / float64(n)
		}
		all += w
		if slices.Contains(b, s) {
			shared += w
		}
	}
	for _, s := range b {
		if !slices.Contains(a, s) {
			all += 1 / float64(keys[s])
		}
	}
	if all == 0 {
		return 0
	}
	return shared / all
}

// guesses gathers what stands by unknown labels, for the fields that nothing
// known asks for.
func (p *paper) guesses(found []*answer) (more []*answer) {
	taken := map[string]bool{}
	for _, a := range found {
		taken[a.key] = true
	}
	for _, l := range p.labels {
		if l.known || len(l.values) == 0 {
			continue
		}
		groups, _ := p.section(l.at)
		m, ok := p.c.guess(l.text, groups)
		if !ok || taken[m.key] {
			continue
		}
		taken[m.key] = true
		l.meaning, l.guessed = m, true
		a := p.answer(l)
		a.sure = min(a.sure, .6)
		more = append(more, a)
	}
	return more
}
