package care

import (
	"cmp"
	"slices"
)

// The conditions of the model, by the names its rows use. Each sees the case as
// it stands after the event.

func arrival() Row  { return on[IntygReceived]().or(CaseAccepted{}, StopCleared{}, ProtectionLifted{}) }
func anything() Row { return Row{line: here()} }

func stopped(c Case, _ Event) bool     { return len(c.Stop) > 0 }
func stranger(c Case, _ Event) bool    { return c.Stranger }
func hasIntyg(c Case, _ Event) bool    { return c.hasIntyg() }
func noIntyg(c Case, _ Event) bool     { return !c.hasIntyg() }
func incomplete(c Case, _ Event) bool  { return c.incomplete() }
func doubtful(c Case, _ Event) bool    { return c.doubtful() }
func firstWord(c Case, _ Event) bool   { return c.Rev == 1 }
func handCarried(c Case, _ Event) bool { return c.Carrying }
func settled(c Case, _ Event) bool     { return !c.hasIntyg() || !c.undecided() }

func strangeForm(c Case, _ Event) bool { return c.Intyg.Strange() }
func fetching(c Case, _ Event) bool    { return c.Fetch != nil }
func fetched(_ Case, e Event) bool     { return e.(IntygReceived).Fetched }

func unclear(c Case, _ Event) bool     { return c.Unclear }
func unpermitted(_ Case, e Event) bool { return e.(LettersHeld).waits(ForConsent) }
func unsent(_ Case, e Event) bool      { return e.(LettersHeld).waits(ForHuman) }

func advisedAgainst(c Case, _ Event) bool { return c.Assessment.Opinion == "avstyrks" }
func routed(c Case, _ Event) bool         { return c.Units[HTJ] != "" }
func unrouted(c Case, _ Event) bool       { return c.Units[HTJ] == "" }
func granted(c Case, _ Event) bool        { return c.granted() }
func refused(c Case, _ Event) bool        { return c.Decision != nil && !c.granted() }
func ofDecision(_ Case, e Event) bool     { return e.(PersonInformed).Of == "beslut" }
func byHand(c Case, _ Event) bool         { return c.ByHand }
func told(c Case, _ Event) bool           { return len(c.Untold) == 0 }
func frozen(c Case, _ Event) bool         { return c.Frozen }
func unproven(c Case, _ Event) bool       { return c.Unproven }
func extended(c Case, _ Event) bool       { return c.Decided > 1 }
func ended(c Case, _ Event) bool          { return c.Ended }
func started(c Case, _ Event) bool        { return c.Started }
func issued(c Case, _ Event) bool         { return c.Units[PVR] != "" && !c.Stranger && !c.Unclear }
func delivering(c Case, _ Event) bool     { return c.delivering() }

func halfAnswered(c Case, _ Event) bool { return c.Starts.IsZero() || c.Joint == nil }
func joint(c Case, _ Event) bool {
	return yes(c.Joint) && (c.Meetings[Visit] == nil || len(c.Meetings[Visit].Slots) == 0)
}

// calledOff: the event has let go of a booked time.
func calledOff(c Case, e Event) bool { m := c.Meetings[About(e)]; return m != nil && m.Was != nil }
func toldBefore(c Case, e Event) bool {
	return About(e) == Visit && slices.Contains(c.Untold, "avbokat")
}
func wasDoubted(_ Case, e Event) bool { return e.(BookingConfirmed).Doubted }
func byBIH(_ Case, e Event) bool      { return e.(BookingConfirmed).By == BIH }

func agreed(c Case, e Event) bool { m := c.Meetings[About(e)]; return m != nil && m.Agreed != nil }
func nothingFits(c Case, e Event) bool {
	m := c.Meetings[About(e)]
	return m.failed() && len(m.Slots) > 0
}

func agreedOn(k MeetingKind) condition {
	return func(c Case, e Event) bool { return About(e) == k && agreed(c, e) }
}

func booked(c Case, e Event) bool { return c.booked(About(e)) }

func notHeld(k MeetingKind) condition {
	return func(_ Case, e Event) bool { h := e.(MeetingHeld); return h.Kind == k && !h.Held }
}

