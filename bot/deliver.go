package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/mutant"
	"example.org/stegvis/channels"
)

// patience is how long to wait after each failed try; after the last, BIH is told.
var patience = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour}

// certainty is how long a letter whose fate is unknown must have been looked
// for in vain, where looking works, before it is sent again.
const certainty = 10 * time.Minute

// Deliver sends what is due: cards first, since letters in chat stand under them.
// Deliveries take turns: two at once would send the same letter twice.
func (b *Bot) Deliver(ctx context.Context) error {
	b.delivery.Lock()
	defer b.delivery.Unlock()
	b.outage.look()
	return errors.Join(b.showCards(ctx), b.sendLetters(ctx))
}

func (b *Bot) sendLetters(ctx context.Context) error {
	due, err := b.Ledger.Due(ctx, b.Now())
	if err != nil {
		return err
	}
	alone, err := b.together(ctx, due)
	lanes, wide := b.lanes(alone)
	errs := make([]error, len(lanes), len(lanes)+1)
	slots := make(chan struct{}, wide)
	var all sync.WaitGroup
	for i, lane := range lanes {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			errs[i] = b.sendInTurn(ctx, lane)
		})
	}
	all.Wait()
	return errors.Join(append(errs, err)...)
}

// lanes parts letters into those that must leave one after the other: what goes
// by a narrow channel, and what goes by a wide one in the same case. It returns
// how many lanes there may be at the same time.
func (b *Bot) lanes(letters []ledger.Letter) (lanes [][]ledger.Letter, wide int) {
	place, wide := map[care.CaseID]int{}, 1
	for _, l := range letters {
		var lane care.CaseID
		if ch, ok := b.channel(l.Channel).(channels.Wide); ok {
			lane, wide = l.Case, max(wide, ch.AtOnce())
		}
		at, ok := place[lane]
		if !ok {
			at = len(lanes)
			place[lane], lanes = at, append(lanes, nil)
		}
		lanes[at] = append(lanes[at], l)
	}
	return lanes, wide
}

func (b *Bot) sendInTurn(ctx context.Context, letters []ledger.Letter) error {
	var errs []error
	for _, l := range letters {
		if ctx.Err() != nil {
			break
		}
		errs = append(errs, b.deliver(ctx, l))
		b.progressed()
	}
	return errors.Join(errs...)
}

// deliver sends one letter, or finds out what became of it. That it is being
// sent is noted before it leaves, so that a crash can be told from a success.
func (b *Bot) deliver(ctx context.Context, l ledger.Letter) error {
	out, ch, err := b.outgoing(ctx, l)
	if errors.Is(err, errNoCard) {
		return b.cardless(ctx, l, err)
	}
	if errors.Is(err, errHalted) {
		return b.stay(ctx, l)
	}
	if what, ok := errors.AsType[mustWait](err); ok {
		return b.withhold(ctx, l, string(what))
	}
	if err != nil {
		return b.settle(ctx, l, "", stopped{err})
	}
	if l.State == "unknown" {
		return b.lookUp(ctx, l, out, ch)
	}
	if b.outage.isAway(l.Channel) {
		return nil
	}
	if err := b.leaves(ctx, l); err != nil {
		return err
	}
	if begun, err := b.begin(ctx, l); err != nil || !begun {
		return err
	}
	receipt, err := b.send(ctx, out, ch)
	if l.Role == care.BIH {
		b.outage.note(l.Channel, err, b.Now())
	}
	if channels.IsPermanent(err) && l.Role == care.BIH && b.boards(l.Channel) {
		if _, moved := b.detour(context.WithoutCancel(ctx), l); moved == nil {
			b.poke()
			return nil
		}
	}
	return b.settle(ctx, l, receipt, err)
}

// send hands a letter to its channel, and takes note whether that is within reach.
func (b *Bot) send(ctx context.Context, out channels.Outgoing, ch channels.Channel) (receipt string, err error) {
	receipt, err = ch.Send(ctx, out)
	b.outage.found(ch.Name(), err, b.Now())
	return receipt, err
}

