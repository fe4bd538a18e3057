package care

import (
	"cmp"
	"slices"
	"strconv"
)

// An Act is something BIH can do on a case: the name is also that of its form
// and its button. What it does is to make an event happen.
type Act struct {
	Name    string
	Answers []string // the debts it may settle: offered while one of them is BIH's
	Offered func(Case) bool
	Event   func(Case, Values, string) (Event, Refusal)
}

// Acts lists everything BIH can do, the expected before the unusual.
var Acts = []Act{
	{"angra", nil, Case.Undoable, func(Case, Values, string) (Event, Refusal) { return OrderUndone{}, nil }},
	{"skicka", []string{"skicka"}, never, func(_ Case, _ Values, who string) (Event, Refusal) { return LettersReleased{By: who}, nil }},
	{"skicka_inte", []string{"skicka", "samtycke"}, never, func(_ Case, _ Values, who string) (Event, Refusal) { return LettersDropped{By: who}, nil }},
	{"inte_skyddat", nil, func(c Case) bool { return c.Protected }, func(_ Case, _ Values, who string) (Event, Refusal) { return ProtectionLifted{By: who}, nil }},
	{"avsluta_skyddat", nil, func(c Case) bool { return c.Protected }, func(Case, Values, string) (Event, Refusal) { return CaseEnded{Why: "annat"}, nil }},
	{"stopp_klart", []string{"stopp_klart"}, never, func(_ Case, v Values, _ string) (Event, Refusal) {
		return StopCleared{End: v["atgard"] == "avsluta"}, v.need("atgard")
	}},
	{"oppna_arende", []string{"oppna_arende"}, Case.unfetched, func(_ Case, v Values, _ string) (Event, Refusal) {
		return CaseAccepted{PVR: UnitID(v["pvr"])}, nil
	}},
	{"inte_vart", []string{"oppna_arende"}, Case.unfetched, func(Case, Values, string) (Event, Refusal) { return CaseRejected{}, nil }},
	{"hamtning_klar", nil, func(c Case) bool { return c.Fetch != nil && !c.Unclear }, func(Case, Values, string) (Event, Refusal) { return FetchDropped{}, nil }},
	{"foresla_samtal", []string{"foresla_samtal", "svara_samtal"}, never, propose1(Call, PVR, BIH)},
	{"forhandsbedomning", []string{"forhandsbedomning", "foresla_samtal"}, Case.asking, assess},
	{"begar_komplettering", []string{"begar_komplettering", "bekrafta_uppgifter"}, func(c Case) bool { return c.Completion != nil && c.examining() }, complete},
	{"bekrafta_uppgifter", []string{"bekrafta_uppgifter"}, never, func(_ Case, v Values, _ string) (Event, Refusal) {
		return ReadingConfirmed{}, v.ticked("jamfort")
	}},
	{"samtycke", []string{"samtycke"}, consenting, permit},
	{"ansokan", []string{"ansokan"}, never, func(_ Case, v Values, _ string) (Event, Refusal) {
		on, bad := v.date("datum")
		return ApplicationObtained{On: on}, bad
	}},
	{"beslut", []string{"beslut"}, never, decision},
	{"meddelat", []string{"meddelat"}, never, func(_ Case, v Values, _ string) (Event, Refusal) {
		on, bad := v.date("datum")
		return PersonInformed{Of: "beslut", On: on, By: BIH}, bad
	}},
	{"valj_utforare", []string{"valj_utforare"}, never, func(_ Case, v Values, _ string) (Event, Refusal) {
		return ProviderChosen{Provider: UnitID(v["utforare"])}, join(v.need("utforare"), v.ticked("kontrollerad"))
	}},
	{"godkann_adress", []string{"godkann_adress"}, never, func(c Case, v Values, who string) (Event, Refusal) {
		return AddressProven{By: who}, join(v.ticked("kontrollerad"), second(c, who))
	}},
	{"skickat_sjalv", []string{"skickat_sjalv"}, never, func(_ Case, v Values, _ string) (Event, Refusal) {
		on, bad := v.date("datum")
		return OrderCarried{On: on}, bad
	}},
	{"startdatum", nil, Case.starting, start},
	{"foresla_hembesok", nil, visiting, propose1(Visit, PVR, HTJ)},
	{"inget_hembesok", nil, visiting, func(c Case, _ Values, _ string) (Event, Refusal) {
		no := false
		return StartProposed{On: c.Starts, Joint: &no}, nil
	}},
	{"motet_blev_av", nil, func(c Case) bool { return c.pending() != "" }, func(c Case, v Values, _ string) (Event, Refusal) {
		return MeetingHeld{Kind: c.pending(), Held: v["blev_av"] == "ja"}, v.need("blev_av")
	}},
	{"avboka", nil, func(c Case) bool { return c.pending() != "" }, func(c Case, _ Values, _ string) (Event, Refusal) {
		return MeetingCancelled{Kind: c.pending(), By: BIH}, nil
	}},
	{"tiden_galler", []string{"bokning_oklar"}, never, func(c Case, _ Values, _ string) (Event, Refusal) {
		return BookingConfirmed{Kind: c.doubted(), By: BIH, Doubted: true}, nil
	}},
	{"natt_fram", []string{"gick_inte_fram"}, never, func(Case, Values, string) (Event, Refusal) { return PartyReached{}, nil }},
	{"forandrat_behov", []string{"forandrat_behov"}, never, change("val")},
	{"foresla_uppfoljning", nil, reviewable, propose1(Review, PVR, HTJ, BIH)},
	{"uppfoljning_gjord", nil, reviewable, outcome},
	{"besked_forlangs", []string{"slut_utan_besked"}, tellable, func(_ Case, v Values, _ string) (Event, Refusal) {
		until, bad := v.optional("till")
		return EndTold{Extend: true, Until: until}, bad
	}},
	{"besked_avslutas", []string{"slut_utan_besked"}, tellable, func(Case, Values, string) (Event, Refusal) { return EndTold{}, nil }},
	{"fraga_vidare", nil, Case.delivering, change("fraga")},
	{"byt_utforare", []string{"byt_utforare"}, func(c Case) bool { return c.delivering() && c.Units[HTJ] != "" && !c.Declined }, replace},
	{"ta_arendet", nil, func(c Case) bool { return c.Owner == "" && !c.Closed }, func(_ Case, _ Values, who string) (Event, Refusal) { return Taken{Who: who}, nil }},
	{"lamna_over", nil, func(c Case) bool { return c.Owner != "" && !c.Closed }, func(_ Case, v Values, _ string) (Event, Refusal) {
		return Taken{Who: v["person"]}, v.need("person")
	}},
	{"mejla_underlag", nil, func(Case) bool { return true }, func(_ Case, _ Values, who string) (Event, Refusal) { return BasisAsked{Who: who}, nil }},
	{"returnera", nil, returnable, func(_ Case, v Values, _ string) (Event, Refusal) { return CaseReturned{}, v.ticked("last") }},
	{"lamna_vidare", nil, returnableTo, func(_ Case, v Values, _ string) (Event, Refusal) {
		return CaseHandedOver{To: UnitID(v["enhet"])}, join(v.need("enhet"), v.ticked("last"))
	}},
	{"overlamna_sjalv", []string{"overlamna_sjalv"}, never, func(_ Case, v Values, _ string) (Event, Refusal) {
		on, bad := v.date("datum")
		return HandoverCarried{On: on}, bad
	}},
	{"avsluta", nil, func(c Case) bool { return !c.Unclear && !c.Stranger }, func(_ Case, v Values, _ string) (Event, Refusal) {
		return CaseEnded{Why: v["skal"]}, v.need("skal")
	}},
	{"pausa", nil, func(c Case) bool { return c.Paused.IsZero() && !c.Closed }, func(_ Case, v Values, _ string) (Event, Refusal) {
		until, bad := v.date("till")
		return Paused{Until: until, Why: v["skal"]}, join(bad, v.need("skal"))
	}},
	{"ateruppta", []string{"felskick"}, func(c Case) bool { return !c.Paused.IsZero() && !c.Closed }, func(Case, Values, string) (Event, Refusal) { return Resumed{}, nil }},
	{"stoppa", nil, stoppable, stop},
	{"anmal_felskick", nil, func(c Case) bool { return !c.Frozen }, func(_ Case, _ Values, who string) (Event, Refusal) { return Misrouted{By: who}, nil }},
	{"ratta_uppgift", nil, Case.Correctable, correct},
	{"skjut_upp", nil, hushable, putOff},
	{"avfor_plikt", nil, hushable, waive},
	{"oppna_igen", nil, func(c Case) bool { return c.Closed }, func(Case, Values, string) (Event, Refusal) { return Reopened{}, nil }},
}

