package slackfake

import (
	"slices"
	"strings"
)

// created is when everything in the workspace has come to be.
const created = 1700000000

// A room is a conversation: a channel, private or not, or somebody's DM with
// the bot.
type room struct {
	Channel
	im      string // the person, in a DM
	members map[string]bool
	msgs    []M            // by ts
	seenBy  map[string][]M // ephemeral messages, by user
}

func newRoom(c Channel, im string) *room {
	r := &room{Channel: c, im: im, members: map[string]bool{}, seenBy: map[string][]M{}}
	for _, m := range c.Members {
		r.members[m] = true
	}
	return r
}

// scopes is the word for this kind of room in scopes, events and payloads.
func (r *room) scopes() string {
	switch {
	case r.im != "":
		return "im"
	case r.Private:
		return "groups"
	}
	return "channels"
}

// kind is channel_type in events.
func (r *room) kind() string { return strings.TrimSuffix(r.scopes(), "s") }

// shownName is the name in the payloads of clicks and commands.
func (r *room) shownName() string {
	switch {
	case r.im != "":
		return "directmessage"
	case r.Private:
		return "privategroup"
	}
	return r.Name
}

func (r *room) find(ts string) M {
	if i := slices.IndexFunc(r.msgs, hasTS(ts)); i >= 0 {
		return r.msgs[i]
	}
	return nil
}

func (r *room) findEphemeral(user, ts string) M {
	if i := slices.IndexFunc(r.seenBy[user], hasTS(ts)); i >= 0 {
		return r.seenBy[user][i]
	}
	return nil
}

func hasTS(ts string) func(M) bool { return func(m M) bool { return m["ts"] == ts } }

// shownTo is what the room shows a person, the oldest first.
func (r *room) shownTo(user string) []M {
	out := append(clones(r.msgs), clones(r.seenBy[user])...)
	slices.SortFunc(out, func(a, b M) int { return strings.Compare(asStr(a["ts"]), asStr(b["ts"])) })
	return out
}

// add puts a message into the room and, for an answer, into its thread.
func (r *room) add(m M) {
	r.msgs = append(r.msgs, m)
	root := r.root(m)
	if root == nil {
		return
	}
	n, _ := root["reply_count"].(int)
	users, _ := root["reply_users"].([]string)
	if u := asStr(m["user"]); !slices.Contains(users, u) {
		users = append(users, u)
	}
	root["thread_ts"], root["latest_reply"] = root["ts"], m["ts"]
	root["reply_count"], root["reply_users"], root["reply_users_count"] = n+1, users, len(users)
}

// remove takes a message out of the room. Of one with answers a tombstone is
// left, so that the thread still has its beginning.
func (r *room) remove(m M) {
	if n, _ := m["reply_count"].(int); n > 0 {
		for _, k := range []string{"blocks", "attachments", "metadata", "bot_id", "bot_profile", "app_id"} {
			delete(m, k)
		}
		m["subtype"], m["user"], m["text"] = "tombstone", "USLACKBOT", "This message was deleted."
		return
	}
	if root := r.root(m); root != nil {
		n, _ := root["reply_count"].(int)
		root["reply_count"] = n - 1
	}
	r.msgs = slices.DeleteFunc(r.msgs, hasTS(asStr(m["ts"])))
}

// root is the message that m answers, or nil.
func (r *room) root(m M) M {
	if th := asStr(m["thread_ts"]); th != "" && th != m["ts"] {
		return r.find(th)
	}
	return nil
}

// room returns the conversation that an argument names as the bot sees it: an
// id, the name of a public channel, or a person for the DM with them. A
// private channel without the bot does not exist for it.
func (f *Fake) room(id string) (*room, string) {
	r := f.rooms[id]
	if r == nil && f.users[id] != nil && id != BotUser {
		r = f.im(id)
	}
	if r == nil {
		r = f.publicNamed(strings.TrimPrefix(id, "#"))
	}
	if r == nil || r.Private && !r.members[BotUser] {
		return nil, "channel_not_found"
	}
	return r, ""
}

func (f *Fake) publicNamed(name string) *room {
	for _, r := range f.rooms {
		if !r.Private && r.im == "" && r.Name == name {
			return r
		}
	}
	return nil
}

// im returns somebody's DM with the bot, which is there from the first time
// it is needed.
func (f *Fake) im(user string) *room {
	for _, r := range f.rooms {
		if r.im == user {
			return r
		}
	}
	id := "D" + strings.TrimLeft(user, "UW")
	f.rooms[id] = newRoom(Channel{ID: id, Members: []string{user, BotUser}}, user)
	return f.rooms[id]
}

func (f *Fake) roomJSON(r *room) M {
	if r.im != "" {
		return M{"id": r.ID, "created": created, "is_archived": false, "is_im": true, "is_org_shared": false, "user": r.im, "priority": 0}
	}
	note := M{"value": "", "creator": "", "last_set": 0}
	return M{"id": r.ID, "name": r.Name, "name_normalized": r.Name, "created": created, "creator": BotUser, "unlinked": 0,
		"is_channel": !r.Private, "is_group": r.Private, "is_im": false, "is_mpim": false, "is_private": r.Private,
		"is_archived": r.Archived, "is_general": false, "is_shared": r.Shared, "is_org_shared": false, "is_ext_shared": r.Shared,
		"is_member": r.members[BotUser], "topic": note, "purpose": note, "num_members": len(r.members)}
}
