package slack

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/templates"
)

// card draws a case as it stands today: the text that a lock screen shows, and
// the blocks.
func (w words) card(c care.PublicCase, today care.Date) (notice string, blocks []slack.Block) {
	if c.Seen != "" {
		return w.face(c)
	}
	if c.Protected {
		line := w.fill(w.Card.Closed, c)
		if !c.Closed {
			line = w.fill(w.Card.Title, c)
		}
		return line, []slack.Block{slack.NewSectionBlock(plain(line+"\n"+w.Card.Shielded, mostSection), nil, nil)}
	}
	if c.Closed {
		line := w.fill(w.Card.Closed, c)
		return line, []slack.Block{slack.NewSectionBlock(plain(line, mostSection), nil, w.closedMenu(c))}
	}
	blocks = []slack.Block{
		slack.NewHeaderBlock(plain(w.fill(w.Card.Title, c), mostHeader)),
		slack.NewSectionBlock(nil, w.facts(c, today), w.claim(c)),
	}
	for _, line := range w.remarks(c, today) {
		blocks = append(blocks, section(line))
	}
	if b := w.actions(c); b != nil {
		blocks = append(blocks, b)
	}
	foot := templates.Fill(w.Card.Foot, "progress", w.progress(c.Step))
	blocks = append(blocks, slack.NewContextBlock("", plain(foot, mostSection)))
	return w.notice(c), blocks
}

// fill fills in what a case is called.
func (w words) fill(text string, c care.PublicCase) string {
	return templates.Fill(text,
		"case", string(c.ID), "label", c.Label, "n", fmt.Sprint(int(c.Step)), "step", c.Step.String(),
		"next", w.next(c), "due", w.Day(due(c)),
		"pvr", orElse(c.PVR, string(care.PVR)), "htj", orElse(c.HTJ, string(care.HTJ)), "chosen", w.chosen(c))
}

// chosen says in clear who gets the documents now, and how.
func (w words) chosen(c care.PublicCase) string {
	switch {
	case c.HTJ == "":
		return w.Modal.Nobody
	case c.Mailed:
		return templates.Fill(w.Modal.Mailed, "htj", c.HTJ, "address", c.Reach)
	}
	return templates.Fill(w.Modal.Carried, "htj", c.HTJ)
}

// notice says the card in one line.
func (w words) notice(c care.PublicCase) string {
	if due(c).IsZero() {
		return w.fill(w.Card.NoDue, c)
	}
	return w.fill(w.Card.Notice, c)
}

// facts are the six fields every card has.
func (w words) facts(c care.PublicCase, today care.Date) []*slack.TextBlockObject {
	when := w.Card.Unknown
	if d := due(c); !d.IsZero() {
		when = fmt.Sprintf("%s (%s)", w.Day(d), w.Until(d, today))
	}
	period := w.Card.Unknown
	if !c.From.IsZero() || !c.End.IsZero() {
		period = templates.Fill(w.Card.Span, "from", orElse(c.From.String(), w.Card.Unknown), "end", orElse(c.End.String(), w.Card.Unknown))
	}
	return []*slack.TextBlockObject{
		fact(w.Card.Next, w.next(c)),
		fact(w.Card.Due, when),
		fact(w.Card.Owner, orElse(c.Owner, w.Card.NoOwner)),
		fact(w.Card.HTJ, orElse(c.HTJ, w.Card.Unknown)),
		fact(w.Card.PVR, orElse(c.PVR, w.Card.Unknown)),
		fact(w.Card.Period, period),
	}
}

// fact keeps a value on a line of its own, whatever a contact list holds.
func fact(label, value string) *slack.TextBlockObject {
	value = strings.Join(strings.Fields(value), " ")
	return rich("*"+label+"*\n"+esc(cut(value, mostField/8)), mostField)
}

// next says the most urgent thing that is owed.
func (w words) next(c care.PublicCase) string {
	if len(c.Duties) == 0 {
		return w.Card.NoDuty
	}
	return w.duty(c.Duties[0])
}

