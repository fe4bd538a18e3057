package care

import (
	_ "embed"
	"regexp"
	"strings"
)

// The model's own words stand beside its rows, and are read from there: a row
// and the sentence it carries out cannot drift apart.
//
//go:embed model.go
var modelSource string

// A Sentence is one duty of the printed model and what a row does about it.
type Sentence struct {
	Number string   // 1.3
	Text   string   // the model's own words
	Says   []string // "BIH/foresla_samtal": who is told or asked what
}

var (
	rowLine   = regexp.MustCompile(`^\s*(on\[|arrival\(\)).*,\s*//\s*(.*)$`)
	numbered  = regexp.MustCompile(`(?:^| )([1-6]\.\d) `)
	reminding = regexp.MustCompile(`remindsOf\("(\w+)"\)`)
	saying    = regexp.MustCompile(`\.(?:tell|ask)\((PVR|BIH|HTJ), "(\w+)"|\.(order|welcome|book|move|callOff|reassure|askOthers|askProposer|relay|pass|underlay|remind)\((?:"(\w+)")?`)
)

// Sentences lists what the rows of the model quote, in their order.
func Sentences() (list []Sentence) {
	for line := range strings.Lines(modelSource) {
		m := rowLine.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if m == nil {
			continue
		}
		at := numbered.FindAllStringSubmatchIndex(m[2], -1)
		for i, q := range at {
			end := len(m[2])
			if i+1 < len(at) {
				end = at[i+1][0]
			}
			list = append(list, Sentence{Number: m[2][q[2]:q[3]], Text: strings.Trim(m[2][q[1]:end], " …"), Says: says(line)})
		}
	}
	return list
}

// says lists what a row says, as party and template.
func says(row string) (list []string) {
	for _, m := range saying.FindAllStringSubmatch(row, -1) {
		switch {
		case m[1] != "":
			list = append(list, m[1]+"/"+m[2])
		case m[3] == "welcome":
			list = append(list, "PVR/kvittens")
		case m[3] == "order":
			list = append(list, "HTJ/"+m[4])
		case m[3] == "remind":
			list = append(list, "*/paminn_"+remindedOf(row))
		case m[4] != "":
			list = append(list, "*/"+m[4]) // whoever the event says
		}
	}
	return list
}

// remindedOf is the debt that a row reminds of; all of them when it names none.
func remindedOf(row string) string {
	if m := reminding.FindStringSubmatch(row); m != nil {
		return m[1]
	}
	return "…"
}
