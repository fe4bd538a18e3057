package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"example.org/stegvis/bot/care"
	"example.org/stegvis/channels/slack/slackfake"
)

// A chatView is the team chat as one person sees it.
type chatView struct {
	Me        string      `json:"me"`
	Bot       string      `json:"bot"`
	Users     []chatUser  `json:"users"`
	Rooms     []chatRoom  `json:"rooms"`
	Home      slackfake.M `json:"home"`
	Modal     slackfake.M `json:"modal"`
	Connected bool        `json:"connected"`
	On        bool        `json:"on"` // the bot is switched on
}

type chatUser struct {
	ID   string    `json:"id"`
	Name string    `json:"name"`
	Bot  bool      `json:"bot"`
	Role care.Role `json:"role"` // BIH, PVR or HTJ; empty for the bot
}

type chatRoom struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"` // empty for the conversation with the bot
	Messages []slackfake.M `json:"messages"`
}

// chatFor returns what somebody sees; of the first of the staff when user is
// nobody.
func (w *world) chatFor(user string) chatView {
	v := chatView{Bot: slackfake.BotUser, Connected: w.chat.Conns() > 0, On: w.on()}
	for _, c := range w.chatters() {
		v.Users = append(v.Users, chatUser{ID: c.ID, Name: c.Name, Role: c.Role})
	}
	who, ok := w.chatter(user)
	if !ok {
		who = w.chatters()[0]
		user = who.ID
	}
	v.Me = user
	v.Users = append(v.Users, chatUser{ID: slackfake.BotUser, Name: "stegvis", Bot: true})
	h := w.chat.Human(user)
	dm := h.DM()
	if who.Room != "" {
		v.Rooms = append(v.Rooms, chatRoom{who.Room, who.RoomName, w.messages(h, who.Room)})
	}
	v.Rooms = append(v.Rooms, chatRoom{dm, "", w.messages(h, dm)})
	v.Home, v.Modal = h.Home(), h.Modal()
	return v
}

// messages returns what stands in a room for a person, in order of time.
func (w *world) messages(h slackfake.Human, room string) []slackfake.M {
	all := append([]slackfake.M{}, w.chat.Messages(room)...)
	for _, m := range h.Ephemerals(room) {
		all = append(all, maps.Clone(m))
	}
	slices.SortStableFunc(all, func(a, b slackfake.M) int {
		return strings.Compare(fmt.Sprint(a["ts"]), fmt.Sprint(b["ts"]))
	})
	for _, m := range all {
		delete(m, "metadata")
	}
	return all
}

// A chatOrder is one thing somebody does in the chat.
type chatOrder struct {
	Do     string      `json:"do"`
	User   string      `json:"user"`
	Room   string      `json:"room"`
	TS     string      `json:"ts"`
	Thread string      `json:"thread"`
	Text   string      `json:"text"`
	View   string      `json:"view"`
	Action string      `json:"action"`
	Value  slackfake.M `json:"value"`
	State  slackfake.M `json:"state"`
}

// A chatAnswer is what the chat program shows back.
type chatAnswer struct {
	Problem string         `json:"problem,omitempty"` // operation_timeout, dispatch_failed …
	Errors  map[string]any `json:"errors,omitempty"`  // of a form, by block
	Options []any          `json:"options,omitempty"` // of a typeahead
}

// doChat does what somebody does in the chat. That the app does not answer is no
// error of ours: it is what the person sees.
func (p *demoPage) doChat(_ context.Context, o chatOrder) (any, error) {
	who, ok := p.world.chatter(o.User)
	if !ok {
		return nil, fmt.Errorf("chat: nobody in the workspace has that id")
	}
	a := chatAnswer{}
	do, ok := chatDeeds[o.Do]
	if !ok {
		return nil, fmt.Errorf("chat: %q is nothing one can do", o.Do)
	}
	h := p.world.chat.Human(o.User)
	if o.Room != "" && o.Room != who.Room && o.Room != h.DM() {
		return nil, errors.New("chat: there is no such room")
	}
	if err := do(h, o, &a); err != nil {
		a.Problem = err.Error()
	}
	return a, nil
}

// chatDeeds are the things one can do in the chat.
var chatDeeds = map[string]func(slackfake.Human, chatOrder, *chatAnswer) error{
	"post": func(h slackfake.Human, o chatOrder, _ *chatAnswer) (err error) {
		if o.Thread != "" {
			_, err = h.Reply(o.Room, o.Thread, o.Text)
		} else {
			_, err = h.Post(o.Room, o.Text)
		}
		return err
	},
	"slash": func(h slackfake.Human, o chatOrder, _ *chatAnswer) error {
		command, text, _ := strings.Cut(o.Text, " ")
		return h.Slash(cmp.Or(o.Room, demoChannel), command, text)
	},
	"click": func(h slackfake.Human, o chatOrder, _ *chatAnswer) error {
		return h.Pick(o.Room, o.TS, o.Action, o.Value)
	},
	"click view": func(h slackfake.Human, o chatOrder, _ *chatAnswer) error {
		return h.ClickView(o.View, o.Action, o.Value, o.State)
	},
	"submit": func(h slackfake.Human, o chatOrder, a *chatAnswer) (err error) {
		a.Errors, err = h.Submit(o.State)
		return err
	},
	"suggest": func(h slackfake.Human, o chatOrder, a *chatAnswer) (err error) {
		a.Options, err = h.Suggest(o.View, o.Action, o.Text)
		return err
	},
	"close": func(h slackfake.Human, _ chatOrder, _ *chatAnswer) error { h.CloseModal(); return nil },
	"home":  func(h slackfake.Human, _ chatOrder, _ *chatAnswer) error { h.OpenHome(); return nil },
}
