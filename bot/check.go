package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/reply"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// What BIH says of an intyg that the bot has read, or could not get at: a value
// put right in chat or by mail, a label explained, a file that was fetched.

// checked takes the answer of somebody at BIH to the mail with the documents.
// What is no such answer stays in the mailbox for people to read.
func (b *Bot) checked(ctx context.Context, m meaning, c care.Case, d documents) (meaning, error) {
	who, _ := b.staff(m.in.From)
	m.by = who.Mail
	switch {
	case m.in.Vouched == channels.Doubtful:
		m.event, m.role = care.StrangerWrote{}, ""
		return m, nil
	case d.locked():
		m.event = b.fetching("last", c.Units[care.PVR], m.in)
		return m, nil
	}
	if r, ok := brought(d); ok {
		return b.fetched(ctx, m, c, d, r)
	}
	if d.broken {
		m.event = care.IntygCorrected{Intyg: c.Intyg, Refused: []care.Refused{{Why: "olaslig_fil"}}, By: m.by, Mailed: true}
		return m, nil
	}
	if !c.Correctable() {
		return m, nil
	}
	return b.corrected(ctx, m, c)
}

// fetched takes what BIH has fetched as the intyg of the case.
func (b *Bot) fetched(ctx context.Context, m meaning, c care.Case, d documents, r intyg.Reading) (meaning, error) {
	m, err := b.taken(ctx, m, c, d, r)
	if e, ok := m.event.(care.IntygReceived); ok {
		e.From, e.Fetched = c.Units[care.PVR], true
		m.event = e
	}
	return m, err
}

// brought returns what somebody at BIH has fetched and sent in. It is taken for
// the intyg whatever it looks like: a person has said that it is.
func brought(d documents) (r intyg.Reading, ok bool) {
	if d.hasIntyg() {
		r = first(d.readings)
		return r, r.Document != ""
	}
	for _, r := range d.readings {
		if r.Document != "" && legible(r) {
			return r, true
		}
	}
	return r, false
}

// corrected takes lines such as "Slutdatum: 2027-03-01" and "Nyttan = Syfte".
func (b *Bot) corrected(ctx context.Context, m meaning, c care.Case) (meaning, error) {
	own, names, on := reply.Own(m.in.Text), fieldNames(), b.onDay(m.in.Received)
	e := care.IntygCorrected{Intyg: c.Intyg, By: m.by, Mailed: true}
	if err := b.explained(ctx, &e, intyg.Equations(own, unknown(c.Intyg), names), on); err != nil {
		return m, err
	}
	lines := b.fresh(c, intyg.Lines(own, names))
	whole, changes, refused := intyg.Correct(e.Intyg, lines, m.by, on)
	e.Intyg, e.Changes, e.Refused = whole, append(e.Changes, changes...), append(e.Refused, refused...)
	if len(e.Changes)+len(e.Refused)+len(e.Taught) == 0 {
		if strings.TrimSpace(own) == "" || len(lines) > 0 {
			return m, nil
		}
		e.Refused = []care.Refused{{Why: intyg.LineNone}}
	}
	m.event = b.concluded(c, e)
	m.person = newPerson(e)
	return m, nil
}

// fresh leaves out the lines that say what the sheet says: somebody has
// answered with all of it and changed some.
func (b *Bot) fresh(c care.Case, lines []intyg.Line) []intyg.Line {
	shown := map[string]string{}
	for _, v := range b.told(c).Sheet {
		shown[v.Label] = v.Value
	}
	return slices.DeleteFunc(lines, func(l intyg.Line) bool {
		label := l.Label
		for k, v := range shown {
			if strings.EqualFold(k, label) && v == l.Value {
				return true
			}
		}
		return false
	})
}

// explained keeps what labels mean, and gives what stands under them to its
// fields.
func (b *Bot) explained(ctx context.Context, e *care.IntygCorrected, all []intyg.Equation, on care.Date) error {
	form := intyg.Form{Name: formName(e.Intyg), Labels: map[string]string{}}
	for _, q := range all {
		switch {
		case !slices.Contains(unknown(e.Intyg), q.Label):
			e.Refused = append(e.Refused, care.Refused{Label: q.Label, Value: q.Field, Why: "okand_etikett"})
			continue
		case !q.OK:
			e.Refused = append(e.Refused, care.Refused{Label: q.Label, Value: q.Field, Why: intyg.LineUnknown})
			continue
		}
		form.Labels[q.Label] = q.Key
		e.Taught = append(e.Taught, q.Label)
		whole, changes := intyg.Explain(e.Intyg, q.Label, q.Key, on)
		e.Intyg, e.Changes = whole, append(e.Changes, changes...)
	}
	if len(e.Taught) == 0 {
		return nil
	}
	for _, old := range b.Reader.Taught() { // what was explained before still holds
		if old.Name == form.Name {
			for label, key := range old.Labels {
				if _, again := form.Labels[label]; !again {
					form.Labels[label] = key
				}
			}
		}
	}
	return b.Learn(ctx, e.By, form)
}

