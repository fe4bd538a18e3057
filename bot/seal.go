package bot

import (
	"fmt"

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
			locked, err := forms.Lock(f.Data, b.password(l.Unit))
			if err != nil {
				return channels.Permanent(fmt.Errorf("file %d: %w", i+1, err))
			}
			out.Files[i].Data = locked
		}
	}
	return nil
}

// aboutPerson reports whether a paper is about the person, rather than about how
// an intyg is written.
func aboutPerson(f ledger.File) bool {
	return f.Kind != string(care.Information) && f.Kind != string(care.Instruction)
}
