package care

import (
	"fmt"
	"slices"
	"testing"
)

// TestMay: who may be told what, by what is recorded of the person's consent.
func TestMay(t *testing.T) {
	all, bihOnly := []string{"bih", "htj"}, []string{"bih"}
	intyg := func(given *bool, to []string) Event {
		i := whole()
		i.Consent = Consent{given, to}
		return IntygReceived{Intyg: i, From: "p1", On: date("2026-11-23")}
	}
	unsure := whole()
	unsure.Doubts = []string{"samtycke.omfattar"}
	taken := StopSigned{Signs: []string{"samtycke_aterkallat"}, From: PVR}
	oral := ConsentGiven{To: []Role{HTJ}, On: date("2026-11-25"), How: "muntligt", By: "a"}
	shielded := StopSigned{Signs: []string{"skyddade_personuppgifter"}, From: BIH}
	for name, x := range map[string]struct {
		facts          []Event
		bare, pvr, htj string // why not; "" for yes
	}{
		"nothing has come but a question":  {facts: []Event{AssessmentAsked{From: "p1"}}, htj: Unrecorded},
		"the intyg says yes, to both":      {facts: []Event{intyg(&yesAnswer, all)}},
		"the intyg says yes, to BIH":       {facts: []Event{intyg(&yesAnswer, bihOnly)}, htj: Beyond},
		"the intyg says yes, but not whom": {facts: []Event{intyg(&yesAnswer, nil)}, htj: Unrecorded},
		"the intyg says no":                {facts: []Event{intyg(&noAnswer, all)}, pvr: Declined, htj: Declined},
		"the intyg does not say":           {facts: []Event{intyg(nil, all)}, pvr: Unrecorded, htj: Unrecorded},
		"it could not be read for sure":    {facts: []Event{IntygReceived{Intyg: unsure, From: "p1", On: date("2026-11-23")}}, pvr: Unrecorded, htj: Unrecorded},
		"that has been compared since":     {facts: []Event{IntygReceived{Intyg: unsure, From: "p1", On: date("2026-11-23")}, ReadingConfirmed{}}},
		"BIH has noted one for HTJ":        {facts: []Event{intyg(&noAnswer, nil), oral}, pvr: Declined},
		"it has been taken back":           {facts: []Event{intyg(&yesAnswer, all), taken}, pvr: TakenBack, htj: TakenBack},
		"what BIH noted, too":              {facts: []Event{intyg(&yesAnswer, all), oral, taken}, pvr: TakenBack, htj: TakenBack},
		"a new intyg does not bring it":    {facts: []Event{intyg(&yesAnswer, all), taken, intyg(&yesAnswer, all)}, pvr: TakenBack, htj: TakenBack},
		"a new consent does":               {facts: []Event{intyg(&yesAnswer, all), taken, oral}, pvr: TakenBack},
		"taken back before any intyg":      {facts: []Event{AssessmentAsked{From: "p1"}, taken}, pvr: TakenBack, htj: TakenBack},
		"the identity is protected":        {facts: []Event{intyg(&yesAnswer, all), shielded}, bare: Shielded, pvr: Shielded, htj: Shielded},
		"and that was wrong":               {facts: []Event{intyg(&yesAnswer, all), shielded, ProtectionLifted{By: "a"}}},
	} {
		c := New("SK-2026-0001")
		for _, e := range x.facts {
			c, _ = Decide(c, e)
		}
		for _, ask := range []struct {
			to   Role
			what Content
			want string
		}{{PVR, Bare, x.bare}, {HTJ, Bare, x.bare}, {PVR, Affairs, x.pvr}, {PVR, Documents, x.pvr}, {HTJ, Affairs, x.htj}, {HTJ, Documents, x.htj}, {BIH, Documents, ""}} {
			if ok, why := c.May(ask.to, ask.what); why != ask.want || ok != (ask.want == "") {
				t.Errorf("%s: %s is told %d: %t, %q; want %q", name, ask.to, ask.what, ok, why, ask.want)
			}
		}
	}
}

// TestRecorded: a consent says to whom, since when and how it is known.
func TestRecorded(t *testing.T) {
	c := at(Application)
	if p, ok := c.Permit(HTJ); !ok || p != (Permit{On: date("2026-11-23"), How: ByIntyg}) {
		t.Errorf("by the intyg: %+v, %t", p, ok)
	}
	c, _ = Decide(c, ConsentGiven{To: []Role{HTJ}, On: date("2026-11-25"), How: "muntligt", By: "a"})
	if p, ok := c.Permit(HTJ); !ok || p != (Permit{date("2026-11-25"), "muntligt", "a"}) {
		t.Errorf("by BIH: %+v, %t", p, ok)
	}
}

