package bot

import (
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
)

// What must hold in every life of a case.

var promises = []struct {
	what string
	kept func(*life, turned) bool
}{
	{"what BIH is offered is not unexpected", expected},
	{"a case that is granted has a day on which it ends", ends},
	{"whoever has the order is told when the case closes", closesAloud},
	{"only BIH's deeds clear a stop", stopStays},
	{"an order goes to another only by a deed that tells HTJ", orderStays},
	{"a debt that is about a day has one", dated},
	{"somebody owes something", owing},
}

// holds notes the first promise that x breaks.
func (l *life) holds(x turned) {
	for _, p := range promises {
		if l.broken == "" && !p.kept(l, x) {
			l.broken = p.what
		}
	}
}

func grants(c care.Case) bool { return c.Decision != nil && c.Decision.Outcome != "avslag" }

// hasOrder: HTJ has one, or is to get one.
func hasOrder(c care.Case) bool { return grants(c) && !c.Ended && c.Units[care.HTJ] != "" }

func tells(said []care.Notice, to care.Role) bool {
	return slices.ContainsFunc(said, func(n care.Notice) bool { return n.To == to })
}

func owed(c care.Case, debt string) bool {
	return slices.ContainsFunc(c.Debts(), func(d care.Debt) bool { return d.Name == debt })
}

func expected(_ *life, x turned) bool {
	byBIH := strings.HasPrefix(x.by, "BIH")
	return !byBIH || !slices.ContainsFunc(x.said, func(n care.Notice) bool { return n.Template == "ovantat" })
}

func ends(_ *life, x turned) bool {
	return !grants(x.after) || x.after.Ended || x.after.Closed || !x.after.End().IsZero()
}

func closesAloud(_ *life, x turned) bool {
	return x.before.Closed || !x.after.Closed || !grants(x.before) || x.after.Protected || tells(x.said, care.HTJ)
}

func stopStays(_ *life, x turned) bool {
	byBIH := strings.HasPrefix(x.by, "BIH")
	return byBIH || !slices.ContainsFunc(x.before.Stop, func(s string) bool { return !slices.Contains(x.after.Stop, s) })
}

// orderStays: what is taken back in time was never told; and where BIH is to carry the
// order itself, or to answer for the address first, HTJ is told by that.
func orderStays(_ *life, x turned) bool {
	_, undone := x.event.(care.OrderUndone)
	later := owed(x.after, "skickat_sjalv") || owed(x.after, "godkann_adress")
	return !hasOrder(x.before) || x.before.Units[care.HTJ] == x.after.Units[care.HTJ] || undone || later || tells(x.said, care.HTJ)
}

// aboutDays are the debts that are about a day: of a meeting, or of the end.
var aboutDays = []string{
	"samtal", "samtal_blev_av", "forhandsbedomning", "informera_hembesok", "hembesok", "hembesok_blev_av",
	"uppfoljning", "uppfoljning_mote", "uppfoljning_blev_av", "besked_pvr", "nytt_intyg", "besked_htj",
}

func dated(_ *life, x turned) bool {
	return !slices.ContainsFunc(x.after.Debts(), func(d care.Debt) bool { return d.Of == care.Date{} && slices.Contains(aboutDays, d.Name) })
}

// quiet are the open cases in which nobody owes anything, and nothing will come of
// itself.
var quiet = map[string]func(care.Case) bool{
	"what is planned was advised against": func(c care.Case) bool {
		return c.Assessment != nil && c.Assessment.Opinion == "avstyrks" && c.Arrived.IsZero()
	},
}

func owing(l *life, x turned) bool {
	if x.after.Closed || len(x.after.Debts()) > 0 || !l.Plan.Wake(x.after).IsZero() {
		return true
	}
	for _, allowed := range quiet {
		if allowed(x.after) {
			return true
		}
	}
	return false
}

// faults are ways in which package care could go wrong, by the promise that each
// breaks.
var faults = map[string]func(c *care.Case, said *[]care.Notice, e care.Event){
	"what BIH is offered is not unexpected": func(_ *care.Case, said *[]care.Notice, e care.Event) {
		if _, ok := e.(care.CompletionAsked); ok {
			*said = []care.Notice{{To: care.BIH, Template: "ovantat", Asks: true}}
		}
	},
	"a case that is granted has a day on which it ends": func(c *care.Case, _ *[]care.Notice, e care.Event) {
		if d, ok := e.(care.DecisionMade); ok {
			d.To = care.Date{}
			c.Intyg.Measures, c.Decision = nil, &d
		}
	},
	"whoever has the order is told when the case closes": func(c *care.Case, said *[]care.Notice, _ care.Event) {
		if c.Closed {
			*said = slices.DeleteFunc(*said, func(n care.Notice) bool { return n.To == care.HTJ })
		}
	},
	"only BIH's deeds clear a stop": func(c *care.Case, _ *[]care.Notice, e care.Event) {
		if r, ok := e.(care.IntygReceived); ok {
			c.Stop = r.Signs
		}
	},
	"an order goes to another only by a deed that tells HTJ": func(c *care.Case, _ *[]care.Notice, e care.Event) {
		if r, ok := e.(care.IntygReceived); ok && r.Provider != "" {
			c.Units[care.HTJ] = r.Provider
		}
	},
	"a debt that is about a day has one": func(c *care.Case, _ *[]care.Notice, e care.Event) {
		if _, ok := e.(care.StartProposed); ok {
			c.Untold = append(c.Untold, "hembesok")
		}
	},
	"somebody owes something": func(c *care.Case, _ *[]care.Notice, e care.Event) {
		if _, ok := e.(care.CaseAccepted); ok {
			c.Asked = false
		}
	},
	"the facts add up to another case": func(c *care.Case, _ *[]care.Notice, _ care.Event) {
		if c.Step == care.Startup {
			c.Owner = "bo@bih.example"
		}
	},
}

// planted is [care.Decide] with a fault.
func planted(fault func(*care.Case, *[]care.Notice, care.Event)) func(care.Case, care.Event) (care.Case, []care.Notice) {
	return func(c care.Case, e care.Event) (care.Case, []care.Notice) {
		after, said := care.Decide(c, e)
		fault(&after, &said, e)
		return after, said
	}
}
