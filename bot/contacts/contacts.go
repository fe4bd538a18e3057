// Package contacts holds the contact lists: who the parties are, where they
// are reached, and which utförare a text means.
//
// A wrong recipient is the worst thing that can happen here. So only this
// package can make an [Address], a provider is chosen only when exactly one
// fits ([Directory.Match]), and likeness between names ranks suggestions for a
// human but never routes.
package contacts

import (
	"example.org/stegvis/bot/care"
)

// A Unit is one line of the contact lists, valid from one day to another.
type Unit struct {
	ID        care.UnitID
	Role      care.Role
	Name      string
	Aliases   []string
	OrgNr     string
	Districts []string
	Emails    []string // the first is where we write; mail from any of them is from this unit
	Slack     string   // channel or user id, when the unit is reached in chat
	Contact   string   // samordnare
	Phones    []string
	Class     Class
	From, To  care.Date // first and last day it is valid; zero means open
	Successor care.UnitID
}

// A Class says what may be sent to a unit.
type Class string

const (
	Notice   Class = "avisering" // no personal data; the default
	Document Class = "handling"  // intyg and orders may be mailed
	ByHand   Class = "manuell"   // documents are carried by a human
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
