package care

import (
	"reflect"
	"slices"
)

// Holds reports whether act means in c what it meant in then, an earlier state
// of the same case: it could be done then, it can be done now, and nothing it is
// about has changed in between. A letter cannot be changed after it has been
// sent, so this is what tells an answer to a letter from one that comes too late.
func (c Case) Holds(then Case, act string) bool {
	return slices.Contains(then.Offers(), act) && slices.Contains(c.Offers(), act) &&
		reflect.DeepEqual(c.ground(act), then.ground(act))
}

// about nothing: these acts mean the same whatever has happened.
var aboutNothing = []string{"ta_arendet", "lamna_over", "mejla_underlag", "pausa", "ateruppta", "anmal_felskick", "oppna_igen", "fraga_vidare", "samtycke", "stoppa"}

// aboutMeetings lists the acts that a change of a meeting makes another thing.
var aboutMeetings = []string{"foresla_samtal", "foresla_hembesok", "inget_hembesok", "startdatum", "motet_blev_av", "avboka", "tiden_galler", "foresla_uppfoljning"}

// ground is everything that an act is about.
func (c Case) ground(act string) []any {
	if slices.Contains(aboutNothing, act) {
		return nil
	}
	about := []any{
		c.Units, c.Round, c.Decided, c.Decision, c.Assessment, c.Intyg, c.Completion, c.Application,
		slices.Concat(c.Stop), c.Frozen, c.Changed, c.Outcome, c.EndTold, c.Ended, c.Declined, c.Unserved,
	}
	switch act {
	case "angra":
		about = append(about, c.Held)
	case "skicka", "skicka_inte":
		return []any{c.Waiting}
	}
	if slices.Contains(aboutMeetings, act) {
		about = append(about, c.Meetings, c.Starts, c.Joint)
	}
	return about
}
