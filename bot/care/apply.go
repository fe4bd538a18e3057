package care

import (
	"cmp"
	"slices"
)

// What each event changes in the case it happens to. Nothing here decides
// anything: that is the model's.

func (e AssessmentAsked) apply(c *Case) {
	c.Asked = true
	c.Mails++
	c.unit(PVR, e.From)
}

func (e AssessmentGiven) apply(c *Case) {
	c.Assessment = &e
	c.over(Call)
	c.unit(HTJ, e.Provider)
}

func (e ContactAsked) apply(c *Case) {
	if c.Units[PVR] == "" {
		c.unit(PVR, e.From)
	}
}

func (e ContactNamed) apply(c *Case) {
	delete(c.Unsure, HTJ)
	c.Contact = e.Contact
}

func (e IntygReceived) apply(c *Case) {
	if c.extendedBy(e.Intyg) {
		c.Round++
		c.Completion, c.Application = nil, Date{}
		c.unend()
		c.Outcome = &OutcomeReported{Outcome: "extend", Until: e.Intyg.End(), By: PVR}
	}
	if c.hasIntyg() && len(e.Filled)+len(e.Disputed) == 0 {
		earlier := c.Intyg
		c.Earlier = &earlier
	}
	c.take(e.Intyg)
	c.Arrived, c.Stop = e.On, slices.Compact(slices.Sorted(slices.Values(slices.Concat(c.Stop, e.Signs)))) // only BIH clears a stop
	c.heed(e.Signs)
	c.Mails++
	c.fetched()
	c.Stranger = e.From == "" && c.Units[PVR] == ""
	c.unit(PVR, e.From)
	c.name(e.Provider)
	if len(c.Intyg.Missing()) == 0 {
		c.Completion = nil
	}
}

func (e IntygCorrected) apply(c *Case) {
	c.Intyg = e.Intyg
	c.Stop = append(slices.Clone(c.Stop), e.Signs...)
	c.heed(e.Signs)
	if c.undecided() {
		c.name(e.Provider)
	}
	if len(c.Intyg.Missing()) == 0 {
		c.Completion = nil
	}
}

// fetched notes that what was to be fetched by hand lies on the desk.
func (c *Case) fetched() {
	if c.Fetch != nil {
		c.Fetch, c.Unclear = nil, false
	}
}

// extendedBy reports whether i begins a new round: the case has been decided
// on, and i is about time after that.
func (c Case) extendedBy(i Intyg) bool {
	return c.Decided == c.Round && c.granted() &&
		(i.Type == "forlangning" || i.End().After(c.End()))
}

// take puts an intyg in the place of the former. One that corrects what has been
// decided on moves the deadlines, but only when it can be read for sure.
func (c *Case) take(i Intyg) {
	before, settled := c.End(), c.delivering() && !c.undecided()
	if settled && (len(i.Doubts) > 0 || len(i.Missing()) > 0) {
		return
	}
	c.Intyg, c.Reviewed = i, Date{}
	if settled && c.End() != before {
		c.Moved = before
	}
}

func (e CompletionAsked) apply(c *Case)     { c.Completion = &e }
func (ReadingConfirmed) apply(c *Case)      { c.Intyg.Doubts = nil }
func (e ApplicationObtained) apply(c *Case) { c.Application = e.On }

func (e DecisionMade) apply(c *Case) {
	if e.Outcome == "avslag" && c.delivering() {
		e.To = c.End() // what is refused is that it goes on after that
	}
	c.Decision, c.Decided, c.DecidedOn = &e, c.Round, Date{}
	c.ByHand = e.ByHand && e.Outcome != "avslag"
	c.Untold = []string{"beslut"}
	c.Outcome, c.EndTold, c.Ended = nil, nil, false
	if !c.booked(Review) { // each round has its own follow-up, but a booked one is in people's calendars
		delete(c.Meetings, Review)
	}
	if c.Round == 1 {
		c.Starts, c.Joint = Date{}, nil
	}
	c.Unproven, c.Chooser = e.Unproven && c.granted(), e.By
	if c.granted() { // a refusal goes to whoever has the order
		c.unit(HTJ, e.Provider)
		c.Declined, c.Unserved = false, false
	}
}

func (e ProviderChosen) apply(c *Case) {
	c.Declined, c.Unserved = false, false
	c.ByHand = e.ByHand && c.granted()
	c.Unproven, c.Chooser = e.Unproven && c.granted(), e.By
	c.unit(HTJ, e.Provider)
}

// A new utförare begins anew: what was agreed on with the old one is gone.
func (e ProviderChanged) apply(c *Case) {
	c.Former = c.Units[HTJ]
	ProviderChosen{Provider: e.Provider, ByHand: e.ByHand, Unproven: e.Unproven, By: e.By}.apply(c)
	c.Contact, c.Starts, c.Joint, c.Started, c.EndTold = "", Date{}, nil, false, nil
	c.drop(Visit)
	c.drop(Review)
	delete(c.Unsure, HTJ)
	delete(c.Bounced, HTJ)
	c.Untold = slices.DeleteFunc(c.Untold, func(of string) bool { return of != "beslut" })
}

