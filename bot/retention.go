package bot

import (
	"slices"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
)

// A Retention is a unit's plan for gallring: how many months after the last entry
// a closed case is erased, by what became of it; 0 is never.
type Retention struct {
	Granted     int      `toml:"granted"`
	Refused     int      `toml:"refused"`
	Undecided   int      `toml:"undecided"`
	Unrelated   int      `toml:"unrelated_days"` // mail that was nothing for the desk
	ExemptDays  []int    `toml:"exempt_days"`    // those born on these days are kept
	ExemptAreas []string `toml:"exempt_areas"`   // and those who live here; "*" is everywhere
}

// UsualRetention is five years after the last entry, as for a personakt, except for
// those who are kept for research.
var UsualRetention = Retention{Granted: 60, Refused: 60, Undecided: 60, Unrelated: 30, ExemptDays: []int{5, 15, 25}}

// A Standing is what people have said about keeping a case.
type Standing struct {
	Exported, Confirmed time.Time // last
	Held                bool
}

// A Verdict says whether a case is to be erased, and if not, why.
type Verdict struct {
	Case  care.CaseID
	State string    // granted, refused, undecided; open when it is not closed
	Due   care.Date // from when on the plan has it erased; zero is never
	Keep  string    // why it is kept; empty when it is to be erased
}

// Judge holds a case and its facts against the plan.
func (r Retention) Judge(c care.Case, facts []care.Fact, s Standing, today care.Date) Verdict {
	v := Verdict{Case: c.ID, State: stateOf(c)}
	last := facts[len(facts)-1].At
	months := map[string]int{"granted": r.Granted, "refused": r.Refused, "undecided": r.Undecided}[v.State]
	if months > 0 {
		v.Due = care.DateOf(last).AddMonths(months)
	}
	id, known := intyg.ParsePersonnummer(c.Intyg.Person.ID, today)
	switch area := district(c.Intyg.Person.Address); {
	case v.State == "open":
		v.Keep = "open"
	case s.Held:
		v.Keep = "held"
	case slices.Contains(r.ExemptAreas, "*") || area != "" && slices.Contains(r.ExemptAreas, area):
		v.Keep = "exempt area"
	case c.Intyg.Person.ID != "" && len(r.ExemptDays) > 0 && (!known || id.Birth.IsZero()):
		v.Keep = "birth day unknown"
	case known && slices.Contains(r.ExemptDays, id.Birth.Day):
		v.Keep = "exempt birth day"
	case v.Due.IsZero():
		v.Keep = "never"
	case today.Before(v.Due):
		v.Keep = "not due"
	case s.Exported.Before(last):
		v.Keep = "not exported"
	case s.Confirmed.Before(s.Exported):
		v.Keep = "export not confirmed"
	}
	return v
}

func stateOf(c care.Case) string {
	switch {
	case !c.Closed:
		return "open"
	case c.Decision == nil:
		return "undecided"
	case c.Decision.Outcome == "avslag":
		return "refused"
	}
	return "granted"
}

// standings adds up what has been said of each case.
func standings(events []ledger.Event) map[care.CaseID]Standing {
	all := map[care.CaseID]Standing{}
	for _, e := range events {
		s := all[e.Case]
		switch e.Kind {
		case ledger.Exported:
			s.Exported = e.At
		case ledger.Confirmed:
			s.Confirmed = e.At
		case ledger.Held:
			s.Held = true
		case ledger.LetGo:
			s.Held = false
		}
		all[e.Case] = s
	}
	return all
}
