package care

import (
	"strings"
	"testing"
)

// TestEveryRowHasALine: each row of the model is found again in its source, and is
// another line than the rest.
func TestEveryRowHasALine(t *testing.T) {
	lists := [][]Row{Anytime, Afterwards}
	for _, s := range Steps() {
		lists = append(lists, Model[s])
	}
	for _, rows := range lists {
		seen := map[int]bool{}
		for _, r := range rows {
			text, _ := r.source()
			if !strings.HasPrefix(text, "on[") && !strings.HasPrefix(text, "arrival()") && !strings.HasPrefix(text, "anything()") || seen[r.line] {
				t.Errorf("line %d is %q, once before: %v", r.line, text, seen[r.line])
			}
			seen[r.line] = true
		}
	}
}

func TestExplain(t *testing.T) {
	c := at(Application)
	r := Explain(c, DecisionMade{Outcome: "avslag", By: "a@b"})
	if r.Where != "step Ansökan" || !strings.HasPrefix(r.Row, `on[DecisionMade]().tell(PVR, "avslag")`) || !strings.HasPrefix(r.Sentence, "2.5 Beslut meddelas") || len(r.Says) != 2 {
		t.Errorf("%+v", r)
	}
	if r := Explain(c, StartReached{}); r.Row != "" || r.Where != "no row" || len(r.Says) != 1 || r.Says[0].Template != "ovantat" {
		t.Errorf("%+v", r)
	}
	if r := Explain(c, NeedChanged{From: HTJ}); r.Where != "in every step" || !strings.Contains(r.Sentence, "4.2") {
		t.Errorf("%+v", r)
	}
}
