package care

import (
	"iter"
	"maps"
	"slices"
	"time"
)

// A Case is one person's way through the six steps, as far as its facts tell.
// It is a value: [Decide] returns a new one and leaves the old as it was.
type Case struct {
	ID     CaseID
	Label  string
	Step   Step
	Closed bool
	Round  int // 1, and one more for every extension
	Rev    int // how many facts it is made of

	Units map[Role]UnitID // the parties, as the contact lists name them
	Owner string          // who at BIH has taken it

	Asked      bool // PVR wants a förhandsbedömning
	Assessment *AssessmentGiven
	Contact    string // HTJ's kontaktperson

	Intyg       Intyg     // as last received; no measures until one has come
	Earlier     *Intyg    // the whole intyg before it: of the round before, or the one it puts right
	Arrived     Date      // the day it reached the server
	Mails       int       // how many mails PVR has opened or filled the case with
	Unclear     bool      // nobody knows yet whether it is a case
	Fetch       *Fetching // to be fetched or opened by hand
	Stranger    bool      // the sender is in no contact list, and BIH has not accepted it
	Completion  *CompletionAsked
	Application Date
	Decision    *DecisionMade
	Decided     int       // the round that Decision belongs to
	DecidedOn   Date      // the day it was made; zero until [Case.On] has been called
	ByHand      bool      // BIH must carry the order itself, and has not yet
	Unproven    bool      // the order waits for a second person to answer for the address
	Chooser     string    // who chose the utförare
	Former      UnitID    // the utförare before the present one
	Held        time.Time // when what was last decided leaves; zero when nothing waits
	before      *Case     // what it was before that, while that can be taken back
	Unserved    bool      // the contact lists no longer have the utförare
	Untold      []string  // what the person has not yet been told: "beslut", "start", "hembesok"
	Declined    bool      // HTJ has declined the order

	Starts  Date
	Joint   *bool
	Started bool

	Elsewhere bool // it has been handed over to the BIH of another district
	Carrying  bool // and BIH must carry the documents there itself, and has not yet

	Meetings map[MeetingKind]*Meeting

	Changed bool // a party says the situation has changed, and BIH has not acted
	Outcome *OutcomeReported
	EndTold *EndTold
	Ended   bool

	Passed   Limit // the last that has been passed, while the rest goes on
	Reviewed Date  // when what goes on tills vidare is looked at next; as the intyg says when zero
	Moved    Date  // the end before the last event, when that moved it

	Permits   map[Role]Permit // the consents that BIH has noted
	Withdrawn bool            // the person has taken back what consent the intyg tells of
	Protected bool            // the person's identity is protected: nothing is done by itself
	Waiting   []Waiting       // what is written and waits for BIH

	Stop     []string        // stop signs nobody has dealt with
	Frozen   bool            // a letter went wrong; nothing more is sent
	Paused   Date            // no reminders until then
	Bounced  map[Role]string // party to the letter that could not be delivered
	Unsure   map[Role]string // party to the question it has answered unclearly
	Wrong    map[Role]string // party to the question whose answer we last noted wrongly
	Muddled  int             // how many answers of BIH in a row made no sense
	Away     map[Role]Absence
	Reminded map[string]Telling // duty, rung and deadline to the last reminder
	Hushed   map[string]Hush    // open debt to how long its reminders are put off
	Since    map[string]Date    // open debt to the day it arose
}

// New returns a case to which nothing has happened.
func New(id CaseID) Case {
	return Case{ID: id, Label: Label(id), Step: Assessment, Round: 1}
}

// A Fact is an event that has been decided on and stored. It keeps the step the
// case moved to, so that a later change to [Model] cannot rewrite the past.
type Fact struct {
	Event  Event
	Step   Step
	Closed bool
	At     time.Time
	By     string // who made it happen, as the channel names them
}

// Replay returns the case its facts add up to.
func Replay(id CaseID, facts []Fact) Case { return New(id).Resume(facts) }

// Resume returns what c is after the facts that have come since.
func (c Case) Resume(facts []Fact) Case {
	for _, f := range facts {
		c = c.past(f)
	}
	return c
}

// Fold yields each fact with the case as it stood afterwards.
func Fold(id CaseID, facts []Fact) iter.Seq2[Fact, Case] {
	return func(yield func(Fact, Case) bool) {
		c := New(id)
		for _, f := range facts {
			if c = c.past(f); !yield(f, c) {
				return
			}
		}
	}
}

// past returns c after a fact, as it was decided then.
func (c Case) past(f Fact) Case {
	return c.with(f.Event).move(f.Step, f.Closed).On(DateOf(f.At))
}

// with returns c after e, whatever step that leads to.
func (c Case) with(e Event) Case {
	before := c
	c = c.clone()
	c.Rev++
	if _, refused := e.(AnswerRefused); !refused {
		c.Muddled = 0
	}
	c.Moved = Date{}
	e.apply(&c)
	c.review()
	c.remember(before, e)
	return c
}

// On returns c with what is new in it noted as of day: the debts that have arisen,
// and the decision.
func (c Case) On(day Date) Case {
	if c.Decision != nil && c.DecidedOn.IsZero() {
		c.DecidedOn = day
	}
	since, hushed := map[string]Date{}, map[string]Hush{}
	for _, d := range c.Debts() {
		k := d.key()
		since[k] = day
		if old, ok := c.Since[k]; ok {
			since[k] = old
		}
		if h, ok := c.Hushed[k]; ok {
			hushed[k] = h
		}
	}
	c.Since, c.Hushed = since, hushed
	return c
}

func (c Case) clone() Case {
	c.Units, c.Unsure, c.Wrong, c.Bounced = cloned(c.Units), cloned(c.Unsure), cloned(c.Wrong), cloned(c.Bounced)
	c.Permits = cloned(c.Permits)
	c.Reminded, c.Since = cloned(c.Reminded), cloned(c.Since)
	c.Away, c.Hushed = cloned(c.Away), cloned(c.Hushed)
	c.Untold = slices.Clone(c.Untold)
	meetings := map[MeetingKind]*Meeting{}
	for k, m := range c.Meetings {
		meetings[k] = m.clone()
	}
	c.Meetings = meetings
	return c
}

func cloned[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return maps.Clone(m)
}

// granted reports whether the latest decision grants the support.
func (c Case) granted() bool { return c.Decision != nil && c.Decision.Outcome != "avslag" }

// undecided reports whether the intyg at hand still waits for a decision.
func (c Case) undecided() bool { return c.Decided < c.Round }

// delivering reports whether HTJ has been given an order that is still running.
func (c Case) delivering() bool { return c.granted() && !c.Ended }

// Served reports whether the case counts on an utförare: one that is to get the
// order, or has it.
func (c Case) Served() bool {
	return !c.Closed && !c.Unserved && c.Units[HTJ] != "" && (c.undecided() || c.delivering())
}

// Turns returns the days on which the clock itself moves the case on: the day
// of the start, while HTJ has yet to start, and the last day, while it has not
// been noted as passed. Zero when there is none, as while the case is stopped: what
// was said of it then would not leave.
func (c Case) Turns() (starts, end Date) {
	if c.Closed || c.Protected || c.Frozen || len(c.Stop) > 0 {
		return Date{}, Date{}
	}
	if c.Step == Startup && !c.Started && !c.Starts.IsZero() && c.Joint != nil {
		starts = c.Starts
	}
	if c.delivering() && (!c.Ongoing() || c.Outcome != nil) {
		end = c.End()
	}
	return starts, end
}
