package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/templates"
)

// mostLooks is how many accesses a review names, the newest.
const mostLooks = 10

// Weekly tells the unit's managers, or BIH where there is none, how far the log
// goes and with which number it ends, whether it is whole, and who has taken out
// what of which case since the letter before. However often it is called, it is said
// once a week, on its first working day.
func (b *Bot) Weekly(ctx context.Context) error {
	if !b.Plan.Calendar.Workday(b.today()) {
		return nil
	}
	now := b.Now()
	year, week := now.In(care.Stockholm).ISOWeek()
	name := fmt.Sprintf("granskning/%d-v%02d/", year, week)
	since, err := b.reviewed(ctx, name, now)
	if err != nil {
		return err
	}
	r, err := b.review(ctx, week, since)
	if err != nil || r.Rows == 0 {
		return err
	}
	b.Log.Info("the log goes as far as", "head", r.Head, "whole", r.Broken == 0)
	subject, text, err := templates.Render(care.BIH, "granskning", templates.Data{Unit: b.Unit.Name, Review: r})
	if err != nil {
		return err
	}
	readers, err := b.reviewers()
	for i, to := range readers {
		l := ledger.Letter{Token: ledger.NewToken(), Role: care.BIH, Template: "granskning", Channel: to.Channel(), Address: to.At(), Unit: to.Unit(), Subject: subject, Text: text}
		err = errors.Join(err, b.Ledger.PostOnce(ctx, fmt.Sprint(name, i), l, now))
	}
	b.poke()
	if b.Unrelated > 0 {
		err = errors.Join(err, b.Ledger.LetGoOfUnrelated(ctx, now.AddDate(0, 0, -b.Unrelated)))
	}
	return err
}

// reviewed is how far the letter before the one of that name reached: looks are told
// of once, however many holidays and days of closed desk lie between two letters.
// The first reaches back a week.
func (b *Bot) reviewed(ctx context.Context, name string, now time.Time) (time.Time, error) {
	last, err := b.Ledger.Posted(ctx, "granskning/", name)
	if last.IsZero() {
		last = now.AddDate(0, 0, -7)
	}
	return last, err
}

// reviewers are the managers, by mail; BIH itself when there is none.
func (b *Bot) reviewers() (all []contacts.Address, err error) {
	for _, p := range b.Contacts().Posted(contacts.Manager, b.today()) {
		if to, err := b.Contacts().Desk(p.Mail, b.today()); err == nil {
			all = append(all, to)
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	to, err := b.Contacts().Address(care.BIH, "", b.today())
	return []contacts.Address{to}, err
}

func (b *Bot) review(ctx context.Context, week int, since time.Time) (r templates.Review, err error) {
	head, err := b.Ledger.Verify(ctx, ledger.Head{})
	var broken ledger.Broken
	if errors.As(err, &broken) {
		r.Broken = broken.Row
		head, err = b.Ledger.Head(ctx)
	}
	if err != nil {
		return r, err
	}
	r.Week, r.Since, r.Rows, r.Head = week, care.DateOf(since), head.Seq, head.String()
	looks, err := b.Ledger.Events(ctx, since, ledger.Seen, ledger.Exported)
	for _, l := range looks {
		r.Looks = append(r.Looks, templates.Look{At: l.At.In(care.Stockholm), Case: l.Case, Who: b.called(l.Who), What: l.What, Why: l.Why})
	}
	r.Lookers = lookers(r.Looks)
	slices.SortStableFunc(r.Looks, func(a, b templates.Look) int { return b.At.Compare(a.At) })
	r.Looks = r.Looks[:min(len(r.Looks), mostLooks)]
	return r, err
}

// called is the name of one of the staff, or the account as it is.
func (b *Bot) called(who string) string {
	if p, ok := b.Contacts().Person(who, b.today()); ok {
		return p.Name
	}
	return who
}

// lookers counts for each who has looked how often, and into how many cases.
func lookers(looks []templates.Look) (all []templates.Looker) {
	cases := map[string]map[care.CaseID]bool{}
	for _, l := range looks {
		i := slices.IndexFunc(all, func(x templates.Looker) bool { return x.Who == l.Who })
		if i < 0 {
			i, all = len(all), append(all, templates.Looker{Who: l.Who})
			cases[l.Who] = map[care.CaseID]bool{}
		}
		cases[l.Who][l.Case] = true
		all[i].Times++
		all[i].Cases = len(cases[l.Who])
	}
	return all
}

// seen is the event of somebody at BIH having asked for what a case is about; nil
// when that is not what has happened.
func seen(id care.CaseID, event care.Event, at time.Time) []ledger.Event {
	e, ok := event.(care.BasisAsked)
	if !ok {
		return nil
	}
	return []ledger.Event{{At: at, Kind: ledger.Seen, Case: id, Who: e.Who, What: "underlag"}}
}
