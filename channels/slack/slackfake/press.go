package slackfake

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// A spot is where an element stands that a person uses: in a message, or in a
// modal or Home tab. It is a copy, as it looked when the person reached for it.
type spot struct {
	room      *room
	msg       M
	ephemeral bool
	view      M
}

func (s spot) blocks() []any {
	if s.view != nil {
		return asList(s.view["blocks"])
	}
	return asList(s.msg["blocks"])
}

// find returns the element with that action id and the block it stands in.
func (s spot) find(actionID string) (block, element M, err error) {
	for _, b := range s.blocks() {
		for _, e := range elementsOf(asMap(b)) {
			if isActive(e) && e["action_id"] == actionID {
				return asMap(b), e, nil
			}
		}
	}
	return nil, nil, fmt.Errorf("no element %q", actionID)
}

// onMessage is a spot in a message the person sees; f.mu is held.
func (h Human) onMessage(channel, ts string) (spot, error) {
	r := h.f.rooms[channel]
	if r == nil || !r.members[h.ID] {
		return spot{}, errNotMember
	}
	if m := r.find(ts); m != nil {
		return spot{room: r, msg: clone(m)}, nil
	}
	if m := r.findEphemeral(h.ID, ts); m != nil {
		return spot{room: r, msg: clone(m), ephemeral: true}, nil
	}
	return spot{}, errNotThere
}

// inView is a spot in a modal the person has open, or their Home tab; f.mu is
// held.
func (h Human) inView(id string) (spot, error) {
	if v := h.f.views[id]; v != nil && (h.f.homes[h.ID] == id || slices.Contains(h.f.stacks[h.ID], id)) {
		return spot{view: clone(v)}, nil
	}
	return spot{}, errors.New("no such view")
}

// Click presses a button in a message.
func (h Human) Click(channel, ts, actionID string) error {
	return h.useMessage(channel, ts, actionID, nil)
}

// Pick presses a button or chooses in a menu or picker of a message; value is
// what Slack adds to the action, such as {"selected_date": "2026-12-01"}.
func (h Human) Pick(channel, ts, actionID string, value M) error {
	return h.useMessage(channel, ts, actionID, value)
}

// Choose chooses in a menu or picker of a message: a date, a time, or an
// option by its value or its text.
func (h Human) Choose(channel, ts, actionID, choice string) error {
	h.f.mu.Lock()
	s, err := h.onMessage(channel, ts)
	h.f.mu.Unlock()
	if err != nil {
		return err
	}
	value, err := h.choose(s, actionID, choice)
	if err != nil {
		return err
	}
	return h.useMessage(channel, ts, actionID, value)
}

// ClickView presses a button, or chooses with value, in a modal or the Home
// tab. state is what the form holds, block id to action id to value; what it
// leaves out keeps its initial value.
func (h Human) ClickView(viewID, actionID string, value, state M) error {
	held, err := h.held(viewID, state)
	if err != nil {
		return err
	}
	return h.useView(viewID, actionID, value, held)
}

// useMessage reports the use of an element in a message; value is what Slack
// adds to the action.
func (h Human) useMessage(channel, ts, actionID string, value M) error {
	h.f.mu.Lock()
	s, err := h.onMessage(channel, ts)
	if err == nil {
		err = h.mayPress(s)
	}
	var p M
	if err == nil {
		p, err = h.action(s, actionID, value, valuesOf(s.blocks()))
	}
	h.f.mu.Unlock()
	return h.report(p, err)
}

// useView reports the use of an element in a view; state is what its form
// holds.
func (h Human) useView(viewID, actionID string, value, state M) error {
	h.f.mu.Lock()
	s, err := h.inView(viewID)
	var p M
	if err == nil {
		p, err = h.action(s, actionID, value, state)
	}
	h.f.mu.Unlock()
	return h.report(p, err)
}

func (h Human) mayPress(s spot) error {
	if s.room.Archived {
		return errArchived
	}
	return nil
}

func (h Human) report(payload M, err error) error {
	if err != nil {
		return err
	}
	_, err = h.f.ask("interactive", payload)
	return h.toast(err)
}

// action is the payload of somebody using an element; f.mu is held.
func (h Human) action(s spot, actionID string, value, state M) (M, error) {
	block, element, err := s.find(actionID)
	if err != nil {
		return nil, err
	}
	if !h.f.app.Interact {
		return nil, ErrDispatch
	}
	p := h.from("block_actions")
	p["trigger_id"] = h.f.newTrigger(h.ID)
	p["actions"] = []M{used(block, element, value, h.f.ts())}
	if s.view != nil {
		p["container"] = M{"type": "view", "view_id": s.view["id"]}
		p["view"] = withState(s.view, state)
		return p, nil
	}
	h.addMessage(p, s)
	p["state"] = M{"values": merge(state, block, element, value)}
	return p, nil
}

