// Package channels says what a channel is: a way to reach people and be
// answered. Mail and Slack are the two there are; each lives in a folder of
// its own and must pass [channeltest.Test].
//
// A channel knows wires, not work: it carries what the desk hands it and hands
// the desk what people say. What a message means, whose case it belongs to and
// what follows is decided at the desk (package bot).
package channels

import (
	"context"
	"errors"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
)

// A Channel carries messages to and from people.
type Channel interface {
	// Name is the channel's name in the contact lists: "mail", "slack".
	Name() string

	// Send delivers m and returns the receipt by which answers will refer to
	// it. The same m sent again must be the same message, byte for byte.
	// Errors are taken to be a passing refusal of m, which is tried some times
	// more, unless marked [Permanent], [Down] or [Unknown].
	Send(ctx context.Context, m Outgoing) (receipt string, err error)

	// Find reports whether m has been sent already, for the desk to ask when
	// a crash or a lost acknowledgement has left that in doubt. An error means
	// that it could not be found out, not that it was not sent; it is marked
	// [Down] when it can be found out later.
	Find(ctx context.Context, m Outgoing) (receipt string, found bool, err error)

	// Receive hands every incoming message to desk until ctx is done. A
	// message is acknowledged to the server only after [Desk.Handle] has
	// returned nil, so a crash repeats a message rather than losing it.
	// Receive reconnects by itself; it returns only when ctx is done or when
	// going on is pointless.
	Receive(ctx context.Context, desk Desk) error
}

// A Board is a channel that keeps one card per case in view and changes it in
// place, beside carrying messages.
type Board interface {
	Channel

	// Show puts up card, or changes the one put up under card.Receipt, and
	// returns the receipt of the card that is now in view. It may differ from
	// card.Receipt when the old one is gone.
	Show(ctx context.Context, card Card) (receipt string, err error)
}

// A Wide channel can send several letters at the same time.
type Wide interface {
	Channel

	// AtOnce is how many.
	AtOnce() int
}

// A Desk takes what comes in. All methods may be called from many goroutines.
type Desk interface {
	// Known reports whether the message with this id has been taken care of,
	// so that a channel need not fetch it again, and if so the verdict on it:
	// a channel that was interrupted can still act on that.
	Known(ctx context.Context, channel, id string) (v Verdict, known bool, err error)

	// Noted returns the receipt that the desk has noted of the message or card
	// with this token; empty when it has noted none.
	Noted(ctx context.Context, channel, token string) (receipt string, err error)

	// Keep stores a message as it came, before anybody tries to understand
	// it. Keeping the same message again is harmless.
	Keep(ctx context.Context, m Raw) error

	// Handle takes one message. When it returns a nil error, everything the
	// message leads to has been stored and the channel may acknowledge it.
	// Handling a message again is harmless and gives the same verdict.
	Handle(ctx context.Context, in Incoming) (Verdict, error)

	// Case returns the public face of a case, for a channel that must draw
	// its card or a form about it.
	Case(ctx context.Context, id care.CaseID) (care.PublicCase, error)

	// Staff reports whether from, as the channel names people, works at BIH
	// today and so may act on cases. A channel asks before it shows a form;
	// Handle refuses everybody else all the same.
	Staff(ctx context.Context, channel, from string) (bool, error)

	// Overview returns what from, as the channel names people, has before her.
	Overview(ctx context.Context, channel, from string) (Overview, error)

	// Card returns the receipt of the card of a case on a channel; empty when
	// it has none.
	Card(ctx context.Context, channel string, id care.CaseID) (receipt string, err error)

	// Helpers names those at BIH whom somebody can turn to who may not do what
	// she wanted to.
	Helpers(ctx context.Context) ([]string, error)

	// Report takes note of how a channel fares, for whoever looks after the
	// desk.
	Report(ctx context.Context, r Report) error

	// Choices returns what fits text, for a form field of that kind in which
	// somebody or something of the contact lists is to be chosen: "provider"
	// (utförare), "unit" (PVR), "neighbour" (the BIH of another district) or "person"
	// (staff at BIH). The likeliest first,
	// at most limit of them; an empty text fits all. Of people it returns
	// nobody but staff.
	Choices(ctx context.Context, kind, text string, limit int) ([]Choice, error)
}

// An Overview is what somebody at BIH has before her: open cases, each list the
// most urgent first. A case may stand in more than one.
type Overview struct {
	Mine    []Row // hers
	Free    []Row // nobody has taken them, and there is something for BIH to do
	Late    []Row // something is overdue, whoever owes it
	Waiting []Row // what comes next is PVR's or HTJ's to do
	Today   int   // how many have something that BIH must do today
}

// Shown is how many cases of each list of an [Overview] are told in full.
const Shown = 20

// A Row is one case of an [Overview]. After the first [Shown] of a list it is no
// more than the number of the case and, where that is known, what is owed in it.
type Row struct {
	Case care.PublicCase
	Card string // receipt of its card; empty when it has none
}

// A Choice is one of the options of a form field: Value is what the form hands
// back, Label what the person reads, and At where it is reached, for whoever is
// to send something there.
type Choice struct{ Value, Label, At string }