// Offers lists the acts that BIH can do on c now.
func (c Case) Offers() (acts []string) {
	switch {
	case c.Protected && c.Closed:
		return []string{"mejla_underlag"}
	case c.Protected:
		return []string{"inte_skyddat", "avsluta_skyddat", "mejla_underlag"}
	case c.Closed:
		return c.afterwards()
	}
	owed := map[string]bool{}
	for _, d := range c.Debts() {
		owed[d.Name] = owed[d.Name] || d.Owner == BIH
	}
	for _, a := range Acts {
		if a.Offered(c) || slices.ContainsFunc(a.Answers, func(n string) bool { return owed[n] }) {
			acts = append(acts, a.Name)
		}
	}
	return acts
}

// afterwards lists the acts that there are on a closed case.
func (c Case) afterwards() (acts []string) {
	if c.Undoable() {
		acts = append(acts, "angra")
	}
	if c.unsent() {
		acts = append(acts, "skicka", "skicka_inte")
	}
	misrouted := "anmal_felskick"
	if c.Frozen {
		misrouted = "ateruppta"
	}
	return append(acts, "mejla_underlag", misrouted, "oppna_igen")
}

// Do returns the event that an act makes happen, or why the form cannot be
// taken as it is. ok is false when the act is not offered on c now; e then only
// tells what would have happened.
func (c Case) Do(act string, v Values, who string) (e Event, bad Refusal, ok bool) {
	i := slices.IndexFunc(Acts, func(a Act) bool { return a.Name == act })
	if i < 0 {
		return nil, nil, false
	}
	e, bad = Acts[i].Event(c, v, who)
	return e, bad, slices.Contains(c.Offers(), act)
}

