package slackfake

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// This file is the "human at the keyboard": every method does what the Slack client would do.

func (s *Fake) newTrigger(user string) string {
	id := fmt.Sprintf("%d.%d.%s", s.cfg.Clock().UnixMicro(), int64(1e9), strings.ToLower(randID("", 24)))
	s.triggers[id] = &trigger{user: user, until: s.cfg.Clock().Add(s.cfg.TriggerTTL)}
	return id
}
func (s *Fake) newRespURL(c *room, user, ts, thread string, eph bool) string {
	id := randID("R", 18)
	s.respURLs[id] = &responseURL{channel: c.ID, user: user, msgTS: ts, threadTS: thread, ephemeral: eph, until: s.cfg.Clock().Add(30 * time.Minute)}
	return s.base + "/response/" + id
}

// Post writes a message as a person.
func (s *Fake) Post(user, channel, text, thread string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	c := s.chans[channel]
	if c == nil || !c.Members[user] {
		return "", errors.New("not a member")
	}
	m := M{"type": "message", "user": user, "text": text, "team": s.cfg.Team.ID, "client_msg_id": uuid(), "ts": s.ts(),
		"blocks": []any{M{"type": "rich_text", "block_id": randID("", 5), "elements": []any{M{"type": "rich_text_section", "elements": []any{M{"type": "text", "text": text}}}}}}}
	if thread != "" {
		m["thread_ts"] = thread
		if r := c.find(thread); r != nil {
			m["parent_user_id"] = r["user"]
		}
	}
	s.store(c, m)
	return asStr(m["ts"]), nil
}

func (s *Fake) React(user, channel, ts, name string) M {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	return s.react(M{"channel": channel, "timestamp": ts, "name": name}, user, true)
}

func (s *Fake) userRef(u string) M {
	return M{"id": u, "username": s.users[u].Name, "name": s.users[u].Name, "team_id": s.cfg.Team.ID}
}
func (s *Fake) teamRef() M { return M{"id": s.cfg.Team.ID, "domain": s.cfg.Team.Domain} }

// interactive sends an interactive envelope and waits for the ack (3 s), as the Slack client does.
func (s *Fake) interactive(typ string, p M) (M, error) {
	e := &envelope{typ: typ, payload: p, accepts: true, acked: make(chan M, 1)}
	s.mu.Lock()
	ok := s.sock.deliver(e)
	s.mu.Unlock()
	if !ok {
		return nil, errors.New("dispatch_failed")
	}
	select {
	case r := <-e.acked:
		return r, nil
	case <-time.After(s.cfg.AckTimeout):
		s.mu.Lock()
		delete(s.sock.pending, e.id)
		s.mu.Unlock()
		return nil, errors.New("operation_timeout")
	}
}

func findElement(blocks []any, actionID string) (M, M) {
	for _, b := range blocks {
		bm := asMap(b)
		for _, e := range append(asList(bm["elements"]), bm["accessory"], bm["element"]) {
			if em := asMap(e); em != nil && em["action_id"] == actionID {
				return bm, em
			}
		}
	}
	return nil, nil
}

// Click presses a button (or picks a value) in a message. value is nil for buttons.
func (s *Fake) Click(user, channel, ts, actionID string, value M) error {
	s.mu.Lock()
	c := s.chans[channel]
	var m M
	eph := false
	if c != nil {
		m = c.find(ts)
		for _, x := range c.Eph[user] {
			if x["ts"] == ts {
				m, eph = x, true
			}
		}
	}
	if m == nil {
		s.mu.Unlock()
		return errors.New("no such message")
	}
	bm, em := findElement(asList(m["blocks"]), actionID)
	if em == nil {
		s.mu.Unlock()
		return errors.New("no such element " + actionID)
	}
	th, _ := m["thread_ts"].(string)
	cont := M{"type": "message", "message_ts": ts, "channel_id": c.ID, "is_ephemeral": eph}
	if th != "" {
		cont["thread_ts"] = th
	}
	name := c.Name
	if c.IM {
		name = "directmessage"
	} else if c.Private {
		name = "privategroup"
	}
	p := M{"type": "block_actions", "user": s.userRef(user), "api_app_id": AppID, "token": "verification-token", "container": cont, "trigger_id": s.newTrigger(user), "team": s.teamRef(), "enterprise": nil, "is_enterprise_install": false,
		"channel": M{"id": c.ID, "name": name}, "state": M{"values": M{}}, "response_url": s.newRespURL(c, user, ts, th, eph), "actions": []M{s.action(bm, em, value)}}
	if !eph { // ephemeral messages are not included in the payload
		p["message"] = apiMsg(m, true)
	}
	s.mu.Unlock()
	_, err := s.interactive("interactive", p)
	s.toast(user, err)
	return err
}