func (ProviderEnded) apply(c *Case) {
	c.Unserved = c.delivering()
	if !c.delivering() {
		delete(c.Units, HTJ)
	}
}

func (AddressProven) apply(c *Case) { c.Unproven = false }

func (OrderCarried) apply(c *Case) { c.ByHand = false }

func (e PersonInformed) apply(c *Case) {
	delete(c.Unsure, e.By)
	c.told(e.Of)
}

func (e StartProposed) apply(c *Case) {
	delete(c.Unsure, HTJ)
	if !e.On.IsZero() {
		c.Starts = e.On
		c.untold("start")
	}
	if e.Joint != nil {
		c.Joint = e.Joint
	}
}

func (OrderDeclined) apply(c *Case) {
	c.Declined, c.Unserved = !c.Started, c.Unserved || c.Started
}
func (StartReached) apply(c *Case) { c.Started = true }

func (e TimesProposed) apply(c *Case) {
	delete(c.Unsure, e.By)
	c.callOff(e.Kind)
	c.Meetings[e.Kind] = propose(e, c.Meetings[e.Kind])
}

func (e TimesChosen) apply(c *Case) {
	delete(c.Unsure, e.By)
	if m := c.Meetings[e.Kind]; m != nil && m.answer(e.By, e.Times) {
		m.Rev, m.Host = c.Rev, c.Owner
		m.Round = cmp.Or(m.Round, c.Round)
		if e.Kind == Visit {
			c.told("avbokat")
			c.untold("hembesok")
		}
	}
}

func (e TimesRefused) apply(c *Case) {
	if m := c.Meetings[e.Kind]; m != nil {
		m.answer(e.By, nil)
	}
}

func (e MeetingHeld) apply(c *Case) {
	if m := c.Meetings[e.Kind]; m != nil {
		m.Held, m.Doubt = &e.Held, ""
		switch {
		case !e.Held:
			c.Meetings[e.Kind] = m.reopened() // a new time has to be found
			if e.Kind == Visit {
				c.told("hembesok") // there is none to tell of
			}
		case e.Kind == Review && m.Round < c.Round:
			delete(c.Meetings, Review) // it was that of the round before
		}
	}
}

func (e MeetingCancelled) apply(c *Case) {
	delete(c.Unsure, e.By)
	c.callOff(e.Kind)
}

func (e BookingDoubted) apply(c *Case) {
	delete(c.Unsure, e.By)
	if c.booked(e.Kind) {
		c.Meetings[e.Kind].Doubt = e.By
	}
}

func (e BookingConfirmed) apply(c *Case) {
	delete(c.Unsure, e.By)
	if c.booked(e.Kind) {
		c.Meetings[e.Kind].Doubt = ""
	}
}

func (QuestionAsked) apply(*Case)   {}
func (NeedChanged) apply(c *Case)   { c.Changed = true }
func (ChangeHandled) apply(c *Case) { c.Changed = false }

func (e OutcomeReported) apply(c *Case) {
	delete(c.Unsure, e.By)
	c.over(Review)
	if e.Outcome == "extend" && c.Ongoing() {
		c.renew(e.Until)
		c.Outcome, c.EndTold = nil, nil // whatever was said before
		return
	}
	c.Outcome, c.Changed = &e, c.Changed || e.Outcome == "change"
}
func (e EndTold) apply(c *Case) { c.EndTold = &e }

func (e QuestionnaireAnswered) apply(c *Case) { delete(c.Unsure, e.By) }

func (EndReached) apply(c *Case) {
	if len(c.Later()) == 0 || c.EndTold != nil && c.EndTold.Extend {
		c.Ended = true
		return
	}
	c.Passed, c.Outcome, c.EndTold = c.next(), nil, nil
	delete(c.Meetings, Review)
}

func (e MailUnclear) apply(c *Case) {
	c.Unclear = c.Unclear || c.Rev == 1 // it is no part of a case that there was
	if fetchable[e.Kind] {
		c.Fetch = &Fetching{Kind: e.Kind, Until: e.Until}
	}
	c.heed([]string{e.Kind}) // a mail of the kind is named as its sign is
	c.unit(PVR, e.From)
}

func (FetchDropped) apply(c *Case) { c.Fetch = nil }

func (e CaseAccepted) apply(c *Case) {
	c.Unclear, c.Stranger = false, false
	c.unit(PVR, e.PVR)
	c.Fetch = nil      // whoever says so has read it
	if !c.hasIntyg() { // whoever writes without one wants a förhandsbedömning
		c.Asked = true
		c.Mails++
	}
}

// apply notes a letter that will never arrive. One that is late, or that nobody
// knows about, still may.
func (e LetterFailed) apply(c *Case) {
	if e.To != BIH && e.Why != "late" && e.Why != "unknown" {
		c.Bounced[e.To] = e.Template
	}
}

func (CaseRejected) apply(c *Case) { c.Unclear, c.Stranger, c.Fetch = false, false, nil }