// unfetched: a case that is nothing but something to be fetched by hand.
func (c Case) unfetched() bool { return c.Fetch != nil && c.Unclear }

// Correctable reports whether there is anything read that could be put right.
func (c Case) Correctable() bool { return c.hasIntyg() && !c.Closed && !c.Unclear && !c.Stranger }

// Sayable are the fields whose values may pass through chat: days, numbers, and
// whether something has been done. All else is put right by mail.
var Sayable = []string{
	"datum_utfardat", "period.fran", "period.till", "omprovning", "insats.frekvens", "insats.minuter", "antal_personer",
	"riskanalys.gjord", "riskanalys.datum", "samtycke.finns", "gemensamt_hembesok", "kopia_till_enskild",
}

// correct says which field BIH puts right and to what. What that makes of the
// intyg is found out by whoever can read values.
func correct(c Case, v Values, who string) (Event, Refusal) {
	n, err := strconv.Atoi(cmp.Or(v["insats"], "1"))
	bad := join(v.need("falt"), v.need("varde"))
	switch {
	case err != nil || n < 1 || n > max(1, len(c.Intyg.Measures)):
		bad = join(bad, Refusal{"insats": NoMeasure})
	case bad == nil && !slices.Contains(Sayable, v["falt"]):
		bad = Refusal{"falt": Personal}
	}
	return IntygCorrected{Changes: []Change{{Key: v["falt"], Measure: n - 1, New: v["varde"]}}, By: who}, bad
}

func replace(c Case, v Values, _ string) (Event, Refusal) {
	last, bad := v.date("sista")
	if c.Units[HTJ] == UnitID(v["utforare"]) {
		bad = join(bad, Refusal{"utforare": SameUnit})
	}
	return ProviderChanged{Provider: UnitID(v["utforare"]), Last: last}, join(bad, v.need("utforare"), v.ticked("kontrollerad"))
}

// second refuses whoever chose the utförare: two pairs of eyes see a new address.
func second(c Case, who string) Refusal {
	if who == c.Chooser {
		return Refusal{"kontrollerad": SamePerson}
	}
	return nil
}

func never(Case) bool { return false }

