package slack

import (
	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/templates"
)

// face draws a case as a party sees it: its number and step, what is asked of
// that party, and the times it may choose from. It offers no acts, and what the
// case says of others it has not been given.
func (w words) face(c care.PublicCase) (notice string, blocks []slack.Block) {
	if c.Closed {
		line := w.fill(w.Party.Left, c)
		return line, []slack.Block{section(line)}
	}
	title, todo := w.fill(w.Party.Title, c), templates.Todo(c)
	blocks = []slack.Block{slack.NewHeaderBlock(plain(title, mostHeader)), section(todo)}
	m := c.Meeting
	waits := len(m.Waits) > 0
	m.Waits = nil // who else has yet to answer is not for this party
	if line := w.meeting(m); line != "" {
		blocks = append(blocks, section(line))
	}
	if waits && m.Agreed == nil && len(m.Slots) > 0 {
		blocks = append(blocks, w.slots(c.ID, m.Slots))
	}
	return title + ". " + todo, append(blocks, slack.NewContextBlock("", plain(w.Party.Foot, mostSection)))
}
