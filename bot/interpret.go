package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// A meaning is what a message comes to: an event in a case, and what came with
// it. Without an event the message changes nothing.
type meaning struct {
	in      channels.Incoming
	id      care.CaseID // empty for a case that has to be opened
	event   care.Event
	role    care.Role // the party it came from
	by      string    // who made it happen
	files   []ledger.File
	person  string // the personnummer, when it has become known
	say     string
	refused map[string]string
	own     bool // a copy of what we have sent ourselves
	stale   bool // about a case, and changes nothing in it

	parts []meaning      // what it comes to in each of several cases
	asks  *ledger.Letter // the question which of several cases it is about
}

// interpret says what a message means: whose case it belongs to and what has
// happened there. The order matters: a deed on a card, an answer to something
// of ours, a mail that claims to belong to a case, a mail out of the blue.
func (b *Bot) interpret(ctx context.Context, in channels.Incoming, d documents) (m meaning, err error) {
	m = meaning{in: in, by: in.From}
	if in.Act != "" {
		return b.deed(ctx, m)
	}
	if in.Channel == putChannel {
		return b.put(ctx, m, d)
	}
	if l, own, err := b.ours(ctx, in); err != nil || own {
		m.own = l.Role != care.BIH || l.Channel != "mail" || !strings.EqualFold(l.Address, b.Unit.Mail) // where BIH works in the intake mailbox, it lies there to be read
		return m, err
	}
	if pressed, ok, err := b.calendar(ctx, m); err != nil || ok {
		return pressed, err
	}
	letter, answers, err := b.Ledger.LetterBy(ctx, in.Answers)
	if err == nil && !answers && in.Bounce != nil {
		letter, answers, err = b.Ledger.LastTo(ctx, in.Channel, in.Bounce.To, m.at(b.Now()).Add(-remembered))
	}
	if err != nil {
		return m, err
	}
	if answers && letter.Template == gathered {
		return b.answerToSeveral(ctx, m, letter, d)
	}
	if answers && letter.Case == "" {
		return m, nil // a notice about no case has no answer
	}
	if answers {
		return b.answer(ctx, m, letter, d)
	}
	if card, ok, err := b.Ledger.CardBy(ctx, in.Channel, in.Answers); err != nil || ok {
		if card.Face != "" {
			return b.underFace(ctx, m, card, err)
		}
		return b.remark(ctx, m, card.Case, err)
	}
	if in.Channel != "mail" {
		return b.addressed(ctx, m)
	}
	if id, ok, err := b.claimed(ctx, in.Subject); err != nil || ok {
		return b.unlinked(m, id, d), err
	}
	return b.arrive(ctx, m, d)
}

// remembered is how long after a letter a report that does not name it is taken
// to be about it: as long as mail servers keep trying.
const remembered = 5 * 24 * time.Hour

// ours reports whether a mail is a copy of one of our own: proof that it was
// sent, and nothing else. Whoever has had a letter can write its number on one of
// his own, which must be read; so it must come from our own address as well.
func (b *Bot) ours(ctx context.Context, in channels.Incoming) (ledger.Letter, bool, error) {
	token, _, _ := strings.Cut(strings.Trim(in.Receipt, "<>"), "@")
	if token == "" || in.Channel == "mail" && !strings.EqualFold(in.From, b.Unit.Mail) {
		return ledger.Letter{}, false, nil
	}
	return b.Ledger.LetterBy(ctx, []string{token})
}

// deed does what somebody at BIH has pressed or filled in.
func (b *Bot) deed(ctx context.Context, m meaning) (meaning, error) {
	words := templates.ChatWords()
	who, ok := b.staff(m.in.From)
	if !ok {
		m.say = b.refusal(ctx)
		return m, nil
	}
	c, err := b.Ledger.Case(ctx, m.in.Case)
	if err != nil {
		return m, err
	}
	if !b.cleared(c, who) {
		m.say = words.Say.Protected
		return m, nil
	}
	if m.refused = personal(m.in.Values, words.Refused[care.Personal]); m.refused != nil {
		return m, nil
	}
	event, bad, offered := c.Do(m.in.Act, m.in.Values, who.Mail)
	if offered && len(bad) == 0 {
		event, bad = b.putRight(c, event)
	}
	switch {
	case !offered:
		m.say, err = b.stale(ctx, c, event)
	case len(bad) > 0:
		m.refused = map[string]string{}
		for field, code := range bad {
			m.refused[field] = words.Refused[code]
		}
	default:
		m.id, m.role, m.by = c.ID, care.BIH, who.Mail
		m.event, err = b.carried(ctx, event, who.Mail)
		m.say = templates.Forms()[m.in.Act].Done
	}
	return m, err
}

// stale says why an act is not there to be done: somebody was first, or it was
// never its turn.
func (b *Bot) stale(ctx context.Context, c care.Case, e care.Event) (string, error) {
	facts, err := b.Ledger.Facts(ctx, c.ID)
	words := templates.ChatWords().Say
	for _, f := range slices.Backward(facts) {
		if p, ok := b.Contacts().Person(f.By, b.today()); ok && e != nil && care.Kind(f.Event) == care.Kind(e) {
			return templates.Fill(words.Already, "who", p.Name, "time", f.At.In(care.Stockholm).Format("15.04")), err
		}
	}
	return words.Stale, err
}

// personal refuses the fields in which a personnummer stands.
func personal(v care.Values, why string) (refused map[string]string) {
	for field, text := range v {
		if intyg.HasPersonnummer(text) {
			if refused == nil {
				refused = map[string]string{}
			}
			refused[field] = why
		}
	}
	return refused
}

// remark takes what BIH has written under a card: an answer to the question
// that waits for BIH, if one does.
func (b *Bot) remark(ctx context.Context, m meaning, id care.CaseID, err error) (meaning, error) {
	if err != nil {
		return m, err
	}
	who, ok := b.staff(m.in.From)
	if !ok {
		m.say = b.refusal(ctx)
		return m, nil
	}
	c, err := b.Ledger.Case(ctx, id)
	if err != nil {
		return m, err
	}
	if !b.cleared(c, who) {
		m.say = templates.ChatWords().Say.Protected
		return m, nil
	}
	for _, d := range c.Debts() {
		if d.Owner == care.BIH && care.AnswerTo(d.Name) == care.Times {
			return b.understood(ctx, m, c, ledger.Letter{Case: id, Role: care.BIH, Template: d.Name, Question: d.Name})
		}
	}
	return b.aside(m, c), nil
}

var caseNumber = regexp.MustCompile(`\b[A-ZÅÄÖ]{1,6}-20\d\d-\d{4,}\b`)

// claimed returns the case whose number stands in a subject. A number alone
// proves nothing: anybody may write it.
func (b *Bot) claimed(ctx context.Context, subject string) (care.CaseID, bool, error) {
	id := care.CaseID(caseNumber.FindString(strings.ToUpper(subject)))
	if id == "" {
		return "", false, nil
	}
	c, err := b.Ledger.Case(ctx, id)
	return id, c.Rev > 0, err
}

// unlinked puts a mail that names a case, but answers nothing of ours, before BIH.
func (b *Bot) unlinked(m meaning, id care.CaseID, d documents) meaning {
	if m.in.Auto && !d.tells() {
		return m
	}
	m.id, m.event = id, care.StrangerWrote{}
	return m
}

func (b *Bot) onDay(t time.Time) care.Date {
	if t.IsZero() {
		t = b.Now()
	}
	return care.DateOf(t)
}
