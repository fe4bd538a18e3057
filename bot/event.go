package bot

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/reply"
)

// What an understood answer makes happen.

// event says what an understood answer makes happen; nil when BIH has written
// something in a thread that is no answer.
func (b *Bot) event(m meaning, c care.Case, l ledger.Letter, a reply.Answer) care.Event {
	if a.Intent == reply.Asks && m.role != care.BIH {
		if e := b.besides(m, c, l); e != nil {
			return e
		}
		return b.question(m, c, l)
	}
	switch care.AnswerTo(l.Question) {
	case care.Times, care.Booked:
		if _, ok := b.about(c, l); ok {
			return b.booking(m, c, l, a)
		}
		return b.timesAnswer(m, c, l, a)
	case care.Ordering:
		return order(m, l, a, c)
	case care.Outcomes, care.Reviewing:
		return b.outcome(m, c, l, a)
	case care.Receipt:
		if a.Intent == reply.Accept {
			return care.Acknowledged{From: m.role}
		}
		return care.ReplyUnclear{From: m.role, Question: l.Question, Again: true} // "mottaget, men" is a no: a human reads it
	case care.Informing:
		return b.informed(m, c, l)
	case care.Contacts:
		if a.Contact != "" {
			return care.ContactNamed{Contact: a.Contact}
		}
	case care.Holding:
		return b.went(m, c, l, a)
	default:
		return b.free(m, c, l)
	}
	return unclear(m, c, l)
}

func (b *Bot) timesAnswer(m meaning, c care.Case, l ledger.Letter, a reply.Answer) care.Event {
	kind := meetingOf(l)
	slots := b.slots(c, l)
	switch {
	case a.Intent == reply.Accept:
		if at := ahead(pick(slots, a.Accepted), m.at(b.Now())); len(at) > 0 {
			return care.TimesChosen{Kind: kind, By: m.role, Times: at}
		}
	case a.Intent == reply.Propose:
		if proposed, ok := exact(a.Times, length(slots)); ok && c.Negotiable(kind) && !settled(c, kind) {
			return care.TimesProposed{Kind: kind, By: m.role, Slots: proposed, Needs: needs(c, kind)}
		}
	case a.Intent == reply.Decline && len(slots) > 0:
		return care.TimesRefused{Kind: kind, By: m.role}
	case m.role != care.BIH && unset(c, kind) && (a.Intent == reply.Decline || reply.Booking(m.in.Text) == reply.CalledOff):
		return forBIH(m) // it has been called off already
	}
	return unclear(m, c, l)
}

// settled reports whether a meeting is booked: a letter about times that are no
// longer the question does not move it.
func settled(c care.Case, kind care.MeetingKind) bool {
	m := c.Meetings[kind]
	return m != nil && m.Agreed != nil && m.Held == nil
}

// unset reports whether a meeting waits for somebody to propose times.
func unset(c care.Case, kind care.MeetingKind) bool {
	m := c.Meetings[kind]
	return m != nil && len(m.Slots) == 0
}

// went says whether a meeting took place. Of a follow-up the answer may say what
// came of it instead.
func (b *Bot) went(m meaning, c care.Case, l ledger.Letter, a reply.Answer) care.Event {
	kind := meetingOf(l)
	if kind == care.Review && (a.Yes == nil || *a.Yes) {
		o := reply.Parse(m.in.Text, m.at(b.Now()), reply.Question{Kind: reply.Outcome, End: c.End(), Case: string(c.ID)})
		if o.Intent == reply.Answered && o.Outcome != "" {
			return care.OutcomeReported{Outcome: o.Outcome, Until: o.Until, By: m.role}
		}
	}
	if a.Yes != nil && settled(c, kind) {
		return care.MeetingHeld{Kind: kind, Held: *a.Yes}
	}
	return unclear(m, c, l)
}

// needs lists who must be able to come: as before, or as the model says.
func needs(c care.Case, kind care.MeetingKind) []care.Role {
	if old := c.Meetings[kind]; old != nil {
		return old.Needs
	}
	if kind == care.Call {
		return []care.Role{care.PVR, care.BIH}
	}
	return []care.Role{care.PVR, care.HTJ}
}

// exact returns proposed times as slots; ok only when each has a day and a time.
func exact(proposed []reply.Time, minutes int) (slots []care.Slot, ok bool) {
	for _, t := range proposed {
		if t.Precision != reply.Minute || t.Bound != "" {
			return nil, false
		}
		s := care.Slot{At: t.Start, Minutes: minutes}
		if !t.End.IsZero() {
			s.Minutes = int(t.End.Sub(t.Start) / time.Minute)
		}
		slots = append(slots, s)
	}
	return slots, len(slots) > 0
}

func order(m meaning, l ledger.Letter, a reply.Answer, c care.Case) care.Event {
	switch {
	case a.Intent == reply.Answered && (!a.StartDate.IsZero() || a.HomeVisit != nil):
		return care.StartProposed{On: a.StartDate, Joint: a.HomeVisit}
	case a.Intent == reply.Decline:
		return care.OrderDeclined{}
	}
	return unclear(m, c, l)
}