// settle notes how a try went.
func (b *Bot) settle(ctx context.Context, l ledger.Letter, receipt string, err error) error {
	ctx = context.WithoutCancel(ctx) // what has happened must be noted even on the way out
	log := b.Log.With("case", l.Case, "letter", l.Key, "template", l.Template, "try", l.Tries+1)
	if channels.IsDown(err) {
		log.Warn("letter waits for its channel", "err", err)
		return b.outOfReach(ctx, l, err)
	}
	switch {
	case err == nil:
		return b.Ledger.Sent(ctx, l.Key, receipt)
	case channels.IsUnknown(err):
		log.Warn("letter may have been sent", "err", err)
		return b.Ledger.Doubt(ctx, l.Key, err, b.Now(), b.Now().Add(patience[0]))
	case channels.IsPermanent(err) || l.Tries >= len(patience):
		log.Error("letter given up", "err", err)
		if bad := b.reportAll(ctx, l, givenUp(l, err)); bad != nil { // told first: between the two the power may go
			return bad
		}
		return b.Ledger.Retry(ctx, l.Key, err, time.Time{})
	default:
		log.Warn("letter delayed", "err", err)
		return b.Ledger.Retry(ctx, l.Key, err, b.retryAt(l, patience[min(l.Tries, len(patience)-1)]))
	}
}

// A stopped letter did not leave now: nobody else has refused it.
type stopped struct{ error }

func (s stopped) Unwrap() error { return s.error }

// givenUp says why a letter is not tried again.
func givenUp(l ledger.Letter, err error) string {
	_, here := errors.AsType[stopped](err)
	switch {
	case !here:
		return "refused"
	case l.State == "unknown": // it may have left before
		return "unknown"
	}
	return cmp.Or(unsafe(err), "stopped")
}

// lookUp asks the channel whether a letter was sent. Only when looking has
// worked for a good while and found nothing is it sent again, the same message
// to the byte.
func (b *Bot) lookUp(ctx context.Context, l ledger.Letter, out channels.Outgoing, ch channels.Channel) error {
	if mutant.Resend {
		return b.Ledger.Retry(ctx, l.Key, errors.New("not looked for"), b.Now())
	}
	receipt, found, err := b.find(ctx, l, out, ch)
	switch doubted := b.Now().Sub(l.Doubted); {
	case found:
		return b.Ledger.Sent(ctx, l.Key, receipt)
	case channels.IsDown(err):
		return b.Ledger.Sightless(ctx, l.Key, err, b.Now(), b.Now().Add(patience[1]))
	case err == nil && doubted >= certainty:
		return b.Ledger.Retry(ctx, l.Key, errors.New("not found where it would have arrived"), b.Now())
	case err != nil && doubted >= 3*certainty:
		if bad := b.reportAll(ctx, l, "unknown"); bad != nil {
			return bad
		}
		return b.Ledger.Doubt(ctx, l.Key, err, b.Now(), time.Time{})
	case err != nil:
		return b.Ledger.Doubt(ctx, l.Key, err, b.Now(), b.Now().Add(patience[0]))
	}
	return b.Ledger.Doubt(ctx, l.Key, errors.New("not found yet"), b.Now(), b.Now().Add(patience[0]))
}

// find looks for a letter where it would have arrived. One that has never been tried
// from here, and yet may have been sent, was so from the ledger that this is a copy
// of; there chat may have been out of reach, and mail have taken over.
func (b *Bot) find(ctx context.Context, l ledger.Letter, out channels.Outgoing, ch channels.Channel) (receipt string, found bool, err error) {
	receipt, found, err = ch.Find(ctx, out)
	if found || err != nil || l.Tries > 0 || l.Role != care.BIH {
		return receipt, found, err
	}
	for _, other := range b.Channels {
		if b.boards(l.Channel) && !b.boards(other.Name()) && !found && err == nil {
			receipt, found, err = other.Find(ctx, out)
		}
	}
	return receipt, found, err
}

