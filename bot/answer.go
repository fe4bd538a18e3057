package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/reply"
	"example.org/stegvis/templates"
)

// answer takes a message that answers a letter of ours. It acts only when the
// sender belongs to the party the letter went to; the parties of a case never
// change by mail.
func (b *Bot) answer(ctx context.Context, m meaning, letter ledger.Letter, d documents) (meaning, error) {
	c, err := b.Ledger.Case(ctx, letter.Case)
	if err != nil {
		return m, err
	}
	m.id, m.role = c.ID, letter.Role
	switch {
	case m.in.Bounce != nil:
		m.event = failed(letter, m.in.Bounce.Hard)
		m.role = ""
	case m.in.Auto:
		m.event = care.AbsenceNoted{From: letter.Role}
	case !b.party(m.in, c, letter):
		m.event, m.role = care.StrangerWrote{}, ""
	case d.protected():
		m.event = care.StopSigned{Signs: []string{"skyddade_personuppgifter"}, From: m.role}
	case d.hasIntyg():
		return b.received(ctx, m, c, d)
	default:
		return b.understood(ctx, m, c, letter)
	}
	return m, nil
}

func failed(l ledger.Letter, hard bool) care.Event {
	why := "late"
	if hard {
		why = "bounced"
	}
	return care.LetterFailed{To: l.Role, Template: l.Template, Why: why}
}

// understood turns words into an event, by what the letter asked. Stop signs
// come before everything else, and a doubt is never taken for an answer.
func (b *Bot) understood(ctx context.Context, m meaning, c care.Case, l ledger.Letter) (meaning, error) {
	m.id, m.role = c.ID, l.Role
	a := b.parse(m, c, l)
	own := reply.Own(m.in.Text)
	if m.role != care.BIH {
		if e := warning(append(intyg.Signs(own), heard(a.Signs)...), m.role); e != nil {
			m.event = e
			return m, nil
		}
	}
	switch {
	case a.Intent == reply.Auto:
		m.event = care.AbsenceNoted{From: m.role}
	case care.AnswerTo(l.Question) == care.Filling:
		return b.filled(ctx, m, c, l)
	default:
		m.event = b.event(m, c, l, a)
	}
	if m.role == care.BIH && m.event == nil {
		m.say = b.plea(c, l)
	}
	return m, nil
}

// signs are the stop signs in a reply, by the names that templates have words for.
var signs = map[reply.Sign]string{reply.Death: "avliden", reply.Hospital: "sjukhus", reply.Fall: "fall", reply.Change: "forandring"}

func heard(in []reply.Sign) (out []string) {
	for _, s := range in {
		out = append(out, signs[s])
	}
	return out
}

// warning is what signs lead to: a stop, or for a mere change a notice to BIH;
// nil when there are none.
func warning(found []string, from care.Role) care.Event {
	found = slices.Compact(slices.Sorted(slices.Values(found)))
	switch {
	case len(found) == 0:
		return nil
	case slices.Contains(found, "felskick"):
		return care.Misrouted{}
	case slices.Equal(found, []string{"forandring"}):
		return care.NeedChanged{From: from}
	}
	return care.StopSigned{Signs: found, From: from}
}

// plea is what BIH is told in the thread when its words were not understood.
func (b *Bot) plea(c care.Case, l ledger.Letter) string {
	_, text, err := templates.Render(care.BIH, "fraga_igen", b.data(c, nil, care.Notice{To: care.BIH, Meeting: meetingOf(l)}))
	b.try("plea", err)
	return text
}

// parse understands the words by the kind of answer that the letter expects.
func (b *Bot) parse(m meaning, c care.Case, l ledger.Letter) reply.Answer {
	q := reply.Question{End: c.End(), Case: string(c.ID)}
	switch care.AnswerTo(l.Question) {
	case care.Times:
		q.Kind, q.Slots = reply.Times, times(b.slots(c, l))
	case care.Ordering:
		q.Kind = reply.Order
	case care.Outcomes:
		q.Kind = reply.Outcome
	case care.Reviewing:
		q.Kind = reply.Extension
	case care.Receipt, care.Informing:
		q.Kind = reply.Ack
	case care.Contacts:
		q.Kind = reply.Contact
	case care.Holding:
		q.Kind = reply.Held
	default:
		q.Kind = reply.Free
	}
	return reply.Parse(m.in.Text, m.at(b.Now()), q)
}

