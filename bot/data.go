package bot

import (
	"cmp"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/templates"
)

// What a message may say.

// data gathers what a message may say. What is personal is gathered only for a
// party by mail, never for BIH.
func (b *Bot) data(c care.Case, event care.Event, n care.Notice) templates.Data {
	d := templates.Data{Case: b.public(c), Unit: b.Unit.Name, Waits: b.heldBack(c)}
	details(&d, event)
	ordered(&d, c, event)
	if e, ok := event.(care.ContactAsked); ok {
		u, _ := b.Contacts().UnitOn(e.Provider, b.today())
		d.Provider = u.Name
	}
	if e, refused := event.(care.AnswerRefused); refused {
		p, _ := b.Contacts().Person(e.By, b.today())
		d.Person = p.Name
	}
	if _, misrouted := event.(care.Misrouted); misrouted {
		p, _ := b.Contacts().Person(cmp.Or(d.Person, c.Owner), b.today())
		d.Person = p.Name
	}
	d.Meeting = meeting(c, n, event)
	d.Times = chosen(c, event)
	if r, ok := event.(care.ReminderDue); ok {
		d.Duty = care.Duty{Name: r.Duty, Owner: r.Owner, Due: r.Due}
		d.Late, d.By, d.Turn = r.Late, r.Owner, string(r.Rung)+"/"+r.Why
		if r.Day.Before(r.Sent) {
			d.Delayed = r.Day
		}
		who, _ := b.Contacts().Person(r.Who, b.today())
		d.Person = who.Name
		if r.Rung != care.Owing {
			d.Until = c.Away[r.Owner].Until
		}
		if d.Meeting.Kind == "" {
			d.Meeting = meeting(c, care.Notice{Meeting: care.MeetingOf(r.Duty)}, event)
		}
	}
	switch {
	case n.To != care.BIH:
		d.Private = b.private(c, event)
	case n.Person == "": // into chat: nothing
	case slices.Contains(n.Papers, care.Sheet):
		d.Private = b.told(c)
	default:
		if e, ok := event.(care.IntygCorrected); ok {
			d.Private = answered(e, b.Words.Shown)
		}
	}
	if e, ok := event.(care.IntygReceived); ok {
		d.Signs = c.Stop
		d.Disputed = e.Disputed
	}
	if e, ok := event.(care.IntygReceived); ok && c.Earlier != nil && len(e.Filled)+len(e.Disputed) == 0 {
		d.Changed = care.Keys(intyg.Changes(*c.Earlier, e.Intyg)) // also where the desk has not taken what it is unsure of
	}
	return d
}

// heldBack says what of what is written to the parties now does not leave by itself.
func (b *Bot) heldBack(c care.Case) (w templates.Waits) {
	told, _ := c.May(care.PVR, care.Affairs)
	ordered, _ := c.May(care.HTJ, care.Documents)
	return templates.Waits{PVR: b.Shadow || !told, HTJ: b.Shadow || !ordered, Any: b.Shadow}
}

// meeting returns the meeting that a notice is about, as far as all may see it.
func meeting(c care.Case, n care.Notice, event care.Event) care.PublicMeeting {
	kind := cmp.Or(n.Meeting, care.MeetingOf(n.Template), care.About(event))
	m := c.Meetings[kind]
	if m == nil {
		return care.PublicMeeting{Kind: kind}
	}
	p := care.PublicMeeting{Kind: kind, Agreed: m.Agreed, Was: m.Was, Waits: m.Waits()}
	if m.Agreed == nil {
		p.Slots = m.Slots
	}
	return p
}

// chosen are the times on the table that a party has said yes to.
func chosen(c care.Case, event care.Event) (slots []care.Slot) {
	e, ok := event.(care.TimesChosen)
	if !ok || c.Meetings[e.Kind] == nil {
		return nil
	}
	for _, s := range c.Meetings[e.Kind].Slots {
		if slices.ContainsFunc(e.Times, s.At.Equal) {
			slots = append(slots, s)
		}
	}
	return slots
}

