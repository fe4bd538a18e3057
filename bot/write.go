package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// write turns notices into letters: who each goes to, in what words, with what
// attached. A notice that has nowhere safe to go becomes one to BIH that says so.
func (b *Bot) write(ctx context.Context, e ledger.Entry, c care.Case, event care.Event, notices []care.Notice) (letters []ledger.Letter, err error) {
	for _, n := range notices {
		l, err := b.letter(ctx, e, c, event, n)
		if why := unsafe(err); why != "" && n.To != care.BIH {
			l, err = b.letter(ctx, e, c, care.LetterFailed{To: n.To, Why: why}, care.Notice{To: care.BIH, Template: "adress_saknas", Asks: true})
		}
		if err != nil {
			return nil, fmt.Errorf("%s to %s: %w", n.Template, n.To, err)
		}
		letters = append(letters, l)
	}
	return letters, nil
}

// errProtected: the words are personal, and the party may not be mailed such.
var errProtected = errors.New("personal data may not be mailed there")

// unsafe says why a letter has nowhere safe to go; empty when that is not so.
func unsafe(err error) string {
	switch {
	case errors.Is(err, contacts.ErrNoAddress):
		return "address"
	case errors.Is(err, errProtected):
		return "protected"
	}
	return ""
}

func (b *Bot) letter(ctx context.Context, e ledger.Entry, c care.Case, event care.Event, n care.Notice) (l ledger.Letter, err error) {
	to, err := b.address(n, c)
	if err != nil {
		return l, err
	}
	if n.Protected && (to.Channel() != "mail" || !b.mayMail(to.Unit())) {
		return l, errProtected
	}
	d := b.data(c, event, n)
	files, err := b.papers(ctx, e, c, n)
	if err != nil {
		return l, err
	}
	d.Papers = names(files)
	l = ledger.Letter{
		Token: ledger.NewToken(), Case: c.ID, Role: n.To, Template: n.Template, Question: n.Question, Meeting: d.Meeting.Kind, Slots: d.Meeting.Slots,
		Channel: to.Channel(), Address: to.At(), Unit: to.Unit(), Files: files,
		Held: n.To != care.BIH && e.Hold,
	}
	if l.Subject, l.Text, err = templates.Render(n.To, n.Template, d); err != nil {
		return l, err
	}
	if n.Invite && to.Channel() == "mail" {
		if l.Invite, err = b.invite(c, d.Meeting, to); err != nil {
			return l, err
		}
	}
	l.Answers, err = b.thread(ctx, e, c, l)
	return l, err
}

// address returns where a notice goes. Only the contact lists can say.
func (b *Bot) address(n care.Notice, c care.Case) (contacts.Address, error) {
	d := b.Contacts()
	if n.Person != "" {
		return d.Desk(n.Person, b.today())
	}
	id := c.Units[n.To]
	if id == "" && n.To != care.BIH {
		return contacts.Address{}, contacts.ErrNoAddress // never the only one of its role: it may be another's
	}
	return d.Address(n.To, id, b.today())
}

// thread returns what a letter stands in line with. In chat that is its card,
// which the deliverer knows; by mail all that has been said with the party,
// the message being answered last.
func (b *Bot) thread(ctx context.Context, e ledger.Entry, c care.Case, l ledger.Letter) ([]string, error) {
	if _, ok := b.channel(l.Channel).(channels.Board); ok {
		return nil, nil
	}
	receipts, err := b.Ledger.Thread(ctx, c.ID, l.Role, l.Channel)
	if m := e.Message; m != nil && m.Receipt != "" && m.Role == l.Role && m.Channel == l.Channel && !slices.Contains(receipts, m.Receipt) {
		receipts = append(receipts, m.Receipt)
	}
	return receipts, err
}

// data gathers what a message may say. What is personal is gathered only for a
// party by mail, never for BIH.
func (b *Bot) data(c care.Case, event care.Event, n care.Notice) templates.Data {
	d := templates.Data{Case: b.public(c), Unit: b.Unit.Name}
	details(&d, event)
	d.Meeting = meeting(c, n, event)
	if r, ok := event.(care.ReminderDue); ok {
		d.Duty = care.Duty{Name: r.Duty, Owner: r.Owner, Due: r.Due}
		d.Late, d.By = r.Late, r.Owner
		if d.Meeting.Kind == "" {
			d.Meeting = meeting(c, care.Notice{Meeting: care.MeetingOf(r.Duty)}, event)
		}
	}
	if n.To != care.BIH {
		d.Private = b.private(c, event)
	}
	return d
}

// meeting returns the meeting that a notice is about, as far as all may see it.
func meeting(c care.Case, n care.Notice, event care.Event) care.PublicMeeting {
	kind := cmp.Or(n.Meeting, care.MeetingOf(n.Template), care.About(event))
	m := c.Meetings[kind]
	if m == nil {
		return care.PublicMeeting{Kind: kind}
	}
	p := care.PublicMeeting{Kind: kind, Agreed: m.Agreed, Waits: m.Waits()}
	if m.Agreed == nil {
		p.Slots = m.Slots
	}
	return p
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
		d.What, d.On, d.By = e.Of, e.On, e.By
	case care.TimesProposed:
		d.By = e.By
	case care.TimesChosen:
		d.By = e.By
	case care.TimesRefused:
		d.By = e.By
	case care.QuestionAsked:
		d.By = e.From
	case care.NeedChanged:
		d.By = e.From
	case care.OutcomeReported:
		d.By, d.Outcome, d.Until = e.By, e.Outcome, e.Until
	case care.EndTold:
		d.Until = e.Until
	case care.MailUnclear:
		d.Kind = e.Kind
	case care.ReplyUnclear:
		d.By, d.Letter = e.From, e.Question
	case care.IntygReceived:
		d.Signs = e.Signs
	case care.StopSigned:
		d.Signs, d.By = e.Signs, e.From
	case care.Acknowledged:
		d.By = e.From
	case care.AbsenceNoted:
		d.By, d.Until = e.From, e.Until
	case care.LetterFailed:
		d.By, d.Why, d.Letter = e.To, e.Why, e.Template
	case care.Paused:
		d.Until = e.Until
	}
}

// private gathers what may be said only by mail to the party it is for.
func (b *Bot) private(c care.Case, event care.Event) *templates.Private {
	p := &templates.Private{}
	switch e := event.(type) {
	case care.AssessmentGiven:
		p.Text, p.Frequency = e.Comment, e.Frequency
		if u, ok := b.Contacts().Unit(c.Units[care.HTJ]); ok {
			p.Contact, p.Phone, p.Email = u.Contact, dialled(u.Phones), templates.List(u.Emails)
		}
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