// slots are the times an answer may choose from: those on the table now. An
// answer to times that have been replaced since counts for nothing.
func (b *Bot) slots(c care.Case, l ledger.Letter) []care.Slot {
	meeting := c.Meetings[meetingOf(l)]
	if meeting == nil || meeting.Agreed != nil || !slices.Contains(meeting.Waits(), l.Role) && meeting.By != l.Role {
		return nil
	}
	if len(l.Slots) > 0 && !slices.EqualFunc(l.Slots, meeting.Slots, func(a, b care.Slot) bool { return a.At.Equal(b.At) }) {
		return nil
	}
	return meeting.Slots
}

func meetingOf(l ledger.Letter) care.MeetingKind {
	if l.Meeting != "" {
		return l.Meeting
	}
	return care.MeetingOf(l.Question)
}

// event says what an understood answer makes happen; nil when BIH has written
// something in a thread that is no answer.
func (b *Bot) event(m meaning, c care.Case, l ledger.Letter, a reply.Answer) care.Event {
	if a.Intent == reply.Asks && m.role != care.BIH {
		return b.question(m, c, l)
	}
	switch care.AnswerTo(l.Question) {
	case care.Times:
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
		if a.Yes != nil {
			return care.MeetingHeld{Kind: meetingOf(l), Held: *a.Yes}
		}
	default:
		return b.free(m, c, l)
	}
	return unclear(m, c, l)
}

func (b *Bot) timesAnswer(m meaning, c care.Case, l ledger.Letter, a reply.Answer) care.Event {
	kind := meetingOf(l)
	slots := b.slots(c, l)
	switch {
	case a.Intent == reply.Accept && len(a.Accepted) > 0 && len(slots) > 0:
		return care.TimesChosen{Kind: kind, By: m.role, Times: pick(slots, a.Accepted)}
	case a.Intent == reply.Propose:
		if proposed, ok := exact(a.Times, length(slots)); ok && c.Negotiable(kind) {
			return care.TimesProposed{Kind: kind, By: m.role, Slots: proposed, Needs: needs(c, kind)}
		}
	case a.Intent == reply.Decline && len(slots) > 0:
		return care.TimesRefused{Kind: kind, By: m.role}
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
			return care.TimesProposed{Kind: care.Review, By: m.role, Slots: slots, Needs: reviewers(m)}
		}
	}
	return unclear(m, c, l)
}

// guest is where PVR says that the handläggare is to come too, which says
// nothing of the time.
var guest = regexp.MustCompile(`(?i)[ ,]*\b(gärna |helst |och )*(tillsammans )?med (även |också )?(bih|handläggaren?)( också)?\b`)

// reviewers are PVR and HTJ, and BIH when PVR's words name it.
func reviewers(m meaning) []care.Role {
	own := strings.ToLower(reply.Own(m.in.Text))
	who := []care.Role{care.PVR, care.HTJ}
	if strings.Contains(own, "handläggar") || strings.Contains(own, "bih") {
		who = append(who, care.BIH)
	}
	return who
}

func (b *Bot) informed(m meaning, c care.Case, l ledger.Letter) care.Event {
	if !reply.Informed(m.in.Text) {
		return unclear(m, c, l)
	}
	of := "start"
	if strings.HasSuffix(l.Question, "hembesok") {
		of = "hembesok"
	}
	return care.PersonInformed{Of: of, On: b.onDay(m.in.Received), By: m.role}
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
	return care.QuestionAsked{From: m.role, To: to, Text: reply.Own(m.in.Text), ByHand: to != care.BIH && !b.mayMail(c.Units[to])}
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
