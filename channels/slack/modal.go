package slack

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
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

// A response is what an acknowledged form shows next. The zero response closes
// it.
type response struct {
	Action string                  `json:"response_action,omitempty"`
	Errors map[string]string       `json:"errors,omitempty"`
	View   *slack.ModalViewRequest `json:"view,omitempty"`
}

// replace shows another view in place of the form.
func replace(v slack.ModalViewRequest) response { return response{Action: "update", View: &v} }

// submit takes a form to the desk before it is acknowledged, so that what the
// desk refuses can be corrected where it was written.
func (n *session) submit(ctx context.Context, cb *slack.InteractionCallback, a *answer) {
	at, ok := parseSpot(cb.View.PrivateMetadata)
	act, isForm := strings.CutPrefix(cb.View.CallbackID, formPrefix)
	staff, err := n.desk.Staff(ctx, Name, cb.User.ID)
	switch {
	case !ok || !isForm && cb.View.CallbackID != menuCallback:
		a.give(nil)
	case err != nil:
		a.give(replace(n.words.note(at, n.words.Say.Trouble)))
	case !staff:
		a.give(replace(n.words.note(at, n.words.Say.NotAllowed)))
	case !isForm:
		n.pick(ctx, cb, at, a)
	default:
		n.file(ctx, cb, filing{at, act, values(cb)}, a)
	}
}

// pick goes on from the list of all acts to the one chosen.
func (n *session) pick(ctx context.Context, cb *slack.InteractionCallback, at spot, a *answer) {
	act := value(templates.Field{Kind: "choice"}, values(cb)["act"])
	form := n.words.forms[act]
	if len(form.Fields) == 0 && form.Confirm == nil {
		n.file(ctx, cb, filing{at, act, nil}, a)
		return
	}
	a.give(replace(n.ready(ctx, press{mark: at.mark, place: at.place, act: act, user: cb.User.ID})))
}

func values(cb *slack.InteractionCallback) state {
	if cb.View.State == nil {
		return nil
	}
	return cb.View.State.Values
}

// A filing is a form that somebody has sent.
type filing struct {
	spot
	act   string
	state state
}

// file hands a form to the desk and shows what came of it: in the form itself,
// when something in it must be put right, and otherwise beside the card. When
// the desk is slow the form says so, and is told afterwards.
func (n *session) file(ctx context.Context, cb *slack.InteractionCallback, f filing, a *answer) {
	form := n.words.forms[f.act]
	filled, wrong := n.words.read(form, f.state, n.now())
	if len(wrong) > 0 {
		a.give(response{Action: "errors", Errors: wrong})
		return
	}
	stop := a.within(n.soon, func() any { return replace(n.words.note(f.spot, n.words.Modal.Working)) })
	defer stop()
	verdict, err := n.handle(ctx, channels.Incoming{
		Channel: Name, ID: "form|" + cb.View.ID, From: cb.User.ID, Received: n.now(),
		Answers: f.cards(), Case: f.Case, Act: f.act, Values: filled,
	})
	if err != nil {
		n.log.Error("slack: a form could not be stored", "case", f.Case, "act", f.act, "err", err)
		n.show(ctx, cb, n.words.note(f.spot, n.words.Say.Trouble), a)
		return
	}
	if len(verdict.Refused) > 0 {
		n.refuse(ctx, cb, f, filled, verdict.Refused, a)
		return
	}
	said := n.words.outcome(verdict, form)
	if !a.give(nil) {
		n.change(ctx, n.words.note(f.spot, said), cb.View.ID, "")
		return
	}
	n.whisper(ctx, cb.User.ID, f.place, said)
}

// cards are the receipts a form answers: the thread it was opened from.
func (f filing) cards() []string {
	if f.thread == "" {
		return nil
	}
	return []string{receipt(f.channel, f.thread)}
}

// refuse shows what the desk will not take, at the fields it is about.
func (n *session) refuse(ctx context.Context, cb *slack.InteractionCallback, f filing, filled care.Values, refusal map[string]string, a *answer) {
	wrong := n.words.refused(n.words.forms[f.act], refusal)
	if len(wrong) > 0 && a.give(response{Action: "errors", Errors: wrong}) {
		return
	}
	c, err := n.desk.Case(ctx, f.Case)
	if len(wrong) == 0 || err != nil { // a form without fields has nowhere to show it
		n.show(ctx, cb, n.words.note(f.spot, n.words.outcome(channels.Verdict{Refused: refusal}, templates.Form{})), a)
		return
	}
	s := n.sheet(ctx, f.act, f.spot, c)
	s.values, s.wrong = filled, wrong
	n.change(ctx, n.words.form(s), cb.View.ID, "")
}

// show puts a view in place of the form, whether or not it has been
// acknowledged.
func (n *session) show(ctx context.Context, cb *slack.InteractionCallback, v slack.ModalViewRequest, a *answer) {
	if !a.give(replace(v)) {
		n.change(ctx, v, cb.View.ID, "")
	}
}