// details takes over from an event what may be said of it anywhere.
func details(d *templates.Data, event care.Event) {
	switch e := event.(type) {
	case care.AssessmentGiven:
		d.Opinion, d.From, d.Until, d.Minutes = e.Opinion, e.From, e.To, e.Minutes
	case care.CompletionAsked:
		d.Fields, d.Until = e.Fields, e.Before
	case care.DecisionMade:
		d.Outcome, d.From, d.Until = e.Outcome, e.From, e.To
	case care.StartProposed:
		d.Joint = e.Joint
	case care.PersonInformed:
		d.What, d.On, d.At, d.By = e.Of, e.On, e.At, e.By
	case care.TimesProposed:
		d.By = e.By
	case care.TimesChosen:
		d.By = e.By
	case care.TimesRefused:
		d.By = e.By
	case care.MeetingCancelled:
		d.By = e.By
	case care.BookingDoubted:
		d.By = e.By
	case care.BookingConfirmed:
		d.By = e.By
	case care.QuestionAsked:
		d.By = e.From
	case care.NeedChanged:
		d.By = e.From
	case care.OutcomeReported:
		d.By, d.Outcome, d.Until = e.By, e.Outcome, e.Until
	case care.ProviderChanged:
		d.On = e.Last
	case care.EndTold:
		d.Until = e.Until
	case care.MailUnclear:
		d.Kind, d.Until = e.Kind, e.Until
	case care.IntygCorrected:
		d.Fields, d.Signs = care.Keys(e.Changes), e.Signs
	case care.ReplyUnclear:
		d.By, d.Letter = e.From, e.Question
	case care.IntygReceived:
		d.Signs = e.Signs
	case care.AnswerRefused:
		d.Act, d.Why, d.Again = e.Act, e.Why, e.Time > 1
		d.Faults = templates.Faults(e.Act, e.Fields)
	case care.StopSigned:
		d.Signs, d.By = e.Signs, e.From
	case care.AnswerDoubted:
		d.By, d.Letter = e.By, e.Question
	case care.Acknowledged:
		d.By = e.From
	case care.AbsenceNoted:
		d.By, d.Until = e.From, e.Until
	case care.LetterFailed:
		d.By, d.Why, d.Letter = e.To, e.Why, e.Template
	case care.Misrouted:
		d.Person = e.By
	case care.LettersHeld:
		d.Unsent = e.Letters
	case care.Paused:
		d.Until = e.Until
	case care.ReminderPutOff:
		d.Duty.Name, d.Until = e.Duty, e.Until
	case care.DutyWaived:
		d.Duty.Name = e.Duty
	}
}

// ordered takes over what was decided, for an order that goes out later.
func ordered(d *templates.Data, c care.Case, event care.Event) {
	switch event.(type) {
	case care.ProviderChosen, care.ProviderChanged, care.AddressProven:
		if c.Decision != nil {
			d.Outcome, d.From, d.Until = c.Decision.Outcome, c.Decision.From, c.Decision.To
		}
	}
}

// private gathers what may be said only by mail to the party it is for.
func (b *Bot) private(c care.Case, event care.Event) *templates.Private {
	p := &templates.Private{}
	switch e := event.(type) {
	case care.AssessmentGiven:
		p.Text, p.Frequency = e.Comment, e.Frequency
		if u, ok := b.Contacts().UnitOn(c.Units[care.HTJ], b.today()); ok {
			p.Contact, p.Phone, p.Email, p.Language = u.Contact, dialled(u.Phones), templates.List(u.Emails), u.Language
		}
	case care.ContactAsked:
		u, _ := b.Contacts().UnitOn(e.Provider, b.today())
		p.Contact, p.Phone, p.Email, p.Language = u.Contact, dialled(u.Phones), templates.List(u.Emails), u.Language
	case care.ContactNamed:
		p.Contact = e.Contact
	case care.CompletionAsked:
		p.Text = e.Note
	case care.QuestionAsked:
		p.Text = e.Text
	case care.ChangeHandled:
		p.Text = e.Text
	}
	return p
}

// dialled writes numbers as they are dialled in Sweden.
func dialled(numbers []string) string {
	var list []string
	for _, n := range numbers {
		if local, ok := strings.CutPrefix(n, "+46"); ok {
			n = "0" + local
		}
		list = append(list, n)
	}
	return templates.List(list)
}

func names(files []ledger.File) (list []string) {
	for _, f := range files {
		list = append(list, f.Kind)
	}
	return list
}
