package bot

import (
	"context"
	"errors"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// budget is far more than any day's work needs. What reaches it is a loop: two
// machines that answer each other in a way nobody thought of.
var budget = ledger.Budget{All: 60, Case: 12}

// inHouse is the same for BIH's own mailbox, which hears of every case. In chat
// nothing answers by itself.
var inHouse = ledger.Budget{All: 600, Case: 20}

// budgetOf is the budget that a letter is sent out of.
func budgetOf(l ledger.Letter) ledger.Budget {
	switch {
	case l.Role != care.BIH:
		return budget
	case l.Channel == "mail":
		return inHouse
	}
	return ledger.Budget{}
}

var errBudget = errors.New("more has been sent there within an hour than any work explains")

// begin notes that a letter is about to be sent, and reports whether it is. It
// is not when it has been stopped or taken back since it was read, nor when the
// budget is spent: then it waits, and whoever looks after the desk is told.
func (b *Bot) begin(ctx context.Context, l ledger.Letter) (begun bool, err error) {
	begun, err = b.Ledger.Begin(ctx, l, b.Now(), budgetOf(l))
	if !errors.Is(err, ledger.ErrSpent) {
		return begun, err
	}
	return false, errors.Join(
		b.Ledger.Retry(ctx, l.Key, errBudget, b.Now().Add(time.Hour)),
		b.Report(ctx, channels.Report{Channel: l.Channel, What: "budget", Alarm: true, Count: 1, Text: "case " + string(l.Case) + ": " + errBudget.Error()}),
	)
}