func (w words) duty(d care.Duty) string {
	return templates.Fill(w.Card.Duty, "role", string(d.Owner), "duty", orElse(w.Duties[d.Name], w.Card.Unknown))
}

func due(c care.PublicCase) care.Date {
	if len(c.Duties) == 0 {
		return care.Date{}
	}
	return c.Duties[0].Due
}

// remarks are the lines a card has only when there is something to say. What a
// stop sign is about stays in the mailbox: it can be a matter of health.
func (w words) remarks(c care.PublicCase, today care.Date) (lines []string) {
	add := func(when bool, text string, pairs ...string) {
		if when {
			lines = append(lines, templates.Fill(text, pairs...))
		}
	}
	add(c.Frozen, w.Card.Frozen)
	add(c.Stopped, w.Card.Stop)
	add(len(c.Unsent) > 0, w.Card.Unsent, "letters", w.unsent(c))
	add(!c.Held.IsZero(), w.Card.Held, "time", c.Held.In(care.Stockholm).Format("15.04"))
	add(len(c.Missing) > 0, w.Card.Missing, "fields", w.names(c.Missing))
	add(len(c.Doubts) > 0, w.Card.Doubts, "fields", w.names(c.Doubts))
	if line := w.meeting(c.Meeting); line != "" {
		lines = append(lines, line)
	}
	others := w.others(c, today)
	add(others != "", w.Card.Others, "duties", others)
	add(!c.Paused.IsZero(), w.Card.Paused, "day", w.Day(c.Paused))
	return lines
}

// unsent lists what waits to be sent, by party and subject.
func (w words) unsent(c care.PublicCase) string {
	var letters []string
	for _, x := range c.Unsent {
		letters = append(letters, string(x.To)+": "+x.Subject)
	}
	return strings.Join(letters, ", ")
}

func (w words) names(keys []string) string {
	var names []string
	for _, k := range keys {
		names = append(names, w.Field(k))
	}
	return strings.Join(names, ", ")
}

// meeting says which times are on the table, or which one it became.
func (w words) meeting(m care.PublicMeeting) string {
	name := w.Meetings[string(m.Kind)]
	switch {
	case name == "":
		return ""
	case m.Agreed != nil:
		return templates.Fill(w.Card.Agreed, "meeting", name, "slot", w.Slot(*m.Agreed))
	case len(m.Slots) == 0:
		return ""
	}
	var slots, roles []string
	for _, s := range m.Slots {
		slots = append(slots, w.Slot(s))
	}
	for _, r := range m.Waits {
		roles = append(roles, string(r))
	}
	line := templates.Fill(w.Card.Proposed, "meeting", name, "slots", strings.Join(slots, ", "))
	if len(roles) > 0 {
		line += " " + templates.Fill(w.Card.Waits, "roles", strings.Join(roles, ", "))
	}
	return line
}

// soonDue is how many days ahead a card looks beyond the most urgent: what is
// due in February only hides what is due this week.
const soonDue = 14

// others says what else is owed than the most urgent, as far as it is near.
func (w words) others(c care.PublicCase, today care.Date) string {
	var said []string
	for _, d := range c.Duties[min(1, len(c.Duties)):] {
		if d.Due.After(today.Add(soonDue)) {
			continue
		}
		text := w.duty(d)
		if !d.Due.IsZero() {
			text += " (" + w.Day(d.Due) + ")"
		}
		if !slices.Contains(said, text) {
			said = append(said, text)
		}
	}
	return strings.Join(said, " · ")
}

// progress shows the steps behind, the one at hand and those ahead.
func (w words) progress(at care.Step) string {
	var b strings.Builder
	for _, s := range care.Steps() {
		switch {
		case s < at:
			b.WriteString(w.Card.Past)
		case s == at:
			b.WriteString(w.Card.Present)
		default:
			b.WriteString(w.Card.Future)
		}
	}
	return b.String()
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
