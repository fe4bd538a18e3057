package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/templates"
)

// A Registry is what a case file is made from.
type Registry struct {
	Unit     Unit
	Ledger   *ledger.Ledger
	Contacts *contacts.Directory
	Words    forms.Words
}

// CaseFile is a whole case on paper, as PDF/A: what stands in the intyg, all
// that has happened, every message as it was written, and what came in, each
// with its checksum. It holds everything that the case does, and is for the
// personakt and for the person alone.
func (r Registry) CaseFile(ctx context.Context, id care.CaseID, on care.Date) ([]byte, error) {
	facts, err := r.Ledger.Facts(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(facts) == 0 {
		return nil, fmt.Errorf("case %s: there is none", id)
	}
	f := r.caseFacts(care.Replay(id, facts), facts, on)
	if f.Events, err = r.events(facts); err != nil {
		return nil, fmt.Errorf("case %s: %w", id, err)
	}
	if f.Letters, err = r.sent(ctx, id); err != nil {
		return nil, err
	}
	if f.Enclosures, err = r.enclosures(ctx, id); err != nil {
		return nil, err
	}
	return forms.CaseFile(r.Words, f)
}

func (r Registry) caseFacts(c care.Case, facts []care.Fact, on care.Date) forms.CaseFacts {
	f := forms.CaseFacts{
		Head:   forms.Head{Unit: r.Unit.Name, Mail: r.Unit.Mail, Phone: r.Unit.Phone, Case: c.ID, Date: on},
		Opened: care.DateOf(facts[0].At), Round: c.Round, Intyg: c.Intyg, Decision: c.Decision,
		Decided: c.DecidedOn, Provider: r.unit(c.Units[care.HTJ], on), Handler: r.person(c.Owner, on),
	}
	for _, v := range r.Words.Values(forms.ReadingFacts{Intyg: c.Intyg, Labels: templates.ChatWords().Fields}) {
		if v.AsIs && v.Text != "" {
			f.Others = append(f.Others, v)
		}
	}
	if c.Closed {
		f.Closed = care.DateOf(facts[len(facts)-1].At)
	}
	return f
}

// unit is what a unit was called that day.
func (r Registry) unit(id care.UnitID, on care.Date) string {
	u, _ := r.Contacts.Unit(id, on)
	return u.Name
}

// person is who that was at BIH that day; an address that the lists no longer know
// stands as it is.
func (r Registry) person(at string, on care.Date) string {
	p, _ := r.Contacts.Person(at, on)
	return cmp.Or(p.Name, at)
}

func (r Registry) events(facts []care.Fact) (all []forms.Entry, err error) {
	for _, f := range facts {
		on := care.DateOf(f.At)
		called := func(id care.UnitID) string { return r.unit(id, on) }
		said, err := templates.Tell(templates.Happening{Event: f.Event, Units: called, Values: r.Words.Shown})
		if err != nil {
			return nil, err
		}
		all = append(all, forms.Entry{At: f.At, Who: r.person(f.By, on), What: said})
	}
	return all, nil
}

func (r Registry) sent(ctx context.Context, id care.CaseID) (all []forms.Sent, err error) {
	letters, err := r.Ledger.Letters(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, l := range letters {
		files, err := r.Ledger.Files(ctx, l.Key)
		if err != nil {
			return nil, err
		}
		s := forms.Sent{At: l.Written, To: cmp.Or(r.unit(l.Unit, care.DateOf(l.Written)), l.Address), Subject: l.Subject, Text: l.Text, State: l.State}
		for _, f := range files {
			s.Papers = append(s.Papers, f.Name)
		}
		all = append(all, s)
	}
	return all, nil
}

func (r Registry) enclosures(ctx context.Context, id care.CaseID) (all []forms.Enclosure, err error) {
	kept, err := r.Ledger.Archive(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, k := range kept {
		title, err := templates.PaperName(k.Kind)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(k.Data)
		all = append(all, forms.Enclosure{Title: title, Received: k.At, Bytes: len(k.Data), SHA256: hex.EncodeToString(sum[:])})
	}
	return all, nil
}
