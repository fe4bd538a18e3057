package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/reminders"
	"example.org/stegvis/templates"
)

type rulesCmd struct {
	Config   string `type:"existingfile" placeholder:"FILE" help:"The config file, for its lead times; without it those of the model."`
	JSON     bool   `xor:"form" help:"One JSON object per line."`
	Markdown bool   `xor:"form" help:"As a Markdown table, for the handbook."`
}

// A ruleRow is one duty as the table prints it.
type ruleRow struct {
	Name     string   `json:"name"`
	Duty     string   `json:"duty"`
	Owner    []string `json:"owner"`
	Due      string   `json:"due"`
	Reminded []string `json:"reminded"`
	Next     string   `json:"next"`
	Ends     string   `json:"ends"`
	Template []string `json:"template"`
}

// Run prints every duty: whose it is, by when, when it is reminded of, who is told
// next, what ends it, and in what words.
func (c rulesCmd) Run(s streams) error {
	plan := reminders.Plan{Leads: reminders.ModelLeads}
	if c.Config != "" {
		conf, err := loadConfig(c.Config)
		if err != nil {
			return err
		}
		plan = conf.plan()
	}
	rows := ruleRows(plan)
	switch {
	case c.JSON:
		enc := json.NewEncoder(s.out)
		for _, r := range rows {
			if err := enc.Encode(r); err != nil {
				return err
			}
		}
		return nil
	case c.Markdown:
		_, err := fmt.Fprint(s.out, rulesTable(rows))
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(templates.RuleWords().Heads, "\t"))
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(r.cells(), "\t"))
	}
	return w.Flush()
}

// rulesTable is the table as the handbook has it.
func rulesTable(rows []ruleRow) string {
	heads := templates.RuleWords().Heads
	var b strings.Builder
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(heads, " | "), strings.Repeat(" --- |", len(heads)))
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(r.cells(), " | "))
	}
	return b.String()
}

func (r ruleRow) cells() []string {
	return []string{r.Duty, strings.Join(r.Owner, ", "), r.Due, strings.Join(r.Reminded, "; "), r.Next, r.Ends, strings.Join(r.Template, ", ")}
}

func ruleRows(p reminders.Plan) (rows []ruleRow) {
	w, duties := templates.RuleWords(), templates.ChatWords().Duties
	for _, r := range reminders.Rules {
		row := ruleRow{Name: r.Debt, Duty: duties[r.Debt], Due: said(p, r.By), Next: ladder(p, r), Ends: w.Ends[r.Debt]}
		for _, m := range r.Remind {
			row.Reminded = append(row.Reminded, said(p, m))
		}
		for _, to := range care.Owners(r.Debt) {
			row.Owner = append(row.Owner, string(to))
			name := "paminnelse"
			if to != care.BIH {
				name = "paminn_" + r.Debt
			}
			row.Template = append(row.Template, strings.ToLower(string(to))+"/"+name)
		}
		rows = append(rows, row)
	}
	return rows
}

// said says which day a moment is, with the lead times that hold.
func said(p reminders.Plan, m reminders.Moment) string {
	n := m.N
	if days, ok := p.Leads.Days(m.Code); ok {
		n = days
	}
	return templates.RuleWords().Day(m.Code, n, m.Moved)
}

// ladder says who is told when it has not been done.
func ladder(p reminders.Plan, r reminders.Rule) string {
	key := "party"
	if owners := care.Owners(r.Debt); len(owners) == 1 && owners[0] == care.BIH {
		key = "desk"
	}
	if r.Tell.Never() {
		key = "nobody"
	}
	return templates.Fill(templates.RuleWords().Ladder[key], "day", said(p, r.Tell), "n", fmt.Sprint(reminders.Rung))
}
