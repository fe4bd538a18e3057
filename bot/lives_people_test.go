package bot

import (
	"slices"

	"example.org/stegvis/bot/care"
)

// The people in the random life of a case: what comes from others than BIH.

func (l *life) chance(oneIn int) bool { return l.IntN(oneIn) == 0 }

func either[T any](l *life, from ...T) T { return from[l.IntN(len(from))] }

func (l *life) party() care.Role { return either(l, care.PVR, care.HTJ) }

// begins is how a case comes to be.
func (l *life) begins() care.Event {
	switch l.IntN(6) {
	case 0, 1:
		return care.AssessmentAsked{From: "pvr"}
	case 2:
		return care.MailUnclear{Kind: either(l, "oklassificerat", "sakert_meddelande"), From: either[care.UnitID](l, "pvr", "")}
	}
	e := care.IntygReceived{Intyg: l.intyg("nytt", l.today().Add(7), 30+l.IntN(60)), From: either[care.UnitID](l, "pvr", "pvr", "pvr", ""), Provider: "htj", On: l.today()}
	if l.chance(4) {
		e.Signs = []string{"annan_stadsdel"}
	}
	return e
}

// intyg is one with insatser that end or are looked at again, now and then with
// something missing or in doubt.
func (l *life) intyg(kind string, from care.Date, days int) care.Intyg {
	i := full(from, from.Add(days))
	i.Type, i.Issued = kind, l.today()
	if l.chance(4) {
		i.Measures = append(i.Measures, i.Measures[0])
		i.Measures[1].To = i.Measures[0].To.Add(30 * l.IntN(3))
	}
	if m := &i.Measures[0]; l.chance(5) {
		m.To, m.Ongoing, m.Review = care.Date{}, true, from.Add(days)
	}
	switch l.IntN(16) {
	case 0, 1:
		i.Measures[0].Purpose = ""
	case 2, 3:
		i.Doubts = []string{either(l, "period.till", "samtycke.finns")}
	case 4:
		i.Consent = care.Consent{}
	}
	return i
}

// What comes from others than BIH; nil where it cannot: what brings the case on, and
// what does not.
var (
	helps = []func(*life) care.Event{
		(*life).proposes, (*life).chooses, (*life).says, (*life).starts, (*life).informs, (*life).reports, (*life).extends,
	}
	mishaps = []func(*life) care.Event{
		(*life).refuses, (*life).warns, (*life).declines, (*life).doubts, (*life).puzzles, (*life).fails, (*life).asks, (*life).corrects, (*life).intrudes,
	}
)

// comes is something that can come now.
func (l *life) comes() care.Event {
	all := helps
	if l.chance(4) {
		all = mishaps
	}
	for _, n := range l.Perm(len(all)) {
		if e := all[n](l); e != nil {
			return e
		}
	}
	return nil
}

func (l *life) meeting() (k care.MeetingKind, m *care.Meeting) {
	k = either(l, care.Call, care.Visit, care.Review)
	return k, l.c.Meetings[k]
}

func (l *life) soon() []care.Slot {
	return []care.Slot{{At: l.today().Add(1+l.IntN(6)).At(10, 0), Minutes: 30}, {At: l.today().Add(8).At(13, 0), Minutes: 30}}
}

func (l *life) proposes() care.Event {
	k, m := l.meeting()
	who := l.party()
	moves := settled(l.c, k) && !l.now.After(m.Agreed.At) && l.chance(4)
	if !slices.Contains(needs(l.c, k), who) || !moves && (settled(l.c, k) || !l.c.Negotiable(k)) {
		return nil
	}
	return care.TimesProposed{Kind: k, By: who, Slots: l.soon(), Needs: needs(l.c, k)}
}

func (l *life) chooses() care.Event {
	k, m := l.meeting()
	if waits := m.Waits(); len(waits) > 0 {
		return care.TimesChosen{Kind: k, By: either(l, waits...), Times: times(m.Slots[l.IntN(len(m.Slots)):])}
	}
	return nil
}

func (l *life) refuses() care.Event {
	k, m := l.meeting()
	if waits := m.Waits(); len(waits) > 0 {
		return care.TimesRefused{Kind: k, By: either(l, waits...)}
	}
	return nil
}

// says is what is said of a time that is booked, or has been.
func (l *life) says() care.Event {
	k, m := l.meeting()
	switch who := l.party(); {
	case !settled(l.c, k):
		return nil
	case l.now.After(m.Agreed.At):
		return care.MeetingHeld{Kind: k, Held: l.chance(2)}
	case slices.Contains(m.Needs, who):
		return either[care.Event](l, care.MeetingCancelled{Kind: k, By: who}, care.BookingDoubted{Kind: k, By: who}, care.BookingConfirmed{Kind: k, By: who, Doubted: m.Doubt != ""})
	}
	return nil
}

