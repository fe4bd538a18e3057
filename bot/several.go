package bot

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/bot/intyg"
	"example.org/stegvis/bot/ledger"
	"example.org/stegvis/bot/reply"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// What comes back on a mail that held several reminders. Only what names a case
// is an answer, and in that case alone.

const (
	gathered     = "samlad"       // the mail that holds several reminders
	gatheredDesk = "samlad_bih"   // its words to BIH
	whichOne     = "samlad_fraga" // the question which of them an answer is about
)

// answerToSeveral takes an answer to a mail about several cases. What a machine
// says, and what a human must see first, concerns them all.
func (b *Bot) answerToSeveral(ctx context.Context, m meaning, l ledger.Letter, d documents) (meaning, error) {
	within, err := b.within(ctx, l)
	if err != nil || len(within) == 0 {
		return m, err
	}
	if within[0].Role == care.BIH {
		return b.deskToSeveral(ctx, m, l, newest(within))
	}
	said, rest := reply.ByCase(m.in.Text, numbers(within))
	if l.Case != "" {
		said, rest = map[string]string{string(l.Case): m.in.Text}, ""
	}
	if d.hasIntyg() && len(said) != 1 {
		return b.arrive(ctx, m, d) // the intyg itself says whose it is
	}
	if b.foreign(m.in, within) || m.in.Bounce != nil || m.in.Auto && !d.tells() || len(warnings(rest)) > 0 {
		return b.inEach(ctx, m, within, func(care.CaseID) string { return m.in.Text }, documents{})
	}
	if len(said) == 0 {
		return b.whichCase(ctx, m, l, within)
	}
	named := slices.DeleteFunc(slices.Clone(within), func(x ledger.Letter) bool { return said[string(x.Case)] == "" })
	if rest = greetings.ReplaceAllString(rest, ""); strings.TrimSpace(rest) != "" {
		m.parts = append(m.parts, loose(m, named[0], rest))
	}
	return b.inEach(ctx, m, named, func(id care.CaseID) string { return said[string(id)] }, d)
}

// deskToSeveral takes BIH's answer to such a mail: in each case that it names it
// counts as an answer to the case's own. A number without a case does nothing.
func (b *Bot) deskToSeveral(ctx context.Context, m meaning, l ledger.Letter, within []ledger.Letter) (meaning, error) {
	said, rest := reply.ByCase(m.in.Text, numbers(within))
	if l.Case != "" && len(said) == 0 {
		said, rest = map[string]string{string(l.Case): m.in.Text}, ""
	}
	a := reply.Parse(m.in.Text, m.at(b.Now()), reply.Question{Kind: reply.Ack})
	_, _, number := leading(rest)
	switch {
	case m.in.Bounce != nil:
		return b.inHouse(ctx, m, care.New(within[0].Case), within[0]) // said once
	case m.in.Auto || a.Intent == reply.Auto:
		return m, nil
	case b.foreign(m.in, within):
		return b.inEach(ctx, m, within, func(care.CaseID) string { return m.in.Text }, documents{})
	case len(said) == 0 && thanks.MatchString(reply.Own(m.in.Text)):
		return m, nil
	case len(said) == 0 || number:
		return b.whichCase(ctx, m, l, within)
	}
	named := slices.DeleteFunc(within, func(x ledger.Letter) bool { return said[string(x.Case)] == "" })
	return b.inEach(ctx, m, named, func(id care.CaseID) string { return said[string(id)] }, documents{})
}

// newest leaves the last of the letters of each case, whose numbers count.
func newest(letters []ledger.Letter) (left []ledger.Letter) {
	for i, l := range letters {
		if !slices.ContainsFunc(letters[i+1:], func(x ledger.Letter) bool { return x.Case == l.Case }) {
			left = append(left, l)
		}
	}
	return left
}

// greetings say nothing about any case.
var greetings = regexp.MustCompile(`(?im)^\s*(hej(san)?|hallå|god (morgon|dag)|tack( för (påminnelsen|mejlet))?|(här kommer )?(våra|mina|vårt) svar( kommer här)?)\b[ ,.:!]*$`)

func warnings(text string) []string {
	a := reply.Parse(text, time.Time{}, reply.Question{Kind: reply.Free})
	return append(intyg.Signs(text), heard(a.Signs)...)
}

// within returns the reminders that a mail held, or that it asks about.
func (b *Bot) within(ctx context.Context, l ledger.Letter) ([]ledger.Letter, error) {
	if l.Question == whichOne {
		first, _, err := b.Ledger.LetterBy(ctx, l.Answers[:1])
		if err != nil {
			return nil, err
		}
		l = first
	}
	return b.Ledger.Gathered(ctx, l.Key)
}

func numbers(letters []ledger.Letter) (list []string) {
	for _, l := range letters {
		list = append(list, string(l.Case))
	}
	return list
}