// ofStaff: the reminders go to somebody else meanwhile; the case itself is as it was.
func ofStaff(_ Case, e Event) bool { return e.(AbsenceNoted).From == BIH }

func remindsOf(debt string) condition {
	return func(_ Case, e Event) bool { return e.(ReminderDue).Duty == debt }
}

func byHandQuestion(_ Case, e Event) bool { return e.(QuestionAsked).ByHand }
func toEnd(_ Case, e Event) bool          { return e.(ChangeHandled).Choice == "avsluta" }
func toChange(_ Case, e Event) bool       { return e.(OutcomeReported).Outcome == "change" }
func toExtend(_ Case, e Event) bool       { return e.(OutcomeReported).Outcome == "extend" }
func toldToEnd(_ Case, e Event) bool      { return !e.(EndTold).Extend }
func endingAgreed(c Case, _ Event) bool {
	return c.EndTold != nil && !c.EndTold.Extend && !c.undecided()
}
func secondTime(_ Case, e Event) bool { return e.(ReplyUnclear).Again }
func wrongAgain(_ Case, e Event) bool { return e.(AnswerDoubted).Again }
func announced(_ Case, e Event) bool  { return AnswerTo(e.(AnswerDoubted).Question) == Ordering }
func givenUp(_ Case, e Event) bool    { return e.(StopCleared).End }
func goingOn(_ Case, e Event) bool    { return !e.(StopCleared).End }

// nothingRight: nothing that BIH wrote could be taken, or it only explained
// labels.
func nothingRight(_ Case, e Event) bool { return len(e.(IntygCorrected).Changes) == 0 }
func newSign(_ Case, e Event) bool      { return len(e.(IntygCorrected).Signs) > 0 }

// About returns the meeting that an event is about; empty when about none.
func About(e Event) MeetingKind {
	switch e := e.(type) {
	case TimesProposed:
		return e.Kind
	case TimesChosen:
		return e.Kind
	case TimesRefused:
		return e.Kind
	case MeetingHeld:
		return e.Kind
	case MeetingCancelled:
		return e.Kind
	case BookingDoubted:
		return e.Kind
	case BookingConfirmed:
		return e.Kind
	case AnswerDoubted:
		return e.Kind
	}
	return ""
}

// What rows say when it depends on the event to whom.

// askOthers puts proposed times before the needed parties that did not propose them.
func (r Row) askOthers(template string) Row {
	return r.say(func(c Case, e Event) (n []Notice) {
		p := e.(TimesProposed)
		for _, to := range c.Meetings[p.Kind].others(p.By) {
			n = append(n, Notice{To: to, Template: template, Asks: true, Meeting: p.Kind})
		}
		return n
	})
}

// askProposer tells the party whose times suited nobody to propose others.
func (r Row) askProposer(template string) Row {
	return r.say(func(c Case, e Event) []Notice {
		k := About(e)
		return []Notice{{To: c.Meetings[k].By, Template: template, Asks: true, Meeting: k}}
	})
}

// book tells everybody needed, and BIH, which time it became. Whoever is needed
// gets an invitation; of BIH that is the one who has taken the case.
func (r Row) book(template string) Row {
	return r.say(func(c Case, e Event) (n []Notice) {
		k := About(e)
		for _, to := range Roles() {
			needed := slices.Contains(c.Meetings[k].Needs, to)
			if needed || to == BIH {
				n = append(n, Notice{To: to, Template: template, Meeting: k, Invite: needed && to != BIH})
			}
			if needed && to == BIH && c.Owner != "" {
				n = append(n, Notice{To: BIH, Template: template, Meeting: k, Invite: true, Person: c.Owner})
			}
		}
		return n
	})
}

// callOff tells everybody needed, and BIH, that a booked time no longer holds,
// and takes back the invitations to it.
func (r Row) callOff(template string) Row {
	return r.say(func(c Case, e Event) (n []Notice) {
		k := About(e)
		for _, to := range Roles() {
			if needed := slices.Contains(c.Meetings[k].Needs, to); needed || to == BIH {
				n = append(n, Notice{To: to, Template: template, Asks: needed, Meeting: k, Cancel: needed && to != BIH})
			}
		}
		return append(n, uninvite(c.Meetings[k], template)...)
	})
}

