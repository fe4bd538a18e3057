package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/invite"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/reply"
	"example.org/stegvis/channels"
)

// What people answer with one press in their calendar.

// calendar takes an answer to an invitation of ours that a calendar has sent. It
// is found by the identity of the invitation alone: not every calendar says
// which mail it answers. ok is false when the message is nothing of the kind.
func (b *Bot) calendar(ctx context.Context, m meaning) (_ meaning, ok bool, err error) {
	r, ok := calendarReply(m.in)
	if !ok {
		return m, false, nil
	}
	letters, err := b.Ledger.Invited(ctx, r.UID)
	if err != nil || len(letters) == 0 {
		return m, false, err
	}
	c, err := b.Ledger.Case(ctx, letters[0].Case)
	if err != nil {
		return m, false, err
	}
	m.id = c.ID
	l, ok := b.invited(m.in, c, letters)
	if !ok || !b.sameParty(r.From, l) {
		m.event = care.StrangerWrote{}
		return m, true, nil
	}
	m.role = l.Role
	return b.pressed(ctx, m, c, l, r)
}

// calendarReply reads the one answer to an invitation that a mail carries.
func calendarReply(in channels.Incoming) (found invite.Reply, ok bool) {
	for _, f := range in.Files {
		if !isCalendar(f) {
			continue
		}
		if r, err := invite.Parse(f.Data); err == nil && (!ok || r.UID == found.UID) {
			found, ok = r, true
		}
	}
	return found, ok && in.Channel == "mail"
}

func isCalendar(f channels.File) bool {
	return strings.HasPrefix(strings.ToLower(f.Type), "text/calendar") || strings.HasSuffix(strings.ToLower(f.Name), ".ics")
}

// invited returns the last of the letters that went to the party the sender
// belongs to.
func (b *Bot) invited(in channels.Incoming, c care.Case, letters []ledger.Letter) (ledger.Letter, bool) {
	for _, l := range slices.Backward(letters) {
		if b.party(in, c, l) {
			return l, true
		}
	}
	return ledger.Letter{}, false
}

// sameParty reports whether who answers, as the calendar says, is nobody that
// the contact lists know as somebody else than whom the letter went to.
func (b *Bot) sameParty(from string, l ledger.Letter) bool {
	units := b.Contacts().Sender(from, b.today())
	_, staff := b.staff(from)
	if l.Role == care.BIH {
		return staff || len(units) == 0
	}
	ours := slices.ContainsFunc(units, func(u contacts.Unit) bool { return u.ID == l.Unit })
	return ours || !staff && len(units) == 0
}

// pressed says what an answer from a calendar makes happen. An answer to a
// version of the invitation that no longer holds counts for nothing, unless
// somebody has written a word to it.
func (b *Bot) pressed(ctx context.Context, m meaning, c care.Case, l ledger.Letter, r invite.Reply) (meaning, bool, error) {
	m.in.Text = r.Comment
	if !b.current(m, c, l, r) {
		m.stale = true
		if r.Comment != "" && m.role != care.BIH {
			m.event = forBIH(m)
		}
		return m, true, nil
	}
	l.Question, l.Template, l.Slots = "bokat", "bokat", []care.Slot{*c.Meetings[l.Meeting].Agreed}
	m, err := b.commented(ctx, m, c, l, r)
	m.stale = m.event == nil
	m.say = ""
	return m, true, err
}

// current reports whether an answer is to the invitation that holds now.
func (b *Bot) current(m meaning, c care.Case, l ledger.Letter, r invite.Reply) bool {
	meeting := c.Meetings[l.Meeting]
	if meeting == nil || meeting.Agreed == nil || meeting.Held != nil || m.at(b.Now()).After(meeting.Agreed.At) {
		return false
	}
	if r.UID != invite.UID(c.ID, l.Meeting, meeting.Round) {
		return false
	}
	return r.Sequence == meeting.Rev || r.Sequence == 0 && r.Method == "REPLY" && r.Start.Equal(meeting.Agreed.At)
}

// commented weighs the word that somebody wrote to the answer before the press
// itself: it may take back a yes, and it may hold what a human must see first.
func (b *Bot) commented(ctx context.Context, m meaning, c care.Case, l ledger.Letter, r invite.Reply) (meaning, error) {
	press := b.press(m, c, l, r)
	if strings.TrimSpace(r.Comment) == "" {
		m.event = press
		return m, nil
	}
	said, err := b.understood(ctx, m, c, l)
	if err != nil {
		return m, err
	}
	m.event = press
	switch e := said.event.(type) {
	case care.StopSigned, care.NeedChanged, care.Misrouted, care.BookingDoubted, care.MeetingCancelled:
		m.event = e
	case care.TimesProposed:
		if r.Method != "COUNTER" {
			m.event = e
		}
	case care.BookingConfirmed:
	case care.QuestionAsked:
		m.event = e
	default:
		if r.PartStat == invite.Accepted && m.role != care.BIH { // a yes with something added: a human reads it
			m.event = forBIH(m)
		}
	}
	return m, nil
}

// press is what the answer says without a word; nil when BIH must be asked
// nothing about its own calendar.
func (b *Bot) press(m meaning, c care.Case, l ledger.Letter, r invite.Reply) care.Event {
	booked := c.Meetings[l.Meeting]
	switch {
	case r.Method == "COUNTER":
		s := care.Slot{At: r.Start, Minutes: r.Minutes}
		if s.Minutes == 0 {
			s.Minutes = booked.Agreed.Minutes
		}
		if s.At.After(m.at(b.Now())) && !s.At.Equal(booked.Agreed.At) {
			return care.TimesProposed{Kind: l.Meeting, By: m.role, Slots: []care.Slot{s}, Needs: booked.Needs}
		}
	case r.PartStat == invite.Accepted:
		return care.BookingConfirmed{Kind: l.Meeting, By: m.role, Doubted: booked.Doubt != ""}
	case r.PartStat == invite.Declined:
		return care.MeetingCancelled{Kind: l.Meeting, By: m.role}
	}
	return unclear(m, c, l)
}

// subject takes an answer from a calendar that has left out the calendar object
// and says what was pressed in the subject only. The mail must answer one of our
// letters that carried an invitation; when the time no longer holds, the press
// counts for nothing.
func (b *Bot) subject(ctx context.Context, m meaning, c care.Case, l ledger.Letter) (meaning, bool, error) {
	if !calendarSubject(m.in, l) {
		return m, false, nil
	}
	r := invite.Reply{Method: "REPLY", Comment: reply.Own(m.in.Text)}
	r.PartStat, _ = invite.FromSubject(m.in.Subject)
	if booked, ok := b.about(c, l); ok {
		r.UID, r.Sequence = invite.UID(c.ID, l.Meeting, booked.Round), booked.Rev
	}
	return b.pressed(ctx, m, c, l, r)
}

// calendarSubject reports whether a mail is a calendar's answer to an invitation,
// which is no machine's word although a machine sent it.
func calendarSubject(in channels.Incoming, l ledger.Letter) bool {
	_, ok := invite.FromSubject(in.Subject)
	return ok && l.Invite != nil
}
