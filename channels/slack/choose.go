package slack

import (
	"context"
	"fmt"

	"example.org/stegvis/channels"
)

// choose takes the press of a proposed time to the desk, as if its number had
// been written in the thread. Anybody may: whose answer counts is for the desk.
func (n *session) choose(ctx context.Context, p press, slot string, a *answer) {
	inside, err := n.inside(ctx, p.user, p.team)
	if err != nil {
		n.trouble(ctx, p.user, p.place, p.Case, err)
		return
	}
	if !inside {
		a.give(nil)
		n.whisper(ctx, p.user, p.place, n.refusal(ctx))
		return
	}
	if slot == "0" {
		a.give(nil)
		n.whisper(ctx, p.user, p.place, n.words.Say.OtherTime)
		return
	}
	n.chosen(ctx, p, slot, a)
}

// chosen hands over the choice. The minute is part of its id: a double click is
// one answer, and somebody who changes her mind and back has answered thrice.
func (n *session) chosen(ctx context.Context, p press, slot string, a *answer) {
	id := fmt.Sprintf("slot|%s|%s|%s|%d", p.card, p.user, slot, unstamp(p.at).Unix()/60)
	defer n.flight.enter(id)()
	if _, known, err := n.desk.Known(ctx, Name, id); err == nil && known {
		a.give(nil)
		n.whisper(ctx, p.user, p.place, n.words.Say.Answered)
		return
	}
	in := channels.Incoming{
		Channel: Name, ID: id, From: p.user, Place: p.channel, Received: unstamp(p.at), Text: slot, Answers: []string{p.card},
	}
	if p.thread != "" {
		in.Answers = append(in.Answers, receipt(p.channel, p.thread))
	}
	verdict, err := n.handle(ctx, in)
	if err != nil {
		n.trouble(ctx, p.user, p.place, p.Case, err)
		return
	}
	a.give(nil)
	n.whisper(ctx, p.user, p.place, orElse(verdict.Say, n.words.Say.Answered))
}