// reviewable: HTJ has started, and nobody has said how it goes on.
func reviewable(c Case) bool { return c.ending() && c.Step >= Delivery }

// tellable: HTJ is to be told how it goes on, and it is known or high time.
func tellable(c Case) bool {
	return c.delivering() && c.EndTold == nil && (c.Outcome != nil || c.Step >= FollowUp)
}

// returnable: somebody we know has sent something that nothing has come of yet.
func returnable(c Case) bool {
	return c.Units[PVR] != "" && returnableTo(c)
}

// returnableTo: something has come, from whomever, that nothing has come of yet.
func returnableTo(c Case) bool { return c.Decision == nil && !c.Elsewhere && !c.Closed }

// visiting: a time for the joint visit has yet to be proposed, for an order that runs.
func visiting(c Case) bool {
	return c.delivering() && yes(c.Joint) && !c.Closed && c.untimed(Visit)
}

// pending returns the booked meeting that nobody has said took place, one in
// doubt before the others.
func (c Case) pending() MeetingKind {
	if k := c.doubted(); k != "" {
		return k
	}
	for _, k := range []MeetingKind{Visit, Review, Call} {
		if c.booked(k) {
			return k
		}
	}
	return ""
}

func propose1(k MeetingKind, needs ...Role) func(Case, Values, string) (Event, Refusal) {
	return func(_ Case, v Values, _ string) (Event, Refusal) {
		slots, bad := v.slots("tider")
		return TimesProposed{Kind: k, By: BIH, Slots: slots, Needs: needs}, bad
	}
}

func assess(_ Case, v Values, _ string) (Event, Refusal) {
	from, bad1 := v.optional("fran")
	to, bad2 := v.optional("till")
	minutes, bad3 := v.minutes("minuter")
	return AssessmentGiven{
		Opinion: v["bedomning"], Comment: v["kommentar"], From: from, To: to,
		Frequency: v["frekvens"], Minutes: minutes, Provider: UnitID(v["utforare"]),
	}, join(v.need("bedomning"), bad1, bad2, bad3, ordered(from, to))
}

func complete(_ Case, v Values, _ string) (Event, Refusal) {
	before, bad := v.optional("senast")
	return CompletionAsked{Fields: splitList(v["falt"]), Note: v["meddelande"], Before: before}, join(bad, v.need("falt"))
}

func decision(c Case, v Values, _ string) (Event, Refusal) {
	from, bad1 := v.optional("fran")
	to, bad2 := v.optional("till")
	bad := join(v.need("utfall"), bad1, bad2, ordered(from, to))
	d := DecisionMade{Outcome: v["utfall"], From: from, To: to, Scope: v["omfattning"], Provider: UnitID(v["utforare"])}
	if d.Outcome == "avslag" {
		return d, bad
	}
	if to.IsZero() && c.Intyg.End().IsZero() {
		bad = join(bad, Refusal{"till": Needed})
	}
	if has := c.Units[HTJ]; c.delivering() && !c.Declined && has != "" && d.Provider != "" && d.Provider != has {
		bad = join(bad, Refusal{"utforare": OtherUnit})
	}
	return d, join(bad, v.need("utforare"), v.ticked("kontrollerad"))
}

func start(_ Case, v Values, _ string) (Event, Refusal) {
	on, bad := v.date("datum")
	visit := v["hembesok"] == "ja"
	return StartProposed{On: on, Joint: &visit}, join(bad, v.need("hembesok"))
}

func change(choice string) func(Case, Values, string) (Event, Refusal) {
	return func(_ Case, v Values, _ string) (Event, Refusal) {
		e := ChangeHandled{Choice: choice, Text: v["text"]}
		if choice == "val" {
			e.Choice = v["val"]
		}
		for _, r := range splitList(v["till"]) {
			e.To = append(e.To, Role(r))
		}
		return e, join(v.need("till"), v.need("text"))
	}
}

func outcome(_ Case, v Values, _ string) (Event, Refusal) {
	until, bad := v.optional("till")
	codes := map[string]string{"forlangs": "extend", "avslutas": "close", "andras": "change"}
	return OutcomeReported{Outcome: codes[v["resultat"]], Until: until, By: BIH}, join(bad, v.need("resultat"))
}
