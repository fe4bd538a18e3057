package templates

import (
	_ "embed"
	"fmt"
	"sync"
)

//go:embed rules.toml
var rulesTOML []byte

// Rules are the words of the table of reminders.
type Rules struct {
	Heads  []string          `toml:"heads"`
	Days   map[string]string `toml:"days"`   // by the code of a moment, or code/n for one number
	Ladder map[string]string `toml:"ladder"` // who is told next: party, desk or nobody
	Ends   map[string]string `toml:"ends"`   // by duty
}

var rules = sync.OnceValue(func() Rules { return mustDecode[Rules]("rules.toml", rulesTOML) })

// RuleWords returns the words of the table of reminders.
func RuleWords() Rules { return rules() }

// Day says which day a code and a number stand for, and how many working days
// later or earlier.
func (r Rules) Day(code string, n, moved int) string {
	day := r.numbered(code, n)
	switch {
	case moved > 0:
		return Fill(r.numbered("later", moved), "day", day)
	case moved < 0:
		return Fill(r.numbered("earlier", -moved), "day", day)
	}
	return day
}

func (r Rules) numbered(code string, n int) string {
	text, ok := r.Days[fmt.Sprintf("%s/%d", code, n)]
	if !ok {
		text = r.Days[code]
	}
	return Fill(text, "n", fmt.Sprint(n))
}
