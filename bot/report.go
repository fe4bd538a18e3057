package bot

import (
	"context"

	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// Report takes note of how a channel fares.
func (b *Bot) Report(ctx context.Context, r channels.Report) error {
	log := b.Log.Info
	if r.Alarm {
		log = b.Log.Error
	}
	log("channel "+r.Channel+": "+r.What, "count", r.Count, "says", r.Text)
	return b.Ledger.Report(ctx, ledger.Report{At: b.Now(), Channel: r.Channel, What: r.What, Alarm: r.Alarm, Count: r.Count, Text: r.Text})
}
