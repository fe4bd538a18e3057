package bot

import (
	"context"
	"slices"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/reply"
	"example.org/stegvis/channels"
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
	m.id, m.role, m.files = c.ID, letter.Role, replies(d.files)
	asked := care.AnswerTo(letter.Question)
	check := letter.Role == care.BIH && asked == care.Checking
	if letter.Role == care.BIH && letter.Channel == "mail" && (b.mailOnly() || len(letter.Acts) > 0) && !check && asked != care.Grading {
		return b.inHouse(ctx, m, c, letter)
	}
	switch {
	case m.in.Bounce != nil:
		m.event = failed(letter, *m.in.Bounce)
		m.role = ""
	case m.in.Auto && !d.tells() && !calendarSubject(m.in, letter):
		m.event = b.absent(m, letter.Role)
	case !b.party(m.in, c, letter):
		return b.stranger(m, letter), nil
	case check:
		return b.checked(ctx, m, c, d)
	case d.protected():
		m.event = care.StopSigned{Signs: []string{"skyddade_personuppgifter"}, From: m.role}
	case care.AnswerTo(letter.Question) == care.Filling && supplements(c.Intyg, d):
		return b.filled(m, c, letter, d)
	case d.hasIntyg() && m.role == care.PVR:
		return b.received(ctx, m, c, d)
	case d.hasIntyg() && m.role != care.BIH:
		m.event = forBIH(m) // an intyg is for PVR to write
	case d.locked():
		m.files, m.event = d.files, b.fetching("last", "", m.in)
	default:
		if late, err := b.overtaken(ctx, m.in, letter); err != nil || late {
			m.say = templates.ChatWords().Party.Overtaken
			return m, err
		}
		if pressed, ok, err := b.subject(ctx, m, c, letter); ok || err != nil {
			return pressed, err
		}
		return b.understood(ctx, m, c, letter)
	}
	return m, nil
}

// replies keeps the mail as it came, for whoever wants to read all of it.
func replies(files []ledger.File) []ledger.File {
	kept := only(files, "mejl")
	for i := range kept {
		kept[i].Kind, kept[i].Name = string(care.Replies), "svar.eml"
	}
	return kept
}

// absent notes an automatic answer, with the last day away if it names one.
func (b *Bot) absent(m meaning, from care.Role) care.Event {
	on := b.onDay(m.in.Received)
	until, _ := reply.AwayUntil(m.in.Subject+". "+reply.Own(m.in.Text), on)
	e := care.AbsenceNoted{From: from, On: on, Until: until}
	if p, ok := b.staff(m.in.From); ok && from == care.BIH {
		e.Who = p.Mail
	}
	return e
}

func failed(l ledger.Letter, b channels.Bounce) care.Event {
	why := "late"
	switch {
	case b.Gone:
		why = "gone"
	case b.Hard:
		why = "bounced"
	}
	return care.LetterFailed{To: l.Role, Template: l.Template, Why: why}
}

// understood turns words into an event, by what the letter asked. Stop signs
// come before everything else, and a doubt is never taken for an answer.
func (b *Bot) understood(ctx context.Context, m meaning, c care.Case, l ledger.Letter) (meaning, error) {
	m.id, m.role = c.ID, l.Role
	of, echo := care.Echoed(l.Template, l.Question)
	plain := echo && care.AnswerTo(l.Template) == care.Free // it asks for nothing
	if plain {
		l.Question = of
	}
	a := b.parse(m, c, l)
	own := reply.Own(m.in.Text)
	if m.role != care.BIH {
		if e := warning(append(intyg.Signs(own), heard(a.Signs)...), m.role); e != nil {
			m.event = e
			return m, nil
		}
	}
	if m.role == care.PVR {
		if e := b.coordinator(m, c, c.Units[care.PVR]); e != nil {
			m.event = e
			return m, nil
		}
	}
	switch {
	case a.Intent == reply.Auto:
		m.event = b.absent(m, m.role)
	case echo && reply.Booking(m.in.Text) == reply.Wrong:
		m.event = doubted(m, c, l, of)
	case plain && reply.Booking(m.in.Text) == reply.Holds && !a.Question:
		m.event = care.AnswerConfirmed{By: m.role}
	case care.AnswerTo(l.Question) == care.Filling:
		return b.filled(m, c, l, documents{})
	case care.AnswerTo(l.Question) == care.Grading:
		m.event = b.grades(m, c, l, a)
	default:
		m.event = b.event(m, c, l, a)
	}
	if _, lost := m.event.(care.ReplyUnclear); lost && plain {
		m.event = forBIH(m)
	}
	if m.role == care.BIH && m.event == nil {
		m.say = b.plea(c, l)
	}
	return m, nil
}

// doubted is what somebody makes happen who says that we have noted her answer
// wrongly: it counts no longer, and she is asked again, once.
func doubted(m meaning, c care.Case, l ledger.Letter, of string) care.Event {
	if care.AnswerTo(of) == care.Times && settled(c, meetingOf(l)) {
		return care.BookingDoubted{Kind: meetingOf(l), By: m.role} // it has been booked since
	}
	return care.AnswerDoubted{By: m.role, Question: of, Kind: meetingOf(l), Again: c.Wrong[m.role] == of}
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
	case care.Times, care.Booked:
		q.Kind, q.Slots = reply.Times, times(b.slots(c, l))
		if b.passed(m, c, l) {
			q.Kind = reply.Held
		}
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

// slots are the times an answer may choose from: those on the table now, or the
// one that is booked. An answer to times that have been replaced since counts
// for nothing.
func (b *Bot) slots(c care.Case, l ledger.Letter) []care.Slot {
	meeting := c.Meetings[meetingOf(l)]
	switch {
	case meeting == nil || meeting.Held != nil || !slices.Contains(meeting.Needs, l.Role):
		return nil
	case meeting.Agreed != nil && same(l.Slots, []care.Slot{*meeting.Agreed}):
		return l.Slots
	case meeting.Agreed == nil && len(l.Slots) == 0, same(l.Slots, meeting.Slots):
		return meeting.Slots
	}
	return nil
}

func same(a, b []care.Slot) bool {
	return slices.EqualFunc(a, b, func(a, b care.Slot) bool { return a.At.Equal(b.At) })
}

func meetingOf(l ledger.Letter) care.MeetingKind {
	if l.Meeting != "" {
		return l.Meeting
	}
	return care.MeetingOf(l.Question)
}
