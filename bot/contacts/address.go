package contacts

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// An Address is where one party can be reached. Only this package makes one,
// so a message cannot be sent to a string somebody typed.
type Address struct {
	channel, at string
	unit        care.UnitID
}

// Channel is the name of the channel that reaches the address: "mail", "slack".
func (a Address) Channel() string { return a.channel }

// At is the address itself, as the channel writes it.
func (a Address) At() string { return a.at }

// Unit is the line of the contact lists that the address comes from.
func (a Address) Unit() care.UnitID { return a.unit }

// The channels as the lists name them.
const (
	mail  = "mail"
	slack = "slack"
)

// ErrNoAddress says that the lists give no address, or more than one where
// there must be one.
var ErrNoAddress = errors.New("no address in the contact lists")

// Address returns where the unit is reached on that day. An empty id means the
// only unit of that role, which is how BIH is found. A unit is written to by
// mail unless it has chosen chat; BIH, whose desk is in chat, the other way
// round.
func (d *Directory) Address(role care.Role, id care.UnitID, on care.Date) (Address, error) {
	u, ok := d.only(role, id, on)
	if !ok {
		return Address{}, fmt.Errorf("%s %q on %s: %w", role, id, on, ErrNoAddress)
	}
	if u.chats() {
		return Address{slack, u.Slack, u.ID}, nil
	}
	return u.mailed()
}

// ByMail returns where the unit is mailed on that day, also when it has chosen
// chat: documents never go there.
func (d *Directory) ByMail(role care.Role, id care.UnitID, on care.Date) (Address, error) {
	u, ok := d.only(role, id, on)
	if !ok {
		return Address{}, fmt.Errorf("%s %q on %s: %w", role, id, on, ErrNoAddress)
	}
	return u.mailed()
}

func (u Unit) mailed() (Address, error) {
	if len(u.Emails) == 0 {
		return Address{}, fmt.Errorf("%s %q: %w", u.Role, u.ID, ErrNoAddress)
	}
	return Address{mail, u.Emails[0], u.ID}, nil
}

// ByChat returns the unit that has that place in Slack: a person's id, or else the
// channel in which somebody wrote. A place belongs to one unit only.
func (d *Directory) ByChat(user, place string, on care.Date) (Unit, bool) {
	for _, at := range []string{user, place} {
		for _, u := range d.units {
			if at != "" && u.Slack == at && u.Valid(on) {
				return u, true
			}
		}
	}
	return Unit{}, false
}

func (u Unit) chats() bool {
	return u.Slack != "" && (u.Channel == slack || u.Channel == "" && u.Role == care.BIH)
}

// only returns the one unit of that role, and of that id unless it is empty,
// that is valid on the day.
func (d *Directory) only(role care.Role, id care.UnitID, on care.Date) (Unit, bool) {
	var found []Unit
	for _, u := range d.units {
		if u.Role == role && (id == "" || u.ID == id) && u.Valid(on) {
			found = append(found, u)
		}
	}
	if len(found) != 1 {
		return Unit{}, false
	}
	return found[0], true
}

// Verify makes the Address of a message that was decided on earlier and is to
// be sent now: it must still be in the lists, at the same unit, valid on that
// day. It also finds the addresses made by [Directory.Answer] and
// [Directory.Desk].
func (d *Directory) Verify(channel, at string, unit care.UnitID, on care.Date) (Address, error) {
	for _, u := range d.units {
		if u.ID == unit && u.Valid(on) && (u.has(channel, at) || d.employs(u, channel, at, on)) {
			return Address{channel, at, unit}, nil
		}
	}
	return Address{}, fmt.Errorf("%s address of unit %q has left the contact lists: %w", channel, unit, ErrNoAddress)
}

// has reports whether at, on the channel, belongs to the unit.
func (u Unit) has(channel, at string) bool {
	if channel == slack {
		return at != "" && at == u.Slack
	}
	return channel == mail && (u.owns(at) || u.houses(at))
}

func (u Unit) owns(address string) bool {
	return slices.ContainsFunc(u.Emails, func(e string) bool { return strings.EqualFold(e, address) })
}

func (u Unit) houses(address string) bool {
	if len(u.Domains) == 0 {
		return false
	}
	a, err := parseAddress(address)
	return err == nil && slices.Contains(u.Domains, domainOf(a))
}

func (d *Directory) employs(u Unit, channel, at string, on care.Date) bool {
	p, ok := d.Person(at, on)
	return ok && u.Role == care.BIH && p.Unit == u.ID && p.Valid(on) && (channel == slack) == (at == p.Slack)
}

// Answer returns an Address for writing back to whoever wrote: the sender's own
// mail address, when it belongs to exactly one unit valid that day.
func (d *Directory) Answer(sender string, on care.Date) (Address, error) {
	a, err := parseAddress(sender)
	units := d.Sender(a, on)
	if err != nil || len(units) != 1 {
		return Address{}, fmt.Errorf("sender of a mail: %w", ErrNoAddress)
	}
	return Address{mail, a, units[0].ID}, nil
}

// Desk returns the Address of one of BIH's staff, by Slack user id or mail
// address.
func (d *Directory) Desk(slackIDOrMail string, on care.Date) (Address, error) {
	p, ok := d.Person(slackIDOrMail, on)
	if !ok || !p.Valid(on) || p.Unit == "" {
		return Address{}, fmt.Errorf("member of staff: %w", ErrNoAddress)
	}
	if slackIDOrMail == p.Slack {
		return Address{slack, p.Slack, p.Unit}, nil
	}
	return Address{mail, p.Mail, p.Unit}, nil
}

// Sender returns the units whose mail address or Slack id this is: those that
// have it as their own, or else those whose domain it lies in.
func (d *Directory) Sender(address string, on care.Date) (units []Unit) {
	for _, belongs := range []func(Unit) bool{
		func(u Unit) bool { return u.owns(address) || address != "" && u.Slack == address },
		func(u Unit) bool { return u.houses(address) },
	} {
		for _, u := range d.units {
			if u.Valid(on) && belongs(u) {
				units = append(units, u)
			}
		}
		if len(units) > 0 {
			return units
		}
	}
	return nil
}
