package slackfake

import "slices"

// This file is what the workspace's administrators do.

// AddUser lets a person join the workspace, or changes one who is there.
func (f *Fake) AddUser(u User) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.users[u.ID] = &u
	f.changed()
}

// AddChannel creates a conversation.
func (f *Fake) AddChannel(c Channel) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rooms[c.ID] = newRoom(c, "")
	f.changed()
}

// AddGroup creates a user group, or changes one.
func (f *Fake) AddGroup(g Group) {
	f.mu.Lock()
	defer f.mu.Unlock()
	g.Members = slices.Clone(g.Members)
	f.groups[g.ID] = g
}

// Share opens a channel to another organisation, or closes it again.
func (f *Fake) Share(channel string, shared bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.rooms[channel]; r != nil {
		r.Shared = shared
		f.changed()
	}
}

// Archive archives a channel and tells the app.
func (f *Fake) Archive(channel string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.rooms[channel]
	if r == nil || r.Archived {
		return
	}
	r.Archived = true
	kind := r.kind() + "_archive"
	f.tell(kind, r, M{"type": kind, "channel": r.ID, "user": "U0ADMIN", "is_moved": 0, "event_ts": f.ts()})
	f.changed()
}

// Unarchive brings a channel back.
func (f *Fake) Unarchive(channel string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.rooms[channel]; r != nil {
		r.Archived = false
		f.changed()
	}
}

// Invite lets somebody into a channel, the bot being somebody too.
func (f *Fake) Invite(channel, user string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.rooms[channel]
	if r == nil || r.members[user] {
		return
	}
	r.members[user] = true
	f.tell("member_joined_channel", r, M{"type": "member_joined_channel", "user": user, "channel": r.ID,
		"channel_type": roomLetter(r), "team": f.cfg.Team.ID, "inviter": "U0ADMIN", "event_ts": f.ts()})
	f.changed()
}

// Remove takes somebody out of a channel. The bot learns of its own removal
// by another event than of others'.
func (f *Fake) Remove(channel, user string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.rooms[channel]
	if r == nil || !r.members[user] {
		return
	}
	delete(r.members, user)
	if user == BotUser {
		kind := r.kind() + "_left"
		f.tell(kind, nil, M{"type": kind, "channel": r.ID, "actor_id": "U0ADMIN", "event_ts": f.ts()})
	} else {
		f.tell("member_left_channel", r, M{"type": "member_left_channel", "user": user, "channel": r.ID,
			"channel_type": roomLetter(r), "team": f.cfg.Team.ID, "event_ts": f.ts()})
	}
	f.changed()
}

func roomLetter(r *room) string {
	if r.Private {
		return "G"
	}
	return "C"
}

// DeleteMessage removes anybody's message, the bot's too.
func (f *Fake) DeleteMessage(channel, ts string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r := f.rooms[channel]; r != nil {
		if m := r.find(ts); m != nil {
			f.unpost(r, m)
			f.changed()
		}
	}
}
