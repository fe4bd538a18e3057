package bot

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/channels/notebook"
)

// What reaches people in a simulated year, by mail and in chat, as they would count it
// themselves: whichever ledger the desk had when it said so.

// told is what has reached people.
type told struct {
	at      map[string][]time.Time      // token to when it was sent, alone or within another
	timed   map[string]bool             // token to whether it was a reminder
	asked   map[string]string           // case and question to the letter to answer
	put     map[care.CaseID][]time.Time // when a card was put up for it
	digests map[care.Date][]time.Time   // when it was said what there is to do that day
	mornings
	repeats string        // the channel on which all is sent twice
	fast    string        // the channel whose clock is ahead
	ahead   time.Duration // by so much
}

// mornings counts the mails with reminders that an address gets in one delivery.
type mornings struct {
	round int
	mails map[place]int
}

func newTold() told {
	return told{at: map[string][]time.Time{}, timed: map[string]bool{}, asked: map[string]string{}, put: map[care.CaseID][]time.Time{}, digests: map[care.Date][]time.Time{}}
}

// reached notes what somebody has got.
func (y *year) reached(m channels.Outgoing, channel string) {
	within := []string{m.Token}
	if len(m.Within) > 0 {
		within = m.Within
		y.bundles++
	}
	y.letters++
	at := y.now
	if channel == y.fast {
		at = at.Add(y.ahead)
	}
	reminds := false
	for _, token := range within {
		y.at[token] = append(y.at[token], at)
		if y.repeats == channel {
			y.at[token] = append(y.at[token], at)
		}
		l, ok, _ := y.bot.Ledger.LetterBy(y.t.Context(), []string{token})
		y.timed[token] = ok && l.Reminds.Debt != ""
		reminds = reminds || y.timed[token]
		if l.Reminds.Owner == "" || l.Reminds.Owner == l.Role { // nobody answers what others are told of her
			y.asked[string(l.Case)+" "+cmp.Or(l.Reminds.Debt, l.Question)] = m.Token
		}
		if l.Template == "sammanstallning" {
			y.digests[care.DateOf(at)] = append(y.digests[care.DateOf(at)], at)
		}
	}
	if p := (place{channel: channel, address: m.To.At()}); channel == "mail" && reminds {
		if y.mails[p]++; y.mails[p] > 1 {
			y.bad(m.Case, "%d mails with reminders to one address at %v", y.mails[p], at)
		}
	}
}

// deliver lets the letters leave.
func (y *year) deliver() {
	y.mails = map[place]int{}
	_ = y.bot.Deliver(y.t.Context()) // a server that is down is no fault of the desk
}

// A clocked notebook is the mail; it knows when each letter was sent.
type clocked struct {
	*notebook.Notebook
	y    *year
	down bool
}

var errRefused = errors.New("connection refused")

func (c *clocked) Send(ctx context.Context, m channels.Outgoing) (string, error) {
	if c.down || c.y.dead {
		return "", errRefused
	}
	receipt, err := c.Notebook.Send(ctx, m)
	if err == nil || channels.IsUnknown(err) {
		c.y.reached(m, "mail")
	}
	return receipt, err
}

func (c *clocked) Find(ctx context.Context, m channels.Outgoing) (string, bool, error) {
	if c.down || c.y.dead {
		return "", false, errRefused
	}
	if c.y.rash {
		return "", false, nil
	}
	return c.Notebook.Find(ctx, m)
}

// A clocked board is the chat; it knows when each message and each card was put up.
type clockedBoard struct {
	*notebook.Board
	y     *year
	lossy int // so many cards are put up and not acknowledged
}

func (b *clockedBoard) Send(ctx context.Context, m channels.Outgoing) (string, error) {
	if b.y.dead {
		return "", errRefused
	}
	receipt, err := b.Board.Send(ctx, m)
	if err == nil || channels.IsUnknown(err) {
		b.y.reached(m, "slack")
	}
	return receipt, err
}

func (b *clockedBoard) Find(ctx context.Context, m channels.Outgoing) (string, bool, error) {
	if b.y.dead {
		return "", false, errRefused
	}
	if b.y.rash {
		return "", false, nil
	}
	return b.Board.Find(ctx, m)
}

func (b *clockedBoard) Show(ctx context.Context, card channels.Card) (string, error) {
	if b.y.dead {
		return "", errRefused
	}
	receipt, err := b.Board.Show(ctx, card)
	if err == nil && card.Receipt == "" {
		b.y.put[card.Case.ID] = append(b.y.put[card.Case.ID], b.y.now)
		if b.lossy > 0 {
			b.lossy--
			return "", channels.Unknown(errors.New("lost on its way back"))
		}
	}
	return receipt, err
}

// forgetCards leaves out the cards that the copy which the desk goes on with does not
// know that it is to put up: their cases have not been touched yet, and get new ones.
func (y *year) forgetCards() {
	for id := range y.put {
		_, known, err := y.bot.Ledger.CardOf(y.t.Context(), id, "slack", "")
		y.ok(err)
		if !known {
			delete(y.put, id)
		}
	}
}

// withoutChat is the contact list of a unit that has none.
func withoutChat(list string) string { return strings.Replace(list, ";C1;", ";;", 1) }
