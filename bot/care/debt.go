package care

import "slices"

// A Debt is something a party owes in a case now. What it owes by which day,
// and when it is reminded, is the business of package reminders.
type Debt struct {
	Name  string // stable; also names its words in templates
	Owner Role
	Since Date // the day it arose
	Of    Date // the day it is about: of the meeting, of the end; zero when about none
}

func (d Debt) key() string { return d.Name + "/" + string(d.Owner) }

// debts lists everything that can be owed, in the order of the model. A debt is
// open for as long as its condition holds: doing the thing ends it, and so does
// anything else that makes it pointless.
var debts = []struct {
	name string
	who  func(Case) []Role
	open func(Case) bool
	of   func(Case) Date
}{
	{"oppna_arende", bih, func(c Case) bool { return c.Unclear && c.Fetch == nil || c.Stranger }, none},
	{"hamta_manuellt", bih, func(c Case) bool { return c.Fetch != nil }, func(c Case) Date { return c.Fetch.Until }},
	{"bokning_oklar", bih, func(c Case) bool { return c.doubted() != "" }, none},
	{"overlamna_sjalv", bih, func(c Case) bool { return c.Carrying }, none},
	{"stopp_klart", bih, func(c Case) bool { return len(c.Stop) > 0 || c.Protected }, none},
	{"felskick", bih, func(c Case) bool { return c.Frozen }, none},
	{"samtycke", bih, Case.unpermitted, none},
	{"skicka", bih, Case.unsent, none},
	{"gick_inte_fram", bih, func(c Case) bool { return len(c.Bounced) > 0 }, none},

	{"foresla_samtal", bih, func(c Case) bool { return c.asking() && c.untimed(Call) }, none},
	{"svara_samtal", waits(Call), Case.asking, none},
	{"samtal", needs(Call), func(c Case) bool { return c.asking() && c.sure(Call) }, day(Call)},
	{"samtal_blev_av", pvr, func(c Case) bool { return c.asking() && c.booked(Call) }, day(Call)},
	{"forhandsbedomning", bih, func(c Case) bool { return c.asking() && (c.booked(Call) || c.held(Call)) }, day(Call)},
	{"kontaktperson", htj, func(c Case) bool { return c.planning() && c.Units[HTJ] != "" && c.Contact == "" }, none},
	{"intyg", pvr, Case.planning, none},

	{"begar_komplettering", bih, func(c Case) bool { return c.examining() && c.incomplete() && c.Completion == nil }, none},
	{"komplettera", pvr, func(c Case) bool { return c.examining() && c.incomplete() && c.Completion != nil }, func(c Case) Date { return c.Completion.Before }},
	{"bekrafta_uppgifter", bih, func(c Case) bool { return c.examining() && !c.incomplete() && c.doubtful() }, none},
	{"ansokan", bih, func(c Case) bool { return c.clear() && c.Application.IsZero() }, none},
	{"beslut", bih, func(c Case) bool { return c.clear() && !c.Application.IsZero() }, none},
	{"meddelat", bih, untold("beslut"), none},
	{"valj_utforare", bih, func(c Case) bool { return c.granted() && (c.Units[HTJ] == "" || c.Declined) }, none},
	{"byt_utforare", bih, func(c Case) bool { return c.Unserved && c.delivering() }, none},
	{"godkann_adress", bih, func(c Case) bool { return c.Unproven && c.Units[HTJ] != "" }, none},
	{"skickat_sjalv", bih, func(c Case) bool { return c.ByHand && c.Units[HTJ] != "" }, none},

	{"startbesked", htj, Case.starting, none},
	{"informera_start", htj, untold("start"), none},
	{"foresla_hembesok", pvr, visiting, none},
	{"svara_hembesok", waits(Visit), Case.delivering, none},
	{"informera_hembesok", htj, untold("hembesok"), day(Visit)},
	{"informera_avbokat", htj, untold("avbokat"), none},
	{"hembesok", needs(Visit), func(c Case) bool { return c.sure(Visit) }, day(Visit)},
	{"hembesok_blev_av", pvr, func(c Case) bool { return c.booked(Visit) }, day(Visit)},

	{"forandrat_behov", bih, func(c Case) bool { return c.Changed }, none},

	{"uppfoljning", pvr, func(c Case) bool { return c.ending() && c.untimed(Review) }, Case.End},
	{"svara_uppfoljning", waits(Review), Case.ending, none},
	{"uppfoljning_mote", needs(Review), func(c Case) bool { return c.sure(Review) }, day(Review)},
	{"uppfoljning_blev_av", pvr, func(c Case) bool { return c.ending() && c.booked(Review) }, day(Review)},
	{"besked_pvr", pvr, Case.ending, Case.End},
	{"nytt_intyg", pvr, func(c Case) bool { return c.extending() && !c.undecided() }, Case.End},
	{"besked_htj", bih, func(c Case) bool { return c.delivering() && c.EndTold == nil && (!c.Ongoing() || c.Outcome != nil) }, Case.End},
	{"slut_utan_besked", bih, func(c Case) bool { return c.Ended && !c.undecided() }, none},
}