// served: HTJ has had the order, so that it may answer it.
func (l *life) served() bool { return l.c.Step >= care.Startup && l.c.Units[care.HTJ] != "" }

func (l *life) starts() care.Event {
	yes, no := true, false
	if !l.served() {
		return nil
	}
	return care.StartProposed{On: l.today().Add(l.IntN(10)), Joint: either(l, &yes, &yes, &no, nil)}
}

func (l *life) informs() care.Event {
	of := append(slices.Clone(l.c.Untold), "beslut")[l.IntN(len(l.c.Untold)+1)]
	switch {
	case l.c.Assessment != nil && l.c.Arrived.IsZero() && l.chance(2):
		return care.ContactNamed{Contact: "k"}
	case of == "beslut" || !l.served():
		return nil
	}
	return care.PersonInformed{Of: of, On: l.today(), By: care.HTJ}
}

func (l *life) reports() care.Event {
	if l.c.Step < care.Delivery || l.c.End().Days(l.today()) > 30 {
		return nil
	}
	e := care.OutcomeReported{Outcome: either(l, "extend", "extend", "close", "change"), By: care.PVR}
	if e.Outcome == "extend" && l.chance(2) {
		e.Until = l.c.End().Add(60)
	}
	return e
}

// extends is what PVR sends when the end is near.
func (l *life) extends() care.Event {
	if l.c.Step < care.Delivery || l.c.End().Days(l.today()) > 30 {
		return nil
	}
	return l.intrudes()
}

// intrudes is an intyg in a case that may have one: a longer one, or one that puts it
// right.
func (l *life) intrudes() care.Event {
	from := l.c.Intyg.From()
	if from.IsZero() || l.c.Decision == nil && l.chance(2) {
		from = l.today().Add(7)
	}
	i := l.intyg(either(l, "forlangning", "andring", "nytt"), from, 30+l.IntN(130))
	return care.IntygReceived{Intyg: i, From: "pvr", Provider: either[care.UnitID](l, "htj", "htj", "htj2", ""), On: l.today()}
}

func (l *life) warns() care.Event {
	if l.chance(3) {
		return care.NeedChanged{From: l.party()}
	}
	return care.StopSigned{Signs: []string{either(l, "sjukhus", "avliden", "samtycke_aterkallat", "fall")}, From: l.party()}
}

func (l *life) declines() care.Event {
	switch {
	case !l.served() || !l.chance(3):
		return nil
	case l.c.Served() && l.chance(2):
		return care.ProviderEnded{Provider: l.c.Units[care.HTJ]}
	}
	return care.OrderDeclined{}
}

// doubts is that something was understood wrongly that can have been said.
func (l *life) doubts() care.Event {
	k, m := l.meeting()
	e := care.AnswerDoubted{By: care.HTJ, Question: either(l, "tider", "startbesked", "besked_pvr", "informera_start", "informera_hembesok", "kontaktperson")}
	switch e.Question {
	case "tider":
		e.By, e.Kind = l.party(), k
		if m == nil || settled(l.c, k) {
			return nil
		}
	case "besked_pvr":
		e.By = care.PVR
	case "informera_start":
		if l.c.Joint == nil {
			return nil
		}
	}
	if l.c.Step < care.Startup {
		return nil
	}
	e.Again = l.c.Wrong[e.By] == e.Question
	return e
}

func (l *life) puzzles() care.Event {
	who := l.party()
	return either[care.Event](l, care.ReplyUnclear{From: who, Question: "startbesked", Again: l.chance(2)}, care.AbsenceNoted{From: who, On: l.today(), Until: l.today().Add(l.IntN(20))},
		care.StrangerWrote{}, care.Acknowledged{From: who}, care.AnswerConfirmed{By: who}, care.MailUnclear{Kind: either(l, "oklassificerat", "sakert_meddelande"), From: "pvr"})
}

func (l *life) fails() care.Event {
	if l.chance(6) {
		return care.Misrouted{}
	}
	return either[care.Event](l, care.LetterFailed{To: l.party(), Template: "bifall", Why: either(l, "bounced", "late")}, care.AnswerRefused{Act: "beslut", Why: "stale", By: "sara@bih.example"})
}

func (l *life) asks() care.Event {
	who := l.party()
	return either[care.Event](l, care.QuestionAsked{From: who, To: either(l, care.PVR, care.BIH, care.HTJ), Text: "t"}, care.ContactAsked{From: "pvr", Provider: "htj"},
		care.QuestionnaireAnswered{By: who, Of: "start", Grades: []int{4, 5, 3}})
}
