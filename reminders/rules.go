package reminders

import "example.org/stegvis/bot/care"

// A Rule says by when a debt must be met, when its owner is reminded, and when
// the next in turn is told that it has not been met. Of what PVR or HTJ owes that
// is who at BIH has the case; of what BIH owes, that one's substitute. A rung
// later, every time, it is the one above: substitute, head of the unit.
//
// What opens and ends a debt is in care's list of debts, under the same name;
// its words are in the templates paminn_<name>.
type Rule struct {
	Debt   string
	By     Moment   // the deadline
	Remind []Moment // the owner is reminded on these days
	Tell   Moment   // the next in turn is told
}

// Rung is how many working days each one on the ladder has before the next is told.
const Rung = 2

// A Moment is a day worked out from a debt. Code, N and Moved say which, for
// people to be told; the zero Moment is never.
type Moment struct {
	Code  string // in, asked, on, eve, after, window, midway, review, extension, order
	N     int    // working days, or days before the end
	Moved int    // working days later than that
	of    func(Plan, care.Debt) care.Date
}

// Never reports whether the moment never comes.
func (m Moment) Never() bool { return m.of == nil }

// Rules lists every reminder there is, in the order of the model.
var Rules = []Rule{
	{"oppna_arende", in(1), at(in(1), in(2), in(4)), in(6)},
	{"hamta_manuellt", lastDay(1), at(in(1), in(3), lastEve, lastDay(1)), lastDay(2).moved(1)},
	{"bokning_oklar", in(0), at(in(1), in(2), in(3)), in(4)},
	{"overlamna_sjalv", in(0), at(in(1), in(2), in(3)), in(4)},
	{"stopp_klart", in(0), at(in(1), in(2), in(3)), in(4)},
	{"felskick", in(0), at(in(1), in(2), in(3)), in(4)},
	{"samtycke", in(0), at(in(1), in(2), in(3)), in(4)}, // 1.2 Inhämtar samtycke
	{"skicka", in(0), at(in(0), in(1), in(2)), in(3)},
	{"gick_inte_fram", in(0), at(in(1), in(2), in(3)), in(4)},
	{"foresla_samtal", in(2), at(in(1), in(2), in(4)), in(6)},         // 1.3 kommer överens med BIH om tid för telefonsamtal
	{"svara_samtal", in(2), at(in(2), in(4)), in(5)},                  // 1.3
	{"samtal", on, at(eve), never},                                    // 1.3 the working day before
	{"samtal_blev_av", after(1), at(after(1), after(3)), after(5)},    // 1.3 asked afterwards
	{"forhandsbedomning", after(1), at(after(1), after(3)), after(5)}, // 1.5 Ger förhandsbedömning
	{"kontaktperson", in(3), at(in(3), in(5)), in(7)},                 // 1.6 får kontaktuppgifter till den enskildes kontaktperson
	{"intyg", in(10), at(in(10), in(15)), in(20)},                     // 1.7 skriver egenvårdsintyg
	{"begar_komplettering", in(1), at(in(1), in(3)), in(5)},           // 2.2 Kontaktar PVR om kompletterande uppgifter behövs
	{"komplettera", answerBy(5), at(in(2), in(5), in(8)), in(10)},     // 2.2
	{"bekrafta_uppgifter", in(1), at(in(1), in(3)), in(5)},            // 2.1
	{"ansokan", in(3), at(in(3), in(5), in(8)), in(10)},               // 2.3 Den enskilde kontaktas för att inhämta ansökan
	{"beslut", in(5), at(in(5), in(8), in(10)), in(12)},               // 2.4 fattar beslut
	{"meddelat", in(1), at(in(1), in(3), in(5)), in(7)},               // 2.5 Beslut meddelas till den enskilde
	{"valj_utforare", in(0), at(in(1), in(2), in(3)), in(4)},          // 2.6 Beställer egenvårdsinsatsen
	{"byt_utforare", in(1), at(in(1), in(2), in(4)), in(5)},
	{"godkann_adress", in(0), at(in(1), in(2), in(3)), in(4)},                                                             // 2.6
	{"skickat_sjalv", in(0), at(in(1), in(2), in(3)), in(4)},                                                              // 2.6
	{"startbesked", in(2), at(in(2), in(3)), in(4)},                                                                       // 3.1 Meddelar PVR när uppstart kan ske
	{"informera_start", in(2), at(in(2), in(4)), in(5)},                                                                   // 3.2 Informerar den enskilde
	{"foresla_hembesok", in(2), at(in(2), in(4)), in(5)},                                                                  // 3.3 Gemensamt hembesök
	{"svara_hembesok", in(2), at(in(2), in(3)), in(4)},                                                                    // 3.3
	{"informera_hembesok", eve, at(in(2), eve), on},                                                                       // 3.2 meddelar tid för gemensamt hembesök
	{"informera_avbokat", in(1), at(in(1), in(2)), in(3)},                                                                 // 3.2
	{"hembesok", on, at(eve), never},                                                                                      // 3.3 the working day before
	{"hembesok_blev_av", after(1), at(after(1), after(3)), after(5)},                                                      // 3.3 asked afterwards
	{"forandrat_behov", in(1), at(in(1), in(2), in(4)), in(6)},                                                            // 4.2
	{"uppfoljning", before(review), at(windowOpens, inWindow), before(review)},                                            // 5.1 cirka två till tre veckor innan intygets avslutsdatum
	{"svara_uppfoljning", in(2), at(in(2), in(3)), in(4)},                                                                 // 5.2 boka tid för gemensam uppföljning
	{"uppfoljning_mote", on, at(eve), never},                                                                              // 5.2 the working day before
	{"uppfoljning_blev_av", after(1), at(after(1), after(3)), after(5)},                                                   // 5.2 asked afterwards
	{"besked_pvr", before(extension), at(ahead(extension, 3), before(extension), past(extension, 1)), past(extension, 1)}, // 6.1 senast två veckor innan intygets avslutsdatum
	{"nytt_intyg", before(order), at(in(3), before(order)), past(order, 1)},                                               // 6.1
	{"besked_htj", before(order), at(ahead(order, 3), before(order), past(order, 1), past(order, 2)), past(order, 3)},     // 6.2 senast en vecka innan planerat avslut
	{"slut_utan_besked", in(0), at(in(0), in(1), in(2), in(4)), in(6)},                                                    // 6.3
}

