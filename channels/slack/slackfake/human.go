package slackfake

import (
	"errors"
	"fmt"
	"slices"
)

// A Human is somebody at the keyboard. Each method does what Slack's own
// client does when a person does this, waits for what it waits for, and
// returns as an error what the person would see.
type Human struct {
	f  *Fake
	ID string
}

// Human returns the person with that user id.
func (f *Fake) Human(user string) Human { return Human{f, user} }

var (
	errNotThere  = errors.New("no such message")
	errNotMember = errors.New("not a member of the channel")
	errNotYours  = errors.New("not your message")
	errArchived  = errors.New("the channel is archived")
	errNoDM      = errors.New("sending messages to this app has been turned off")
)

// DM returns the id of the person's conversation with the bot.
func (h Human) DM() string {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	return h.f.im(h.ID).ID
}

// Post writes in a channel, or in the DM, and returns the message's ts.
func (h Human) Post(channel, text string) (ts string, err error) {
	return h.write(channel, "", M{}, text)
}

// Reply writes in the thread of the message ts.
func (h Human) Reply(channel, ts, text string) (string, error) {
	return h.write(channel, ts, M{}, text)
}

// Upload puts a file into a channel or, unless thread is empty, a thread.
func (h Human) Upload(channel, thread, name, comment string, content []byte) (ts string, err error) {
	h.f.mu.Lock()
	u := &upload{id: randID("F", 10), name: name, title: name, size: len(content), content: slices.Clone(content)}
	h.f.files[u.id] = u
	file := h.f.fileJSON(u, h.ID)
	h.f.mu.Unlock()
	return h.write(channel, thread, M{"subtype": "file_share", "files": []M{file}, "upload": false}, comment)
}

func (h Human) write(channel, thread string, m M, typed string) (ts string, err error) {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	r, err := h.at(channel)
	if err != nil {
		return "", err
	}
	m["type"], m["user"] = "message", h.ID
	if m["subtype"] == nil {
		m["team"], m["client_msg_id"] = h.f.cfg.Team.ID, uuid()
	}
	if team := h.f.users[h.ID].Team; team != "" {
		m["team"], m["user_team"], m["source_team"] = team, team, team
	}
	h.say(m, typed)
	if thread != "" {
		root := r.find(thread)
		if root == nil {
			return "", errNotThere
		}
		answer(m, root, false)
	}
	h.f.post(r, m)
	h.f.changed()
	return asStr(m["ts"]), nil
}

// at returns a conversation the person may write in; f.mu is held.
func (h Human) at(channel string) (*room, error) {
	r := h.f.rooms[channel]
	switch {
	case r == nil || !r.members[h.ID]:
		return nil, errNotMember
	case r.Archived:
		return nil, errArchived
	case r.im != "" && !h.f.app.Messages:
		return nil, errNoDM
	}
	return r, nil
}

func (h Human) say(m M, typed string) {
	text, rich := h.f.wire(typed)
	m["text"] = text
	delete(m, "blocks")
	if len(rich) > 0 {
		section := M{"type": "rich_text_section", "elements": rich}
		m["blocks"] = []any{M{"type": "rich_text", "block_id": randID("", 5), "elements": []any{section}}}
	}
}

// Edit changes what the person has written.
func (h Human) Edit(channel, ts, text string) error {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	r, m, err := h.own(channel, ts)
	if err != nil {
		return err
	}
	before := clone(m)
	h.say(m, text)
	m["edited"] = M{"user": h.ID, "ts": h.f.ts()}
	h.f.sayChanged(r, m, before)
	h.f.changed()
	return nil
}

// Delete takes back what the person has written.
func (h Human) Delete(channel, ts string) error {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	r, m, err := h.own(channel, ts)
	if err != nil {
		return err
	}
	h.f.unpost(r, m)
	h.f.changed()
	return nil
}

func (h Human) own(channel, ts string) (*room, M, error) {
	r, err := h.at(channel)
	if err != nil {
		return nil, nil, err
	}
	m := r.find(ts)
	switch {
	case m == nil:
		return nil, nil, errNotThere
	case m["user"] != h.ID:
		return nil, nil, errNotYours
	}
	return r, m, nil
}

// React adds a reaction to a message.
func (h Human) React(channel, ts, name string) error { return h.react(channel, ts, name, true) }

// Unreact takes it away again.
func (h Human) Unreact(channel, ts, name string) error { return h.react(channel, ts, name, false) }

func (h Human) react(channel, ts, name string, add bool) error {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	if _, err := h.at(channel); err != nil {
		return err
	}
	resp := h.f.react(h.ID, M{"channel": channel, "timestamp": ts, "name": name}, add)
	h.f.changed()
	if code := asStr(resp["error"]); code != "" {
		return fmt.Errorf("react: %s", code)
	}
	return nil
}

// Sees returns what a channel shows this person, the oldest first: everybody's
// messages and those only for them.
func (h Human) Sees(channel string) []M {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	r := h.f.rooms[channel]
	if r == nil || !r.members[h.ID] {
		return nil
	}
	return r.shownTo(h.ID)
}

// Ephemerals returns what only this person sees in a channel.
func (h Human) Ephemerals(channel string) []M { return h.f.Ephemerals(channel, h.ID) }

// Toast returns what the client last told the person had gone wrong, or "".
func (h Human) Toast() string {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	return h.f.toasts[h.ID]
}

// toast shows err to the person, or takes away what was shown before.
func (h Human) toast(err error) error {
	h.f.mu.Lock()
	defer h.f.mu.Unlock()
	delete(h.f.toasts, h.ID)
	if err != nil {
		h.f.toasts[h.ID] = err.Error()
	}
	h.f.changed()
	return err
}
