package intyg

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg/page"
)

// A Mail is what is asked about when a mail is to be classed.
type Mail struct {
	Subject string
	Text    string // what its sender wrote: without quotes, where that is known
	From    string
	Auto    bool     // it says of itself that no human sent it
	Reply   bool     // it answers a mail of ours
	Known   bool     // its sender is in the contact lists
	Ours    []string // names of our own unit or district; empty when not known

	Readings []Reading // of its body and attachments
}

// Kinds of mail, as the contract of stegvis read names them.
const (
	KindIntyg       = "egenvardsintyg"
	KindExtension   = "forlangning"
	KindSeveral     = "flera_intyg"
	KindPreliminary = "forhandsbedomning"
	KindSupplement  = "komplettering_svar"
	KindTimes       = "tidssvar"
	KindQuestion    = "fraga"
	KindEarlyEnd    = "avslut_i_fortid"
	KindNoExtension = "besked_forlangs_ej"
	KindAutomatic   = "autosvar"
	KindBounce      = "leveransrapport"
	KindSecure      = "sakert_meddelande"
	KindOther       = "annan_mottagare"
	KindProtected   = "skyddade_personuppgifter"
	KindNotOurs     = "ovrigt"
	KindUnclear     = "oklassificerat" // a human must look
)

// Classify says what a mail is and by what that was seen. It would rather ask
// than be wrong: what may be ours and fits nothing is [KindUnclear], and only
// what clearly is none of our business is [KindNotOurs].
func Classify(m Mail) (kind, why string) {
	c := classifier{Mail: m, phrases: mailPhrases(), own: say(m.Text)}
	c.head = say(replyMark.ReplaceAllString(folds.Replace(m.Subject), ""))
	c.all = say(c.head.text + ". " + c.own.text)
	for _, ask := range []func() (string, string){c.protected, c.machines, c.stopped, c.documents, c.sentences} {
		if kind, why = ask(); kind != "" {
			return kind, why
		}
	}
	return c.rest()
}

type classifier struct {
	Mail
	*phrases
	own  saying // what its sender wrote
	head saying // the subject without what mail programs put in front of it
	all  saying // both
}

// protected sees a mark of protected identity before all else.
func (c classifier) protected() (string, string) {
	if c.all.signed("skyddade_personuppgifter") {
		return KindProtected, "text"
	}
	for _, f := range c.Readings {
		if slices.Contains(f.Warnings, "skyddade_personuppgifter") {
			return KindProtected, "document"
		}
	}
	return "", ""
}

// machines sees mail that no human wrote. One with an intyg counts for what it
// carries, whoever sends it; only a delivery report brings back what is not its
// own.
func (c classifier) machines() (string, string) {
	papers := c.intyg() > 0
	if papers && !c.Auto {
		return "", ""
	}
	for _, kind := range []string{KindBounce, KindSecure, KindAutomatic} {
		p := c.of(kind)
		switch {
		case papers && kind != KindBounce:
		case p.from.in(say(c.From)):
			return kind, "from"
		case p.subject.in(c.head):
			return kind, "subject"
		case kind != KindAutomatic && p.text.in(c.own) && (c.Auto || linkShape.MatchString(c.Text)):
			return kind, "text"
		}
	}
	if papers {
		return "", ""
	}
	if c.Auto {
		return KindAutomatic, "header"
	}
	if c.of(KindAutomatic).text.in(c.own) {
		return KindAutomatic, "text"
	}
	return "", ""
}

var linkShape = regexp.MustCompile(`(?i)https?://|www\.`)

// replyMark is what mail programs put in front of a subject.
var replyMark = regexp.MustCompile(`(?i)^(?:\s*(?:sv|re|vs|vb|fw|fwd|ang|antw)\s*:)+\s*`)

// answers is the prefix of a mail that answers, not of one that passes on.
var answers = regexp.MustCompile(`(?i)^\s*(?:sv|re|vs|ang|antw)\s*:`)

func (c classifier) of(kind string) kindPhrases {
	for _, k := range c.kinds {
		if k.kind == kind {
			return k
		}
	}
	return kindPhrases{}
}

// stopped sees that the egenvård has ended by itself.
func (c classifier) stopped() (string, string) {
	signs := []string{"avliden"}
	if c.intyg() == 0 && c.known() {
		signs = append(signs, "flytt", "sjukhus", "samtycke_aterkallat")
	}
	for _, s := range signs {
		if c.all.signed(s) {
			return KindEarlyEnd, s
		}
	}
	return "", ""
}

// known reports whether the mail belongs to something we know of.
func (c classifier) known() bool {
	return c.Reply || c.Known || c.caseRef.in(say(c.Subject)) || c.ours.in(c.all)
}

