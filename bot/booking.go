package bot

import (
	"regexp"
	"slices"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/reply"
)

// What is said of a time that is booked: that it holds, that it is wrong, that
// somebody cannot come, or that another would do.

// about returns the booked meeting that an answer is about; ok is false when
// none is, or when the letter speaks of a time that has been replaced since.
func (b *Bot) about(c care.Case, l ledger.Letter) (booked *care.Meeting, ok bool) {
	m := c.Meetings[meetingOf(l)]
	return m, m != nil && m.Agreed != nil && b.slots(c, l) != nil
}

// passed reports whether the booked time that an answer is about had come when
// it was written: what is said then is how it went.
func (b *Bot) passed(m meaning, c care.Case, l ledger.Letter) bool {
	booked, ok := b.about(c, l)
	return ok && m.at(b.Now()).After(booked.Agreed.At)
}

// booking says what an answer about a booked time makes happen. That the time
// does not hold must be said outright; a doubt is asked about, and the time
// holds meanwhile.
func (b *Bot) booking(m meaning, c care.Case, l ledger.Letter, a reply.Answer) care.Event {
	kind := meetingOf(l)
	booked := c.Meetings[kind]
	if b.passed(m, c, l) {
		return took(m, c, l, a)
	}
	if a.Intent == reply.Propose {
		if e := b.moved(m, kind, booked, a); e != nil {
			return e
		}
	}
	switch said := reply.Booking(m.in.Text); {
	case said == reply.Wrong:
		return care.BookingDoubted{Kind: kind, By: m.role}
	case said == reply.CalledOff, b.declines(m, c, l, a):
		return care.MeetingCancelled{Kind: kind, By: m.role}
	case said == reply.Holds && !a.Question:
		return care.BookingConfirmed{Kind: kind, By: m.role, Doubted: booked.Doubt != ""}
	case slices.ContainsFunc(pick(b.slots(c, l), a.Accepted), booked.Agreed.At.Equal):
		if reply.Booking(clock.ReplaceAllString(reply.Own(m.in.Text), "")) != reply.Holds && m.role != care.BIH {
			return b.question(m, c, l) // a yes with something added, which somebody should read
		}
		return care.BookingConfirmed{Kind: kind, By: m.role, Doubted: booked.Doubt != ""}
	}
	return unclear(m, c, l)
}

// clock is where somebody repeats a time.
var clock = regexp.MustCompile(`(?i)(\b(kl|den|v|vecka)\b\.?\s*)?\d[\d.:/-]*( (januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|\d{4})\b)*`)

// late is how far a time may be from the booked one to be taken for a delay
// rather than for another time.
const late = 30 * time.Minute

// moved is what proposed times make of a booking: times that the booked one is
// among confirm it, a few minutes later is a message for the others, and all
// else is a move. nil when no exact time is named.
func (b *Bot) moved(m meaning, kind care.MeetingKind, booked *care.Meeting, a reply.Answer) care.Event {
	slots, ok := exact(a.Times, booked.Agreed.Minutes)
	if !ok || number.MatchString(reply.Own(m.in.Text)) {
		return nil
	}
	for _, s := range slots {
		switch d := s.At.Sub(booked.Agreed.At).Abs(); {
		case d == 0:
			return care.BookingConfirmed{Kind: kind, By: m.role, Doubted: booked.Doubt != ""}
		case d < late:
			return forBIH(m)
		}
	}
	return care.TimesProposed{Kind: kind, By: m.role, Slots: slots, Needs: booked.Needs}
}

// number is an answer that is but a number: of a list that there is none of here.
var number = regexp.MustCompile(`^\W*\d{1,2}\W*$`)

func forBIH(m meaning) care.Event {
	return care.QuestionAsked{From: m.role, To: care.BIH, Text: reply.Own(m.in.Text)}
}

var no = regexp.MustCompile(`(?i)^\s*nej\b[\s,.!]*((tack|tyvärr|dessvärre)\b[\s,.!]*)?`)

// declines reports whether an answer says outright that somebody cannot come. A
// mere "nej" to a letter that asks whether something is wrong says the contrary;
// only where it was asked whether the time suits does it mean that.
func (b *Bot) declines(m meaning, c care.Case, l ledger.Letter, a reply.Answer) bool {
	own := reply.Own(m.in.Text)
	rest := no.ReplaceAllString(own, "")
	if a.Intent != reply.Decline || rest == own {
		return a.Intent == reply.Decline
	}
	if rest == "" {
		return l.Template == "fraga_igen" || care.AnswerTo(l.Question) == care.Times
	}
	m.in.Text = rest
	return b.parse(m, c, l).Intent == reply.Decline
}

// took says how a meeting went whose time has come.
func took(m meaning, c care.Case, l ledger.Letter, a reply.Answer) care.Event {
	if a.Yes != nil {
		return care.MeetingHeld{Kind: meetingOf(l), Held: *a.Yes}
	}
	l.Question = "motet_blev_av"
	return unclear(m, c, l)
}

// aside takes what BIH writes in the thread of a case about a meeting that is
// booked. Much is said there, so only what can mean nothing else counts, and
// nobody is asked to explain.
func (b *Bot) aside(m meaning, c care.Case) meaning {
	for _, kind := range []care.MeetingKind{care.Visit, care.Review, care.Call} {
		meeting := c.Meetings[kind]
		if meeting == nil || meeting.Agreed == nil || meeting.Held != nil || !m.at(b.Now()).Before(meeting.Agreed.At) {
			continue
		}
		switch reply.Booking(m.in.Text) {
		case reply.Wrong:
			m.event = care.BookingDoubted{Kind: kind, By: care.BIH}
		case reply.CalledOff:
			m.event = care.MeetingCancelled{Kind: kind, By: care.BIH}
		default:
			m = b.instead(m, c, kind)
		}
		m.id, m.role = c.ID, care.BIH
		return m
	}
	return m
}

var otherTime = regexp.MustCompile(`(?i)\b(flytt\pL*|i ?stället|ändra\pL*|bok\pL* om|ombok\pL*)\b`)

// instead takes another time that BIH proposes in a thread, when BIH is one of
// those who meet and says that it is about moving.
func (b *Bot) instead(m meaning, c care.Case, kind care.MeetingKind) meaning {
	meeting := c.Meetings[kind]
	if !slices.Contains(meeting.Needs, care.BIH) || !otherTime.MatchString(reply.Own(m.in.Text)) {
		return m
	}
	m.role = care.BIH
	l := ledger.Letter{Case: c.ID, Role: care.BIH, Question: "bokat", Meeting: kind, Slots: []care.Slot{*meeting.Agreed}}
	if e, ok := b.booking(m, c, l, b.parse(m, c, l)).(care.TimesProposed); ok {
		m.event = e
	}
	return m
}
