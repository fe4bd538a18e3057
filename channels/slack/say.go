package slack

import (
	"context"

	"github.com/slack-go/slack"
)

// whisper tells one person something where she is. Nothing important is said
// this way alone: Slack may lose it, and it is gone when she reloads.
func (n *session) whisper(ctx context.Context, user string, at place, text string) {
	n.tell(ctx, user, at, esc(text), paragraphs(text))
}

// tell is whisper for a text that has been escaped and laid out already.
func (n *session) tell(ctx context.Context, user string, at place, notice string, blocks []slack.Block) {
	if at.channel != "" && n.mayPost(ctx, at.channel) != nil { // she is told all the same, where nobody else reads
		at = place{}
	}
	options := []slack.MsgOption{
		slack.MsgOptionText(cut(notice, mostNotice), false), slack.MsgOptionBlocks(blocks...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if at.thread != "" {
		options = append(options, slack.MsgOptionTS(at.thread))
	}
	err := again(ctx, func() (err error) {
		if at.channel == "" || at.channel[0] == 'D' { // nobody else is there to hide it from
			_, _, err = n.api.PostMessageContext(ctx, orElse(at.channel, user), options...)
			return err
		}
		_, err = n.api.PostEphemeralContext(ctx, at.channel, user, options...)
		return err
	})
	if err != nil {
		n.log.Warn("slack: answer somebody", "err", err)
	}
}
