package bot

import (
	"cmp"
	"context"
	"fmt"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/invite"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/templates"
)

// papers makes what goes with a notice. Papers about the person go only where
// documents may be mailed; a blank goes there prefilled and elsewhere empty.
func (b *Bot) papers(ctx context.Context, e ledger.Entry, c care.Case, n care.Notice) (files []ledger.File, err error) {
	if n.To == care.BIH && n.Person == "" {
		return nil, nil // the desk is in chat, where no paper may come; it asks for the papers by mail
	}
	for _, p := range n.Papers {
		if p == care.Original {
			originals, err := b.originals(ctx, e, c)
			if err != nil {
				return nil, err
			}
			files = append(files, originals...)
			continue
		}
		if p == care.Replies {
			answers, err := b.Ledger.AllDocuments(ctx, c.ID, string(p))
			if err != nil {
				return nil, err
			}
			files = append(files, numbered(c.ID, answers)...)
			continue
		}
		if p == care.Drafts {
			drafts, err := b.drafts(ctx, c.ID)
			if err != nil {
				return nil, err
			}
			files = append(files, drafts...)
			continue
		}
		data, err := b.paper(p, c, n)
		if err != nil {
			return nil, fmt.Errorf("make %s: %w", p, err)
		}
		if data != nil {
			files = append(files, ledger.File{Kind: string(p), Name: fmt.Sprintf("%s-%s.pdf", c.ID, p), Type: "application/pdf", Data: data})
		}
	}
	return files, nil
}

// numbered gives the answers that have come names to tell them apart by.
func numbered(id care.CaseID, answers []ledger.File) []ledger.File {
	for i := range answers {
		answers[i].Name = fmt.Sprintf("%s-svar-%d.eml", id, i+1)
	}
	return answers
}

// drafts are the letters to parties that wait for BIH, as they would be sent.
func (b *Bot) drafts(ctx context.Context, id care.CaseID) (files []ledger.File, err error) {
	letters, err := b.Ledger.Letters(ctx, id)
	for _, l := range letters {
		if l.Waits == "" {
			continue
		}
		name := fmt.Sprintf("%s-%s-%d.txt", id, care.Drafts, len(files)+1)
		files = append(files, ledger.File{Kind: string(care.Drafts), Name: name, Type: "text/plain; charset=utf-8", Data: []byte(l.Subject + "\n\n" + l.Text)})
	}
	return files, err
}

// originals returns the intyg as it came, with what came in this entry.
func (b *Bot) originals(ctx context.Context, e ledger.Entry, c care.Case) ([]ledger.File, error) {
	files, err := b.Ledger.Documents(ctx, c.ID, "intyg")
	if err != nil {
		return nil, err
	}
	if len(files) == 0 || c.Fetch != nil { // it stood in the mail itself, or is locked in it
		mails, err := b.Ledger.Documents(ctx, c.ID, "mejl")
		if err != nil {
			return nil, err
		}
		files = append(files, mails...)
	}
	for i := range files {
		files[i].Name = fmt.Sprintf("%s-%s", c.ID, files[i].Name)
	}
	return files, err
}

// paper makes one paper; nil when there is nothing yet to make it of.
func (b *Bot) paper(p care.Paper, c care.Case, n care.Notice) ([]byte, error) {
	head := b.head(c.ID)
	switch p {
	case care.Sheet:
		return b.sheet(c, head)
	case care.Information:
		return b.leaflets.of(p, head, func(h forms.Head) ([]byte, error) { return forms.Information(b.Words, h) })
	case care.Instruction:
		return b.leaflets.of(p, head, func(h forms.Head) ([]byte, error) { return forms.Instruction(b.Words, h) })
	case care.Blank:
		return b.blank(c, n, head)
	case care.Order:
		return b.order(c, head)
	case care.Letter:
		return b.decision(c, head)
	}
	return nil, fmt.Errorf("no such paper")
}

// head is what stands on every paper of a case that is made today.
func (b *Bot) head(id care.CaseID) forms.Head {
	return forms.Head{Unit: b.Unit.Name, Mail: b.Unit.Mail, Phone: b.Unit.Phone, Case: id, Date: b.today()}
}

func (b *Bot) blank(c care.Case, n care.Notice, head forms.Head) ([]byte, error) {
	var known care.Intyg
	var only []string
	if b.mayMail(c.Units[n.To]) {
		known = c.Intyg
	}
	switch n.Template {
	case "komplettering":
		only = c.Completion.Fields
	case "forlangning":
		known = forms.Renewal(known)
	}
	return forms.Blank(b.Words, head, known, only)
}

func (b *Bot) order(c care.Case, head forms.Head) ([]byte, error) {
	if c.Decision == nil {
		return nil, nil
	}
	u, _ := b.Contacts().Unit(c.Units[care.HTJ], b.today())
	return forms.Order(b.Words, forms.OrderFacts{
		Head: head, To: u.Name, Contact: c.Contact, Handler: b.handler(c), Decided: c.DecidedOn,
		Decision: *c.Decision, Intyg: c.Intyg, AnswerBy: b.Plan.Calendar.Add(b.today(), 2),
	})
}

func (b *Bot) decision(c care.Case, head forms.Head) ([]byte, error) {
	if c.Decision == nil {
		return nil, nil
	}
	u, _ := b.Contacts().Unit(c.Units[care.HTJ], b.today())
	return forms.Decision(b.Words, forms.DecisionFacts{
		Head: head, Draft: true, Person: c.Intyg.Person, Issuer: c.Intyg.Issuer, Provider: u.Name,
		Handler: b.handler(c), Decided: c.DecidedOn, Decision: *c.Decision, Form: "bistand",
	})
}

// handler is the name of whoever has taken the case.
func (b *Bot) handler(c care.Case) string {
	p, _ := b.Contacts().Person(c.Owner, b.today())
	return p.Name
}

// invite makes the calendar invitation to a booked meeting, or takes back the one
// to a time that was let go, without a word about the person.
func (b *Bot) invite(c care.Case, n care.Notice, p care.PublicMeeting, to contacts.Address) ([]byte, error) {
	summary, text, err := templates.Invitation(templates.Data{Case: b.public(c), Unit: b.Unit.Name, Meeting: p})
	if err != nil {
		return nil, err
	}
	m := invite.Meeting{
		Case: c.ID, Kind: p.Kind, Round: c.Meetings[p.Kind].Round, Sequence: c.Rev, Stamp: b.Now(),
		Organizer: invite.Party{Name: b.Unit.Name, Mail: b.Unit.Mail}, Summary: summary, Description: text,
	}
	u, _ := b.Contacts().Unit(to.Unit(), b.today())
	m.Attendees = []invite.Party{{Name: u.Name, Mail: to.At()}}
	if n.Cancel {
		m.Slot = *cmp.Or(p.Was, p.Agreed)
		return invite.Cancel(m)
	}
	m.Slot = *p.Agreed
	return invite.Request(m)
}
