package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/templates"
)

// Whoever has several reminders the same morning gets them in one mail: a party, and
// BIH where it works by mail or chat is out of reach. One to BIH lists what can be done
// in each case by number, as its own mail does; the answer names the case first.

// a place is where letters go together.
type place struct {
	role    care.Role
	channel string
	address string
	unit    care.UnitID
}

// sortOut puts off the reminders that may not leave now, and returns the rest:
// those that go to the same place together, all others alone.
func (b *Bot) sortOut(ctx context.Context, due []ledger.Letter) (groups [][]ledger.Letter, err error) {
	var errs []error
	at := map[place]int{}
	for _, l := range due {
		leaves := b.leavesAt(b.Now())
		if l.Reminds.Debt != "" && l.State == "queued" && leaves.After(b.Now()) {
			errs = append(errs, b.Ledger.Later(ctx, l.Key, leaves))
			continue
		}
		if b.outdated(l) {
			errs = append(errs, b.Ledger.Retry(ctx, l.Key, errors.New("its day is over"), time.Time{}))
			continue
		}
		if b.stranded(l) {
			errs = append(errs, b.follow(ctx, l))
			continue
		}
		if l, err = b.inReach(ctx, l); err != nil {
			errs = append(errs, err)
			continue
		}
		p := place{l.Role, l.Channel, l.Address, l.Unit}
		switch i, together := at[p]; {
		case !b.gathers(l):
			groups = append(groups, []ledger.Letter{l})
		case together:
			groups[i] = append(groups[i], l)
		default:
			at[p] = len(groups)
			groups = append(groups, []ledger.Letter{l})
		}
	}
	return groups, errors.Join(errs...)
}

// together sends what goes together, and returns the letters that leave alone.
func (b *Bot) together(ctx context.Context, due []ledger.Letter) (alone []ledger.Letter, err error) {
	groups, err := b.sortOut(ctx, due)
	errs := []error{err}
	for _, g := range groups {
		if len(g) > 1 && ctx.Err() == nil {
			var left []ledger.Letter
			left, err = b.sendAsOne(ctx, g)
			errs = append(errs, err)
			g = left
		}
		alone = append(alone, g...)
	}
	return alone, errors.Join(errs...)
}

// sendAsOne sends several reminders within one letter, and returns those that have
// to be sent one by one after all.
func (b *Bot) sendAsOne(ctx context.Context, group []ledger.Letter) (alone []ledger.Letter, err error) {
	fit := slices.DeleteFunc(slices.Clone(group), func(l ledger.Letter) bool {
		_, err := b.recipient(ctx, l, nil)
		if err != nil {
			alone = append(alone, l) // it is reported, or waits, by itself
		}
		return err != nil
	})
	if len(fit) < 2 {
		return group, nil
	}
	one, ok, err := b.Ledger.Gather(ctx, keys(fit), b.Now(), budgetOf(fit[0]), b.gather)
	if errors.Is(err, ledger.ErrSpent) {
		return group, nil // each waits by itself
	}
	if err != nil || !ok {
		return group, err
	}
	return alone, b.dispatch(ctx, one)
}

func keys(letters []ledger.Letter) (list []string) {
	for _, l := range letters {
		list = append(list, l.Key)
	}
	return list
}

// gather writes the letter that several reminders are sent within. It has none of
// their documents, for they have none.
func (b *Bot) gather(within []ledger.Letter) (ledger.Letter, error) {
	l := within[0]
	for _, x := range within {
		if x.Role != l.Role || x.Unit != l.Unit || x.Address != l.Address || x.Invite != nil || !onlyNames(x.Subject, x.Case) {
			return l, errors.New("guard: these letters do not go together")
		}
	}
	words := gathered
	if l.Role == care.BIH {
		words = gatheredDesk
	}
	subject, text, err := templates.Several(words, b.Unit.Name, parts(within))
	if err == nil && l.Role == care.BIH && l.Instead != "" {
		text, err = templates.InsteadOfChat(text)
	}
	made := ledger.Letter{
		Token: ledger.NewToken(), Role: l.Role, Template: gathered, Channel: l.Channel, Address: l.Address, Unit: l.Unit,
		Subject: subject, Text: text,
	}
	if ids := slices.Compact(slices.Sorted(slices.Values(numbers(within)))); len(ids) == 1 {
		made.Case, made.Answers = l.Case, l.Answers
	}
	return made, err
}

// dispatch sends a gathered letter, which is noted as being sent already.
func (b *Bot) dispatch(ctx context.Context, l ledger.Letter) error {
	out, ch, err := b.outgoing(ctx, l)
	if err == nil {
		out.Within, err = b.tokensIn(ctx, l)
	}
	if err != nil {
		return b.settle(ctx, l, "", stopped{err})
	}
	receipt, err := b.send(ctx, out, ch)
	return b.settle(ctx, l, receipt, err)
}

// tokensIn are those of what is sent within a letter.
func (b *Bot) tokensIn(ctx context.Context, l ledger.Letter) (tokens []string, err error) {
	within, err := b.Ledger.Gathered(ctx, l.Key)
	for _, x := range within {
		tokens = append(tokens, x.Token)
	}
	return tokens, err
}

// reportAll tells BIH of a letter that did not get through, in every case that it
// is about.
func (b *Bot) reportAll(ctx context.Context, l ledger.Letter, why string) error {
	within := []ledger.Letter{l}
	if l.Template == gathered {
		var err error
		if within, err = b.Ledger.Gathered(ctx, l.Key); err != nil {
			return err
		}
	}
	var errs []error
	for _, x := range within {
		errs = append(errs, b.report(ctx, x, why))
	}
	return errors.Join(errs...)
}