// move tells everybody needed, and BIH, that a booked time no longer holds, and
// puts the times proposed instead before those that did not propose them.
func (r Row) move(ask, tell string) Row {
	return r.say(func(c Case, e Event) (n []Notice) {
		p := e.(TimesProposed)
		m := c.Meetings[p.Kind]
		for _, to := range Roles() {
			needed := slices.Contains(m.Needs, to)
			switch {
			case needed && to != p.By:
				n = append(n, Notice{To: to, Template: ask, Asks: true, Meeting: p.Kind, Cancel: to != BIH})
			case needed || to == BIH:
				n = append(n, Notice{To: to, Template: tell, Meeting: p.Kind, Cancel: to != BIH})
			}
		}
		return append(n, uninvite(m, tell)...)
	})
}

// takeBack lets what is said when a case closes, or gets another utförare, carry
// that the meeting that was booked does not take place.
func takeBack(before, after Case, e Event, notices []Notice) []Notice {
	k := before.pending()
	if k == "" || About(e) == k || after.booked(k) && (!after.Closed || before.Closed) || after.Meetings[k] == nil || yes(after.Meetings[k].Held) {
		return notices
	}
	m := before.Meetings[k]
	for i, n := range notices {
		gone := n.Unit != "" || before.Units[n.To] == after.Units[n.To] // the new utförare has had no invitation
		if n.To != BIH && gone && slices.Contains(m.Needs, n.To) {
			notices[i].Meeting, notices[i].Cancel = k, true
		}
	}
	return append(notices, uninvite(m, "avbokat")...)
}

// uninvite takes back the invitation of the one at BIH who had it.
func uninvite(m *Meeting, template string) []Notice {
	if m.Host == "" || !slices.Contains(m.Needs, BIH) {
		return nil
	}
	return []Notice{{To: BIH, Template: template, Meeting: m.Kind, Cancel: true, Person: m.Host}}
}

// reassure tells everybody needed, and BIH, that a booking holds.
func (r Row) reassure(template string) Row {
	return r.say(func(c Case, e Event) (n []Notice) {
		k := About(e)
		for _, to := range Roles() {
			if needed := slices.Contains(c.Meetings[k].Needs, to); needed || to == BIH {
				n = append(n, Notice{To: to, Template: template, Asks: needed, Meeting: k})
			}
		}
		return n
	})
}

// answerDoubter tells the party that says a booking is wrong that a human looks.
func (r Row) answerDoubter(template string) Row {
	return r.say(func(_ Case, e Event) []Notice {
		d := e.(BookingDoubted)
		if d.By == BIH {
			return nil
		}
		return []Notice{{To: d.By, Template: template, Asks: true, Meeting: d.Kind}}
	})
}

// echo repeats to a party what has been understood of its answer, so that it can
// say when that is wrong. Whoever hears of it otherwise gets no letter more.
func (r Row) echo(template string) Row {
	return r.say(func(c Case, e Event) []Notice {
		n := Notice{Template: template, Meeting: About(e)}
		switch e := e.(type) {
		case TimesProposed:
			n.To = e.By
		case TimesChosen:
			n.To = e.By
		case TimesRefused:
			n.To = e.By
		case OutcomeReported:
			n.To = e.By
		case PersonInformed:
			n.To, n.Question = e.By, "informera_"+e.Of
		}
		if n.To == BIH || n.To == "" || n.Meeting != "" && c.Meetings[n.Meeting].failed() && c.Meetings[n.Meeting].By == n.To {
			return nil
		}
		return []Notice{n}
	})
}

// correct asks a party for the right answer to what was understood wrongly.
func (r Row) correct(template string) Row {
	return r.say(func(_ Case, e Event) []Notice {
		d := e.(AnswerDoubted)
		return []Notice{{To: d.By, Template: template, Asks: true, Meeting: d.Kind, Question: d.Question}}
	})
}

