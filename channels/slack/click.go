package slack

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels"
	"example.org/stegvis/templates"
)

// interaction takes whatever somebody has done to an element of ours. Slack does
// not repeat these: each is answered, but for one that could not be stored.
func (n *session) interaction(ctx context.Context, cb *slack.InteractionCallback, a *answer) {
	switch cb.Type {
	case slack.InteractionTypeBlockActions:
		n.click(ctx, cb, a)
	case slack.InteractionTypeViewSubmission:
		n.submit(ctx, cb, a)
	case slack.InteractionTypeBlockSuggestion:
		a.give(n.suggest(ctx, cb))
	case slack.InteractionTypeMessageAction, slack.InteractionTypeShortcut:
		a.give(nil)
		n.whisper(ctx, cb.User.ID, place{cb.Channel.ID, cb.Message.ThreadTimestamp}, n.words.Say.OldButton) // of an older version
	default:
		a.give(nil)
	}
}

// A press is one press of a button, or one choice in a menu, made on a card.
type press struct {
	mark
	place
	act     string
	sure    bool // the person has been asked already, or need not be
	user    string
	team    string // the workspace she comes from
	trigger string
	card    string // receipt of the message it stands on
	at      string // when, as Slack tells time
}

// click routes what was pressed. An element we do not know is one of an older
// version's.
func (n *session) click(ctx context.Context, cb *slack.InteractionCallback, a *answer) {
	if len(cb.ActionCallback.BlockActions) == 0 {
		a.give(nil)
		return
	}
	b := cb.ActionCallback.BlockActions[0]
	p := press{
		user: cb.User.ID, team: cb.User.TeamID, trigger: cb.TriggerID, at: b.ActionTs, sure: true,
		place: place{channel: cb.Channel.ID},
	}
	if cb.Container.MessageTs != "" { // on the home tab there is no message
		p.card = receipt(cb.Channel.ID, cb.Container.MessageTs)
	}
	if cb.Container.ThreadTs != cb.Container.MessageTs { // a card is not in its own thread
		p.thread = cb.Container.ThreadTs
	}
	value := b.Value
	if b.ActionID == moreAction {
		value = b.SelectedOption.Value
	}
	m, rest, ok := parseMark(value)
	p.mark = m
	act, isAct := strings.CutPrefix(b.ActionID, actPrefix)
	slot, isSlot := strings.CutPrefix(b.ActionID, slotPrefix)
	switch {
	case ok && isSlot:
		n.choose(ctx, p, slot, a)
	case ok && isAct:
		p.act = act
		n.press(ctx, p, a)
	case ok && b.ActionID == showAction:
		p.act = showCase
		n.press(ctx, p, a)
	case ok && b.ActionID == moreAction && len(rest) == 1:
		p.act, p.sure = rest[0], false
		n.press(ctx, p, a)
	default:
		a.give(nil)
		n.whisper(ctx, p.user, p.place, n.words.Say.OldButton)
	}
}

// press does an act, or opens what it asks first.
func (n *session) press(ctx context.Context, p press, a *answer) {
	form, known := n.words.forms[p.act]
	staff, err := n.mayAct(ctx, p.user, p.team)
	switch {
	case err != nil:
		n.trouble(ctx, p.user, p.place, p.Case, err)
	case !staff:
		a.give(nil)
		n.whisper(ctx, p.user, p.place, n.refusal(ctx))
	case p.act == allActs, p.act == showCase, len(form.Fields) > 0, form.Confirm != nil && !p.sure:
		a.give(nil)
		n.open(ctx, p)
	case !known:
		a.give(nil)
		n.whisper(ctx, p.user, p.place, n.words.Say.OldButton)
	default:
		n.act(ctx, p, form, a)
	}
}

// A doer is who did something, and when.
type doer struct {
	user string
	at   time.Time
}

