package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
)

// The commands for who looks after the desk. They show case numbers, steps,
// days and states, never what the cases are about.

// fromLedger is shared by the commands that look into the ledger.
type fromLedger struct {
	Config string `required:"" type:"existingfile" help:"The config file."`
	JSON   bool   `help:"One JSON object per line."`
}

func (f fromLedger) open() (*ledger.Ledger, error) {
	c, err := loadConfig(f.Config)
	if err != nil {
		return nil, err
	}
	return ledger.Open(filepath.Join(c.Unit.State, ledgerFile))
}

// table prints rows as columns, or as JSON objects under the heads.
func (f fromLedger) table(s streams, heads []string, rows [][]string) error {
	if f.JSON {
		return jsonRows(s, heads, rows)
	}
	w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	for _, row := range append([][]string{heads}, rows...) {
		for _, cell := range row {
			fmt.Fprint(w, cell, "\t")
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

func jsonRows(s streams, heads []string, rows [][]string) error {
	enc := json.NewEncoder(s.out)
	for _, row := range rows {
		o := map[string]string{}
		for i, h := range heads {
			o[h] = row[i]
		}
		if err := enc.Encode(o); err != nil {
			return err
		}
	}
	return nil
}

type casesCmd struct{ fromLedger }

func (c casesCmd) Run(s streams) error {
	l, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	list, err := l.Cases(context.Background())
	if err != nil {
		return err
	}
	var rows [][]string
	for _, x := range list {
		state := "open"
		if x.Closed {
			state = "closed"
		}
		rows = append(rows, []string{string(x.ID), fmt.Sprint(int(x.Step)), x.Step.String(), state, x.Wake})
	}
	return c.table(s, []string{"case", "step", "name", "state", "wakes"}, rows)
}

type caseCmd struct {
	fromLedger
	ID string `arg:"" help:"The case number."`
}

func (c caseCmd) Run(s streams) error {
	l, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	facts, err := l.Facts(context.Background(), care.CaseID(c.ID))
	if err != nil {
		return err
	}
	if len(facts) == 0 {
		return fmt.Errorf("case %s: there is none: list them with stegvis cases", c.ID)
	}
	var rows [][]string
	for _, f := range facts {
		rows = append(rows, []string{f.At.In(care.Stockholm).Format("2006-01-02 15:04"), care.Kind(f.Event), fmt.Sprint(int(f.Step)), about(f)})
	}
	return c.table(s, []string{"at", "event", "step", "about"}, rows)
}

// about says of a correction which fields were put right, and by whom; never to
// what.
func about(f care.Fact) string {
	e, ok := f.Event.(care.IntygCorrected)
	if !ok {
		return ""
	}
	return strings.Join(care.Keys(e.Changes), ",") + " by " + e.By
}

type lettersCmd struct {
	fromLedger
	ID string `arg:"" help:"The case number."`
}

func (c lettersCmd) Run(s streams) error {
	l, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	list, err := l.Letters(context.Background(), care.CaseID(c.ID))
	if err != nil {
		return err
	}
	facts, err := l.Facts(context.Background(), care.CaseID(c.ID))
	if err != nil {
		return err
	}
	became := outcomes(list, facts)
	var rows [][]string
	for i, x := range list {
		rows = append(rows, []string{x.Written.In(care.Stockholm).Format("2006-01-02 15:04"), string(x.Role), x.Template, x.Channel, x.State, fmt.Sprint(x.Tries), became[i]})
	}
	return c.table(s, []string{"at", "to", "template", "channel", "state", "tries", "became"}, rows)
}
