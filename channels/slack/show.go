package slack

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// Show puts up the card, or changes the one in view. A card that has been
// taken away, or that stands where the contact lists no longer point, is left
// behind and a new one put up; answers in the old one's thread still name it.
func (s *Slack) Show(ctx context.Context, card channels.Card) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("slack: show: %w", err)
	}
	defer s.stir()
	notice, blocks := s.words.card(card.Case, care.DateOf(s.now()))
	if channel, _, ok := parseReceipt(card.Receipt); ok && (channel == card.To.At() || isPerson(card.To.At())) {
		err := s.redraw(ctx, card.Receipt, notice, blocks)
		if !isGone(err) {
			return card.Receipt, err
		}
	}
	return s.putUp(ctx, card, notice, blocks)
}

// redraw changes a card in place. Doing so twice does no harm, so its errors
// are never unknown.
func (s *Slack) redraw(ctx context.Context, r, notice string, blocks []slack.Block) error {
	look := fingerprint(notice, blocks)
	if old, ok := s.drawn.get(r); ok && old == look {
		return nil
	}
	channel, ts, _ := parseReceipt(r)
	if err := s.mayPost(ctx, channel); err != nil {
		return changing("change card", err)
	}
	err := again(ctx, func() error {
		_, _, _, err := s.api.UpdateMessageContext(ctx, channel, ts,
			slack.MsgOptionText(cut(notice, mostNotice), true), slack.MsgOptionBlocks(blocks...))
		return err
	})
	if err != nil {
		return changing("change card", err)
	}
	s.drawn.put(r, look)
	return nil
}

// putUp posts a card. A crash may have come between an earlier post and the
// note of its receipt, so it looks for that one first.
func (s *Slack) putUp(ctx context.Context, card channels.Card, notice string, blocks []slack.Block) (string, error) {
	r, found, err := s.Find(ctx, channels.Outgoing{Token: card.Token, To: card.To})
	if err != nil {
		return "", err
	}
	if found && r != card.Receipt {
		return r, s.redraw(ctx, r, notice, blocks)
	}
	r, err = s.post(ctx, card.To.At(), "", card.Token, notice, blocks)
	if err != nil {
		return "", sending("put up card", err)
	}
	s.drawn.put(r, fingerprint(notice, blocks))
	return r, nil
}

func fingerprint(notice string, blocks []slack.Block) [32]byte {
	data, _ := json.Marshal(blocks) // unreachable: blocks of our own making
	return sha256.Sum256(append([]byte(notice), data...))
}
