package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"example.org/stegvis/bot"
	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/stats"
)

// Gallring: what the plan would have erased, who wants it, and what was.

type eraseCmd struct {
	Preview  erasePreviewCmd  `cmd:"" help:"Show of every case whether it is to be erased, and if not why; changes nothing."`
	Propose  eraseProposeCmd  `cmd:"" help:"Ask two people whether all that is due may be erased: each is mailed a code."`
	Approve  eraseApproveCmd  `cmd:"" help:"Erase what was proposed, with both codes: for ever, and from all backups."`
	Protocol eraseProtocolCmd `cmd:"" help:"List what was erased, when, by whom and why."`
}

type erasePreviewCmd struct{ fromLedger }

func (c erasePreviewCmd) Run(s streams) error {
	e, done, err := openErasing(c.Config)
	if err != nil {
		return err
	}
	defer done()
	all, err := e.Preview(context.Background())
	if err != nil {
		return err
	}
	var rows [][]string
	for _, v := range all {
		verdict := "erase"
		if v.Keep != "" {
			verdict = "keep: " + v.Keep
		}
		rows = append(rows, []string{string(v.Case), v.State, v.Due.String(), verdict})
	}
	return c.table(s, []string{"case", "state", "due", "verdict"}, rows)
}

type eraseProposeCmd struct {
	Config string   `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	People []string `arg:"" help:"The mail addresses of two of the staff."`
}

func (c eraseProposeCmd) Run(s streams) error {
	e, done, err := openErasing(c.Config)
	if err != nil {
		return err
	}
	defer done()
	id, cases, err := e.Propose(context.Background(), c.People...)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "proposal %s: %d cases; the two are mailed a code each, as soon as the desk is open; then: stegvis erase approve %s CODE CODE\n", id, len(cases), id)
	return err
}

type eraseApproveCmd struct {
	Config string   `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	ID     string   `arg:"" help:"The number of the proposal."`
	Codes  []string `arg:"" help:"Both codes."`
}

func (c eraseApproveCmd) Run(s streams) error {
	e, done, err := openErasing(c.Config)
	if err != nil {
		return err
	}
	defer done()
	gone, err := e.Approve(context.Background(), c.ID, c.Codes)
	for _, id := range gone {
		fmt.Fprintf(s.out, "erased %s\n", id)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, "make a backup now: it replaces the copy of the keys, without which older backups would still open what was erased")
	return err
}

type eraseProtocolCmd struct{ fromLedger }

func (c eraseProtocolCmd) Run(s streams) error {
	l, err := c.open()
	if err != nil {
		return err
	}
	defer l.Close()
	gone, err := l.Events(context.Background(), time.Time{}, ledger.Erased)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, e := range gone {
		rows = append(rows, []string{e.At.In(care.Stockholm).Format("2006-01-02 15:04"), string(e.Case), e.Who, e.Why})
	}
	return c.table(s, []string{"at", "case", "who", "why"}, rows)
}

type holdCmd struct {
	Config  string `required:"" type:"existingfile" placeholder:"FILE" help:"The config file."`
	By      string `required:"" help:"Who at BIH says so, by mail address."`
	Why     string `help:"Why it must be kept."`
	Release bool   `help:"Say instead that it need not be kept any longer."`
	ID      string `arg:"" help:"The case number."`
}

// Run keeps a case from being erased, or no longer.
func (c holdCmd) Run(s streams) error {
	kind := ledger.Held
	if c.Release {
		kind = ledger.LetGo
	} else if c.Why == "" {
		return fmt.Errorf("hold: say why with --why")
	}
	e, done, err := openErasing(c.Config)
	if err != nil {
		return err
	}
	defer done()
	if err := e.Say(context.Background(), kind, care.CaseID(c.ID), c.By, c.Why); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%s: %s\n", c.ID, map[string]string{ledger.Held: "it is kept until it is released", ledger.LetGo: "it may be erased when the plan says so"}[kind])
	return err
}

// counts is what a case counts as when it is gone.
func (c config) counts() func(care.CaseID, []care.Fact) []json.RawMessage {
	count := bot.Counter(c.unit(), c.plan(), care.DateOf(time.Now()))
	return func(id care.CaseID, facts []care.Fact) []json.RawMessage { return stats.Encode(count.Rows(id, facts)) }
}

func (c config) unit() bot.Unit {
	return bot.Unit{Name: c.Unit.Name, Prefix: c.Unit.Prefix, Mail: c.Mail.Address, Phone: c.Unit.Phone}
}
