// Package reply understands short answers: what colleagues write back, in
// Swedish or English, when they were asked for a time, a date or a yes.
//
// There are three answers only. Certain: every word that carries meaning has
// been accounted for, and together they say one thing. Ask back: something is
// meant, but it may be two things, or hangs on a condition, or was said by
// somebody else; then the answer holds the options to choose from. Not an
// answer: a question, an automatic reply, thanks. A doubt is never a yes.
//
// The way there: quotes and signatures are taken off (own.go), the rest is cut
// into tokens whose words have senses from tables (vocabulary.go, meanings.go,
// filler.go), patterns find days, times and choices (dayrules.go,
// clockrules.go, pickrules.go), which are read against the calendar and the
// times on offer (resolve.go, propose.go), sentences are cut into clauses that
// each have a verdict (clause.go, polarity.go), and one function per kind of
// question weighs them (times.go, order.go, outcome.go, ack.go, held.go,
// contact.go). The reference for "i morgon" is always the moment the message
// was written.
//
// To teach it a word, add it to a table; to teach it a way to say a time, add
// a pattern; and put what was misunderstood into testdata/cases.txt.
package reply

import (
	"time"

	"example.org/stegvis/bot/care"
)

// A Kind is what was asked.
type Kind string

const (
	Times     Kind = "times"     // which of these times, or which other
	Order     Kind = "order"     // when can you start, is a joint visit needed
	Outcome   Kind = "outcome"   // extend (until when), end or change
	Extension Kind = "extension" // is it to be extended, until when
	Ack       Kind = "ack"       // have you received it
	Contact   Kind = "contact"   // who is kontaktperson
	Free      Kind = "free"      // anything: the text itself is the answer
	Held      Kind = "held"      // did the visit take place
)

// A Question is what the person answers.
type Question struct {
	Kind  Kind
	Slots []time.Time // for Times: the times offered, in the order they were numbered
	End   care.Date   // for Outcome and Extension: the last day of the intyg
	Case  string
}

// An Intent is what an answer does.
type Intent string

const (
	Accept   Intent = "accept"
	Propose  Intent = "propose"
	Decline  Intent = "decline"
	Unclear  Intent = "unclear" // ask back, or a human
	Asks     Intent = "question"
	Auto     Intent = "auto" // written by a machine
	Answered Intent = "answer"
)

// An Answer is what a reply was understood to say.
type Answer struct {
	Intent    Intent
	Accepted  []int // slots, from 1
	Preferred int   // the one of Accepted that suits best, when that was said
	Times     []Time
	StartDate care.Date
	HomeVisit *bool
	Outcome   string // extend, close or change
	Until     care.Date
	Ongoing   bool // extended tills vidare
	Yes       *bool
	Contact   string
	Question  bool // asks something besides
	Signs     []Sign
	Personal  bool     // a personnummer stands in the text
	Why       string   // short code: what stood in the way of certainty, see below
	Ask       []Option // what to choose from when asking back
}

// What Why can say, for a log and for the words that ask back:
//
//	which, whichday, count, list  several of the slots, or several days, fit
//	nooption                      no slot has that number
//	conflict                      weekday and date, or number and day, disagree
//	next, week, vague, clock      "nästa fredag", a bare week, "i början av", "kl 6"
//	passed, free, nodate          over already, a holiday, no such day
//	within                        a stretch of time with a slot in it
//	hedge, defer, condition       kanske; återkommer; om Eva kan
//	third, absence                somebody else's word; away, yet says yes
//	mixed, correction, spelling   yes and no at once; taken back; two words fit
//	move, cancel                  wants to move or cancel what is booked
//	words, nothing, empty, long   not understood; no answer; nothing; too much
//	quote                         answer and quote could not be told apart
//	tentative                     a calendar's "preliminärt"
//	length                        the length of time does not fit the end
//	death, hospital               a human first

// A Time is a time somebody proposed.
type Time struct {
	Start     time.Time
	End       time.Time // zero when only the start was named
	Precision Precision
	Bound     Bound
}

// A Precision is how closely a time was named.
type Precision string

const (
	Minute   Precision = "minute"
	HalfDay  Precision = "halfday"
	WholeDay Precision = "day"
)

// An Option is one of the things an answer may have meant. One field is set.
type Option struct {
	Slot    int
	Time    Time
	Date    care.Date
	Outcome string
}

// A Sign is something in a reply that a human must see before anything
// automatic is said.
type Sign string

const (
	Death    Sign = "death"
	Hospital Sign = "hospital"
	Fall     Sign = "fall"
	Change   Sign = "change"
)
