package slack

import (
	"context"
	"strings"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

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
	staff, err := n.mayAct(ctx, cb.User.ID, cb.User.TeamID)
	switch {
	case !ok || !isForm && cb.View.CallbackID != menuCallback:
		a.give(nil)
	case err != nil:
		a.give(replace(n.words.note(at, n.words.Say.Trouble)))
	case !staff:
		a.give(replace(n.words.note(at, n.refusal(ctx))))
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
// the desk is slow, Slack says so and leaves the form as it is, until there is
// something to show in it.
func (n *session) file(ctx context.Context, cb *slack.InteractionCallback, f filing, a *answer) {
	form := n.words.forms[f.act]
	filled, wrong := n.words.read(form, f.state, n.now())
	if len(wrong) > 0 {
		a.give(response{Action: "errors", Errors: wrong})
		return
	}
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
