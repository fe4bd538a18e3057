package bot

import (
	"fmt"
	"slices"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
)

// The people of a simulated year: what they do of what reaches them.

// An arrival is a case that came in.
type arrival struct {
	id  care.CaseID
	day care.Date
	in  care.IntygReceived
	who string
}

// arrive opens a case whose intyg is complete; how it came is another test's.
func (y *year) arrive(day care.Date) {
	yes := true
	from := day.Add(10 + y.r.IntN(20))
	m := care.Measure{What: "w", Purpose: "p", Help: "h", From: from, To: from.Add(40 + y.r.IntN(120)), Frequency: "2 ggr/dag", Minutes: 15}
	i := care.Intyg{
		Issued: day, Person: care.Person{Name: "N", ID: "191212121212"}, Measures: []care.Measure{m}, Risk: care.Risk{Done: &yes},
		Consent: care.Consent{Given: &yes, To: []string{"bih", "htj"}}, Issuer: care.Issuer{Name: "I", Profession: "fysioterapeut", Unit: "U", Phone: "08"},
	}
	if y.r.IntN(10) == 0 {
		i.Measures[0].To, i.Measures[0].Ongoing, i.Measures[0].Review = care.Date{}, true, from.Add(90)
	}
	if y.r.IntN(8) == 0 {
		second := m
		second.To = m.To.Add(30)
		i.Measures = append(i.Measures, second)
	}
	in := care.IntygReceived{Intyg: i, From: care.UnitID(fmt.Sprint("p", 1+y.r.IntN(2))), Provider: care.UnitID(fmt.Sprint("h", 1+y.r.IntN(2))), On: day}
	id := care.CaseID(fmt.Sprintf("SK-2027-%04d", len(y.arrivals)+1))
	y.arrivals = append(y.arrivals, arrival{id, day, in, y.anybody()})
	y.count.cases++
	y.enter(y.arrivals[len(y.arrivals)-1])
}

func (y *year) anybody() string { return []string{"anna@bih.test", "bo@bih.test"}[y.r.IntN(2)] }

func (y *year) enter(a arrival) {
	y.quietly(a.id, a.in)
	y.quietly(a.id, care.Taken{Who: a.who})
}

// again reads the mails anew that came after the copy that the desk goes on with was
// made.
func (y *year) again() {
	for _, a := range y.arrivals {
		c, err := y.bot.Ledger.Case(y.t.Context(), a.id)
		y.ok(err)
		if c.Rev == 0 {
			y.enter(a)
		}
	}
}

// quietly stores an event without the letters, whose papers take long to make.
func (y *year) quietly(id care.CaseID, event care.Event) {
	ctx := y.t.Context()
	before, err := y.bot.Ledger.Case(ctx, id)
	y.ok(err)
	after, _ := care.Decide(before, event)
	after = after.On(y.bot.today())
	e := ledger.Entry{Case: id, Fact: care.Fact{Event: event, Step: after.Step, Closed: after.Closed, At: y.now, By: "someone"}}
	y.bot.derive(&e, after)
	_, err = y.bot.Ledger.Record(ctx, e)
	y.ok(err)
}

// work lets people do some of what they owe.
func (y *year) work(day care.Date) {
	y.now = day.At(13, 0)
	if !y.bot.Plan.Calendar.Open(y.now) {
		return
	}
	if y.r.IntN(30) == 0 {
		y.absences++
		y.ok(y.bot.Absent(y.t.Context(), y.anybody(), day.Add(y.r.IntN(20))))
	}
	list, err := y.bot.Ledger.Cases(y.t.Context())
	y.ok(err)
	for _, l := range list {
		if l.Closed || y.r.IntN(3) > 0 {
			continue
		}
		c, err := y.bot.Ledger.Case(y.t.Context(), l.ID)
		y.ok(err)
		if debts := c.Debts(); len(debts) > 0 {
			y.act(c, debts[y.r.IntN(len(debts))], day)
		}
	}
}

// act lets whoever owes something do it, something else, or nothing: BIH by a button
// and the others by answering the mail that asks, when they have got one.
func (y *year) act(c care.Case, d care.Debt, day care.Date) {
	if text := words(y, c, d, day); text != "" && y.r.IntN(2) == 0 {
		if token, ok := y.asked[string(c.ID)+" "+d.Name]; ok {
			y.answer(c, d.Owner, token, text)
			return
		}
	}
	if act, v := button(y, c, d, day); act != "" && y.r.IntN(2) == 0 {
		if token, ok := y.asked[string(c.ID)+" "+d.Name]; !ok || !y.numbered(c, token, act, v) {
			y.press(c, act, v)
		}
		return
	}
	if e := y.deed(c, d, day); e != nil {
		y.quietly(c.ID, e)
	}
}

// words are what a party answers by mail; now and then nobody can tell what it means.
func words(y *year, c care.Case, d care.Debt, day care.Date) string {
	if d.Owner == care.BIH {
		return ""
	}
	if y.r.IntN(6) == 0 {
		return "Hm, det får vi se."
	}
	switch d.Name {
	case "startbesked":
		return fmt.Sprintf("Vi kan börja %v. Inget hembesök behövs.", day.Add(3))
	case "informera_start":
		return fmt.Sprintf("Informerad %v.", day)
	case "besked_pvr", "uppfoljning":
		if c.End().Days(day) < 25 {
			return []string{"Insatsen avslutas.", fmt.Sprintf("Insatsen förlängs till %v.", c.End().Add(60))}[y.r.IntN(2)]
		}
	}
	return ""
}

