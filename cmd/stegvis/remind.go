package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/stegvis/bot/care"
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
	ids, err := l.Awake(context.Background(), day)
	if err != nil {
		return err
	}
	plan := conf.plan()
	var rows [][]string
	for _, id := range ids {
		x, err := l.Case(context.Background(), id)
		if err != nil {
			return err
		}
		for _, e := range plan.Ahead(x, care.DateOf(time.Now()), day) {
			rows = append(rows, remindRow(id, e))
		}
	}
	return c.table(s, []string{"case", "to", "owner", "duty", "due", "why"}, rows)
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
