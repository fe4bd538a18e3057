package bot

import (
	"context"
	"errors"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// Whether what is written to a party may leave. That is asked when it is written
// and again when it is sent: care.May says what the person has agreed to, and in
// shadow mode a human must have read every letter.

// says is how much a letter tells of the person. The word in chat that something
// has been mailed tells as much as the mail, and waits as long.
func says(l ledger.Letter, papers []care.Paper) care.Content {
	template := l.Template
	if template == "mejlat" {
		template = l.Question
	}
	return care.Says(l.Role, template, papers...)
}

// waits says what a letter that is being written has to wait for before it leaves.
func (b *Bot) waits(c care.Case, l ledger.Letter) string {
	if l.Role == care.BIH {
		return ""
	}
	if ok, _ := c.May(l.Role, says(l, papersOf(l, l.Files))); !ok {
		return care.ForConsent
	}
	return b.unread()
}

// unread is what a letter waits for that may be sent otherwise.
func (b *Bot) unread() string {
	if b.Shadow {
		return care.ForHuman
	}
	return ""
}

// onHold is what follows when letters wait: the case knows of it, and BIH is asked.
func (b *Bot) onHold(letters []ledger.Letter) (e care.LettersHeld) {
	for _, l := range letters {
		if l.Waits == "" || l.Template == "mejlat" { // it goes with the mail it speaks of
			continue
		}
		w := waiting(l, l.Waits)
		if l.Waits == care.ForConsent {
			w.Then = b.unread()
		}
		e.Letters = append(e.Letters, w)
	}
	return e
}

func waiting(l ledger.Letter, what string) care.Waiting {
	_, subject, _ := strings.Cut(l.Subject, "] ")
	return care.Waiting{To: l.Role, Template: l.Template, Subject: subject, For: what}
}

// frees lists what in the letters of a case no longer waits for what it did.
func frees(before, after care.Case) (list []ledger.Freed) {
	for _, to := range care.Addressees() {
		if before.Waits(to, care.ForHuman) && !after.Waits(to, care.ForHuman) {
			list = append(list, ledger.Freed{Role: to, From: care.ForHuman})
		}
		if before.Waits(to, care.ForConsent) && !after.Waits(to, care.ForConsent) {
			f := ledger.Freed{Role: to, From: care.ForConsent}
			if after.Waits(to, care.ForHuman) {
				f.To = care.ForHuman
			}
			list = append(list, f)
		}
	}
	return list
}

// A mustWait says that a letter may not leave now, and what it waits for.
type mustWait string

func (w mustWait) Error() string { return "it waits for " + string(w) }

// halted reports whether nothing leaves a case for now, but to BIH.
func halted(c care.Case) bool { return c.Frozen || len(c.Stop) > 0 || c.Protected }

// errHalted: the case is stopped. What was queued then is held already; this finds
// what was being sent, or nobody knew the fate of, and is to be tried again.
var errHalted = errors.New("the case is stopped")

// mayLeave asks once more, when a letter is to be sent, whether its case goes on, its
// party is still one of the case's and may still be told, and whether somebody has
// read it where that is asked for: shadow mode may have been turned on since it was
// written.
func (b *Bot) mayLeave(ctx context.Context, c care.Case, l ledger.Letter, files []ledger.File) error {
	what := says(l, papersOf(l, files))
	ok, _ := c.May(l.Role, what)
	switch {
	case halted(c):
		return errHalted
	case !ok:
		return mustWait(care.ForConsent)
	case c.Closed && l.Role == care.HTJ && what == care.Documents:
		return channels.Permanent(errors.New("guard: an order in a case that is over"))
	case what > care.Bare && c.Units[l.Role] != l.Unit:
		return channels.Permanent(errors.New("guard: the case has gone to another unit"))
	case !b.Shadow:
		return nil
	}
	unread, err := b.Ledger.Unread(ctx, l.Case)
	if slices.ContainsFunc(unread, func(u ledger.Letter) bool { return u.Key == l.Key }) {
		return mustWait(care.ForHuman)
	}
	return err
}

// papersOf tells the papers of a letter by the names we gave them.
func papersOf(l ledger.Letter, files []ledger.File) (list []care.Paper) {
	for _, f := range files {
		list = append(list, care.Paper(kindOf(l.Case, f.Name)))
	}
	return list
}

// stay holds a letter that was about to leave for as long as its case is stopped.
func (b *Bot) stay(ctx context.Context, l ledger.Letter) error {
	b.desk.Lock()
	defer b.desk.Unlock()
	c, err := b.Ledger.Case(ctx, l.Case)
	if err != nil || !halted(c) {
		return err // it is let go just now, and tried anew
	}
	return b.Ledger.Stay(ctx, l.Key)
}

// withhold lets a letter that was about to leave wait after all, and asks BIH. What
// nobody has read is asked about together.
func (b *Bot) withhold(ctx context.Context, l ledger.Letter, what string) error {
	b.desk.Lock()
	defer b.desk.Unlock()
	letters, err := []ledger.Letter{l}, error(nil)
	if what == care.ForHuman {
		letters, err = b.Ledger.Unread(ctx, l.Case)
	}
	if err != nil || len(letters) == 0 {
		return err
	}
	var held care.LettersHeld
	for i := range letters {
		letters[i].Waits = what
		held.Letters = append(held.Letters, waiting(letters[i], what))
	}
	_, err = b.store(ctx, ledger.Entry{Case: l.Case, Withholds: letters}, held, "stegvis")
	return err
}
