package slack

import (
	"context"

	"github.com/slack-go/slack"
)

// A page is a part of what stands in a channel or a thread.
type page struct {
	channel  string
	messages []slack.Message
	next     string // cursor; empty on the last page
}

const perPage = 200

// history reads a page of a channel, the newest message first. Without oldest
// it goes all the way back.
func (s *Slack) history(ctx context.Context, channel, oldest, cursor string) (page, error) {
	p := page{channel: channel}
	err := again(ctx, func() error {
		h, err := s.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: channel, Oldest: oldest, Cursor: cursor, Limit: perPage, IncludeAllMetadata: true,
		})
		if err == nil {
			p.messages, p.next = h.Messages, h.ResponseMetaData.NextCursor
		}
		return err
	})
	return p, err
}

// replies reads a page of a thread, its first message first.
func (s *Slack) replies(ctx context.Context, channel, thread, oldest, latest, cursor string) (page, error) {
	p := page{channel: channel}
	err := again(ctx, func() (err error) {
		p.messages, _, p.next, err = s.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: thread, Oldest: oldest, Latest: latest, Cursor: cursor, Limit: perPage, IncludeAllMetadata: true,
		})
		return err
	})
	return p, err
}

// rooms lists the private channels the bot has been let into, and with "im" the
// conversations that people have with it alone.
func (s *Slack) rooms(ctx context.Context, more ...string) (ids []string, err error) {
	for cursor, n := "", 0; n == 0 || cursor != ""; n++ {
		err := again(ctx, func() error {
			list, next, err := s.api.GetConversationsContext(ctx, &slack.GetConversationsParameters{
				Types: append([]string{"private_channel"}, more...), ExcludeArchived: true, Limit: perPage, Cursor: cursor,
			})
			for _, c := range list {
				ids = append(ids, c.ID)
			}
			cursor = next
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}