// foreign reports whether a message comes from nobody of the party that was written to.
func (b *Bot) foreign(in channels.Incoming, within []ledger.Letter) bool {
	return !b.party(in, care.Case{Units: map[care.Role]care.UnitID{within[0].Role: within[0].Unit}}, within[0])
}

// loose is what stood beside the answers and named no case: a human reads it.
func loose(m meaning, l ledger.Letter, text string) meaning {
	part := m.part(l.Case, "löst")
	part.role = l.Role
	part.event = care.QuestionAsked{From: l.Role, To: care.BIH, Text: text}
	return part
}

func (m meaning) part(id care.CaseID, what string) meaning {
	p := meaning{in: m.in, by: m.by, id: id}
	p.in.ID += "#" + string(id) + what
	p.in.Receipt = ""
	return p
}

// inEach makes of a message one in each case, with what was said of it. When two
// reminders were about the same case, the one that the words answer counts; words
// that answer both in different ways are asked about.
func (b *Bot) inEach(ctx context.Context, m meaning, within []ledger.Letter, text func(care.CaseID) string, d documents) (meaning, error) {
	found := map[care.CaseID]int{}
	for _, l := range within {
		part := m.part(l.Case, "")
		part.in.Text = text(l.Case)
		part, err := b.answer(ctx, part, l, d)
		if err != nil {
			return m, fmt.Errorf("case %s: %w", l.Case, err)
		}
		i, again := found[l.Case]
		if !again {
			found[l.Case] = len(m.parts)
			m.parts = append(m.parts, part)
			continue
		}
		m.parts[i] = surer(m.parts[i], part, l)
	}
	return m, nil
}

// surer returns the better of two readings of the same words.
func surer(a, b meaning, of ledger.Letter) meaning {
	switch {
	case vague(b) || reflect.DeepEqual(a.event, b.event):
		return a
	case vague(a):
		return b
	}
	b.event = care.ReplyUnclear{From: b.role, Question: of.Question, Meeting: meetingOf(of)}
	return b
}

// vague reports whether words were no answer to what was asked.
func vague(m meaning) bool {
	switch m.event.(type) {
	case nil, care.ReplyUnclear, care.QuestionAsked:
		return true
	}
	return false
}

// whichCase asks which case an answer is about, once; after that BIH is asked in
// each of them.
func (b *Bot) whichCase(ctx context.Context, m meaning, l ledger.Letter, within []ledger.Letter) (meaning, error) {
	asked, err := b.Ledger.Asked(ctx, l.Key)
	if err != nil {
		return m, err
	}
	if l.Question != whichOne && !asked {
		m.asks, err = b.whichOne(m.in, l, within)
		return m, err
	}
	for _, x := range within {
		part := m.part(x.Case, x.Reminds.Debt)
		part.role, part.event = x.Role, care.ReplyUnclear{From: x.Role, Question: x.Question, Again: true}
		if x.Role == care.BIH {
			c, err := b.Ledger.Case(ctx, x.Case)
			if err != nil {
				return m, err
			}
			part.event = nil
			part = b.muddled(part, c, care.AnswerRefused{Why: "unclear"})
		}
		m.parts = append(m.parts, part)
	}
	return m, nil
}

func (b *Bot) whichOne(in channels.Incoming, l ledger.Letter, within []ledger.Letter) (*ledger.Letter, error) {
	subject, text, err := templates.Several(whichOne, b.Unit.Name, parts(within))
	answers := []string{l.Token}
	if in.Receipt != "" {
		answers = append(answers, in.Receipt)
	}
	return &ledger.Letter{
		Key: l.Key, Token: ledger.NewToken(), Role: l.Role, Template: gathered, Question: whichOne, Channel: l.Channel, Address: l.Address, Unit: l.Unit,
		Answers: answers, Subject: subject, Text: text,
	}, err
}

func parts(within []ledger.Letter) (list []templates.Part) {
	for _, x := range within {
		list = append(list, templates.Part{Case: x.Case, Text: x.Reminds.Brief, Menu: x.Reminds.Menu})
	}
	return list
}

// actOnSeveral stores what a message makes happen in several cases, each by
// itself, and then that it has been dealt with. What was stored before a crash
// is not stored again.
func (b *Bot) actOnSeveral(ctx context.Context, m meaning) (channels.Verdict, error) {
	for _, part := range m.parts {
		if part.event == nil {
			continue
		}
		if _, err := b.record(ctx, part); err != nil {
			return channels.Verdict{}, err
		}
	}
	defer b.poke()
	return channels.Verdict{Ours: true}, b.Ledger.Answered(ctx, ledger.Message{Channel: m.in.Channel, ID: m.in.ID, Received: m.at(b.Now()), Receipt: m.in.Receipt}, m.asks, b.Now())
}