// TestSays: whatever carries papers about the person, or what the model marks as
// protected, is known to say something of her; so is a decision.
func TestSays(t *testing.T) {
	for _, s := range Steps() {
		for _, v := range variants {
			_, notices := Decide(at(s), v.event)
			for _, n := range notices {
				if what := Says(n.To, n.Template, n.Papers...); n.Protected && n.To != Other && what == Bare {
					t.Errorf("%s/%s is protected and says nothing", n.To, n.Template)
				}
			}
		}
	}
	for _, x := range []struct {
		to       Role
		template string
		papers   []Paper
		want     Content
	}{
		{PVR, "kvittens", []Paper{Information, Instruction}, Bare}, {PVR, "komplettering", []Paper{Blank}, Bare}, {HTJ, "pvr_ringer", nil, Bare},
		{PVR, "bifall", nil, Affairs}, {HTJ, "fraga", nil, Affairs}, {HTJ, "bestallning", nil, Affairs}, {HTJ, "startbesked", []Paper{Original}, Documents},
	} {
		if got := Says(x.to, x.template, x.papers...); got != x.want {
			t.Errorf("%s/%s with %v: %d, want %d", x.to, x.template, x.papers, got, x.want)
		}
	}
}

// TestNothingToHTJBeforeTheDecision: on no way through the model does HTJ hear of
// the person before the decision without a consent that covers it, and a protected
// person is nobody's but BIH's.
func TestNothingToHTJBeforeTheDecision(t *testing.T) {
	for _, first := range variants {
		for _, second := range variants {
			c := New("SK-2026-0001")
			for _, e := range []Event{AssessmentAsked{From: "p1"}, first.event, second.event} {
				after, notices := Decide(c, e)
				for _, n := range notices {
					what := Says(n.To, n.Template, n.Papers...)
					ok, _ := after.May(n.To, what)
					_, permitted := after.Permit(HTJ)
					if n.To == HTJ && ok && what > Bare && !permitted || ok && after.Protected && n.To != BIH {
						t.Errorf("%s, then %s: %s/%s would be sent", first.name, second.name, n.To, n.Template)
					}
				}
				c = after
			}
		}
	}
}

// TestWaiting: what waits is owed to somebody, goes on when it may, and is gone
// when the case is over or when it is taken back.
func TestWaiting(t *testing.T) {
	order := Waiting{To: HTJ, Template: "bestallning", For: ForConsent}
	shadowed := Waiting{To: HTJ, Template: "bestallning", For: ForConsent, Then: ForHuman}
	decision := Waiting{To: PVR, Template: "bifall", For: ForHuman}
	withdrawn := StopSigned{Signs: []string{"samtycke_aterkallat"}, From: BIH}
	agrees := ConsentGiven{To: []Role{HTJ}, On: date("2026-11-25"), How: "muntligt"}
	for name, x := range map[string]struct {
		facts []Event
		want  []Waiting
		owed  []string
	}{
		"for consent":               {[]Event{withdrawn, LettersHeld{[]Waiting{order}}}, []Waiting{order}, []string{"samtycke"}},
		"for both":                  {[]Event{withdrawn, LettersHeld{[]Waiting{order, decision}}}, []Waiting{order, decision}, []string{"samtycke", "skicka"}},
		"consent comes":             {[]Event{withdrawn, LettersHeld{[]Waiting{order}}, agrees}, nil, nil},
		"consent comes, in shadow":  {[]Event{withdrawn, LettersHeld{[]Waiting{shadowed}}, agrees}, []Waiting{{To: HTJ, Template: "bestallning", For: ForHuman}}, []string{"skicka"}},
		"it is sent":                {[]Event{LettersHeld{[]Waiting{decision}}, LettersReleased{}}, nil, nil},
		"sent, but for the consent": {[]Event{withdrawn, LettersHeld{[]Waiting{order, decision}}, LettersReleased{}}, []Waiting{order}, []string{"samtycke"}},
		"it is not sent":            {[]Event{withdrawn, LettersHeld{[]Waiting{order, decision}}, LettersDropped{}}, nil, nil},
		"the case ends":             {[]Event{LettersHeld{[]Waiting{decision}}, CaseEnded{Why: "x"}}, nil, nil},
		"what was said at the end":  {[]Event{CaseEnded{Why: "x"}, LettersHeld{[]Waiting{decision}}}, []Waiting{decision}, []string{"skicka"}},
	} {
		c := at(Startup)
		for _, e := range x.facts {
			c, _ = Decide(c, e)
		}
		var owed []string
		for _, d := range c.Debts() {
			if d.Name == "samtycke" || d.Name == "skicka" {
				owed = append(owed, d.Name)
			}
		}
		if fmt.Sprint(c.Waiting) != fmt.Sprint(x.want) || !slices.Equal(owed, x.owed) {
			t.Errorf("%s: %+v and owed %q, want %+v and %q", name, c.Waiting, owed, x.want, x.owed)
		}
	}
}
