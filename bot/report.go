package bot

import (
	"context"
	"errors"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// Report takes note of how a channel fares. What somebody should do something
// about is told BIH by the other channel: on its own it might not be seen.
func (b *Bot) Report(ctx context.Context, r channels.Report) error {
	log := b.Log.Info
	if r.Alarm {
		log = b.Log.Error
	}
	log("channel "+r.Channel+": "+r.What, "count", r.Count, "says", r.Text)
	fresh := r.Alarm && b.unheard(ctx, r)
	err := b.Ledger.Report(ctx, ledger.Report{At: b.Now(), Channel: r.Channel, What: r.What, Alarm: r.Alarm, Count: r.Count, Text: r.Text})
	if r.What == channels.Connected {
		err = errors.Join(err, b.Ledger.Hurry(ctx, r.Channel, b.Now()))
		b.poke()
	}
	if fresh {
		err = errors.Join(err, b.alarm(ctx, r))
	}
	return err
}

// unheard reports whether nobody has been told of the like within a day.
func (b *Bot) unheard(ctx context.Context, r channels.Report) bool {
	reports, err := b.Ledger.Reports(ctx)
	b.try("reports", err)
	for _, old := range reports {
		if old.Channel == r.Channel && old.What == r.What && old.Alarm && b.Now().Sub(old.At) < 24*time.Hour {
			return false
		}
	}
	return true
}

// itself is the channel in reports on the desk itself.
const itself = "desk"

// alarm says what is wrong with a channel, and what to do about it: with chat by
// mail, with the mailbox in chat. Where there is no chat it stands in the log
// and in stegvis status: what is wrong with mail is not mailed. What is wrong with
// the desk itself is said where BIH works.
func (b *Bot) alarm(ctx context.Context, r channels.Report) error {
	template, what, where := "larm", r.What, func() (contacts.Address, error) { return b.inner("") }
	if !b.boards(r.Channel) {
		template, what = "larm_brevlada", r.Channel+" "+r.What
		if r.Channel == itself {
			template = "larm_stegvis"
		}
		where = func() (contacts.Address, error) { return b.Contacts().Address(care.BIH, "", b.today()) }
	}
	to, err := where()
	if err == nil && to.Channel() == r.Channel {
		return nil
	}
	if err != nil {
		b.Log.Warn("nobody to mail an alarm to", "what", r.What)
		return nil // it stands in the log and in stegvis status
	}
	l := ledger.Letter{Token: ledger.NewToken(), Role: care.BIH, Template: template, Channel: to.Channel(), Address: to.At(), Unit: to.Unit()}
	if l.Subject, l.Text, err = templates.Render(care.BIH, l.Template, templates.Data{Unit: b.Unit.Name, Alarm: what}); err != nil {
		return err
	}
	_, err = b.Ledger.Post(ctx, l, b.Now())
	b.poke()
	return err
}

// lost reports a card that can be shown nowhere: the channel is gone, or the bot
// has been put out of it.
func (b *Bot) lost(ctx context.Context, c ledger.Card, err error) error {
	r := channels.Report{Channel: c.Channel, What: "room", Alarm: true, Count: 1, Text: "case " + string(c.Case) + ": its card can be shown nowhere"}
	if c.Face != "" || !channels.IsPermanent(err) || !b.unheard(ctx, r) {
		return nil // each of its cases would say the same
	}
	return b.Report(ctx, r)
}
