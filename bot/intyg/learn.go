package intyg

import (
	"fmt"
	"slices"
	"strings"
)

// A Form is what a human has told us of a form whose wording we did not know:
// once, so that the next intyg on it is read whole. It is kept as data.
type Form struct {
	Name   string            `json:"name"`   // what the form calls itself, with its version
	Labels map[string]string `json:"labels"` // what it prints → key of the catalogue; "" for what is no field
}

// With returns the catalogue with the labels of forms added. It refuses a form
// that maps a label to a key which is none.
func (c *Catalogue) With(forms ...Form) (*Catalogue, error) {
	wide, err := parseCatalogue(labelsJSON)
	if err != nil {
		return nil, err
	}
	for _, f := range append(slices.Clone(c.forms), forms...) {
		for label, key := range f.Labels {
			if key != "" && wide.types[key] == "" {
				return nil, fmt.Errorf("form %s: no field is called %s", f.Name, key)
			}
			if plain(label) == "" {
				return nil, fmt.Errorf("form %s: a label for %s is empty", f.Name, key)
			}
			wide.learn(label, key)
		}
		wide.forms = append(wide.forms, f)
	}
	wide.spellings()
	return wide, nil
}

// learn makes a label mean the key, before anything it meant so far.
func (c *Catalogue) learn(label, key string) {
	p := plain(label)
	m := meaning{key: key, groups: c.groupsOf(key)}
	c.meanings[p] = append([]meaning{m}, slices.DeleteFunc(c.meanings[p], func(o meaning) bool { return o.key == key || overlaps(o.groups, m.groups) })...)
	c.longest = max(c.longest, len(strings.Fields(p)))
	delete(c.headings, p)
}

// groupsOf returns the sections a key belongs in; all for what is no field.
func (c *Catalogue) groupsOf(key string) []string {
	for _, f := range c.words.Fields {
		if f.Key == key {
			return append([]string{f.Group}, f.Also...)
		}
	}
	return []string{"dokument", "person", "bedomning", "omfattning", "risk", "samtycke", "utforare", "uppfoljning", "utfardare", "hantering"}
}

// Learn returns the form of a reading as a human is asked to fill it in: its
// name, and its unknown labels with no key yet.
func (r Reading) Learn() Form {
	f := Form{Name: r.Form, Labels: map[string]string{}}
	for _, l := range r.Unknown {
		f.Labels[l] = ""
	}
	return f
}

// Keys returns the fields a form can ask for, each with what most forms call
// it, in the order of an intyg.
func Keys() (all [][2]string) {
	for _, f := range Standard().words.Fields {
		if len(f.Labels) > 0 {
			all = append(all, [2]string{f.Key, f.Labels[0]})
		}
	}
	return all
}