// afterwards are the debts of a closed case: to send what was said when it closed,
// and to clear up what went to the wrong place.
var afterwards = []string{"skicka", "felskick"}

// Debts lists what is owed in c, in the order of the model; where an identity is
// protected that is but to say what shall happen. Since is zero for a debt that has
// arisen with the last event until [Case.On] has been called.
func (c Case) Debts() (owed []Debt) {
	for _, d := range debts {
		if !d.open(c) || c.Closed && !slices.Contains(afterwards, d.name) || c.Protected && d.name != "stopp_klart" {
			continue
		}
		for _, who := range d.who(c) {
			debt := Debt{Name: d.name, Owner: who, Of: d.of(c)}
			debt.Since = c.Since[debt.key()]
			owed = append(owed, debt)
		}
	}
	return owed
}

// Owners lists who can come to owe a debt.
func Owners(debt string) []Role {
	for _, d := range debts {
		if d.name == debt {
			return d.who(possible)
		}
	}
	return nil
}

// possible is a case in which every debt has the owners that it can have.
var possible = Case{Meetings: map[MeetingKind]*Meeting{
	Call:   {Needs: []Role{PVR, BIH}, Slots: make([]Slot, 1)},
	Visit:  {Needs: []Role{PVR, HTJ}, Slots: make([]Slot, 1)},
	Review: {Needs: []Role{PVR, HTJ, BIH}, Slots: make([]Slot, 1)},
}}

// DebtNames lists every debt there can be, for tests over templates and rules.
func DebtNames() (names []string) {
	for _, d := range debts {
		names = append(names, d.name)
	}
	return names
}

func (c Case) asking() bool {
	return !c.Elsewhere && c.Asked && c.Assessment == nil && c.Mails > 0 && !c.hasIntyg()
}
func (c Case) planning() bool {
	return !c.Elsewhere && c.Assessment != nil && c.Assessment.Opinion != "avstyrks" && !c.hasIntyg()
}
func (c Case) hasIntyg() bool   { return !c.Arrived.IsZero() }
func (c Case) incomplete() bool { return len(c.Intyg.Missing()) > 0 }
func (c Case) doubtful() bool   { return len(c.Intyg.Doubts) > 0 }

// examining: an intyg lies on the desk and nothing stands in the way of reading it.
func (c Case) examining() bool {
	return c.hasIntyg() && c.undecided() && !c.Elsewhere && !c.Stranger && !c.Unclear && len(c.Stop) == 0
}
func (c Case) clear() bool { return c.examining() && !c.incomplete() && !c.doubtful() }

func (c Case) starting() bool {
	return c.Step == Startup && c.granted() && c.Units[HTJ] != "" && !c.Declined && !c.ByHand && !c.Unproven && (c.Starts.IsZero() || c.Joint == nil)
}

func (c Case) ending() bool { return c.delivering() && !c.undecided() && c.Outcome == nil }
func (c Case) extending() bool {
	return c.delivering() && c.Outcome != nil && c.Outcome.Outcome == "extend"
}

func (c Case) booked(k MeetingKind) bool {
	m := c.Meetings[k]
	return m != nil && m.Agreed != nil && m.Held == nil
}

// sure: booked, and nobody says that the booking is wrong.
func (c Case) sure(k MeetingKind) bool { return c.booked(k) && c.Meetings[k].Doubt == "" }

func (c Case) held(k MeetingKind) bool {
	m := c.Meetings[k]
	return m != nil && yes(m.Held)
}

// doubted returns the booked meeting that somebody says is wrong.
func (c Case) doubted() MeetingKind {
	for _, k := range []MeetingKind{Visit, Review, Call} {
		if c.booked(k) && !c.sure(k) {
			return k
		}
	}
	return ""
}

// untimed: no times for the meeting are on the table, or none that suits everybody.
func (c Case) untimed(k MeetingKind) bool { return c.Meetings[k] == nil || c.Meetings[k].failed() }

func none(Case) Date        { return Date{} }
func bih(Case) []Role       { return []Role{BIH} }
func pvr(Case) []Role       { return []Role{PVR} }
func htj(Case) []Role       { return []Role{HTJ} }
func yes(answer *bool) bool { return answer != nil && *answer }

func waits(k MeetingKind) func(Case) []Role {
	return func(c Case) []Role { return c.Meetings[k].Waits() }
}

func needs(k MeetingKind) func(Case) []Role {
	return func(c Case) []Role { return c.Meetings[k].Needs }
}

func day(k MeetingKind) func(Case) Date {
	return func(c Case) Date {
		if m := c.Meetings[k]; m != nil && m.Agreed != nil {
			return DateOf(m.Agreed.At)
		}
		return Date{}
	}
}

func untold(of string) func(Case) bool {
	return func(c Case) bool { return slices.Contains(c.Untold, of) }
}