func (s *Fake) action(bm, em, value M) M {
	a := M{"action_id": em["action_id"], "block_id": bm["block_id"], "type": em["type"], "action_ts": s.ts()}
	if em["type"] == "button" {
		a["text"] = em["text"]
		if v, ok := em["value"]; ok {
			a["value"] = v
		}
		if st, ok := em["style"]; ok {
			a["style"] = st
		}
	}
	for k, v := range value {
		a[k] = v
	}
	return a
}

func (s *Fake) toast(user string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.errors[user] = err.Error()
	} else {
		delete(s.errors, user)
	}
	s.notify()
}

// Slash runs a slash command.
func (s *Fake) Slash(user, channel, command, text string) error {
	s.mu.Lock()
	c := s.chans[channel]
	if !slices.Contains(s.app.Commands, command) {
		s.mu.Unlock()
		return fmt.Errorf("%s is not a valid command", command)
	}
	name := c.Name
	if c.IM {
		name = "directmessage"
	}
	p := M{"token": "verification-token", "team_id": s.cfg.Team.ID, "team_domain": s.cfg.Team.Domain, "channel_id": c.ID, "channel_name": name, "user_id": user, "user_name": s.users[user].Name, "command": command, "text": text,
		"api_app_id": AppID, "is_enterprise_install": "false", "response_url": s.newRespURL(c, user, "", "", false), "trigger_id": s.newTrigger(user)}
	s.mu.Unlock()
	r, err := s.interactive("slash_commands", p)
	if err == nil && r != nil && (r["text"] != nil || r["blocks"] != nil) {
		s.mu.Lock()
		m := M{"type": "message", "user": BotUser, "bot_id": BotID, "ts": s.ts()}
		if e := s.content(r, m, 40000); e == nil {
			if r["response_type"] == "in_channel" {
				s.store(c, m)
			} else {
				m["is_ephemeral"] = true
				c.Eph[user] = append(c.Eph[user], m)
			}
		}
		s.mu.Unlock()
	}
	s.toast(user, err)
	return err
}

// OpenHome opens the app's Home tab.
func (s *Fake) OpenHome(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ev := M{"type": "app_home_opened", "user": user, "channel": s.im(user).ID, "tab": "home", "event_ts": s.ts()}
	if v := s.homes[user]; v != nil {
		ev["view"] = clone(v)
	}
	s.event("app_home_opened", nil, ev)
}

// HomeView and TopView return what the person sees.
func (s *Fake) HomeView(user string) M { s.mu.Lock(); defer s.mu.Unlock(); return clone(s.homes[user]) }
func (s *Fake) TopView(user string) M {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.stacks[user]
	if len(st) == 0 {
		return nil
	}
	return clone(s.views[st[len(st)-1]])
}

// ViewClick is a click inside a modal or the Home tab.
func (s *Fake) ViewClick(user, viewID, actionID string, value M, state M) error {
	s.mu.Lock()
	v := s.views[viewID]
	if v == nil {
		s.mu.Unlock()
		return errors.New("no such view")
	}
	bm, em := findElement(asList(v["blocks"]), actionID)
	if em == nil {
		s.mu.Unlock()
		return errors.New("no such element")
	}
	vv := clone(v)
	if state != nil {
		vv["state"] = M{"values": state}
	}
	p := M{"type": "block_actions", "user": s.userRef(user), "api_app_id": AppID, "token": "verification-token", "container": M{"type": "view", "view_id": viewID}, "trigger_id": s.newTrigger(user), "team": s.teamRef(), "enterprise": nil, "is_enterprise_install": false,
		"view": vv, "actions": []M{s.action(bm, em, value)}}
	s.mu.Unlock()
	_, err := s.interactive("interactive", p)
	s.toast(user, err)
	return err
}

// Suggest asks the app for options of an external select.
func (s *Fake) Suggest(user, viewID, actionID, query string) ([]any, error) {
	s.mu.Lock()
	v := s.views[viewID]
	bm, em := findElement(asList(v["blocks"]), actionID)
	if em == nil {
		s.mu.Unlock()
		return nil, errors.New("no such element")
	}
	p := M{"type": "block_suggestion", "user": s.userRef(user), "container": M{"type": "view", "view_id": viewID}, "api_app_id": AppID, "token": "verification-token", "action_id": actionID, "block_id": bm["block_id"], "value": query, "team": s.teamRef(), "enterprise": nil, "is_enterprise_install": false, "view": clone(v)}
	s.mu.Unlock()
	r, err := s.interactive("interactive", p)
	if err != nil {
		return nil, err
	}
	o := asList(r["options"])
	vv := &bkv{blockID: map[string]bool{}}
	vv.options(o, "/options", "plain_text")
	if len(vv.errs) > 0 || len(o) > 100 {
		return nil, fmt.Errorf("invalid options: %v", vv.strings())
	}
	return o, nil
}