// Shown is the choice as the person reads it, in clear.
func (c Choice) Shown() string {
	if c.At == "" {
		return c.Label
	}
	return c.Label + " (" + c.At + ")"
}

// A Report says how a channel fares. What it says stands until the next report
// of the same kind.
type Report struct {
	Channel string
	What    string // the kind: "reconciled", "gap", "log on" …
	Alarm   bool   // somebody should do something about it
	Count   int    // of messages, where it is about messages
	Text    string // a sentence in English, with nobody's name in it
}

// Connected is the kind of report that says that a channel has just connected:
// what waits for it may be tried.
const Connected = "connected"

// Raw is a message as the server holds it.
type Raw struct {
	Channel  string
	ID       string // unique for ever within the channel
	Received time.Time
	Data     []byte
}

// Incoming is a message from a person, or a press of a button.
type Incoming struct {
	Channel  string
	ID       string   // unique for ever within the channel
	From     string   // a mail address or a chat user's id, as the server vouches for it
	Answers  []string // receipts of the messages it answers, the nearest first
	Subject  string
	Text     string // what was written, quotes and all
	Files    []File
	Place    string    // the conversation in which it was said, where the channel has such
	Received time.Time // when it reached the server
	Receipt  string    // of this message, for an answer to it to name; empty if it has none
	Auto     bool      // sent by a machine: RFC 3834, a bounce
	Listed   bool      // passed on by a list: a person may have written it, but nobody there is to be answered
	Vouched  Vouch     // whether the channel stands in for From
	Damaged  bool      // could not be read in full: a person must look at the original
	Bounce   *Bounce   // what a delivery report says, if it is one

	Case   care.CaseID // for a button or a form: the case it stands on
	Act    string      // the act chosen (see care.Acts); empty for text
	Values care.Values // what the form holds
}

// A Vouch says what a channel's own server says of a sender.
type Vouch int

const (
	NotAsked Vouch = iota // it is not asked, or always sure
	Vouched               // it is who it says
	Doubtful              // it may be anybody
)

// A Bounce is a delivery report on one of our messages.
type Bounce struct {
	Receipt string // of the message it is about, if the report says
	To      string // the recipient it is about, if the report says
	Hard    bool   // will not be delivered; otherwise merely late
	Gone    bool   // because of the address: nobody is there, or nobody any longer
	Status  string // 5.1.1, if the report says
}

// A Verdict says what became of a message.
type Verdict struct {
	Ours    bool              // it was taken into a case; a mail may be filed
	Own     bool              // it is a copy of what we have sent; a mail may be filed with those
	Say     string            // what to tell the sender at once, where the channel can
	Refused map[string]string // for a form: field to what is wrong; nothing was done
}

// Outgoing is a message to a party.
type Outgoing struct {
	Key     string           // what the message is about: the same at every attempt
	Token   string           // unguessable; a channel makes its own message id of it
	Written time.Time        // when the desk wrote it; the message's own date
	To      contacts.Address // only the contact lists can make one
	Case    care.CaseID
	Answers []string // receipts in the same thread, the oldest first
	Subject string
	Text    string
	Files   []File
	Invite  []byte // an iTIP calendar object, or nil

	// Certificate is the receiver's, in DER: the message must be encrypted with
	// it, by a channel that can, and otherwise not be sent. What encrypting adds
	// may differ from one try to the next.
	Certificate []byte

	Within []string // the tokens of the messages that are sent within this one

	Slots   []care.Slot
	Links   []Link // what in Text stands for another message
	Mention string // the one of the readers whose turn it is, as the channel names people; empty for nobody
}

// A Link is a piece of text that stands for a message already sent.
type Link struct{ Text, Receipt string }

// A Card shows a case on a [Board].
type Card struct {
	Key     string
	Token   string
	To      contacts.Address
	Receipt string // of the card in view; empty when there is none yet
	Case    care.PublicCase
}

// A File is an attachment.
type File struct {
	Name, Type string
	Data       []byte
}

type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent marks err as one that trying again cannot cure.
func Permanent(err error) error { return permanent{err} }

// IsPermanent reports whether err was marked by [Permanent].
func IsPermanent(err error) bool { return errors.As(err, new(permanent)) }

type down struct{ error }

func (d down) Unwrap() error { return d.error }

// Down marks err as one that says nothing of the message: the channel is out of
// reach, or takes nothing from us at present. The desk tries again for as long as
// that lasts, be it a weekend.
func Down(err error) error { return down{err} }

// IsDown reports whether err was marked by [Down].
func IsDown(err error) bool { return errors.As(err, new(down)) }

type unknown struct{ error }

func (u unknown) Unwrap() error { return u.error }

// Unknown marks err as one that leaves open whether the message was sent: the
// connection was lost after the message had been handed over. The desk then
// asks [Channel.Find] and never simply sends again.
func Unknown(err error) error { return unknown{err} }

// IsUnknown reports whether err was marked by [Unknown].
func IsUnknown(err error) bool { return errors.As(err, new(unknown)) }
