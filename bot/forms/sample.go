package forms

import (
	"fmt"
	"io/fs"
	"slices"
)

// A sample is a case that there is not, read from a file of words. Every paper
// is tried on it before the words are used, and can be looked at with it.
type sample struct {
	Order OrderFacts
	Case  struct{ Reason, What, Letter, Title string }
}

// decision is the sample's letter, as the handläggare has finished it or not.
func (s sample) decision(outcome, form string, draft bool) DecisionFacts {
	o := s.Order
	f := DecisionFacts{Head: o.Head, Draft: draft, Person: o.Intyg.Person, Issuer: o.Intyg.Issuer, Provider: o.To, Handler: o.Handler, Decided: o.Decided, Decision: o.Decision, Form: form}
	f.Decision.Outcome = outcome
	if !draft {
		f.Reason, f.Appeal = s.Case.Reason, s.Case.Reason
	}
	return f
}

func (s sample) caseFile() CaseFacts {
	o, at := s.Order, s.Order.Decided.At(8, 0)
	return CaseFacts{
		Head: o.Head, Opened: o.Decided, Closed: o.Decided, Round: 1, Provider: o.To, Handler: o.Handler, Decided: o.Decided, Decision: &o.Decision, Reason: s.Case.Reason, Intyg: o.Intyg,
		Others:     []Value{{Label: s.Case.Title, Text: s.Case.What}},
		Events:     []Entry{{At: at, Who: o.Handler, What: s.Case.What}},
		Letters:    []Sent{{At: at, To: o.To, Subject: s.Case.Letter, Text: s.Case.What, State: "held", Papers: []string{s.Case.Title}}},
		Enclosures: []Enclosure{{Title: s.Case.Title, Received: at, Bytes: 1, SHA256: s.Case.Title}},
	}
}

func (s sample) reading() readingSaid {
	return readingSaid{Head: s.Order.Head, Missing: []string{s.Case.Title}, Weak: []string{s.Case.Title}, Changes: []Changed{{s.Case.Title, s.Case.What, s.Case.What}}}
}

func (s sample) cover() coverSaid { return coverSaid{s.Order.Head, s.Case.Title} }

// try prints every paper's text of the sample and of nothing at all, so that a
// mistake in it is found before anything is to be sent.
func (w Words) try() error {
	s := w.sample
	for name, tries := range map[string][]any{
		"information": {s.Order.Head, Head{}},
		"instruktion": {s.Order.Head, Head{}},
		"bestallning": {s.Order, OrderFacts{}},
		"beslut":      {s.decision("bifall", "bistand", true), s.decision("delvis", "utan_behovsprovning", false), s.decision("avslag", "bistand", false), DecisionFacts{}},
		"akt":         {s.caseFile(), CaseFacts{}},
		"avlasning":   {s.reading(), readingSaid{}},
		"omslag":      {s.cover(), coverSaid{}},
	} {
		for _, facts := range tries {
			bs, err := w.say(name, facts)
			if err != nil {
				return err
			}
			if titleOf(bs) == "" {
				return fmt.Errorf("paper: %s.txt: no heading: its first one, a line that begins with #, is the title of the PDF", name)
			}
		}
	}
	return nil
}

// Previews are the papers that [Preview] can show.
func Previews() []string { return append([]string{"blankett"}, paperNames...) }

// Preview prints a paper about a case that there is not.
func Preview(w Words, name string, h Head) ([]byte, error) {
	s := w.sample
	s.Order.Unit, s.Order.Mail, s.Order.Phone = h.Unit, h.Mail, h.Phone
	h = s.Order.Head
	switch name {
	case "blankett":
		return Blank(w, h, s.Order.Intyg, nil)
	case "information":
		return Information(w, h)
	case "instruktion":
		return Instruction(w, h)
	case "bestallning":
		return Order(w, s.Order)
	case "beslut":
		return Decision(w, s.decision("delvis", "bistand", true))
	case "akt":
		return CaseFile(w, s.caseFile())
	case "avlasning":
		return Reading(w, ReadingFacts{Head: h, Intyg: s.Order.Intyg})
	case "omslag":
		return w.paper(name, ordinary, h, s.cover(), false)
	}
	return nil, fmt.Errorf("paper: there is none called %s: they are %v", name, Previews())
}

// known refuses a file of a unit's own that takes the place of none of ours: it
// is misspelt, and would never be read.
func known(own, ours fs.FS) error {
	for _, pattern := range []string{"*.txt", "*.toml"} {
		found, _ := fs.Glob(own, pattern) // the pattern is well formed
		all, _ := fs.Glob(ours, pattern)
		for _, name := range found {
			if !slices.Contains(all, name) {
				return fmt.Errorf("words: %s: takes the place of no file of ours: they are %v", name, all)
			}
		}
	}
	return nil
}