// Submit presses the modal's submit button. state is block_id -> action_id -> value object.
// It returns the validation errors that the app answered with, if any.
func (s *Fake) Submit(user string, state M) (map[string]any, error) {
	s.mu.Lock()
	st := s.stacks[user]
	if len(st) == 0 {
		s.mu.Unlock()
		return nil, errors.New("no modal open")
	}
	id := st[len(st)-1]
	v := s.views[id]
	// the Slack client itself refuses to submit when a required input is empty
	for _, b := range asList(v["blocks"]) {
		bm := asMap(b)
		if bm["type"] == "input" && bm["optional"] != true {
			em := asMap(bm["element"])
			val := asMap(asMap(state[asStr(bm["block_id"])])[asStr(em["action_id"])])
			if empty(val) {
				s.mu.Unlock()
				return map[string]any{asStr(bm["block_id"]): "(client) required"}, nil
			}
		}
	}
	v["state"] = M{"values": state}
	p := M{"type": "view_submission", "team": s.teamRef(), "user": s.userRef(user), "api_app_id": AppID, "token": "verification-token", "trigger_id": s.newTrigger(user), "view": clone(v), "response_urls": []any{}, "is_enterprise_install": false, "enterprise": nil}
	s.mu.Unlock()
	r, err := s.interactive("interactive", p)
	if err != nil {
		s.toast(user, err)
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.notify()
	switch asStr(r["response_action"]) {
	case "errors":
		errs := asMap(r["errors"])
		for k := range errs {
			found := false
			for _, b := range asList(v["blocks"]) {
				if asMap(b)["block_id"] == k && asMap(b)["type"] == "input" {
					found = true
				}
			}
			if !found {
				return nil, fmt.Errorf("response_action errors names %q, which is no input block", k)
			}
		}
		return errs, nil
	case "update", "push":
		nv := asMap(r["view"])
		for k, val := range nv {
			if val == nil {
				delete(nv, k)
			}
		}
		if e := validateView(nv); e != nil {
			s.errors[user] = "invalid view in ack"
			return nil, fmt.Errorf("invalid view in ack: %v", e)
		}
		nv, _ = s.takeView(M{"view": nv})
		if r["response_action"] == "update" {
			s.replaceView(id, nv)
		} else {
			o := s.mkView(nv)
			s.stacks[user] = append(st, asStr(o["id"]))
		}
	case "clear":
		s.stacks[user] = nil
	case "":
		s.stacks[user] = st[:len(st)-1]
	default:
		return nil, fmt.Errorf("unknown response_action %v", r["response_action"])
	}
	return nil, nil
}

func empty(v M) bool {
	if v == nil {
		return true
	}
	for _, k := range []string{"value", "selected_date", "selected_time", "selected_user", "selected_conversation", "selected_channel"} {
		if x, ok := v[k]; ok {
			return x == nil || x == ""
		}
	}
	if x, ok := v["selected_date_time"]; ok {
		return x == nil
	}
	if x, ok := v["selected_option"]; ok {
		return x == nil
	}
	for _, k := range []string{"selected_options", "selected_users"} {
		if x, ok := v[k]; ok {
			return len(asList(x)) == 0
		}
	}
	return true
}

// CloseModal presses Cancel / X.
func (s *Fake) CloseModal(user string) {
	s.mu.Lock()
	st := s.stacks[user]
	if len(st) == 0 {
		s.mu.Unlock()
		return
	}
	v := clone(s.views[st[len(st)-1]])
	s.stacks[user] = st[:len(st)-1]
	p := M{"type": "view_closed", "team": s.teamRef(), "user": s.userRef(user), "api_app_id": AppID, "token": "verification-token", "view": v, "is_cleared": false, "is_enterprise_install": false}
	s.notify()
	s.mu.Unlock()
	if v["notify_on_close"] == true {
		s.interactive("interactive", p)
	}
}

// Messages returns the messages of a channel for assertions.
func (s *Fake) Messages(ch string) []M {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []M
	for _, m := range s.chans[ch].Msgs {
		out = append(out, clone(m))
	}
	return out
}
func (s *Fake) Ephemerals(ch, user string) []M {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.chans[ch].Eph[user])
}
