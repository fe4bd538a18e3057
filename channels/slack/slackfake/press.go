package slackfake

import (
	"cmp"
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

// find returns the element with that action id, and the block it stands in.
// Two blocks may have elements with the same; blockID then says which, or else
// it is the first.
func (s spot) find(blockID, actionID string) (block, element M, err error) {
	for _, b := range s.blocks() {
		if blockID != "" && asMap(b)["block_id"] != blockID {
			continue
		}
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
	return h.useMessage(channel, ts, "", actionID, nil)
}

// Pick presses a button or chooses in a menu or picker of a message; value is
// what Slack adds to the action, such as {"selected_date": "2026-12-01"}.
func (h Human) Pick(channel, ts, actionID string, value M) error {
	return h.useMessage(channel, ts, "", actionID, value)
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
	block, element, err := s.find("", actionID)
	if err != nil {
		return err
	}
	value, err := h.choose(s, block, element, choice)
	if err != nil {
		return err
	}
	return h.useMessage(channel, ts, "", actionID, value)
}

// ClickView presses a button, or chooses with value, in a modal or the Home
// tab. state is what the form holds, block id to action id to value; what it
// leaves out keeps its initial value.
func (h Human) ClickView(viewID, actionID string, value, state M) error {
	return h.useView(viewID, "", actionID, value, state)
}

// useMessage reports the use of an element in a message; value is what Slack
// adds to the action.
func (h Human) useMessage(channel, ts, blockID, actionID string, value M) error {
	h.f.mu.Lock()
	s, err := h.onMessage(channel, ts)
	if err == nil {
		err = h.mayPress(s)
	}
	var p M
	if err == nil {
		p, err = h.action(s, blockID, actionID, value, valuesOf(s.blocks()))
	}
	h.f.mu.Unlock()
	return h.report(p, err)
}

// useView reports the use of an element in a view; given is what its form
// holds besides what it began with.
func (h Human) useView(viewID, blockID, actionID string, value, given M) error {
	h.f.mu.Lock()
	s, err := h.inView(viewID)
	var p M
	if err == nil {
		p, err = h.action(s, blockID, actionID, value, s.held(given))
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
func (h Human) action(s spot, blockID, actionID string, value, state M) (M, error) {
	block, element, err := s.find(blockID, actionID)
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
		"user":       M{"id": h.ID, "username": name, "name": name, "team_id": cmp.Or(h.f.users[h.ID].Team, h.f.cfg.Team.ID)},
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
