package slack

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// caseNumber is what a case number looks like, whatever the unit calls its own.
var caseNumber = regexp.MustCompile(`^[A-ZÅÄÖ]{1,10}-\d{4}-\d{1,6}$`)

// command answers /stegvis. Only the one who asks sees the answer.
func (n *session) command(ctx context.Context, cmd slack.SlashCommand, a *answer) {
	asked := strings.Fields(strings.ToLower(unescaper.Replace(cmd.Text)))
	staff, err := n.mayAct(ctx, cmd.UserID, cmd.TeamID)
	switch {
	case err != nil:
		n.say(a, n.words.Say.Trouble)
	case !staff:
		n.say(a, n.refusal(ctx))
	case len(asked) > 0 && caseNumber.MatchString(strings.ToUpper(asked[0])):
		n.aboutCase(ctx, cmd, care.CaseID(strings.ToUpper(asked[0])), strings.Join(asked[1:], " "), a)
	case len(asked) == 1:
		n.listed(ctx, cmd.UserID, asked[0], a)
	default:
		n.say(a, n.words.Command.Help)
	}
}

// say answers a command with a text.
func (n *session) say(a *answer, text string) { respond(a, text, paragraphs(text)) }

func respond(a *answer, text string, blocks []slack.Block) {
	a.give(map[string]any{"response_type": "ephemeral", "text": esc(cut(text, mostNotice)), "blocks": blocks})
}

// aboutCase says where a case is, with the way to its card, or does an act there.
func (n *session) aboutCase(ctx context.Context, cmd slack.SlashCommand, id care.CaseID, verb string, a *answer) {
	short, cancel := context.WithTimeout(ctx, brief)
	defer cancel()
	c, err := n.desk.Case(short, id)
	if err != nil {
		n.say(a, templates.Fill(n.words.Command.NoCase, "case", string(id)))
		return
	}
	card, _ := n.desk.Card(short, Name, id) // without a card there is only no way to it
	act, known := n.words.Command.Verbs[verb]
	switch {
	case verb == "":
		text := n.words.fill(n.words.Command.Status, c)
		if due(c).IsZero() {
			text = n.words.fill(n.words.Command.NoDue, c)
		}
		respond(a, text, pointing(text, map[string]string{string(id): n.me.permalink(card)}))
	case !known:
		n.say(a, n.words.Command.Help)
	case !offers(c, act):
		n.say(a, templates.Fill(n.words.Command.NotNow, "case", string(id)))
	default:
		n.press(ctx, press{
			mark: mark{id, c.Rev}, place: place{channel: near(cmd.ChannelID, card)}, act: act, user: cmd.UserID, team: cmd.TeamID,
			trigger: cmd.TriggerID, card: card, at: stamp(n.now()),
		}, a)
	}
}

// near is where to answer a command: where it was given, if the bot is there
// too, and else in private.
func near(channel, card string) string {
	if room, _, _ := parseReceipt(card); room == channel || strings.HasPrefix(channel, "D") {
		return channel
	}
	return ""
}

// listed answers a word that stands for a list, or for the numbers of them all.
func (n *session) listed(ctx context.Context, user, word string, a *answer) {
	lists := n.words.lists(channels.Overview{})
	wanted := -1
	for i, l := range lists {
		if word == l.word {
			wanted = i
		}
	}
	if wanted < 0 && word != n.words.Command.Summary {
		n.say(a, n.words.Command.Help)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, brief)
	defer cancel()
	o, err := n.desk.Overview(ctx, Name, user)
	if err != nil {
		n.log.Error("slack: list cases", "err", err)
		n.say(a, n.words.Say.Trouble)
		return
	}
	if wanted < 0 {
		n.say(a, n.words.summary(o))
		return
	}
	n.rows(a, n.words.lists(o)[wanted])
}

// summary says how many cases stand where.
func (w words) summary(o channels.Overview) string {
	lines := []string{templates.Fill(w.Home.List, "title", w.Home.Today, "n", fmt.Sprint(o.Today))}
	for _, l := range w.lists(o) {
		lines = append(lines, templates.Fill(w.Home.List, "title", l.title, "n", fmt.Sprint(len(l.rows))))
	}
	return strings.Join(lines, "\n")
}

// inAnswer is how many cases an answer to a command names.
const inAnswer = 10

// rows answers with a list in which each case is the way to its card.
func (n *session) rows(a *answer, l list) {
	lines := []string{templates.Fill(n.words.Home.List, "title", l.title, "n", fmt.Sprint(len(l.rows)))}
	urls, today := map[string]string{}, care.DateOf(n.now())
	for _, r := range l.rows[:min(len(l.rows), inAnswer)] {
		lines = append(lines, n.words.row(r.Case, today))
		urls[string(r.Case.ID)] = n.me.permalink(r.Card)
	}
	if more := len(l.rows) - inAnswer; more > 0 {
		lines = append(lines, templates.Fill(n.words.Command.More, "n", fmt.Sprint(more)))
	}
	text := strings.Join(lines, "\n\n")
	respond(a, text, pointing(text, urls))
}

// refusal says that somebody may not do what she wanted, and whom to ask.
func (n *session) refusal(ctx context.Context) string {
	names, err := n.desk.Helpers(ctx)
	if err != nil {
		n.log.Warn("slack: look up whom to ask", "err", err)
	}
	return n.words.NotAllowed(names)
}