// Lead times of the model, in calendar days before the end; the deadline moves
// to the working day before when it falls on a free day.
type Leads struct {
	WindowOpens int // 21: the follow-up may begin
	Review      int // 14: and must be done
	Extension   int // 14: PVR tells BIH
	Order       int // 7: BIH tells HTJ
}

// ModelLeads are the lead times printed on the model.
var ModelLeads = Leads{WindowOpens: 21, Review: 14, Extension: 14, Order: 7}

// never: a meeting is reminded of, and whether it took place is asked afterwards.
var never Moment

func at(m ...Moment) []Moment { return m }

// in: n working days after the debt arose; 0 is the day itself.
func in(n int) Moment {
	return Moment{Code: "in", N: n, of: func(p Plan, d care.Debt) care.Date { return p.Calendar.Add(d.Since, n) }}
}

// answerBy: the day that was asked for, or n working days after the debt arose.
func answerBy(n int) Moment {
	return Moment{Code: "asked", N: n, of: func(p Plan, d care.Debt) care.Date {
		if d.Of.IsZero() {
			return in(n).of(p, d)
		}
		return p.Calendar.OnOrBefore(d.Of)
	}}
}

// lastDay: the last day on which it can be done, or n working days after the
// debt arose when nobody knows.
func lastDay(n int) Moment {
	return Moment{Code: "last", N: n, of: answerBy(n).of}
}

// lastEve: the working day before the last working day on which it can be done.
var lastEve = Moment{Code: "lasteve", of: func(p Plan, d care.Debt) care.Date {
	if d.Of.IsZero() {
		return care.Date{}
	}
	if day := p.Calendar.Add(p.Calendar.OnOrBefore(d.Of), -1); day.After(d.Since) {
		return day
	}
	return care.Date{}
}}

// on: the day the debt is about.
var on = Moment{Code: "on", of: func(_ Plan, d care.Debt) care.Date { return d.Of }}

// eve: the working day before; none when that had passed before the debt arose.
var eve = Moment{Code: "eve", of: func(p Plan, d care.Debt) care.Date {
	if day := p.Calendar.Add(d.Of, -1); !day.Before(d.Since) {
		return day
	}
	return care.Date{}
}}

func after(n int) Moment {
	return Moment{Code: "after", N: n, of: func(p Plan, d care.Debt) care.Date { return p.Calendar.Add(d.Of, n) }}
}

// before: so many calendar days before the end, or the working day before that.
func before(l lead) Moment {
	return Moment{Code: l.code, of: func(p Plan, d care.Debt) care.Date { return p.Calendar.OnOrBefore(d.Of.Add(-l.days(p.Leads))) }}
}

func ahead(l lead, n int) Moment { return before(l).moved(-n) }
func past(l lead, n int) Moment  { return before(l).moved(n) }

// moved is so many working days later.
func (m Moment) moved(n int) Moment {
	later := m
	later.Moved += n
	later.of = func(p Plan, d care.Debt) care.Date { return p.Calendar.Add(m.of(p, d), n) }
	return later
}

// windowOpens: the first working day of the time for the follow-up.
var windowOpens = Moment{Code: "window", of: func(p Plan, d care.Debt) care.Date {
	return p.Calendar.OnOrAfter(d.Of.Add(-p.Leads.WindowOpens))
}}

// inWindow: half-way through it.
var inWindow = Moment{Code: "midway", of: func(p Plan, d care.Debt) care.Date {
	return p.Calendar.OnOrAfter(d.Of.Add(-(p.Leads.WindowOpens + p.Leads.Review) / 2))
}}

// A lead is one of the lead times.
type lead struct {
	code string
	days func(Leads) int
}

var (
	review    = lead{"review", func(l Leads) int { return l.Review }}
	extension = lead{"extension", func(l Leads) int { return l.Extension }}
	order     = lead{"order", func(l Leads) int { return l.Order }}
)

// Days returns the lead time that a moment of that code is counted by; ok is false
// when it is counted by none.
func (l Leads) Days(code string) (days int, ok bool) {
	switch code {
	case "window":
		return l.WindowOpens, true
	case "review":
		return l.Review, true
	case "extension":
		return l.Extension, true
	case "order":
		return l.Order, true
	}
	return 0, false
}
