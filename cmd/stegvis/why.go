package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

type whyCmd struct {
	fromLedger
	ID  string `arg:"" help:"The case number."`
	Why string `help:"Why you look, for the log."`
}

// Run says of everything that has happened in a case which row of the model it met,
// in the model's own words, and who was told what. What was decided then is
// stored; where today's model would decide otherwise, that is said.
func (c whyCmd) Run(s streams) error {
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
	if err := noteSeen(l, care.CaseID(c.ID), "why", c.Why); err != nil {
		return err
	}
	var rows [][]string
	before := care.New(care.CaseID(c.ID))
	for f, after := range care.Fold(before.ID, facts) {
		rows = append(rows, whyRow(before, f))
		before = after
	}
	return c.table(s, []string{"at", "event", "led to", "said", "rule", "model"}, rows)
}

func noCase(id string) error {
	return hinted(fmt.Errorf("case %s: there is none", id), "list them with stegvis cases")
}

// whyRow tells one fact: what happened, which step it led to, what was said, by
// which rule, and the sentence of the printed model.
func whyRow(before care.Case, f care.Fact) []string {
	why := care.Explain(before, f.Event)
	step := fmt.Sprintf("%d %s", f.Step, f.Step)
	if f.Closed {
		step += ", closed"
	}
	if f.Step != why.Step || f.Closed != why.Closed {
		step += fmt.Sprintf(" (today's model: %d %s)", why.Step, why.Step)
	}
	rule := why.Where
	if why.Row != "" {
		rule += ": " + why.Row
	}
	return []string{stamp(f), happened(f.Event), step, notices(why.Says), rule, why.Sentence}
}

func stamp(f care.Fact) string { return f.At.In(care.Stockholm).Format("2006-01-02 15:04") }

// happened names an event; a reminder with what it reminds of, and why it comes to
// whom.
func happened(e care.Event) string {
	r, ok := e.(care.ReminderDue)
	if !ok {
		return care.Kind(e)
	}
	text := fmt.Sprintf("ReminderDue: %s of %s, by %s, to %s", r.Duty, r.Owner, r.Due, r.To)
	if r.Rung != care.Owing {
		text += fmt.Sprintf(" (%s %s)", r.Rung, r.Why)
	}
	return text
}

func notices(list []care.Notice) string {
	var all []string
	for _, n := range list {
		name := string(n.To) + " " + n.Template
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return strings.Join(all, ", ")
}
