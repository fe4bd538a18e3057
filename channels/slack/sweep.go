package slack

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/slack-go/slack"
)

// lookBack is how far back a sweep looks for what was missed, and how far back
// a card that may have been posted is looked for.
const lookBack = 14 * 24 * time.Hour

// mostPages is how far back in a channel a sweep looks for threads, in pages.
const mostPages = 50

// askForSweep makes the session look for messages it was never told of. A wish
// that is already there is enough.
func (n *session) askForSweep() {
	select {
	case n.sweeps <- struct{}{}:
	default:
	}
}

// askForSweepLater asks once Slack has given up repeating.
func (n *session) askForSweepLater() { time.AfterFunc(10*time.Minute, n.askForSweep) }

// sweepWhenAsked sweeps after every hello: Slack repeats an event three times
// and then forgets it, so whatever was said while we were away longer than that
// must be read from the channels themselves.
func (n *session) sweepWhenAsked(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.sweeps:
		}
		if err := n.sweep(ctx, stamp(n.now().Add(-lookBack))); err != nil && ctx.Err() == nil {
			n.log.Warn("slack: look for missed messages", "err", err)
		}
	}
}

// sweep hears again everything said since then. What the desk knows already it
// is not told again. A room or a thread that cannot be read keeps no other from
// being read: the next sweep may be days away.
func (n *session) sweep(ctx context.Context, since string) error {
	rooms, err := n.rooms(ctx, "im")
	if err != nil {
		return err
	}
	var errs []error
	for _, channel := range rooms {
		errs = append(errs, n.sweepRoom(ctx, channel, since))
	}
	return errors.Join(errs...)
}

// sweepRoom goes through a channel as far back as cards may stand: a thread is
// answered long after it was begun. What of ours stands there twice is put right.
func (n *session) sweepRoom(ctx context.Context, channel, since string) error {
	seen, errs := twins{}, []error(nil)
	for cursor, i := "", 0; i == 0 || cursor != "" && i < mostPages; i++ {
		p, err := n.history(ctx, channel, "", cursor)
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		for _, m := range p.messages {
			seen.add(channel, m)
			if m.Timestamp > since {
				n.hearAgain(ctx, channel, m)
			}
			if m.LatestReply > since && n.ours(m) {
				errs = append(errs, n.sweepThread(ctx, channel, m.Timestamp, since, seen))
			}
		}
		cursor = p.next
	}
	return errors.Join(append(errs, n.part(ctx, seen))...)
}

func (n *session) sweepThread(ctx context.Context, channel, thread, since string, seen twins) error {
	for cursor, i := "", 0; i == 0 || cursor != ""; i++ {
		p, err := n.replies(ctx, channel, thread, since, "", cursor)
		if err != nil {
			return err
		}
		for _, m := range p.messages {
			if m.Timestamp != thread {
				seen.add(channel, m)
				n.hearAgain(ctx, channel, m)
			}
		}
		cursor = p.next
	}
	return nil
}

// hearAgain hears a message that was read rather than delivered.
func (n *session) hearAgain(ctx context.Context, channel string, m slack.Message) {
	original, err := json.Marshal(m)
	if err != nil {
		return // unreachable: it has just been decoded
	}
	e := event{
		Type: "message", Subtype: m.SubType, User: m.User, BotID: m.BotID, Text: m.Text,
		TS: m.Timestamp, Thread: m.ThreadTimestamp, Parent: m.ParentUserId, Channel: channel, original: original,
	}
	for _, f := range m.Files {
		e.Files = append(e.Files, attached{Name: f.Name, Title: f.Title})
	}
	if err := n.hear(ctx, e); err != nil {
		n.log.Error("slack: a missed message could not be stored", "id", receipt(channel, m.Timestamp), "err", err)
	}
}
