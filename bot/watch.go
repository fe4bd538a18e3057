package bot

import (
	"context"
	"fmt"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// The desk listens to itself: after each finished round it looks at its own
// health, tells BIH by the other channel when one has gone silent, and then lets
// whoever waits for a sign of life have it ([Bot.Beat]).

// beat follows a finished round.
func (b *Bot) beat(ctx context.Context) {
	h := b.Health(ctx)
	for _, c := range h.Channels {
		b.try("report", b.listen(ctx, h, c))
	}
	if h.Ledger != nil {
		b.cry(ctx, h)
	}
	if b.Beat != nil {
		b.Beat(h)
	}
}

// silence is the kind of report that says that a channel's server does not
// answer, or does again.
const silence = "silent"

// listen reports a channel that has gone silent, and that it is heard again.
func (b *Bot) listen(ctx context.Context, h Health, c Connection) error {
	still := h.At.Sub(later(c.Heard, h.Opened))
	silent := still > serverStill
	if silent == b.silent[c.Name] {
		return nil
	}
	r := channels.Report{Channel: c.Name, What: silence, Alarm: silent, Text: "heard again"}
	if silent {
		r.Text = fmt.Sprintf("no answer for %d minutes", int(still.Minutes()))
	}
	if err := b.Report(ctx, r); err != nil {
		return err // told at the next beat, when it can be kept
	}
	if b.silent == nil {
		b.silent = map[string]bool{}
	}
	b.silent[c.Name] = silent
	return nil
}

// cryEvery is how long passes between two alarms that cannot be kept.
const cryEvery = 6 * time.Hour

// cry tells BIH in chat that nothing can be stored. It goes past the ledger,
// which is the very thing that does not work: so it may be said again after a
// restart, and a mail would come back as one that nobody knows.
func (b *Bot) cry(ctx context.Context, h Health) {
	if !b.cried.IsZero() && h.At.Sub(b.cried) < cryEvery {
		return
	}
	b.cried = h.At
	b.Log.Error("nothing can be stored", "err", h.Ledger)
	to, err := b.Contacts().Address(care.BIH, "", b.today())
	if err != nil || !b.boards(to.Channel()) {
		return // it stands in the log, and in what watches the desk
	}
	b.try("alarm", b.shout(ctx, to, itself+" ledger"))
}

func (b *Bot) shout(ctx context.Context, to contacts.Address, what string) error {
	out := channels.Outgoing{Key: "alarm/" + what, Token: ledger.NewToken(), Written: b.Now(), To: to}
	var err error
	if out.Subject, out.Text, err = templates.Render(care.BIH, "larm_stegvis", templates.Data{Unit: b.Unit.Name, Alarm: what}); err != nil {
		return err
	}
	_, err = b.channel(to.Channel()).Send(ctx, out)
	return err
}
