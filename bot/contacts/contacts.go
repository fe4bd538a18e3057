// Package contacts holds the contact lists: who the parties are, where they
// are reached, and which utförare a text means.
//
// A wrong recipient is the worst thing that can happen here. So only this
// package can make an [Address], a provider is chosen only when exactly one
// fits ([Directory.Match]), and likeness between names ranks suggestions for a
// human but never routes.
//
// The lists are files that a coordinator keeps in Excel. [Load] reads them all
// or not at all: whatever is wrong in them comes back at once, each thing with
// its file, row and column and what to do about it, and the list that was in
// use stays in use. What would change is seen beforehand ([Compare]).
//
// A [Directory] never changes once made, so it may be read from everywhere.
// Whether a line is valid is asked for a day, never for "now".
package contacts

import (
	"slices"

	"example.org/stegvis/bot/care"
)

// A Unit is one line of the contact lists, valid from one day to another. A
// unit whose particulars change on a known day has a line for before and one
// for after, with the same ID.
type Unit struct {
	ID        care.UnitID
	Role      care.Role
	Name      string
	Aliases   []string
	OrgNr     string // 5599900114, digits only
	Districts []string
	Emails    []string // the first is where we write; mail from any of them is from this unit
	Domains   []string // mail from anybody in them is from this unit; for PVR, where persons write
	Slack     string   // channel or user id, when the unit is reached in chat
	Channel   string   // "mail" or "slack" when the unit has chosen one
	Contact   string   // samordnare
	Phones    []string // +4684650011, as dialled from abroad
	Class     Class
	Language  string    // in which it wants to be addressed, when the list says
	Closed    bool      // the list says that it is no longer active, whatever its dates
	From, To  care.Date // first and last day it is valid; zero means open
	Successor care.UnitID

	Certificate []byte // for S/MIME, in DER: the file that the list names
}

// A Class says what may be sent to a unit.
type Class string

const (
	Notice   Class = "avisering" // no personal data; the default
	Document Class = "handling"  // intyg and orders may be mailed
	ByHand   Class = "manuell"   // documents are carried by a human
)

// Valid reports whether the line holds on that day. On no day (the zero Date)
// nothing is valid.
func (u Unit) Valid(on care.Date) bool {
	return !u.Closed && !on.IsZero() && !u.ended(on) && !u.upcoming(on)
}

func (u Unit) ended(on care.Date) bool    { return u.Closed || !u.To.IsZero() && on.After(u.To) }
func (u Unit) upcoming(on care.Date) bool { return !u.From.IsZero() && on.Before(u.From) }

// Serves reports whether the list says that the unit works in the district.
func (u Unit) Serves(district string) bool {
	return slices.ContainsFunc(u.Districts, func(d string) bool { return placeKey(d) == placeKey(district) })
}
