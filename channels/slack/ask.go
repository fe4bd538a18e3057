package slack

import (
	"context"
	"regexp"
	"strings"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/templates"
)

// mostChoices is how many suggestions a typeahead shows; Slack allows 100.
const mostChoices = 30

// suggest answers somebody who is typing into a field that is searched for in
// the contact lists.
func (n *session) suggest(ctx context.Context, cb *slack.InteractionCallback) slack.OptionsResponse {
	none := slack.OptionsResponse{Options: []*slack.OptionBlockObject{}}
	kind, ok := strings.CutPrefix(cb.ActionID, choosePrefix)
	staff, err := n.mayAct(ctx, cb.User.ID, cb.User.TeamID)
	if !ok || err != nil || !staff {
		return none
	}
	ctx, cancel := context.WithTimeout(ctx, n.soon)
	defer cancel()
	found, err := n.desk.Choices(ctx, kind, cb.Value, mostChoices)
	if err != nil {
		n.log.Warn("slack: look up choices", "kind", kind, "err", err)
		return none
	}
	for _, c := range found {
		none.Options = append(none.Options, option(c.Value, c.Shown()))
	}
	return none
}

// home draws the app's own page for somebody who opens it.
func (n *session) home(ctx context.Context, e event) error {
	if e.Tab != "home" {
		return nil
	}
	w := n.words.Home
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{
		slack.NewHeaderBlock(plain(w.Title, mostHeader)), section(w.Text),
		slack.NewContextBlock("", plain(w.Foot, mostSection)),
	}}}
	err := again(ctx, func() error {
		_, err := n.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: e.User, View: view})
		return err
	})
	if err != nil {
		n.log.Warn("slack: draw the home tab", "err", err)
	}
	return nil // it is drawn anew the next time it is opened
}

// caseNumber is what a case number looks like, whatever the unit calls its own.
var caseNumber = regexp.MustCompile(`^[A-ZÅÄÖ]{1,10}-\d{4}-\d{1,6}$`)

// command answers /stegvis. Only the one who asks sees the answer.
func (n *session) command(ctx context.Context, cmd slack.SlashCommand, a *answer) {
	text := n.reply(ctx, cmd)
	a.give(map[string]any{"response_type": "ephemeral", "text": esc(text), "blocks": paragraphs(text)})
}

func (n *session) reply(ctx context.Context, cmd slack.SlashCommand) string {
	number := strings.ToUpper(strings.TrimSpace(unescaper.Replace(cmd.Text)))
	if staff, err := n.mayAct(ctx, cmd.UserID, cmd.TeamID); err != nil || !staff {
		return n.words.Say.NotAllowed
	}
	if !caseNumber.MatchString(number) {
		return n.words.Command.Help
	}
	ctx, cancel := context.WithTimeout(ctx, n.soon)
	defer cancel()
	c, err := n.desk.Case(ctx, care.CaseID(number))
	if err != nil {
		return templates.Fill(n.words.Command.NoCase, "case", number)
	}
	if due(c).IsZero() {
		return n.words.fill(n.words.Command.NoDue, c)
	}
	return n.words.fill(n.words.Command.Status, c)
}