// concluded adds to what BIH has put right what follows from it: the utförare
// it now names, and stop signs that were not there before.
func (b *Bot) concluded(c care.Case, e care.IntygCorrected) care.IntygCorrected {
	if slices.Contains(care.Keys(e.Changes), "utforare") {
		e.Provider = b.provider(e.Intyg)
	}
	before := stops(c.Intyg, nil, "")
	for _, s := range stops(e.Intyg, nil, "") {
		if !slices.Contains(before, s) {
			e.Signs = append(e.Signs, s)
		}
	}
	return e
}

// putRight is what a form that puts one value right makes of the intyg, or why
// it cannot be taken.
func (b *Bot) putRight(c care.Case, e care.Event) (care.Event, care.Refusal) {
	asked, ok := e.(care.IntygCorrected)
	if !ok {
		return e, nil
	}
	want := asked.Changes[0]
	line := intyg.Line{Label: want.Key, Key: want.Key, Measure: want.Measure, Value: want.New}
	whole, changes, refused := intyg.Correct(c.Intyg, []intyg.Line{line}, asked.By, b.today())
	switch {
	case len(refused) > 0 && refused[0].Why == intyg.LineBackwards:
		return e, care.Refusal{"varde": care.BadOrder}
	case len(refused) > 0:
		return e, care.Refusal{"varde": care.Unread}
	case len(changes) == 0:
		return e, care.Refusal{"varde": care.NoChange}
	}
	return b.concluded(c, care.IntygCorrected{Intyg: whole, Changes: changes, By: asked.By}), nil
}

// newPerson is the personnummer, when that was put right.
func newPerson(e care.IntygCorrected) string {
	if slices.Contains(care.Keys(e.Changes), "patient_id") {
		return e.Intyg.Person.ID
	}
	return ""
}

// unknown lists the labels on the form of an intyg that the catalogue has not.
func unknown(i care.Intyg) (labels []string) {
	for _, t := range i.Traces {
		if t.Label != "" && !slices.Contains(labels, t.Label) {
			labels = append(labels, t.Label)
		}
	}
	return labels
}

// formName tells the form of an intyg from others that call themselves the
// same: by the labels on it that nobody knew.
func formName(i care.Intyg) string {
	labels := slices.Sorted(slices.Values(unknown(i)))
	return i.Form + "-" + fingerprint([]byte(strings.Join(labels, "\n")))[:6]
}

// fieldNames are the plain words for every field, with its key.
func fieldNames() map[string]string {
	names := map[string]string{}
	for key, label := range templates.ChatWords().Fields {
		names[label] = key
	}
	return names
}

// locked reports whether there is a file that only a person can open, and no
// intyg beside it.
func (d documents) locked() bool {
	return !d.hasIntyg() && slices.ContainsFunc(d.readings, func(r intyg.Reading) bool { return slices.Contains(r.Warnings, "last") })
}

// fetching asks BIH to fetch or open by hand what came.
func (b *Bot) fetching(kind string, from care.UnitID, in channels.Incoming) care.MailUnclear {
	e := care.MailUnclear{Kind: kind, From: from}
	if kind == intyg.KindSecure {
		e.Until = intyg.NoticeEnds(in.Subject+"\n"+in.Text, b.onDay(in.Received))
	}
	return e
}

// answered is what whoever put values right by mail is told.
func answered(e care.IntygCorrected, shown func(key, text string) string) *templates.Private {
	p := &templates.Private{Taught: e.Taught}
	for _, c := range e.Changes {
		p.Changes = append(p.Changes, templates.Value{Label: templates.ChatWords().Field(c.Key), Old: shown(c.Key, c.Old), New: shown(c.Key, c.New)})
	}
	for _, r := range e.Refused {
		p.Refused = append(p.Refused, templates.Value{Label: r.Label, Value: r.Value, Note: templates.WhyNot(r.Why)})
	}
	return p
}