// act does an act that needs nothing filled in, if nobody has done it already
// and the card it stands on is not an old one.
func (n *session) act(ctx context.Context, p press, form templates.Form, a *answer) {
	id := p.id(form)
	defer n.flight.enter(id)()
	if n.done(ctx, p, id, a) {
		return
	}
	c, err := n.desk.Case(ctx, p.Case)
	if err != nil {
		n.trouble(ctx, p.user, p.place, p.Case, err)
		return
	}
	offered := offers(c, p.act)
	if offered && c.Rev != p.Rev {
		a.give(nil)
		n.stale(ctx, p, c)
		return
	}
	verdict, err := n.handle(ctx, channels.Incoming{
		Channel: Name, ID: id, From: p.user, Received: unstamp(p.at), Answers: []string{p.card}, Case: p.Case, Act: p.act,
	})
	if err != nil {
		n.trouble(ctx, p.user, p.place, p.Case, err)
		return
	}
	a.give(nil)
	old := !verdict.Ours && !offered // the desk knows who was first
	switch {
	case verdict.Ours:
		n.doers.put(id, doer{p.user, unstamp(p.at)})
	case old:
		verdict.Say = orElse(verdict.Say, n.words.Say.Stale)
	}
	n.whisper(ctx, p.user, p.place, n.words.outcome(verdict, form))
	if old {
		n.refresh(ctx, p.card, c)
	}
}

// id names what is done, not the click: a second click is the same thing. An
// act that each may do as often as she likes counts once a minute and person.
func (p press) id(form templates.Form) string {
	id := fmt.Sprintf("act|%s|%s|%d", p.Case, p.act, p.Rev)
	if form.Again {
		id += fmt.Sprintf("|%s|%d", p.user, unstamp(p.at).Unix()/60)
	}
	return id
}

// done says who has done it already, if somebody has.
func (n *session) done(ctx context.Context, p press, id string, a *answer) bool {
	if d, ok := n.doers.get(id); ok {
		a.give(nil)
		text := templates.Fill(esc(n.words.Say.Already), "who", "<@"+esc(d.user)+">", "time", d.at.In(care.Stockholm).Format("15.04"))
		n.tell(ctx, p.user, p.place, text, []slack.Block{slack.NewSectionBlock(rich(text, mostSection), nil, nil)})
		return true
	}
	if _, known, err := n.desk.Known(ctx, Name, id); err != nil || !known {
		return false // if it cannot be found out, the desk will tell it from new
	}
	a.give(nil)
	n.whisper(ctx, p.user, p.place, n.words.Say.AlreadyDone)
	return true
}

// stale asks for another look and draws the card anew, which may have to wait for
// its turn at Slack.
func (n *session) stale(ctx context.Context, p press, c care.PublicCase) {
	n.whisper(ctx, p.user, p.place, n.words.Say.Stale)
	n.refresh(ctx, p.card, c)
}

// refresh draws a card as the case stands now. No card is no trouble.
func (n *session) refresh(ctx context.Context, card string, c care.PublicCase) {
	if card == "" {
		return
	}
	n.drawn.put(card, [32]byte{}) // what stands there is not what we think
	notice, blocks := n.words.card(c, care.DateOf(n.now()))
	if err := n.redraw(ctx, card, notice, blocks); err != nil {
		n.log.Warn("slack: redraw a card", "case", c.ID, "err", err)
	}
}

// trouble says that something could not be stored. It is not acknowledged either:
// what is said may be lost, and the warning that Slack shows then is not.
func (n *session) trouble(ctx context.Context, user string, at place, id care.CaseID, err error) {
	n.log.Error("slack: a click could not be carried out", "case", id, "err", err)
	n.whisper(ctx, user, at, n.words.Say.Trouble)
}

// outcome is what to answer when the desk has taken an act.
func (w words) outcome(v channels.Verdict, form templates.Form) string {
	for _, what := range v.Refused {
		return orElse(w.Refused[what], what)
	}
	return orElse(v.Say, orElse(form.Done, w.Say.Done))
}
