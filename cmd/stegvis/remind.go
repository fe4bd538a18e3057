package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/reminders"
	"example.org/stegvis/templates"
)

// remindCmd shows what the clock would say. The daemon alone sends.
type remindCmd struct {
	fromLedger
	At     string `required:"" help:"The day, as 2027-02-08."`
	DryRun bool   `help:"Show what would go to whom, and why; nothing is written or sent (the only way there is)."`
}

// Run lives through the days until then in memory, as if nobody did anything, and
// shows what that day brings.
func (c remindCmd) Run(s streams) error {
	if !c.DryRun {
		return errors.New("the daemon sends reminders by itself: write --dry-run to see them")
	}
	day, err := care.ParseDate(c.At)
	if err != nil {
		return err
	}
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	l, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	rows, err := brings(context.Background(), l, conf.plan(), care.DateOf(time.Now()), day)
	if err != nil {
		return err
	}
	return c.table(s, []string{"case", "to", "owner", "duty", "due", "why"}, rows)
}

// brings lists what a day brings. It only looks: the desk may be at work.
func brings(ctx context.Context, l *ledger.Ledger, plan reminders.Plan, today, day care.Date) (rows [][]string, err error) {
	if err := l.Look(ctx); err != nil {
		return nil, err
	}
	ids, err := l.Awake(ctx, day)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		c, err := l.Case(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, e := range plan.Ahead(c, today, day) {
			rows = append(rows, remindRow(id, e))
		}
	}
	return rows, nil
}

func remindRow(id care.CaseID, e care.ReminderDue) []string {
	why := fmt.Sprintf("reminder of %s", e.Day)
	if e.Rung != care.Owing {
		why = fmt.Sprintf("%s of %s, %s", e.Rung, e.Owner, e.Why)
	}
	if e.Late {
		why += ", late"
	}
	return []string{string(id), string(e.To), string(e.Owner), templates.ChatWords().Duties[e.Duty], e.Due.String(), why}
}
