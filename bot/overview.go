package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// Overview returns what from, as the channel names people, has before her. What
// is paused counts as nothing to do until the pause is over. It goes by what the
// ledger notes of each case; the cases themselves are put together only for what
// is shown.
func (b *Bot) Overview(ctx context.Context, channel, from string) (o channels.Overview, err error) {
	me, _ := b.staff(from)
	list, err := b.Ledger.Standings(ctx, me.Mail)
	if err != nil {
		return o, err
	}
	for _, s := range list {
		c, err := b.standing(ctx, s)
		if err != nil {
			return o, err
		}
		b.place(&o, channels.Row{Case: c}, s.Mine, s.Free)
	}
	for _, rows := range [][]channels.Row{o.Mine, o.Free, o.Late, o.Waiting} {
		slices.SortStableFunc(rows, byDue)
		if err := b.inFull(ctx, rows[:min(len(rows), channels.Shown)], channel); err != nil {
			return o, err
		}
	}
	return o, nil
}

// standing is as much of a case as its place in an overview depends on. Whether one
// is paused, or of a protected identity, only the case itself knows.
func (b *Bot) standing(ctx context.Context, s ledger.Standing) (care.PublicCase, error) {
	p := care.PublicCase{ID: s.Case}
	for _, d := range s.Duties {
		if d.Quiet.After(b.today()) || d.Name == "stopp_klart" {
			c, err := b.Ledger.Case(ctx, s.Case)
			return b.public(c), err
		}
		p.Duties = append(p.Duties, care.Duty{Name: d.Name, Owner: d.Owner, Due: d.Due})
	}
	return p, nil
}

// inFull tells rows in full.
func (b *Bot) inFull(ctx context.Context, rows []channels.Row, channel string) error {
	for i, r := range rows {
		c, err := b.Ledger.Case(ctx, r.Case.ID)
		if err != nil {
			return err
		}
		rows[i].Case = b.public(c)
		if rows[i].Card, err = b.Card(ctx, channel, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// place puts a case into the lists where it belongs.
func (b *Bot) place(o *channels.Overview, row channels.Row, mine, free bool) {
	today, paused := b.today(), b.today().Before(row.Case.Paused)
	late := func(d care.Duty) bool { return !d.Due.IsZero() && d.Due.Before(today) }
	ours := func(d care.Duty) bool { return d.Owner == care.BIH }
	now := func(d care.Duty) bool { return ours(d) && !d.Due.After(today) }
	duties := row.Case.Duties
	next := func(d care.Duty) bool { return d.Due == soonest(duties).Due }
	if slices.ContainsFunc(duties, late) && !paused {
		o.Late = append(o.Late, row)
	}
	if slices.ContainsFunc(duties, now) && !paused {
		o.Today++
	}
	switch forUs := slices.ContainsFunc(duties, ours); {
	case mine:
		o.Mine = append(o.Mine, row)
	case free && forUs:
		o.Free = append(o.Free, row)
	}
	if len(duties) > 0 && !slices.ContainsFunc(duties, func(d care.Duty) bool { return next(d) && ours(d) }) {
		o.Waiting = append(o.Waiting, row)
	}
}

// soonest returns the most urgent duty; the zero one when nothing is owed.
func soonest(duties []care.Duty) care.Duty { return append(slices.Clone(duties), care.Duty{})[0] }

// byDue puts what is most urgent first, and what has no day last.
func byDue(a, b channels.Row) int {
	x, y := soonest(a.Case.Duties).Due, soonest(b.Case.Duties).Due
	switch {
	case x == y:
		return strings.Compare(string(a.Case.ID), string(b.Case.ID))
	case y.IsZero(), !x.IsZero() && x.Before(y):
		return -1
	}
	return 1
}

// Card returns the receipt of the card of a case on a channel.
func (b *Bot) Card(ctx context.Context, channel string, id care.CaseID) (string, error) {
	c, _, err := b.Ledger.CardOf(ctx, id, channel, "")
	return c.Receipt, err
}

// Helpers names the coordinators, or else the heads of the unit.
func (b *Bot) Helpers(context.Context) (names []string, err error) {
	for _, post := range []contacts.Post{contacts.Coordinator, contacts.Manager} {
		for _, p := range b.Contacts().Posted(post, b.today()) {
			names = append(names, p.Name)
		}
		if len(names) > 0 {
			return names, nil
		}
	}
	return nil, nil
}

// refusal says that somebody may not do what she wanted, and whom to ask.
func (b *Bot) refusal(ctx context.Context) string {
	names, err := b.Helpers(ctx)
	b.try("helpers", err)
	return templates.ChatWords().NotAllowed(names)
}
