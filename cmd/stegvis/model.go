package main

import (
	"fmt"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

type modelCmd struct {
	JSON bool `help:"One JSON object per line."`
}

// Run prints the six steps as a Markdown table: the model's own sentences, and
// what the desk says to whom when they come about.
func (c modelCmd) Run(s streams) error {
	if c.JSON {
		var rows [][]string
		for _, x := range care.Sentences() {
			rows = append(rows, []string{x.Number, x.Text, strings.Join(x.Says, " ")})
		}
		return jsonRows(s, []string{"number", "text", "says"}, rows)
	}
	_, err := fmt.Fprint(s.out, modelTable())
	return err
}

func modelTable() string {
	var b strings.Builder
	b.WriteString("| | Modellen säger | stegvis |\n| --- | --- | --- |\n")
	list := care.Sentences()
	slices.SortStableFunc(list, func(a, b care.Sentence) int { return strings.Compare(a.Number, b.Number) })
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].Number == list[0].Number {
			n++
		}
		b.WriteString(modelRow(list[:n]))
		list = list[n:]
	}
	return b.String()
}

// modelRow joins what several rows of the model do about one duty.
func modelRow(same []care.Sentence) string {
	var says []string
	text := ""
	for _, s := range same {
		if text == "" {
			text = s.Text
		}
		for _, say := range s.Says {
			if !slices.Contains(says, say) {
				says = append(says, say)
			}
		}
	}
	return fmt.Sprintf("| %s | %s | %s |\n", same[0].Number, text, spoken(says))
}

// spoken groups what is said by party: "PVR: kvittens, komplettering".
func spoken(says []string) string {
	var groups []string
	for _, party := range []string{"PVR", "BIH", "HTJ", "*"} {
		var names []string
		for _, say := range says {
			if to, name, _ := strings.Cut(say, "/"); to == party {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			label := party
			if party == "*" {
				label = "den det gäller"
			}
			groups = append(groups, label+": "+strings.Join(names, ", "))
		}
	}
	return strings.Join(groups, " · ")
}