// addMessage adds what an action tells of the message it was done in. Of one
// that only the person sees, Slack sends no content.
func (h Human) addMessage(p M, s spot) {
	ts, thread := asStr(s.msg["ts"]), asStr(s.msg["thread_ts"])
	container := M{"type": "message", "message_ts": ts, "channel_id": s.room.ID, "is_ephemeral": s.ephemeral}
	if thread != "" {
		container["thread_ts"] = thread
	}
	p["container"], p["channel"] = container, M{"id": s.room.ID, "name": s.room.shownName()}
	p["response_url"] = h.f.newResponseURL(responseURL{room: s.room, user: h.ID, ts: ts, thread: thread, ephemeral: s.ephemeral})
	if !s.ephemeral {
		p["message"] = shown(s.msg, true)
	}
}

// from is what every interactive payload begins with.
func (h Human) from(kind string) M {
	name := h.f.users[h.ID].Name
	return M{"type": kind, "team": M{"id": h.f.cfg.Team.ID, "domain": h.f.cfg.Team.Domain},
		"user":       M{"id": h.ID, "username": name, "name": name, "team_id": h.f.cfg.Team.ID},
		"api_app_id": AppID, "token": "verification-token", "enterprise": nil, "is_enterprise_install": false}
}

// used is the action a person has done with an element.
func used(block, element, value M, ts string) M {
	a := M{"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"], "action_ts": ts}
	for _, k := range []string{"text", "value", "style"} {
		if v, ok := element[k]; ok && element["type"] == "button" {
			a[k] = v
		}
	}
	maps.Copy(a, value)
	return a
}

// Slash runs a slash command, which Slack allows in channels and DMs but not
// in threads.
func (h Human) Slash(channel, name, text string) error {
	p, r, err := h.slashPayload(channel, name, text)
	if err != nil {
		return err
	}
	answer, err := h.f.ask("slash_commands", p)
	if err == nil {
		err = h.slashAnswer(r, answer)
	}
	return h.toast(err)
}

func (h Human) slashPayload(channel, name, text string) (M, *room, error) {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	i := slices.IndexFunc(h.f.app.Commands, func(c command) bool { return c.Name == name })
	if i < 0 {
		return nil, nil, fmt.Errorf("%s is not a valid command", name)
	}
	r, err := h.at(channel)
	if err != nil {
		return nil, nil, err
	}
	return M{"token": "verification-token", "team_id": h.f.cfg.Team.ID, "team_domain": h.f.cfg.Team.Domain, "channel_id": r.ID, "channel_name": r.shownName(),
		"user_id": h.ID, "user_name": h.f.users[h.ID].Name, "command": name, "text": h.f.wireCommand(text, h.f.app.Commands[i]),
		"api_app_id": AppID, "is_enterprise_install": "false", "trigger_id": h.f.newTrigger(h.ID),
		"response_url": h.f.newResponseURL(responseURL{room: r, user: h.ID})}, r, nil
}

// slashAnswer shows the message that came with the acknowledgement, if one
// did.
func (h Human) slashAnswer(r *room, answer M) error {
	if answer["text"] == nil && answer["blocks"] == nil {
		return nil
	}
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	m := h.f.botMessage()
	if refusal := readContent(answer, m); refusal != nil {
		return errors.New("invalid_command_response")
	}
	if answer["response_type"] == "in_channel" {
		h.f.post(r, m)
	} else {
		h.f.whisper(r, h.ID, m)
	}
	return nil
}

// Shortcut chooses a shortcut from the menu of a message.
func (h Human) Shortcut(id, channel, ts string) error {
	h.f.mu.Lock()
	s, err := h.onMessage(channel, ts)
	known := slices.ContainsFunc(h.f.app.Shortcuts, func(x shortcut) bool { return x.ID == id && x.OnMessage })
	if err != nil || !known {
		h.f.mu.Unlock()
		return errors.Join(err, fmt.Errorf("shortcut %q on a message the person sees: no", id))
	}
	p := h.from("message_action")
	h.addMessage(p, s)
	delete(p, "container")
	delete(p, "api_app_id")
	maps.Copy(p, M{"callback_id": id, "trigger_id": h.f.newTrigger(h.ID), "message_ts": ts, "action_ts": h.f.ts()})
	h.f.mu.Unlock()
	return h.report(p, nil)
}

// OpenHome opens the app's Home tab.
func (h Human) OpenHome() {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	event := M{"type": "app_home_opened", "user": h.ID, "channel": h.f.im(h.ID).ID, "tab": "home", "event_ts": h.f.ts()}
	if v := h.f.views[h.f.homes[h.ID]]; v != nil {
		event["view"] = clone(v)
	}
	h.f.tell("app_home_opened", nil, event)
	h.f.changed()
}

// Home returns the Home tab as the person sees it, or nil.
func (h Human) Home() M {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	return clone(h.f.views[h.f.homes[h.ID]])
}
