package bot

import (
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/forms"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/reminders"
)

// A Bot works one unit's desk. All fields but the unexported must be set before
// it is used, and left alone after.
type Bot struct {
	Unit          Unit
	Ledger        *ledger.Ledger
	Contacts      func() *contacts.Directory // the lists as they are now
	Channels      []channels.Channel
	Reader        *intyg.Reader
	Words         forms.Words
	Plan          reminders.Plan
	Secure        []string                 // domains to which documents may be mailed
	Lock          func(care.UnitID) string // the password agreed with a unit; nil when none is with any
	Hold          time.Duration            // how long an order can be taken back
	Shadow        bool                     // nothing leaves to a party before a human has sent it
	Cleared       []string                 // who at BIH works with people whose identity is protected; empty for its heads, or else its coordinators
	Unrelated     int                      // days after which no copy of the ledger opens mail that was nothing for the desk; 0 is never
	Questionnaire bool                     // the parties are asked how it works
	Now           func() time.Time
	Log           *slog.Logger
	Beat          func(Health) // told of each finished round; nil when nobody listens

	leaflets leaflets
	lists    *lists        // where Contacts is read from; nil when it never changes
	desk     sync.Mutex    // one case changes at a time
	spots    []forms.Spot  // of the intyg that whoever has the desk asks to be shown
	delivery sync.Mutex    // one delivery at a time
	written  chan struct{} // a letter has just been written
	once     sync.Once
	outage   outage
	marks    marks
	silent   map[string]bool           // the channels that BIH knows to be silent
	cried    time.Time                 // when BIH was last told that nothing can be stored
	opened   time.Time                 // when the desk began to work; zero when it is worked by hand
	ticked   atomic.Pointer[time.Time] // when the last tick was that went well
	looked   time.Time                 // when the courier last looked at the clock
	retick   time.Time                 // when the courier may try again
}

// A Unit is the desk's own unit.
type Unit struct {
	Name   string // as letters are signed
	Prefix string // of case numbers: "SK"
	Mail   string // where answers go
	Phone  string
}

func (b *Bot) today() care.Date { return care.DateOf(b.Now()) }

// poke wakes the deliverer.
func (b *Bot) poke() {
	select {
	case b.wake() <- struct{}{}:
	default:
	}
}

func (b *Bot) wake() chan struct{} {
	b.once.Do(func() { b.written = make(chan struct{}, 1) })
	return b.written
}
