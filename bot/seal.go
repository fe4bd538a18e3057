package bot

import (
	"fmt"
	"path"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// seal makes a letter unreadable to everybody but its receiver, in the way that
// is open to its unit. It comes after the guard, which must see what is inside.
// An invitation holds nothing of the person, and calendars must be able to read it.
func (b *Bot) seal(l ledger.Letter, stored []ledger.File, out *channels.Outgoing) error {
	if l.Role == care.BIH || l.Channel != "mail" {
		return nil
	}
	switch b.way(l.Unit) {
	case contacts.Enveloped:
		if u, ok := b.Contacts().UnitOn(l.Unit, b.today()); ok && l.Invite == nil {
			out.Certificate = u.Certificate
		}
	case contacts.Locked:
		for i, f := range stored {
			if !aboutPerson(f) {
				continue
			}
			var err error
			if out.Files[i], err = b.locked(l, f); err != nil {
				return channels.Permanent(fmt.Errorf("file %d: %w", i+1, err))
			}
		}
	}
	return nil
}

// locked is a paper that only the password opens. What is no PDF, or one that cannot
// be written anew, goes inside a PDF of ours.
func (b *Bot) locked(l ledger.Letter, f ledger.File) (channels.File, error) {
	password := b.password(l.Unit)
	if data, err := forms.Lock(f.Data, password); err == nil {
		return channels.File{Name: f.Name, Type: f.Type, Data: data}, nil
	}
	data, err := forms.Enclose(b.Words, b.head(l.Case), f.Name, f.Data, password)
	return channels.File{Name: strings.TrimSuffix(f.Name, path.Ext(f.Name)) + ".pdf", Type: "application/pdf", Data: data}, err
}

// aboutPerson reports whether a paper is about the person, rather than about how
// an intyg is written.
func aboutPerson(f ledger.File) bool {
	return f.Kind != string(care.Information) && f.Kind != string(care.Instruction)
}