// intyg counts the intyg among what was read.
func (c classifier) intyg() (n int) {
	for _, f := range c.Readings {
		if f.IsIntyg() {
			n++
		}
	}
	return n
}

// documents classes by the intyg in the mail.
func (c classifier) documents() (string, string) {
	n, people := 0, map[string]bool{}
	for _, f := range c.Readings {
		if !f.IsIntyg() {
			continue
		}
		n++
		if id := f.text("patient_id"); id != "" {
			people[id] = true
		}
		if f.Persons > 1 || len(people) > 1 {
			return KindSeveral, "persons"
		}
		if to := f.text("mottagare"); to != "" && len(c.Ours) > 0 && elsewhere(to, c.Ours) {
			return KindOther, "mottagare"
		}
	}
	if p := c.of(KindOther); p.text.in(c.own) {
		return KindOther, "text"
	}
	switch {
	case n > 1 && len(people) == 0:
		return KindSeveral, "documents"
	case n > 0:
		return KindIntyg, "document"
	}
	return "", ""
}

// elsewhere reports whether an addressee is a district and none of ours.
func elsewhere(to string, ours []string) bool {
	p := plain(to)
	if !strings.Contains(p, "stadsdel") && !strings.Contains(p, "kommun") {
		return false
	}
	return !slices.ContainsFunc(ours, func(o string) bool { return strings.Contains(p, plain(o)) || strings.Contains(plain(o), p) })
}

// IsIntyg reports whether the document is an egenvårdsintyg, as far as it
// goes: it says so itself, or has enough of what an intyg says. One that says
// so and is filled in under labels that nobody knows is one on a form that
// somebody has to explain.
func (r Reading) IsIntyg() bool {
	n := 0
	for _, keys := range core {
		if slices.ContainsFunc(keys, func(k string) bool { f, ok := r.Get(k); return ok && !f.Empty() }) {
			n++
		}
	}
	strange := 0
	for _, o := range r.Others {
		if o.Raw != "" {
			strange++
		}
	}
	_, what := r.Get("insats.beskrivning")
	return r.Form != "" && n+strange >= 8 || r.Whole && n >= 5 || r.Form != "" && n >= 4 || n >= 8 && what && !r.Fields["patient_id"].Empty()
}

// sentences classes by what the mail says.
func (c classifier) sentences() (string, string) {
	for _, kind := range []string{KindPreliminary, KindNoExtension, KindEarlyEnd, KindExtension} {
		p := c.of(kind)
		if p.text.in(c.all) && (c.known() || kind == KindPreliminary) {
			return kind, "text"
		}
	}
	answer := c.Reply || answers.MatchString(c.Subject)
	p := c.of(KindSupplement)
	if answer && (p.subject.in(c.head) || p.text.in(c.own)) && c.own.text != "" && !onlyAsks(c.own.text) {
		return KindSupplement, "reply"
	}
	if answer && c.times.in(c.own) {
		return KindTimes, "reply"
	}
	if c.known() && c.question.in(c.own) {
		return KindQuestion, "text"
	}
	return "", ""
}

// onlyAsks reports whether every sentence is a question.
func onlyAsks(text string) bool {
	for _, s := range sentences(text) {
		if !strings.HasSuffix(s, "?") && len(strings.Fields(s)) > 3 {
			return false
		}
	}
	return strings.Contains(text, "?")
}

// Blurred reports whether nothing could be read for sure: there are no letters, or
// only a picture of some.
func (r Reading) Blurred() bool { return r.Carrier == "" || r.Carrier == page.Scan }

func (c classifier) rest() (string, string) {
	if c.known() || slices.ContainsFunc(c.Readings, Reading.Blurred) || c.own.text == "" && c.head.text == "" {
		return KindUnclear, "nothing fits"
	}
	return KindNotOurs, "nothing of ours in it"
}

var (
	lastsUntil = regexp.MustCompile(`(?i)(?:till och med|t\.?\s?o\.?\s?m\.?|till|senast|innan|upphör|raderas|giltig\w*|expires?|until)\s[^.\d]{0,30}(\d[^.]{4,20})`)
	lastsDays  = regexp.MustCompile(`(?i)(?:i|inom|efter|within)\s(\d{1,3})\s(?:dagar|dygn|days)`)
)

// NoticeEnds returns the last day on which the message that a notice of a
// secure mail portal speaks of can be fetched; zero when it does not say.
func NoticeEnds(text string, received care.Date) care.Date {
	if m := lastsUntil.FindStringSubmatch(folds.Replace(text)); m != nil {
		if d := dates(m[1], received, coming); len(d) > 0 {
			return d[0].last
		}
	}
	if m := lastsDays.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		return received.Add(n)
	}
	return care.Date{}
}
