package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/contacts"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/reply"
	"example.org/stegvis/channels"
)

// arrive takes a mail that answers nothing of ours: something new, or nothing
// for us. What is not ours stays in the mailbox as it came; what may be goes
// before a human.
func (b *Bot) arrive(ctx context.Context, m meaning, d documents) (meaning, error) {
	from := b.issuerOf(m.in)
	kind, _ := intyg.Classify(intyg.Mail{
		Subject: m.in.Subject, Text: m.in.Text, From: m.in.From, Auto: b.faceless(m.in, d), Known: from != "", Readings: d.readings,
	})
	m.role, m.files = care.PVR, d.files
	if from != "" && !d.hasIntyg() && !d.broken {
		if m.event = b.coordinator(m, care.Case{}, from); m.event != nil {
			return m, nil
		}
	}
	if kind = closer(kind, m.in, d, from != ""); kind == "" {
		return m, nil
	}
	switch kind {
	case "egenvardsintyg", "forlangning":
		return b.received(ctx, m, care.Case{}, d)
	case "forhandsbedomning":
		if from != "" {
			m.event = care.AssessmentAsked{From: from}
			return m, nil
		}
	}
	m.event = b.fetching(kind, from, m.in)
	return m, nil
}

// faceless reports whether a mail out of the blue is to be classed as a machine's:
// whatever a list passes on is, for most of it is copies and newsletters. A
// document from where PVR is that could not be read is not.
func (b *Bot) faceless(in channels.Incoming, d documents) bool {
	known := in.Vouched != channels.Doubtful && b.issuer(in.From) != ""
	return unattended(in) && !(known && (d.blurred() || d.locked()))
}

// unattended reports whether nobody may be there to read an answer.
func unattended(in channels.Incoming) bool { return in.Auto || in.Listed }

// closer says more exactly what a mail is that its words say little of; empty
// when it is nothing for the desk.
func closer(kind string, in channels.Incoming, d documents, known bool) string {
	plain := kind == "ovrigt" || kind == "oklassificerat"
	switch {
	case kind == "autosvar" || kind == "leveransrapport":
		return ""
	case plain && d.locked():
		return "last"
	case plain && d.foreign():
		return "fel_format"
	case plain && d.broken:
		return "olasligt"
	case plain && known && strings.TrimSpace(in.Text) == "":
		return "tomt"
	case kind == "ovrigt":
		return ""
	}
	return kind
}

// received takes an intyg: into the case it answers, the one open case about
// the same person, or a new one.
func (b *Bot) received(ctx context.Context, m meaning, c care.Case, d documents) (meaning, error) {
	return b.taken(ctx, m, c, d, first(d.readings))
}

// taken takes what was read as the intyg.
func (b *Bot) taken(ctx context.Context, m meaning, c care.Case, d documents, r intyg.Reading) (meaning, error) {
	m.files = d.files
	i := r.Intyg()
	if c.ID == "" {
		found, err := b.caseOf(ctx, i.Person.ID)
		if err != nil {
			return m, err
		}
		if c, err = b.Ledger.Case(ctx, found); err != nil {
			return m, err
		}
		if pvr := c.Units[care.PVR]; pvr != "" && pvr != b.issuerOf(m.in) {
			// A personnummer opens nobody's case: what somebody else sends about
			// the same person is for BIH to look at.
			m.id, m.role, m.files, m.event = found, "", only(d.files, "mejl"), care.StrangerWrote{}
			return m, nil
		}
	}
	if other := c.Intyg.Person.ID; other != "" && i.Person.ID != "" && other != i.Person.ID {
		m.id, m.files = c.ID, only(d.files, "mejl") // an answer about somebody else must not become part of the case
		m.event = care.StopSigned{Signs: []string{"flera_personer"}, From: m.role}
		return m, nil
	}
	m.id = c.ID
	if !i.Person.Protected { // by nothing but its number is such a case to be found
		m.person = i.Person.ID
	}
	e := care.IntygReceived{Intyg: i, From: b.issuerOf(m.in), On: b.onDay(m.in.Received), Silent: unattended(m.in)}
	e.Provider = b.provider(i)
	e.Signs = append(stops(i, d.readings, reply.Own(m.in.Text)), b.elsewhere(i)...)
	m.event = e
	return m, nil
}

// filled takes an answer to a komplettering: values for empty fields, in the
// mail's text or in documents. What contradicts what stands is for BIH to say
// which of the two holds.
func (b *Bot) filled(m meaning, c care.Case, l ledger.Letter, d documents) (meaning, error) {
	own := reply.Own(m.in.Text)
	whole, filled, disputed := c.Intyg, []string(nil), []string(nil)
	for _, r := range append(slices.Clone(d.readings), b.Reader.Text(own, b.onDay(m.in.Received))) {
		var more, other []string
		whole, more, other = intyg.Merge(whole, r)
		filled, disputed = append(filled, more...), append(disputed, other...)
	}
	if len(filled) == 0 && !contradicts(c, d, disputed) {
		m.event = b.question(m, c, l)
		return m, nil
	}
	m.event = care.IntygReceived{
		Intyg: whole, From: c.Units[care.PVR], Provider: b.provider(whole),
		On: b.onDay(m.in.Received), Silent: unattended(m.in), Filled: filled, Disputed: slices.Compact(disputed), Signs: stops(whole, d.readings, own),
	}
	return m, nil
}

