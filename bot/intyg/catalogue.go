package intyg

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// labels.json says what a form may call its fields and sections, and what may
// stand beside a tick box. It is data so that a new wording is a line there.
//
//go:embed labels.json
var labelsJSON []byte

// A Catalogue knows what labels mean. A label means something only inside its
// section: "Datum" is the day of issue at the top, and that of the riskanalys
// further down.
type Catalogue struct {
	words    words
	meanings map[string][]meaning
	headings map[string][]string // heading → groups of fields that stand under it
	types    map[string]string   // key → what kind of value it has
	level    map[string]string
	options  map[string][]option // caption of a tick box → what ticking it says
	choices  map[string][]option // key → the captions of its options, the longest first
	classes  []option            // a profession → its class, the longest first
	longest  int                 // words in the longest label
	forms    []Form              // what humans have taught it
	spelt    []spelling          // all labels, for finding misspelt ones
	wordings []wording           // all labels, for finding what an unknown one is like
	stemKeys map[string]int      // stem → how many keys have it in their labels
}

// words is labels.json.
type words struct {
	Fields []struct {
		Key, Group, Level, Type string
		Labels, Also            []string
	}
	Inside []struct {
		Key            string
		Groups, Labels []string
	}
	Notes []struct {
		Group  string
		Labels []string
	}
	Parts    []string
	Sections []struct{ Groups, Headings []string }
	Stems    []struct {
		Stem   string
		Groups []string
	}
	Options []struct {
		Key, Value string
		Captions   []string
	}
	Recipients                 map[string][]string
	Empty, Closings, Furniture []string
	Helps                      []string // how a line that tells how to fill in begins
	Measures                   []struct {
		Type  string
		Words []string
	}
	Professions map[string][]string
}

// A meaning is one thing a label can stand for. Key is empty for a label that
// is known but is no field of the intyg.
type meaning struct {
	key    string
	groups []string // sections it belongs to
	strict bool     // means this only inside those sections
	part   bool     // several of them make one value, as street and town do
}

// An option is a key with a value, or a caption with one.
type option struct{ key, value string }

// A spelling is a label with what is compared first.
type spelling struct {
	text, digits string
	runes        int
}

// spellings lists the labels in a fixed order, and what tells them apart.
func (c *Catalogue) spellings() {
	c.spelt = c.spelt[:0]
	for _, l := range slices.Sorted(maps.Keys(c.meanings)) {
		if n := runes(l); n >= 6 {
			c.spelt = append(c.spelt, spelling{l, digits(l), n})
		}
	}
	c.stemmed()
}

// Standard returns the catalogue that stegvis is built with.
func Standard() *Catalogue { return standard() }

var standard = sync.OnceValue(func() *Catalogue {
	c, err := parseCatalogue(labelsJSON)
	if err != nil {
		panic(err) // unreachable: the file is part of the program and loaded by a test
	}
	return c
})

func parseCatalogue(data []byte) (*Catalogue, error) {
	c := &Catalogue{
		meanings: map[string][]meaning{}, headings: map[string][]string{},
		types: map[string]string{}, level: map[string]string{},
		options: map[string][]option{}, choices: map[string][]option{},
	}
	if err := json.Unmarshal(data, &c.words); err != nil {
		return nil, fmt.Errorf("read label catalogue: %w", err)
	}
	parts := map[string]bool{}
	for _, l := range c.words.Parts {
		parts[plain(l)] = true
	}
	for _, f := range c.words.Fields {
		c.types[f.Key], c.level[f.Key] = f.Type, f.Level
		for _, l := range f.Labels {
			c.add(l, meaning{key: f.Key, groups: append([]string{f.Group}, f.Also...), part: parts[plain(l)]})
		}
	}
	for _, in := range c.words.Inside {
		for _, l := range in.Labels {
			c.add(l, meaning{key: in.Key, groups: in.Groups, strict: true})
		}
	}
	for _, n := range c.words.Notes {
		for _, l := range n.Labels {
			c.add(l, meaning{groups: []string{n.Group}, strict: len(c.meanings[plain(l)]) > 0})
		}
	}
	for _, s := range c.words.Sections {
		for _, h := range s.Headings {
			c.headings[plain(h)] = s.Groups
		}
	}
	for _, o := range c.words.Options {
		for _, caption := range o.Captions {
			c.options[plain(caption)] = append(c.options[plain(caption)], option{o.Key, o.Value})
			c.choices[o.Key] = append(c.choices[o.Key], option{plain(caption), o.Value})
		}
	}
	for class, titles := range c.words.Professions {
		for _, t := range titles {
			c.classes = append(c.classes, option{strings.TrimPrefix(plain(t), "leg "), class})
		}
	}
	for _, all := range append(slices.Collect(maps.Values(c.choices)), c.classes) {
		slices.SortStableFunc(all, longestFirst)
	}
	c.spellings()
	return c, nil
}

func longestFirst(a, b option) int {
	return cmp.Or(len(b.key)-len(a.key), cmp.Compare(a.key, b.key))
}

func (c *Catalogue) add(label string, m meaning) {
	p := plain(label)
	for _, old := range c.meanings[p] {
		if old.key == m.key && old.strict == m.strict {
			return
		}
	}
	c.meanings[p] = append(c.meanings[p], m)
	c.longest = max(c.longest, len(strings.Fields(p)))
}

// resolve returns what a label means inside the sections groups, with the
// group of the label before it as a hint. ok is false when it could mean
// several things, or nothing here.
func resolve(ms []meaning, groups []string, before string) (m meaning, ok bool) {
	var fit []meaning
	for _, m := range ms {
		if overlaps(m.groups, groups) {
			fit = append(fit, m)
		}
	}
	for _, m := range fit {
		if overlaps(m.groups, []string{before}) {
			return m, true
		}
	}
	if len(fit) > 0 {
		return fit[0], len(fit) == 1 || fit[0].key == fit[1].key
	}
	for _, m := range ms {
		if !m.strict && m.key != "" {
			fit = append(fit, m)
		}
	}
	if len(fit) == 1 {
		return fit[0], true
	}
	if len(ms) == 1 && ms[0].key == "" {
		return ms[0], true
	}
	return meaning{}, false
}

func overlaps(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

// isTitle reports whether text is what an intyg calls itself.
func (c *Catalogue) isTitle(text string) bool {
	return slices.ContainsFunc(c.meanings[plain(text)], func(m meaning) bool { return m.key == "rubrik" })
}

// begins reports whether text begins with one of the phrases, as whole words.
func begins(text string, phrases []string) bool {
	p := plain(text)
	for _, x := range phrases {
		if rest, ok := strings.CutPrefix(p, x); ok && (rest == "" || !isLetter(rest)) {
			return true
		}
	}
	return false
}