// report tells BIH that a letter did not get through, or may not have. A letter
// to BIH that fails is only logged: the card shows the case all the same.
func (b *Bot) report(ctx context.Context, l ledger.Letter, why string) error {
	if l.Role == care.BIH {
		return nil
	}
	b.desk.Lock()
	defer b.desk.Unlock()
	_, err := b.store(ctx, ledger.Entry{Case: l.Case}, care.LetterFailed{To: l.Role, Template: l.Template, Why: why}, "stegvis")
	return err
}

// cardless lets a letter wait for the card it stands under; but one to a party not for
// ever, for the bot may not be let into the party's room: then it is mailed, or, when it
// cannot be, given up, and BIH is told. BIH's own goes by mail when chat is down.
func (b *Bot) cardless(ctx context.Context, l ledger.Letter, err error) error {
	switch {
	case l.State == "unknown": // it may stand under one
		return b.Ledger.Doubt(ctx, l.Key, err, b.Now(), b.Now().Add(patience[0]))
	case l.Role == care.BIH || l.Problem == "" || b.Now().Sub(l.Written) < longStop:
		return b.Ledger.Retry(ctx, l.Key, err, b.Now().Add(patience[0]))
	case mayDetour(l):
		if _, bad := b.detour(ctx, l); !errors.Is(bad, contacts.ErrNoAddress) {
			return bad
		}
	}
	return b.settle(ctx, l, "", channels.Permanent(err))
}

var errNoCard = errors.New("the card it stands under is not up yet")

// outgoing prepares a letter for its channel. The address is looked up again:
// the lists may have changed since it was decided.
func (b *Bot) outgoing(ctx context.Context, l ledger.Letter) (channels.Outgoing, channels.Channel, error) {
	stored, err := b.Ledger.Files(ctx, l.Key)
	if err != nil {
		return channels.Outgoing{}, nil, err
	}
	to, err := b.recipient(ctx, l, stored)
	if errors.Is(err, contacts.ErrNoAddress) {
		err = channels.Permanent(err)
	}
	if err != nil {
		return channels.Outgoing{}, nil, err
	}
	ch := b.channel(to.Channel())
	if ch == nil {
		return channels.Outgoing{}, nil, channels.Permanent(fmt.Errorf("no channel %q", to.Channel()))
	}
	out := channels.Outgoing{
		Key: l.Key, Token: l.Token, Written: l.Written, To: to, Case: l.Case, Answers: l.Answers,
		Subject: l.Subject, Text: l.Text, Invite: l.Invite, Links: b.linked(ctx, l),
	}
	if _, echo := care.Echoed(l.Template, ""); !echo && care.AnswerTo(l.Question) == care.Times {
		out.Slots = l.Slots
	}
	if p, ok := b.staff(l.Mention); ok && to.Channel() != "mail" {
		out.Mention = p.Slack
	}
	for _, f := range stored {
		out.Files = append(out.Files, channels.File{Name: f.Name, Type: f.Type, Data: f.Data})
	}
	if err := b.guard(ctx, l, out); err != nil {
		return channels.Outgoing{}, nil, err
	}
	if err := b.seal(l, stored, &out); err != nil {
		return channels.Outgoing{}, nil, err
	}
	return b.underCard(ctx, l, out, ch)
}

// underCard puts a message to a board into the thread of its card.
func (b *Bot) underCard(ctx context.Context, l ledger.Letter, out channels.Outgoing, ch channels.Channel) (channels.Outgoing, channels.Channel, error) {
	if _, ok := ch.(channels.Board); !ok || l.Case == "" {
		return out, ch, nil
	}
	card, ok, err := b.Ledger.CardOf(ctx, l.Case, l.Channel, faceOf(l.Role, l.Unit))
	if err != nil {
		return out, ch, err
	}
	if !ok || card.Receipt == "" {
		return out, ch, errNoCard
	}
	out.Answers = []string{card.Receipt}
	return out, ch, nil
}