// outcome takes an answer on how it goes on. To the question about the
// follow-up, proposed times are an answer too.
func (b *Bot) outcome(m meaning, c care.Case, l ledger.Letter, a reply.Answer) care.Event {
	if a.Intent == reply.Answered && a.Outcome != "" {
		return care.OutcomeReported{Outcome: a.Outcome, Until: a.Until, By: m.role}
	}
	if care.AnswerTo(l.Question) == care.Reviewing {
		t := reply.Parse(guest.ReplaceAllString(m.in.Text, ""), m.at(b.Now()), reply.Question{Kind: reply.Times, Case: string(c.ID)})
		if slots, ok := exact(t.Times, 60); ok && t.Intent == reply.Propose {
			return care.TimesProposed{Kind: care.Review, By: m.role, Slots: slots, Needs: reviewers(m, c)}
		}
	}
	return unclear(m, c, l)
}

// guest is where PVR says that the handläggare is to come too, which says
// nothing of the time.
var guest = regexp.MustCompile(`(?i)[ ,]*\b(gärna |helst |och )*(tillsammans )?med (även |också )?(bih|handläggaren?)( också)?\b`)

// reviewers are PVR and HTJ, and BIH when PVR's words name it or it was to come
// before.
func reviewers(m meaning, c care.Case) []care.Role {
	own := strings.ToLower(reply.Own(m.in.Text))
	who := slices.Clone(needs(c, care.Review))
	if slices.Contains(who, care.BIH) {
		return who
	}
	if strings.Contains(own, "handläggar") || strings.Contains(own, "bih") {
		who = append(who, care.BIH)
	}
	return who
}

func (b *Bot) informed(m meaning, c care.Case, l ledger.Letter) care.Event {
	of := care.Informs(l.Question)
	when, ok := reply.Informed(m.in.Text, m.at(b.Now()))
	if !ok {
		if e := b.besides(m, c, l); e != nil {
			return e
		}
		return unclear(m, c, l)
	}
	return care.PersonInformed{Of: of, On: when.On, At: when.At, By: m.role}
}

// besides is what somebody who was asked to inform the person of a visit says of
// its time instead; nil when nothing.
func (b *Bot) besides(m meaning, c care.Case, l ledger.Letter) care.Event {
	if _, ok := b.about(c, l); !ok || care.AnswerTo(l.Question) != care.Informing {
		return nil
	}
	l.Question = "bokat"
	switch e := b.booking(m, c, l, b.parse(m, c, l)).(type) {
	case care.TimesProposed, care.MeetingCancelled, care.BookingDoubted, care.MeetingHeld:
		return e
	}
	return nil
}

// free passes words on, once it is clear that they are for somebody else.
func (b *Bot) free(m meaning, c care.Case, l ledger.Letter) care.Event {
	if m.role == care.BIH {
		return nil
	}
	return b.question(m, c, l)
}

// question passes words on: HTJ's questions are for PVR, PVR's answers to them
// for HTJ, and all else for BIH.
func (b *Bot) question(m meaning, c care.Case, l ledger.Letter) care.Event {
	to := care.BIH
	switch {
	case m.role == care.HTJ && l.Question != "besked":
		to = care.PVR
	case m.role == care.PVR && l.Question == "fraga":
		to = care.HTJ
	}
	return care.QuestionAsked{From: m.role, To: to, Text: reply.Own(m.in.Text), ByHand: to != care.BIH && !b.mayWrite(c.Units[to])}
}

// unclear asks once more, and then leaves it to a human. In a thread the answer
// is given there and then, so nothing needs to be noted.
func unclear(m meaning, c care.Case, l ledger.Letter) care.Event {
	if m.role == care.BIH {
		return nil
	}
	_, before := c.Unsure[m.role]
	return care.ReplyUnclear{From: m.role, Question: l.Question, Meeting: meetingOf(l), Again: before}
}

func pick(slots []care.Slot, numbers []int) (at []time.Time) {
	for _, n := range numbers {
		if n >= 1 && n <= len(slots) {
			at = append(at, slots[n-1].At)
		}
	}
	return at
}

func times(slots []care.Slot) (at []time.Time) {
	for _, s := range slots {
		at = append(at, s.At)
	}
	return at
}

// ahead leaves out the times that have passed: nobody can meet then any more.
func ahead(at []time.Time, now time.Time) []time.Time {
	return slices.DeleteFunc(at, func(t time.Time) bool { return !t.After(now) })
}

// length is how long the meeting under negotiation is to be.
func length(slots []care.Slot) int {
	if len(slots) > 0 {
		return slots[0].Minutes
	}
	return 60
}

func (m meaning) at(now time.Time) time.Time {
	if m.in.Received.IsZero() {
		return now
	}
	return m.in.Received
}
