package reminders

import (
	"crypto/sha256"
	"fmt"
	"time"

	"example.org/stegvis/bot/care"
)

// Fingerprint stands for everything that the days of a plan depend on: the lead times,
// the days on which nobody works, and the rules. A plan that gives other days has
// another.
func (p Plan) Fingerprint() string {
	h := sha256.New()
	fmt.Fprintln(h, p.Leads, Rung)
	for _, r := range Rules {
		fmt.Fprintln(h, r.Debt, r.By.name(), r.Tell.name())
		for _, m := range r.Remind {
			fmt.Fprintln(h, m.name())
		}
	}
	for d := (care.Date{Year: 2024, Month: time.January, Day: 1}); d.Year < 2041; d = d.Add(1) {
		if !p.Calendar.Workday(d) {
			fmt.Fprintln(h, d)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:16])
}

func (m Moment) name() string { return fmt.Sprint(m.Code, " ", m.N, " ", m.Moved) }
