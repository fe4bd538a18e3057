package forms

import (
	"strings"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/forms/pdf"
)

// OrderFacts is what the order to the utförare says.
type OrderFacts struct {
	Head
	To       string    // the utförare
	Contact  string    // the person's kontaktperson there
	Handler  string    // who at the unit has decided
	Decided  care.Date // when
	Decision care.DecisionMade
	Intyg    care.Intyg
	AnswerBy care.Date
}

// DecisionFacts is what the letter to the person says. The reason is the
// handläggare's own words, and so is how to appeal: without it the letter
// shows where that must be put in.
type DecisionFacts struct {
	Head
	Draft    bool
	Person   care.Person
	Issuer   care.Issuer
	Provider string
	Handler  string
	Decided  care.Date
	Decision care.DecisionMade
	Form     string // beslutsform: "bistand" or "utan_behovsprovning"
	Reason   string
	Appeal   string
}

// CaseFacts is everything the case file says.
type CaseFacts struct {
	Head
	Opened, Closed care.Date
	Round          int
	Provider       string
	Handler        string
	Decided        care.Date
	Decision       *care.DecisionMade
	Reason         string
	Intyg          care.Intyg
	Others         []Value // what stands in the intyg that Intyg has no place for
	Events         []Entry
	Letters        []Sent
	Enclosures     []Enclosure
}

// An Entry is a line of the case file's history.
type Entry struct {
	At   time.Time
	Who  string
	What string
}

// Sent is a message of the case, with what became of it.
type Sent struct {
	At      time.Time
	To      string
	Subject string
	Text    string
	State   string // as the ledger says it
	Papers  []string
}

// An Enclosure is a document that is kept as it came.
type Enclosure struct {
	Title    string
	Received time.Time
	Bytes    int
	SHA256   string
}

// Information is the sheet to the person about stöd till egenvård, in large
// print.
func Information(w Words, h Head) ([]byte, error) { return w.paper("information", large, h, h, false) }

// Instruction is the instruction to the intyg, field by field, for the issuer.
func Instruction(w Words, h Head) ([]byte, error) {
	return w.paper("instruktion", ordinary, h, h, false)
}

// Order is the order to the utförare, after the decision.
func Order(w Words, f OrderFacts) ([]byte, error) {
	return w.paper("bestallning", ordinary, f.Head, f, false)
}

// Decision is a draft of the letter to the person about the decision.
func Decision(w Words, f DecisionFacts) ([]byte, error) {
	return w.paper("beslut", letter, f.Head, f, false)
}

// CaseFile is the whole case on paper for the personakt, made for archives
// (PDF/A-2a).
func CaseFile(w Words, f CaseFacts) ([]byte, error) {
	return w.paper("akt", ordinary, f.Head, f, true)
}

// paper draws one of the texts. Its title is its first heading.
func (w Words) paper(name string, l look, h Head, facts any, archive bool) ([]byte, error) {
	bs, err := w.say(name, facts)
	if err != nil {
		return nil, err
	}
	title := titleOf(bs)
	s := newSheet(w, l, h, title, archive)
	s.lay(bs)
	s.footers(w, named(title, h))
	return s.doc.Bytes(), nil
}

// named is a title with the case's number, for pages that come apart.
func named(title string, h Head) string {
	if h.Case == "" || strings.Contains(title, string(h.Case)) {
		return title
	}
	return join("  ·  ", title, string(h.Case))
}

func titleOf(bs []block) string {
	for _, b := range bs {
		if b.kind == h1 {
			return plain(b.text)
		}
	}
	return ""
}

// plain is text without the signs that lay it out.
func plain(text string) (s string) {
	for i, w := range spans(text, pdf.Regular) {
		if i > 0 && !w.glued {
			s += " "
		}
		s += w.text
	}
	return s
}
