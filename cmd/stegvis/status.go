package main

import (
	"context"
	"fmt"

	"example.org/stegvis/bot/care"
)

type statusCmd struct{ fromLedger }

// Run prints how the channels fare, and ends with 1 when somebody should do
// something about it.
func (c statusCmd) Run(s streams) error {
	l, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	reports, err := l.Reports(context.Background())
	if err != nil {
		return err
	}
	var rows [][]string
	alarms := false
	for _, r := range reports {
		state := "ok"
		if r.Alarm {
			state, alarms = "alarm", true
		}
		rows = append(rows, []string{r.At.In(care.Stockholm).Format("2006-01-02 15:04"), state, r.Channel, r.What, fmt.Sprint(r.Count), r.Text})
	}
	if err := c.table(s, []string{"at", "state", "channel", "what", "count", "says"}, rows); err != nil {
		return err
	}
	if alarms {
		return errQuiet
	}
	return nil
}