func (CaseReturned) apply(c *Case) { c.Unclear, c.Stranger, c.Stop = false, false, nil }

func (e CaseHandedOver) apply(c *Case) {
	c.Unclear, c.Stranger, c.Stop = false, false, nil
	c.Elsewhere, c.Carrying = true, e.ByHand
	c.unit(Other, e.To)
}

func (HandoverCarried) apply(c *Case) { c.Carrying = false }

func (e StopSigned) apply(c *Case) {
	c.Stop = append(slices.Clone(c.Stop), e.Signs...)
	c.heed(e.Signs)
}

func (e ReplyUnclear) apply(c *Case) { c.Unsure[e.From] = e.Question }
func (AnswerConfirmed) apply(*Case)  {}
func (StopCleared) apply(c *Case)    { c.Stop = nil }
func (StrangerWrote) apply(*Case)    {}
func (Acknowledged) apply(*Case)     {}
func (PartyReached) apply(c *Case)   { clear(c.Bounced) }
func (Misrouted) apply(c *Case)      { c.Frozen = true }
func (e Paused) apply(c *Case)       { c.Paused = e.Until }
func (Resumed) apply(c *Case)        { c.Paused, c.Frozen = Date{}, false }
func (CaseEnded) apply(c *Case)      { c.Stop, c.Ended = nil, c.granted() }
func (Reopened) apply(c *Case) {
	c.Ended, c.Elsewhere, c.Carrying = false, false, false
	c.Unclear = !c.hasIntyg() && !c.Asked // somebody has to say what it is
	if c.Decision != nil && !c.granted() {
		c.Decided = min(c.Decided, c.Round-1) // what was refused is to be decided on anew
	}
	c.unend()
}

// unend forgets that HTJ has been told that it ends: whether it does is open again,
// and to be told anew.
func (c *Case) unend() {
	if c.EndTold != nil && !c.EndTold.Extend {
		c.EndTold = nil
	}
}
func (BasisAsked) apply(*Case) {}

func (e AnswerRefused) apply(c *Case) { c.Muddled = max(c.Muddled, e.Time) }

// What was noted of an answer that was understood wrongly is as if it had not
// been said, so that nothing more comes of it.
func (e AnswerDoubted) apply(c *Case) {
	c.Wrong[e.By] = e.Question
	switch AnswerTo(e.Question) {
	case Times:
		c.withdraw(e.Kind, e.By)
	case Ordering:
		if c.Step == Startup {
			c.Starts, c.Joint = Date{}, nil
			c.told("start")
		}
	case Outcomes:
		if !c.undecided() {
			c.Outcome = nil
		}
	case Informing:
		if of := Informs(e.Question); (of != "hembesok" || c.booked(Visit)) && (of != "start" || !c.Starts.IsZero()) {
			c.untold(of)
		}
	case Contacts:
		c.Contact = ""
	}
}

// withdraw forgets what who has said of the times for a meeting: of its own
// proposals that they were made.
func (c *Case) withdraw(k MeetingKind, who Role) {
	m := c.Meetings[k]
	switch {
	case m == nil || m.Agreed != nil:
	case m.By == who:
		c.Meetings[k] = m.reopened()
	default:
		delete(m.Can, who)
	}
}

// over notes that a booked meeting took place: what it was for has been told.
func (c *Case) over(k MeetingKind) {
	if m := c.Meetings[k]; m != nil && m.Agreed != nil && m.Held == nil {
		yes := true
		m.Held = &yes
	}
}

func (c *Case) unit(r Role, id UnitID) {
	if id != "" {
		c.Units[r] = id
	}
}

// name takes the utförare that an intyg names. Who has the order keeps it until BIH
// gives it to another.
func (c *Case) name(id UnitID) {
	if !c.delivering() || c.Units[HTJ] == "" {
		c.unit(HTJ, id)
	}
}

// callOff lets go of a booked time. Somebody who has been told to expect a visit
// then has to be told not to.
func (c *Case) callOff(k MeetingKind) {
	if !c.booked(k) {
		if m := c.Meetings[k]; m != nil {
			m.Was = nil // that has been said
		}
		return
	}
	was := c.Meetings[k].Agreed
	c.Meetings[k] = c.Meetings[k].reopened()
	c.Meetings[k].Was = was
	if k != Visit {
		return
	}
	if !slices.Contains(c.Untold, "hembesok") {
		c.untold("avbokat")
	}
	c.told("hembesok")
}

// drop forgets what was agreed on of a meeting with somebody who is no party any
// more, but for the booked time that has to be taken back.
func (c *Case) drop(k MeetingKind) {
	if !c.booked(k) {
		delete(c.Meetings, k)
		return
	}
	c.callOff(k)
}

func (c *Case) told(of string) {
	c.Untold = slices.DeleteFunc(c.Untold, func(u string) bool { return u == of })
}

func (c *Case) untold(of string) {
	if !slices.Contains(c.Untold, of) {
		c.Untold = append(c.Untold, of)
	}
}
