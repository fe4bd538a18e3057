package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
)

// The commands for who looks after the desk. They show case numbers, steps,
// days and states, never what the cases are about.

// fromLedger is shared by the commands that look into the ledger.
type fromLedger struct {
	Config string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	JSON   bool   `help:"One JSON object per line."`
}

func (f fromLedger) open() (*ledger.Ledger, error) {
	c, err := loadConfig(f.Config)
	if err != nil {
		return nil, err
	}
	return openLedger(c)
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
	ID  string `arg:"" help:"The case number."`
	Why string `help:"Why you look, for the log."`
}

// Run shows what has happened, and what was said because of it, line by line.
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
		return noCase(c.ID)
	}
	if err := noteSeen(l, care.CaseID(c.ID), "case", c.Why); err != nil {
		return err
	}
	letters, err := l.Letters(context.Background(), care.CaseID(c.ID))
	if err != nil {
		return err
	}
	return c.table(s, []string{"at", "event", "step", "about"}, timeline(facts, letters))
}

// timeline puts each letter under the fact that called for it: they were written
// at the same moment.
func timeline(facts []care.Fact, letters []ledger.Letter) (rows [][]string) {
	for _, f := range facts {
		rows = append(rows, []string{stamp(f), care.Kind(f.Event), fmt.Sprint(int(f.Step)), about(f)})
		for len(letters) > 0 && !letters[0].Written.After(f.At) {
			rows = append(rows, letterLine(letters[0]))
			letters = letters[1:]
		}
	}
	for _, x := range letters {
		rows = append(rows, letterLine(x))
	}
	return rows
}

func letterLine(x ledger.Letter) []string {
	return []string{x.Written.In(care.Stockholm).Format("2006-01-02 15:04"), "  to " + string(x.Role), "", x.Template + ", " + x.State}
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
	ID  string `arg:"" optional:"" help:"The case number."`
	Why string `help:"Why you look, for the log."`
}

// Run lists the letters of a case; without one, those of all cases that have not
// been sent.
func (c lettersCmd) Run(s streams) error {
	l, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	if c.ID == "" {
		return c.unsent(s, l)
	}
	rows, err := letterRows(l, care.CaseID(c.ID))
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		if facts, err := l.Facts(context.Background(), care.CaseID(c.ID)); err != nil || len(facts) == 0 {
			return cmp.Or(err, noCase(c.ID))
		}
	}
	if err := noteSeen(l, care.CaseID(c.ID), "letters", c.Why); err != nil {
		return err
	}
	return c.table(s, letterHeads, rows)
}

var letterHeads = []string{"at", "to", "template", "channel", "state", "tries", "became"}

func letterRows(l *ledger.Ledger, id care.CaseID) (rows [][]string, err error) {
	list, err := l.Letters(context.Background(), id)
	if err != nil {
		return nil, err
	}
	facts, err := l.Facts(context.Background(), id)
	if err != nil {
		return nil, err
	}
	became := outcomes(list, facts)
	for i, x := range list {
		rows = append(rows, []string{x.Written.In(care.Stockholm).Format("2006-01-02 15:04"), string(x.Role), x.Template, x.Channel, x.State, fmt.Sprint(x.Tries), became[i]})
	}
	return rows, nil
}

// unsent lists what waits, what is held, and what went wrong, in all cases.
func (c lettersCmd) unsent(s streams, l *ledger.Ledger) error {
	cases, err := l.Cases(context.Background())
	if err != nil {
		return err
	}
	var rows [][]string
	step := progress(s.err, "cases")
	for i, x := range append(cases, ledger.Listing{}) { // and those about no case
		all, err := letterRows(l, x.ID)
		if err != nil {
			return err
		}
		for _, r := range all {
			if r[4] != "sent" {
				rows = append(rows, append([]string{string(x.ID)}, r...))
			}
		}
		step(i+1, len(cases)+1)
	}
	return c.table(s, append([]string{"case"}, letterHeads...), rows)
}
