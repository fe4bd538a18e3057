package bot

import (
	"context"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// What the contact lists say of the BIH of other districts, to which what has
// come to the wrong desk is handed over.

// neighbours returns those that fit text, each with where it is reached and how
// the documents get there.
func (b *Bot) neighbours(text string, limit int) (found []channels.Choice) {
	words := templates.ChatWords().Modal
	for _, u := range b.Contacts().FindRole(care.Other, text, limit, b.today()) {
		c := channels.Choice{Value: string(u.ID), Label: u.Name}
		how := words.ToCarried
		if ok, err := b.mailable(context.Background(), u.ID); ok && err == nil {
			how = words.ToMailed
		}
		if len(u.Emails) > 0 {
			c.At = templates.Fill(how, "address", u.Emails[0])
		}
		found = append(found, c)
	}
	return found
}

// mailable reports whether documents may be mailed to a unit now: the lists allow
// it, the way is safe, and somebody has answered for the address.
func (b *Bot) mailable(ctx context.Context, id care.UnitID) (bool, error) {
	if !b.mayMail(id) {
		return false, nil
	}
	return b.proven(ctx, id)
}

// elsewhere is the stop sign of an intyg about somebody who lives where the lists
// say that another BIH works, and not ours.
func (b *Bot) elsewhere(i care.Intyg) []string {
	where := district(i.Person.Address)
	if where == "" {
		return nil
	}
	theirs := false
	for _, u := range b.Contacts().Units() {
		if !u.Valid(b.today()) || !u.Serves(where) {
			continue
		}
		if u.Role == care.BIH {
			return nil
		}
		theirs = theirs || u.Role == care.Other
	}
	if !theirs {
		return nil
	}
	return []string{"annan_stadsdel"}
}
