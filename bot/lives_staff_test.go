package bot

import (
	"slices"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/templates"
)

// What BIH does in the random life of a case.

// rash are the acts by which most lives would end before anything had happened.
var rash = []string{
	"anmal_felskick", "returnera", "lamna_vidare", "avsluta", "stoppa", "inte_vart", "avsluta_skyddat", "pausa", "oppna_igen", "mejla_underlag", "avfor_plikt", "skjut_upp",
	"ratta_uppgift", "lamna_over", "begar_komplettering",
}

// press lets somebody at BIH do something that is offered, with the form filled in
// somehow.
func (l *life) press() {
	acts, who := l.c.Offers(), either(l, "sara@bih.example", "bo@bih.example")
	act := either(l, acts...)
	if slices.Contains(rash, act) && !l.chance(6) {
		act = acts[0]
	}
	v := care.Values{}
	for _, f := range templates.Forms()[act].Fields {
		v[f.Name] = l.fill(f)
	}
	e, bad, _ := l.c.Do(act, v, who)
	if len(bad) == 0 {
		e, bad = l.putRight(l.c, e)
	}
	if len(bad) == 0 {
		l.happens("BIH: "+act, l.anyhow(e, who))
	}
}

// fill says what stands in a field when it is sent.
func (l *life) fill(f templates.Field) string {
	switch f.Kind {
	case "date":
		return l.date(f)
	case "slots":
		return l.soon()[0].At.Format("2006-01-02T15:04")
	case "choice", "choices", "duty":
		return l.choice(f)
	case "text":
		return either(l, "x", "nej", "2027-03-31", "20")
	}
	return map[string]string{
		"tick": "ja", "number": "1", "provider": either(l, "htj", "htj", "htj2"), "unit": "pvr", "neighbour": "bih2", "person": either(l, "sara@bih.example", "bo@bih.example"),
	}[f.Kind]
}

func (l *life) date(f templates.Field) string {
	c := l.public(l.c)
	day := map[string]care.Date{"@end": c.To, "@from": c.From, "@starts": c.Starts}[f.Default]
	switch {
	case !f.Required && l.chance(4):
		return ""
	case day.IsZero():
		day = l.today().Add(l.IntN(20))
	}
	return day.String()
}

func (l *life) choice(f templates.Field) string {
	var all []string
	for _, o := range f.Choices(l.public(l.c)) {
		all = append(all, o.Value)
	}
	if f.Kind == "choices" || len(all) == 0 {
		return strings.Join(all, ",")
	}
	return either(l, all...)
}

// anyhow completes an event as the lists and the unit could: an order is carried by
// hand or mailed, at once or after a while, to an address that somebody has answered
// for or nobody yet.
func (l *life) anyhow(e care.Event, who string) care.Event {
	hand, unproven, held := l.chance(6), l.chance(5), time.Time{}
	if !hand && l.chance(3) {
		held = l.now.Add(10 * time.Minute)
	}
	unproven = unproven && !hand
	switch x := e.(type) {
	case care.DecisionMade:
		x.ByHand, x.Unproven, x.Held, x.By = hand, unproven, held, who
		return x
	case care.ProviderChosen:
		x.ByHand, x.Unproven, x.Held, x.By = hand, unproven, held, who
		return x
	case care.ProviderChanged:
		x.ByHand, x.Unproven, x.Held, x.By = hand, unproven, held, who
		return x
	case care.AddressProven:
		x.Held = held
		return x
	case care.CaseHandedOver:
		x.ByHand, x.Held = hand, held
		return x
	}
	return e
}

// corrects is what somebody at BIH puts right by mail: which utförare the intyg names.
func (l *life) corrects() care.Event {
	if !l.c.Correctable() {
		return nil
	}
	line := intyg.Line{Label: "Utförare", Key: "utforare", Value: either(l, "Solen", "Tranbäret")}
	i, changes, refused := intyg.Correct(l.c.Intyg, []intyg.Line{line}, "sara@bih.example", l.today())
	return l.concluded(l.c, care.IntygCorrected{Intyg: i, Changes: changes, Refused: refused, By: "sara@bih.example", Mailed: true})
}
