package slack

import (
	"context"
	"strings"

	"github.com/slack-go/slack"
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
	ctx, cancel := context.WithTimeout(ctx, brief)
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
