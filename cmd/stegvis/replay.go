package main

import (
	"context"
	"fmt"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/reminders"
)

type replayCmd struct {
	fromLedger
	ID  string `arg:"" optional:"" help:"One case only."`
	Why string `help:"Why you look, for the log."`
}

// Run puts every case together from its facts anew, and compares it with what the
// ledger has noted beside them. It changes nothing, and ends with 1 when they do
// not agree. That somebody has looked is noted of the cases that are shown.
func (c replayCmd) Run(s streams) error {
	conf, err := loadConfig(c.Config)
	if err != nil {
		return err
	}
	l, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	list, err := l.Cases(context.Background())
	if err != nil {
		return err
	}
	step, plan := progress(s.err, "cases"), conf.plan()
	var rows [][]string
	count := 0
	for i, x := range list {
		step(i+1, len(list))
		if c.ID != "" && string(x.ID) != c.ID {
			continue
		}
		facts, err := l.Facts(context.Background(), x.ID)
		if err != nil {
			return err
		}
		count++
		found := differs(x, facts, plan)
		rows = append(rows, found...)
		if c.ID != "" || len(found) > 0 {
			if err := noteSeen(l, x.ID, "replay", c.Why); err != nil {
				return err
			}
		}
	}
	if c.ID != "" && count == 0 {
		return noCase(c.ID)
	}
	if err := c.table(s, []string{"case", "what", "noted", "replayed"}, rows); err != nil {
		return err
	}
	if len(rows) > 0 {
		return hinted(fmt.Errorf("%d of %d cases do not agree with their facts", len(rows), count), "stop the desk, keep a copy of the ledger, and tell who looks after stegvis")
	}
	if !c.JSON {
		fmt.Fprintf(s.out, "%d cases agree with their facts\n", count)
	}
	return nil
}

// differs compares what is noted of a case with what its facts add up to.
func differs(x ledger.Listing, facts []care.Fact, plan reminders.Plan) (rows [][]string) {
	c := care.Replay(x.ID, facts)
	for _, d := range [][3]string{
		{"facts", fmt.Sprint(x.Facts), fmt.Sprint(c.Rev)},
		{"step", fmt.Sprint(int(x.Step)), fmt.Sprint(int(c.Step))},
		{"closed", fmt.Sprint(x.Closed), fmt.Sprint(c.Closed)},
		{"wakes", x.Wake, plan.Wake(c).String()},
	} {
		if d[1] != d[2] {
			rows = append(rows, []string{string(x.ID), d[0], d[1], d[2]})
		}
	}
	return rows
}