// contradicts reports whether an answer that fills in nothing is about the intyg
// all the same: it says something else than that, in a document or of what was
// asked for.
func contradicts(c care.Case, d documents, disputed []string) bool {
	if len(d.readings) > 0 {
		return len(disputed) > 0
	}
	return c.Completion != nil && slices.ContainsFunc(disputed, func(key string) bool { return slices.Contains(c.Completion.Fields, key) })
}

// supplements reports whether the documents only add to the intyg that a case
// has, or say something else of a part of it: about the same person, and lacking
// what stands there. A whole intyg takes its place.
func supplements(had care.Intyg, d documents) bool {
	adds := false
	for _, r := range d.readings {
		i := r.Intyg()
		if r.Persons > 1 || r.Kind == intyg.KindExtension || i.Person.ID != "" && i.Person.ID != had.Person.ID {
			return false
		}
		if r.Document == "" || !legible(r) {
			continue
		}
		if !slices.ContainsFunc(i.Missing(), func(key string) bool { return !slices.Contains(had.Missing(), key) }) {
			return false
		}
		_, filled, disputed := intyg.Merge(had, r)
		adds = adds || len(filled)+len(disputed) > 0
	}
	return adds && !d.broken
}

// caseOf returns the one open case about a person; empty when there is none, or
// more than one.
func (b *Bot) caseOf(ctx context.Context, personnummer string) (care.CaseID, error) {
	if personnummer == "" {
		return "", nil
	}
	key, err := b.Ledger.PersonKey(ctx, personnummer)
	if err != nil {
		return "", err
	}
	ids, err := b.Ledger.OfPerson(ctx, key)
	if err != nil || len(ids) != 1 {
		return "", err
	}
	return ids[0], nil
}

// provider returns the utförare that an intyg names, when exactly one fits and
// whoever the intyg gives as its contact does not speak against it.
func (b *Bot) provider(i care.Intyg) care.UnitID {
	if i.Provider == "" {
		return ""
	}
	match := b.Contacts().Match(contacts.Query{Text: i.Provider, Contact: i.Contact, District: district(i.Person.Address)}, b.today())
	if match.Decision != contacts.Route {
		return ""
	}
	return match.Unit
}

var town = regexp.MustCompile(`\b\d{3} ?\d{2}\s+([\p{L} -]+)$`)

// district returns where a person lives, as far as the postal address tells.
func district(address string) string {
	if m := town.FindStringSubmatch(strings.TrimSpace(address)); m != nil {
		return m[1]
	}
	return ""
}

// issuer returns the one unit outside BIH that a mail address belongs to.
func (b *Bot) issuer(from string) care.UnitID {
	units := b.Contacts().Sender(from, b.today())
	if len(units) != 1 || units[0].Role != care.PVR {
		return ""
	}
	return units[0].ID
}

// issuerOf is the issuer of a message, if its channel does not doubt that it is
// from there and a person sent it: neither a machine nor a list is ever answered
// by itself.
func (b *Bot) issuerOf(in channels.Incoming) care.UnitID {
	if in.Vouched == channels.Doubtful || unattended(in) {
		return ""
	}
	return b.issuer(in.From)
}

// party reports whether the sender belongs to the party that a letter went to, as
// far as the channel does not doubt who that is.
func (b *Bot) party(in channels.Incoming, c care.Case, l ledger.Letter) bool {
	if in.Vouched == channels.Doubtful {
		return false
	}
	if l.Role == care.BIH {
		_, ok := b.staff(in.From)
		return ok
	}
	if in.Channel != "mail" {
		u, ok := b.inChat(in)
		return ok && u.ID == l.Unit && u.ID == c.Units[l.Role]
	}
	for _, u := range b.Contacts().Sender(in.From, b.today()) {
		if u.ID == l.Unit && u.ID == c.Units[l.Role] {
			return true
		}
	}
	return false
}

// stops lists what a human must see before anything automatic is said.
func stops(i care.Intyg, readings []intyg.Reading, text string) []string {
	signs := intyg.Signs(text)
	if i.Own != nil && !*i.Own {
		signs = append(signs, "eget_ansvar")
	}
	if i.Risk.Harm != nil && *i.Risk.Harm {
		signs = append(signs, "skaderisk")
	}
	if i.Person.Protected {
		signs = append(signs, "skyddade_personuppgifter")
	}
	if persons(readings) > 1 {
		signs = append(signs, "flera_personer")
	}
	return signs
}
