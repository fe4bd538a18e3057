package slack

import (
	"context"
	"slices"
	"time"

	"github.com/slack-go/slack"
)

// A post that was on its way when the desk gave it up can arrive after the desk has
// posted it again: Slack takes no key by which it would know the second from the
// first. Then two messages carry the same token, and the one that the desk has not
// noted is removed. What people have written under it stays.

// twins are the receipts of our messages, by token.
type twins map[string][]string

// add takes note of a message, unless it is none of ours.
func (t twins) add(channel string, m slack.Message) {
	token, _ := m.Metadata.EventPayload[tokenID].(string)
	r := receipt(channel, m.Timestamp)
	if m.Metadata.EventType == outbox && token != "" && !slices.Contains(t[token], r) {
		t[token] = append(t[token], r)
	}
}

// part removes what stands there a second time.
func (n *session) part(ctx context.Context, t twins) error {
	for token, receipts := range t {
		if len(receipts) < 2 {
			continue
		}
		noted, err := n.desk.Noted(ctx, Name, token)
		if err != nil {
			return err
		}
		if !slices.Contains(receipts, noted) {
			n.askForSweepLater() // the desk is still to find one of them
			continue
		}
		for _, r := range receipts {
			if r != noted {
				n.remove(ctx, r)
			}
		}
	}
	return nil
}

func (n *session) remove(ctx context.Context, r string) {
	channel, ts, _ := parseReceipt(r)
	err := again(ctx, func() error {
		_, _, err := n.api.DeleteMessageContext(ctx, channel, ts)
		return err
	})
	n.log.Warn("slack: a message of ours had come twice, and one is removed", "id", r, "err", err)
}

// unlooked sees to it that a message of ours is looked at that nobody has posted, as
// far as is known: it may be one that comes late. What is being posted just now is
// known soon.
func (n *session) unlooked(e event) {
	r := receipt(e.Channel, e.TS)
	time.AfterFunc(n.late, func() {
		if _, known := n.stands.get(r); !known && !e.direct() {
			n.askForSweep()
		}
	})
}
