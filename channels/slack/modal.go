package slack

import (
	"context"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
)

// open shows the form of an act. The trigger that allows it lives for three
// seconds, so a form that is not ready by then is opened empty and filled in.
func (n *session) open(ctx context.Context, p press) {
	ready := make(chan slack.ModalViewRequest, 1)
	go func() { ready <- n.ready(ctx, p) }()
	timer := time.NewTimer(n.quick)
	defer timer.Stop()
	view, loading := slack.ModalViewRequest{}, false
	select {
	case view = <-ready:
	case <-timer.C:
		view, loading = n.words.note(p.spot(), n.words.Modal.Loading), true
	}
	opened, err := n.api.OpenViewContext(ctx, p.trigger, view)
	if err != nil {
		n.log.Warn("slack: open a form", "case", p.Case, "act", p.act, "err", err)
		n.whisper(ctx, p.user, p.place, n.words.Say.NotOpened)
		return
	}
	if loading {
		n.change(ctx, <-ready, opened.ID, opened.Hash)
	}
}

func (p press) spot() spot { return spot{p.mark, p.place} }

// ready makes the view that a press opens: the form, filled in as far as the
// case tells, or what to say instead.
func (n *session) ready(ctx context.Context, p press) slack.ModalViewRequest {
	c, err := n.desk.Case(ctx, p.Case)
	switch {
	case err != nil:
		n.log.Error("slack: read a case for its form", "case", p.Case, "err", err)
		return n.words.note(p.spot(), n.words.Say.Trouble)
	case p.act == showCase:
		card, _ := n.desk.Card(ctx, Name, p.Case) // without a card there is only no way to it
		return n.words.shown(p.spot(), c, n.me.permalink(card), care.DateOf(n.now()))
	case p.act == allActs && len(c.Acts) > 0:
		return n.words.everything(p.spot(), c)
	case !offers(c, p.act):
		n.refresh(ctx, p.card, c)
		return n.words.note(p.spot(), n.words.Say.Stale)
	}
	return n.words.form(n.sheet(ctx, p.act, p.spot(), c))
}

func offers(c care.PublicCase, act string) bool { return slices.Contains(c.Acts, act) }

// sheet gathers what a form needs. The utförare stands in it only when the
// contact lists know exactly that name.
func (n *session) sheet(ctx context.Context, act string, at spot, c care.PublicCase) sheet {
	at.Rev = c.Rev
	s := sheet{act: act, spot: at, c: c, today: care.DateOf(n.now())}
	if c.HTJ == "" {
		return s
	}
	found, err := n.desk.Choices(ctx, "provider", c.HTJ, 5)
	same := slices.DeleteFunc(found, func(x channels.Choice) bool { return x.Label != c.HTJ })
	if err == nil && len(same) == 1 {
		s.chosen = &same[0]
	}
	return s
}

// change replaces an open view, if it still is the one we think.
func (n *session) change(ctx context.Context, view slack.ModalViewRequest, id, hash string) {
	err := again(ctx, func() error {
		_, err := n.api.UpdateViewContext(ctx, view, "", hash, id)
		return err
	})
	if err != nil {
		n.log.Warn("slack: fill in a form", "err", err)
	}
}