// answer answers a mail, as the party's own program does; an answer to a mail about
// several cases says which it means.
func (y *year) answer(c care.Case, who care.Role, token, text string) {
	y.pressed++
	y.answers++
	u, _ := y.lists.Unit(c.Units[who], care.DateOf(y.now))
	_, err := y.bot.Handle(y.t.Context(), channels.Incoming{
		Channel: "mail", ID: fmt.Sprint("m", y.pressed), From: u.Emails[0], Answers: []string{token}, Subject: "Sv: " + string(c.ID),
		Text: fmt.Sprintf("%s: %s", c.ID, text), Received: y.now, Receipt: fmt.Sprintf("m%d@p.test", y.pressed), Vouched: channels.Vouched,
	})
	y.ok(err)
}

// numbered lets BIH, in a unit without chat, answer a mail with the number of an act;
// false when that mail lists none.
func (y *year) numbered(c care.Case, token, act string, v care.Values) bool {
	l, ok, err := y.bot.Ledger.LetterBy(y.t.Context(), []string{token})
	y.ok(err)
	if ok && l.Template == gathered {
		within, err := y.bot.Ledger.Gathered(y.t.Context(), l.Key)
		y.ok(err)
		for _, x := range within {
			if x.Case == c.ID {
				l = x
			}
		}
	}
	n := slices.Index(l.Acts, act)
	if n < 0 || l.Channel != "mail" {
		return false
	}
	y.pressed++
	y.presses++
	_, err = y.bot.Handle(y.t.Context(), channels.Incoming{
		Channel: "mail", ID: fmt.Sprint("n", y.pressed), From: y.anybody(), Answers: []string{token}, Subject: "Sv: " + string(c.ID),
		Text: fmt.Sprintf("%s: %d %s", c.ID, offered(l)+n+1, v["datum"]), Received: y.now, Receipt: fmt.Sprintf("n%d@bih.test", y.pressed), Vouched: channels.Vouched,
	})
	y.ok(err)
	return true
}

// button is what BIH presses, and what stands in the form.
func button(y *year, c care.Case, d care.Debt, day care.Date) (act string, v care.Values) {
	switch {
	case y.r.IntN(8) == 0:
		return "skjut_upp", care.Values{"plikt": d.Name, "till": day.Add(1 + y.r.IntN(10)).String(), "skal": "w"}
	case y.r.IntN(12) == 0:
		return "pausa", care.Values{"till": day.Add(1 + y.r.IntN(6)).String(), "skal": "w"}
	case d.Owner != care.BIH:
		return "", nil
	}
	switch d.Name {
	case "ansokan", "meddelat":
		return d.Name, care.Values{"datum": day.String()}
	case "besked_htj", "slut_utan_besked":
		if c.Outcome != nil && c.Outcome.Outcome == "extend" {
			return "besked_forlangs", care.Values{}
		}
		return "besked_avslutas", care.Values{}
	case "gick_inte_fram":
		return "natt_fram", care.Values{}
	}
	return "", nil
}

func (y *year) press(c care.Case, act string, v care.Values) {
	y.pressed++
	y.presses++
	_, err := y.bot.Handle(y.t.Context(), channels.Incoming{
		Channel: "slack", ID: fmt.Sprint("b", y.pressed), From: []string{"U1", "U2"}[y.r.IntN(2)], Case: c.ID, Act: act, Values: v, Received: y.now,
	})
	y.ok(err)
}

// deed is what whoever owes something does: the thing itself, something else, or
// nothing.
func (y *year) deed(c care.Case, d care.Debt, day care.Date) care.Event {
	no := false
	switch y.r.IntN(12) {
	case 0:
		return care.ReplyUnclear{From: d.Owner, Question: "x"}
	case 1:
		return care.AbsenceNoted{From: d.Owner, On: day, Until: day.Add(y.r.IntN(25))}
	}
	switch d.Name {
	case "ansokan":
		return care.ApplicationObtained{On: day}
	case "beslut":
		return care.DecisionMade{Outcome: "bifall", Provider: c.Units[care.HTJ]}
	case "meddelat":
		return care.PersonInformed{Of: "beslut", On: day, By: care.BIH}
	case "startbesked":
		return care.StartProposed{On: day.Add(3), Joint: &no}
	case "informera_start":
		return care.PersonInformed{Of: "start", On: day, By: care.HTJ}
	case "uppfoljning", "besked_pvr":
		if c.End().Days(day) < 25 {
			return care.OutcomeReported{Outcome: []string{"close", "extend"}[y.r.IntN(2)], Until: c.End().Add(60), By: care.PVR}
		}
	case "nytt_intyg":
		i := c.Intyg
		i.Type, i.Measures = "forlangning", slices.Clone(i.Measures)
		for n := range i.Measures {
			i.Measures[n].To = c.End().Add(60 + y.r.IntN(60))
			i.Measures[n].Ongoing = false
		}
		return care.IntygReceived{Intyg: i, From: c.Units[care.PVR], Provider: c.Units[care.HTJ], On: day}
	case "besked_htj", "slut_utan_besked":
		return care.EndTold{Extend: c.Outcome != nil && c.Outcome.Outcome == "extend"}
	case "gick_inte_fram":
		return care.PartyReached{}
	}
	return nil
}