// relay passes a party's words on to the one they are for. Before HTJ has the
// order, nothing of PVR's goes there.
func (r Row) relay(template string) Row {
	return r.say(func(c Case, e Event) []Notice {
		to := e.(QuestionAsked).To
		if to != PVR && !(to == HTJ && c.delivering()) {
			return nil // BIH is told anyway
		}
		return []Notice{{To: to, Template: template, Asks: true, Protected: true}}
	})
}

// dismiss tells the utförare that had the case that it no longer has.
func (r Row) dismiss(template string) Row {
	return r.say(func(c Case, _ Event) []Notice {
		return []Notice{{To: HTJ, Template: template, Unit: c.Former}}
	})
}

// handOver sends the BIH of another district what came, as it came.
func (r Row) handOver(template string) Row {
	return r.say(func(Case, Event) []Notice {
		return []Notice{{To: Other, Template: template, Asks: true, Protected: true, Papers: []Paper{Original}}}
	})
}

// tellSender tells PVR, when it is PVR that what came is from.
func (r Row) tellSender(template string) Row {
	return r.say(func(c Case, _ Event) []Notice {
		if c.Units[PVR] == "" {
			return nil
		}
		return []Notice{{To: PVR, Template: template}}
	})
}

// pass sends BIH's words to the parties it has chosen.
func (r Row) pass(template string) Row {
	return r.say(func(_ Case, e Event) (n []Notice) {
		for _, to := range e.(ChangeHandled).To {
			n = append(n, Notice{To: to, Template: template, Asks: true, Protected: true})
		}
		return n
	})
}

// answerChecker tells whoever has put values right by mail what became of it.
func (r Row) answerChecker(template string) Row {
	return r.say(func(_ Case, e Event) []Notice {
		x := e.(IntygCorrected)
		if !x.Mailed {
			return nil // a form says so itself
		}
		return []Notice{{To: BIH, Template: template, Person: x.By, Question: "underlag"}}
	})
}

func (r Row) remind() Row {
	return r.say(func(c Case, e Event) []Notice {
		d := e.(ReminderDue)
		n := Notice{To: d.To, Template: "paminn_" + d.Duty, Asks: true, Debt: d.Duty}
		if d.To == BIH {
			n.Template, n.Mention = "paminnelse", cmp.Or(d.Who, c.Owner) // in chat the card says the rest
		}
		if d.Rung != Owing || d.To != d.Owner {
			n.Template = "forsenad"
		}
		return []Notice{n}
	})
}

func (r Row) askAgain(template string) Row {
	return r.say(func(_ Case, e Event) []Notice {
		u := e.(ReplyUnclear)
		return []Notice{{To: u.From, Template: template, Asks: true, Meeting: u.Meeting, Question: u.Question}}
	})
}

// account mails the list of what has gone where to whoever reported or asked, or
// else to whoever has taken the case; to one person, never into chat.
func (r Row) account(template string) Row {
	return r.say(func(c Case, e Event) []Notice {
		who := c.Owner
		switch e := e.(type) {
		case Misrouted:
			who = cmp.Or(e.By, c.Owner)
		case BasisAsked:
			who = e.Who
		}
		if who == "" {
			return nil
		}
		return []Notice{{To: BIH, Template: template, Person: who}}
	})
}

// underlay mails what was read and the documents of the case to the one person
// who asked.
func (r Row) underlay(template string) Row {
	return r.say(func(c Case, e Event) []Notice {
		return []Notice{{To: BIH, Template: template, Person: e.(BasisAsked).Who, Papers: c.basis()}}
	})
}

// basis lists the papers there are to see of c. While a new intyg waits for its
// decision, the papers of the one before would be taken for those of the new: of
// them only what is still to be told or carried is there.
func (c Case) basis() []Paper {
	papers := []Paper{Sheet, Original}
	if !c.undecided() || slices.Contains(c.Untold, "beslut") {
		papers = append(papers, Letter)
	}
	if c.granted() && !c.undecided() || c.ByHand {
		papers = append(papers, Order)
	}
	return append(papers, Replies, Drafts)
}
